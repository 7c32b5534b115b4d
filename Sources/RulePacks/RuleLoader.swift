import GridModel

/// Reads rules and rankings, and the facts they take.
struct RuleLoader {
    let kinds: [LogKind]
    let marks: [Mark]
    let hasCalendar: Bool
    /// The sorts of periods that the pack has.
    let periods: [Period.Kind]
    private(set) var rules: [Rule] = []
    private(set) var rankings: [Ranking] = []
    var measures: [Measure] = []
    var proposals: [Proposal] = []
    var facts: [Fact] = []

    init(kinds: [LogKind], marks: [Mark], hasCalendar: Bool, periods: [Period.Kind]) {
        self.kinds = kinds
        self.marks = marks
        self.hasCalendar = hasCalendar
        self.periods = periods
    }

    mutating func readRules(_ cursor: YAMLCursor) {
        for element in cursor.elements() {
            let fields = element.fields(["id", "clause", "wording", "points", "effective", "at_most", "marks", "takes"])
            guard let id = fields.require("id")?.identifier(), let clause = fields.require("clause")?.text(),
                let wording = fields.require("wording")?.pair(), let (points, range, column) = fields.require("points").flatMap({ self.points($0) }),
                let effective = fields.require("effective").flatMap({ self.range($0) }), let takes = fields.require("takes")
            else { continue }
            let always = fields["marks"]?.scalars().compactMap { mark($0) } ?? []
            if rules.contains(where: { $0.id == id && $0.effective.overlaps(effective) }) {
                element.report("the rule \"\(id)\" stands twice for the same days: its effective dates overlap")
            }
            if Self.reserved.contains(id) { element.report("\"\(id)\" is a name of the ledger's own") }
            rules.append(
                Rule(
                    id: id, clause: clause, wording: wording, points: points, range: range, effective: effective,
                    atMost: fields["at_most"]?.whole(1...1_000_000)))
            for take in takes.elements() {
                facts += self.facts(take, .rule(rules.count - 1), effective, marks: always.map { ($0, .always) }, points: column, within: range)
            }
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

    /// Points, or `{column: …, at_least: …, at_most: …}` where the record says them.
    private func points(_ cursor: YAMLCursor) -> (points: Points, range: ClosedRange<Points>?, column: YAMLCursor?)? {
        if cursor.node.mapping == nil { return cursor.points().map { ($0, nil, nil) } }
        let fields = cursor.fields(["column", "at_least", "at_most"])
        guard let column = fields.require("column"), let least = fields.require("at_least")?.points(), let most = fields.require("at_most")?.points()
        else { return nil }
        guard least <= most, (least < .zero) == (most < .zero) else {
            cursor.report("the range goes from less to more, and all of it deducts or all of it gives points")
            return nil
        }
        return (most < .zero ? most : least, least...most, column)
    }

    /// Rule names that the ledger uses itself.
    static let reserved = ["base", "floor", "cap"]

    func range(_ cursor: YAMLCursor) -> ClosedRange<CivilDate>? {
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

    /// The keys of an entry.
    private static func keys(_ user: Fact.User) -> [String] {
        let own =
            switch user {
            case .rule, .ranking: ["marks", "marks_month"]
            case .measure: ["met", "value"]
            case .proposal: ["value"]
            }
        return ["id", "kind", "where", "overdue", "within", "exceeds", "requires", "pending", "month"] + own
    }

    /// What an entry takes: one fact, or one for each column that may say its month, and one that only sets its marks where
    /// these go by another month.
    func facts(
        _ cursor: YAMLCursor, _ user: Fact.User, _ effective: ClosedRange<CivilDate>, marks always: [(mark: Int, condition: Condition)],
        points: YAMLCursor? = nil, within range: ClosedRange<Points>? = nil
    ) -> [Fact] {
        let fields = cursor.fields(Self.keys(user))
        guard let kindName = fields.require("kind")?.choice(of: kinds.map(\.id), sort: "kind"),
            let kind = kinds.firstIndex(where: { $0.id == kindName })
        else { return [] }
        _ = fields["id"]?.identifier()
        let reader = ConditionReader(columns: kinds[kind].columns, hasCalendar: hasCalendar)
        guard let months = fields.require("month").map({ $0.scalars().compactMap { reader.timeColumn($0) } }), !months.isEmpty else { return [] }
        let tests = reader.tests(fields)
        let met = fields["met"].map { Condition(tests: reader.tests($0.fields(["where", "overdue", "within", "exceeds"]))) } ?? .always
        let value = (points ?? fields["value"]).flatMap { reader.value($0) }
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
                marks: marks, effective: effective, user: user, onlyMarks: only, met: met, value: only ? nil : value, range: only ? nil : range)
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
