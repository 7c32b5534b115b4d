import GridModel

/// Measures, their weights, and proposals.
extension RuleLoader {
    mutating func readMeasures(_ cursor: YAMLCursor, minutesOfDay: Int?) {
        for element in cursor.elements() {
            let fields = element.fields([
                "id", "clause", "wording", "effective", "sort", "unit", "subjects", "takes", "of", "against", "empty", "target", "weight",
            ])
            guard let id = fields.require("id")?.identifier(), let clause = fields.require("clause")?.text(),
                let wording = fields.require("wording")?.pair(), let effective = fields.require("effective").flatMap({ range($0) }),
                let sort = fields.require("sort")?.choice(Measure.Sort.self)
            else { continue }
            var change: (of: Int, against: Measure.Against)?
            if sort == .change {
                guard let found = self.change(fields) else { continue }
                change = found
            } else {
                for key in ["of", "against"] { fields[key]?.report("only a change has this: what it is the change of") }
                guard fields.require("takes") != nil else { continue }
            }
            if measures.contains(where: { $0.id == id }) || rankings.contains(where: { $0.id == id }) || rules.contains(where: { $0.id == id })
                || Self.reserved.contains(id)
            {
                element.report("the measure \"\(id)\" has the name of something else")
            }
            if sort != .rate { fields["empty"]?.report("only a rate has this: the value of a rate of nothing") }
            let user = Fact.User.measure(measures.count)
            var divisors: [Int] = []
            for take in fields["takes"]?.elements() ?? [] {
                let found = self.facts(take, user, effective, marks: [])
                if sort != .rate { take.value(of: "met")?.report("only a rate has this: what makes a record a good one") }
                if sort == .rate || sort == .count { take.value(of: "value")?.report("only sums and means have this: what is added up") }
                if sort == .rate, found.contains(where: { $0.met.tests.isEmpty }) { take.report("a rate needs \"met\": what makes a record a good one") }
                if sort == .sum || sort == .mean, found.contains(where: { $0.value == nil }) { take.report("\"value\" is missing: what is added up") }
                if found.contains(where: { $0.value != nil }), let value = take.value(of: "value") {
                    divisors.append(divisor(value, minutesOfDay))
                }
                facts += found
            }
            if Set(divisors).count > 1 { fields["takes"]?.report("all entries of a measure add up the same: a number, or time in one unit") }
            var subjects: [Measure.Subject] = [.subject, .group, .all]
            if let named = fields["subjects"] { subjects = named.scalars().compactMap { $0.choice(Measure.Subject.self) } }
            measures.append(
                Measure(
                    id: id, clause: clause, wording: wording, effective: effective, sort: sort, unit: fields["unit"]?.pair(), subjects: subjects,
                    empty: fields["empty"]?.choice(Measure.Empty.self) ?? .none, change: change, targets: fields["target"].map { targets($0) } ?? [:],
                    weight: fields["weight"]?.points(), divisor: divisors.first ?? Number.scale))
        }
    }

    /// The measure that a change is one of, and what it is compared with.
    private func change(_ fields: YAMLCursor.Fields) -> (of: Int, against: Measure.Against)? {
        for key in ["takes", "weight"] { fields[key]?.report("a change has no \"\(key)\": it goes by the measure that it is the change of") }
        let known = measures.indices.filter { measures[$0].change == nil }
        guard let name = fields.require("of")?.choice(of: known.map { measures[$0].id }, sort: "measure"),
            let against = fields.require("against")?.choice(Measure.Against.self)
        else { return nil }
        return known.first { measures[$0].id == name }.map { ($0, against) }
    }

