import GridModel

/// Reads rules and rankings, and the facts they take.
struct RuleLoader {
    let kinds: [LogKind]
    let marks: [Mark]
    private(set) var rules: [Rule] = []
    private(set) var rankings: [Ranking] = []
    private(set) var facts: [Fact] = []

    init(kinds: [LogKind], marks: [Mark]) {
        self.kinds = kinds
        self.marks = marks
    }

    mutating func readRules(_ cursor: YAMLCursor) {
        for element in cursor.elements() {
            let fields = element.fields(["id", "clause", "wording", "points", "effective", "marks", "takes"])
            guard let id = fields.require("id")?.identifier(), let clause = fields.require("clause")?.text(),
                let wording = fields.require("wording")?.pair(), let points = fields.require("points")?.points(),
                let effective = fields.require("effective").flatMap({ range($0) }), let takes = fields.require("takes")
            else { continue }
            let always = fields["marks"]?.scalars().compactMap { mark($0) } ?? []
            if rules.contains(where: { $0.id == id && $0.effective.overlaps(effective) }) {
                element.report("the rule \"\(id)\" stands twice for the same days: its effective dates overlap")
            }
            if Self.reserved.contains(id) { element.report("\"\(id)\" is a name of the ledger's own") }
            rules.append(Rule(id: id, clause: clause, wording: wording, points: points, effective: effective))
            for take in takes.elements() {
                if let fact = fact(take, .rule(rules.count - 1), effective, marks: always.map { ($0, .always) }) { facts.append(fact) }
            }
        }
    }

    mutating func readRankings(_ cursor: YAMLCursor) {
        for element in cursor.elements() {
            let fields = element.fields([
                "id", "category", "zh", "count", "clause", "wording", "effective", "within", "awards", "at_least", "counts",
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
            rankings.append(
                Ranking(
                    id: id, category: TextPair(zh: chinese, en: category), countName: TextPair(zh: count, en: category), clause: clause,
                    wording: wording, effective: effective, within: within, awards: awards, atLeast: atLeast))
            for take in counts.elements() {
                if let fact = fact(take, .ranking(rankings.count - 1), effective, marks: []) { facts.append(fact) }
            }
        }
    }

    /// Rule names that the ledger uses itself.
    private static let reserved = ["base", "floor"]

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

    private func fact(
        _ cursor: YAMLCursor, _ user: Fact.User, _ effective: ClosedRange<CivilDate>, marks always: [(mark: Int, condition: Condition)]
    ) -> Fact? {
        let fields = cursor.fields(["kind", "where", "overdue", "requires", "pending", "month", "marks"])
        guard let kindName = fields.require("kind")?.choice(of: kinds.map(\.id), sort: "kind"),
            let kind = kinds.firstIndex(where: { $0.id == kindName })
        else { return nil }
        let reader = ConditionReader(columns: kinds[kind].columns)
        guard let month = fields.require("month").flatMap({ reader.timeColumn($0) }) else { return nil }
        var tests = fields["where"].map { reader.condition($0).tests } ?? []
        if let overdue = fields["overdue"], let test = reader.overdue(overdue) { tests.append(test) }
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
        return Fact(
            kind: kind, condition: Condition(tests: tests), requires: requires, awaited: awaited, monthColumn: month,
            marks: conditional, effective: effective, user: user)
    }
}
