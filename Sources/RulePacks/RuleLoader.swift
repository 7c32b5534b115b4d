import GridModel

/// Reads rules and rankings, and the facts they take.
struct RuleLoader {
    let kinds: [LogKind]
    let marks: [Mark]
    let hasCalendar: Bool
    private(set) var rules: [Rule] = []
    private(set) var rankings: [Ranking] = []
    private(set) var facts: [Fact] = []

    init(kinds: [LogKind], marks: [Mark], hasCalendar: Bool) {
        self.kinds = kinds
        self.marks = marks
        self.hasCalendar = hasCalendar
    }

    mutating func readRules(_ cursor: YAMLCursor) {
        for element in cursor.elements() {
            let fields = element.fields(["id", "clause", "wording", "points", "effective", "at_most", "marks", "takes"])
            guard let id = fields.require("id")?.identifier(), let clause = fields.require("clause")?.text(),
                let wording = fields.require("wording")?.pair(), let points = fields.require("points")?.points(),
                let effective = fields.require("effective").flatMap({ range($0) }), let takes = fields.require("takes")
            else { continue }
            let always = fields["marks"]?.scalars().compactMap { mark($0) } ?? []
            if rules.contains(where: { $0.id == id && $0.effective.overlaps(effective) }) {
                element.report("the rule \"\(id)\" stands twice for the same days: its effective dates overlap")
            }
            if Self.reserved.contains(id) { element.report("\"\(id)\" is a name of the ledger's own") }
            rules.append(
                Rule(
                    id: id, clause: clause, wording: wording, points: points, effective: effective,
                    atMost: fields["at_most"]?.whole(1...1_000_000)))
            for take in takes.elements() { facts += self.facts(take, .rule(rules.count - 1), effective, marks: always.map { ($0, .always) }) }
        }
    }

    mutating func readRankings(_ cursor: YAMLCursor) {
        for element in cursor.elements() {
            let fields = element.fields([
                "id", "category", "zh", "count", "clause", "wording", "effective", "within", "awards", "counts_only", "at_least", "ties",
                "members_at_least", "part_month", "counts",
            ])
            guard let id = fields.require("id")?.identifier(), let category = fields.require("category")?.identifier(),
                let chinese = fields.require("zh")?.text(), let count = fields.require("count")?.fields(["zh"]).require("zh")?.text(),
                let clause = fields.require("clause")?.text(), let wording = fields.require("wording")?.pair(),
                let effective = fields.require("effective").flatMap({ range($0) }),
                let within = fields.require("within")?.choice(Field.self),
                let awards = fields.require("awards")?.elements().compactMap({ $0.points() }),
                let atLeast = fields.require("at_least")?.whole(0...1_000_000), let counts = fields.require("counts")
            else { continue }
            if rankings.contains(where: { $0.id == id || $0.category.english == category }) || rules.contains(where: { $0.id == id }) {
                element.report("the ranking \"\(id)\" or its category \"\(category)\" stands twice")
            }
            let isAwarded = fields["counts_only"]?.bool() != true
            rankings.append(
                Ranking(
                    id: id, category: TextPair(zh: chinese, en: category), countName: TextPair(zh: count, en: category), clause: clause,
                    wording: wording, effective: effective, within: within, awards: isAwarded ? awards : [], atLeast: atLeast,
                    ties: fields["ties"]?.choice(Ranking.Ties.self) ?? .skip, membersAtLeast: fields["members_at_least"]?.whole(1...1_000_000) ?? 1,
                    partMonth: fields["part_month"]?.choice(Ranking.PartMonth.self) ?? .full))
            for take in counts.elements() { facts += self.facts(take, .ranking(rankings.count - 1), effective, marks: []) }
        }
    }

    /// Rule names that the ledger uses itself.
    private static let reserved = ["base", "floor", "cap"]