    /// `{at_least: …}`, or one for each sort of period.
    private func targets(_ cursor: YAMLCursor) -> [Period.Kind: Measure.Target] {
        let fields = cursor.fields(["at_least", "at_most"] + Period.Kind.allCases.map(\.rawValue))
        func target(_ fields: YAMLCursor.Fields, _ cursor: YAMLCursor) -> Measure.Target {
            let target = Measure.Target(atLeast: fields["at_least"]?.number(), atMost: fields["at_most"]?.number())
            if target.atLeast == nil, target.atMost == nil { cursor.report("a target has \"at_least\", \"at_most\" or both") }
            return target
        }
        var own: [Period.Kind: Measure.Target] = [:]
        for kind in Period.Kind.allCases {
            guard let cursor = fields[kind.rawValue], let kind = cursor.period(named: kind.rawValue, of: periods) else { continue }
            own[kind] = target(cursor.fields(["at_least", "at_most"]), cursor)
        }
        if !own.isEmpty {
            for key in ["at_least", "at_most"] { fields[key]?.report("a target is the same for all periods, or named for each sort of them") }
            return own
        }
        let same = target(fields, cursor)
        return Dictionary(uniqueKeysWithValues: periods.map { ($0, same) })
    }

    /// What the values of an entry are divided by to be in its unit.
    private func divisor(_ value: YAMLCursor, _ minutesOfDay: Int?) -> Int {
        if value.isScalar { return Number.scale }
        return value.value(of: "in")?.choice(TimeLimit.Unit.self)?.minutes(day: max(1, minutesOfDay ?? 1)) ?? 1
    }

    /// Looks whether measures make up the part of all weights that a clause asks for.
    func checkShares(_ cursor: YAMLCursor) {
        for element in cursor.elements() {
            let fields = element.fields(["measures", "at_least", "clause"])
            guard let names = fields.require("measures")?.scalars(), let atLeast = fields.require("at_least")?.number(),
                let clause = fields.require("clause")?.text()
            else { continue }
            let chosen = names.compactMap { name in
                name.choice(of: measures.map(\.id), sort: "measure").flatMap { id in measures.firstIndex { $0.id == id } }
            }
            func sum(_ measures: [Measure]) -> Int { measures.reduce(0) { $0 + ($1.weight?.hundredths ?? 0) } }
            let (part, all) = (sum(chosen.map { measures[$0] }), sum(measures))
            if all == 0 || part * 100 * Number.scale < Int(atLeast.tenThousandths) * all {
                element.report("these measures have \(Points(hundredths: part)) of \(Points(hundredths: all)) points; \(clause) asks for \(atLeast) %")
            }
        }
    }

    mutating func readProposals(_ cursor: YAMLCursor, lists: [AwardList]) {
        for element in cursor.elements() {
            let fields = element.fields(["id", "clause", "wording", "list", "range", "effective", "takes"])
            guard let id = fields.require("id")?.identifier(), let clause = fields.require("clause")?.text(),
                let wording = fields.require("wording")?.pair()
            else { continue }
            if proposals.contains(where: { $0.id == id }) { element.report("the proposal \"\(id)\" stands twice") }
            if (fields["list"] == nil) == (fields["takes"] == nil) { element.report("a proposal has either \"list\" or \"takes\"") }
            let list = fields["list"]?.choice(of: lists.map(\.id), sort: "list").flatMap { id in lists.firstIndex { $0.id == id } }
            let user = Fact.User.proposal(proposals.count)
            let always = CivilDate(year: 2000, month: 1, day: 1)!...CivilDate(year: 2100, month: 12, day: 31)!
            let effective = fields["effective"].flatMap { self.range($0) } ?? always
            let range = fields["range"].flatMap { proposalRange($0) }
            let points = range.map { Points(hundredths: Int($0.atLeast.tenThousandths) / 100)...Points(hundredths: Int($0.atMost.tenThousandths) / 100) }
            for take in fields["takes"]?.elements() ?? [] { facts += self.facts(take, user, effective, marks: [], within: points) }
            proposals.append(Proposal(id: id, clause: clause, wording: wording, list: list, range: range))
        }
    }

    private func proposalRange(_ cursor: YAMLCursor) -> (atLeast: Number, atMost: Number, unit: TextPair)? {
        let fields = cursor.fields(["at_least", "at_most", "unit"])
        guard let least = fields.require("at_least")?.number(), let most = fields.require("at_most")?.number(),
            let unit = fields.require("unit")?.pair()
        else { return nil }
        if most < least {
            cursor.report("the range goes from less to more")
            return nil
        }
        return (least, most, unit)
    }
}