    private func range(_ cursor: YAMLCursor) -> ClosedRange<CivilDate>? {
        let fields = cursor.fields(["from", "to"])
        guard let from = fields.require("from")?.date() else { return nil }
        let to = fields["to"]?.date() ?? CivilDate(year: 2100, month: 12, day: 31)!
        guard from <= to else {
            cursor.report("\"to\" is before \"from\"")
            return nil
        }
        return from...to
    }

    private func mark(_ cursor: YAMLCursor) -> Int? {
        guard let id = cursor.choice(of: marks.map(\.id), sort: "mark") else { return nil }
        return marks.firstIndex { $0.id == id }
    }

    /// What an entry takes: one fact, or one for each column that may say its month, and one that only sets its marks where
    /// these go by another month.
    private func facts(
        _ cursor: YAMLCursor, _ user: Fact.User, _ effective: ClosedRange<CivilDate>, marks always: [(mark: Int, condition: Condition)]
    ) -> [Fact] {
        let fields = cursor.fields(["id", "kind", "where", "overdue", "within", "exceeds", "requires", "pending", "month", "marks", "marks_month"])
        guard let kindName = fields.require("kind")?.choice(of: kinds.map(\.id), sort: "kind"),
            let kind = kinds.firstIndex(where: { $0.id == kindName })
        else { return [] }
        _ = fields["id"]?.identifier()
        let reader = ConditionReader(columns: kinds[kind].columns, hasCalendar: hasCalendar)
        guard let months = fields.require("month").map({ $0.scalars().compactMap { reader.timeColumn($0) } }), !months.isEmpty else { return [] }
        var tests = fields["where"].map { reader.condition($0).tests } ?? []
        if let overdue = fields["overdue"], let test = reader.overdue(overdue) { tests.append(test) }
        // Behind all others: what they leave out need not be in a year that the calendar has.
        for key in ["within", "exceeds"] { tests += fields[key].flatMap { reader.elapsed($0, exceeds: key == "exceeds") }.map { [$0] } ?? [] }
        let requires = fields["requires"].map { reader.condition($0) } ?? .always
        let awaited = fields["pending"]?.pair()
        if requires.tests.isEmpty != (awaited == nil) {
            cursor.report("\"requires\" and \"pending\" go together: the act that may be missing, and how that is said")
        }
        var conditional = always
        for (id, condition, place) in fields["marks"]?.keyedEntries() ?? [] {
            guard case .rule = user else {
                condition.report("a ranking sets no marks")
                continue
            }
            if let mark = marks.firstIndex(where: { $0.id == id }) {
                conditional.append((mark, reader.condition(condition)))
            } else {
                place.report("unknown mark \"\(id)\"; known: \(marks.map(\.id).joined(separator: ", "))")
            }
        }
        if conditional.count > 8 { cursor.report("a fact sets at most 8 marks") }
        let marksMonth = fields["marks_month"].flatMap { reader.timeColumn($0) }
        if marksMonth != nil, conditional.isEmpty { fields["marks_month"]?.report("goes with marks, and here are none") }
        let setsApart = marksMonth != nil && months != [marksMonth]
        func fact(_ tests: [Condition.Test], _ requires: Condition, _ month: Int, _ marks: [(mark: Int, condition: Condition)], only: Bool) -> Fact {
            Fact(
                kind: kind, condition: Condition(tests: tests), requires: requires, awaited: only ? nil : awaited, monthColumn: month,
                marks: marks, effective: effective, user: user, onlyMarks: only)
        }
        var facts = months.indices.map { index in
            // The first of the columns that is not empty.
            let chosen: [Condition.Test] = months.count == 1 ? [] : months[..<index].map { .empty(column: $0) } + [.present(column: months[index])]
            return fact(tests + chosen, requires, months[index], setsApart ? [] : conditional, only: false)
        }
        if setsApart, let marksMonth { facts.append(fact(tests + requires.tests, .always, marksMonth, conditional, only: true)) }
        return facts
    }
}
