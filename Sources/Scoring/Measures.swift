package import GridModel
package import Intake
package import RulePacks

/// A record behind a measure or a proposal.
package struct RecordedCase: Sendable {
    package let month: Month
    /// Index in the roster.
    package let member: Int
    /// Index of the fact in the pack.
    package let fact: Int
    package let day: CivilDate
    /// As `Effect.Hit` has it.
    package let value: Int64
    /// Of a rate, whether it is a good one.
    package let isMet: Bool
    package let record: EntryPlace
}

/// What a measure comes to for somebody in a period.
package struct MeasureResult: Sendable {
    package enum Subject: Hashable, Sendable {
        /// Index in the roster.
        case member(Int)
        /// A unit, and the index of the group in which it is.
        case unit(String, group: Int)
        case group(Int)
        case all
    }

    /// Index in the pack.
    package let measure: Int
    package let subject: Subject
    package let cases: Int
    /// Of a rate, how many of the cases are good ones.
    package let met: Int
    package let value: Average?
    /// Whether the target is met; nil where there is no target or no value.
    package let isMet: Bool?
}

/// All measures: the cases, and what they come to for persons, units, groups and the whole company in any period.
package struct MeasureBook: Sendable {
    /// Of measures, by month, member, measure, file and line.
    package let cases: [RecordedCase]
    /// Of proposals, in the same order.
    package let proposed: [RecordedCase]
    private let pack: RulePack
    private let active: ActiveMonths
    private let asOf: CivilDate
    /// By scored month, member and measure.
    private let sums: [Sum]

    private struct Sum {
        var cases: Int32 = 0
        var met: Int32 = 0
        var value: Int64 = 0

        static func += (left: inout Self, right: Self) {
            left.cases += right.cases
            left.met += right.met
            left.value += right.value
        }
    }

    /// - Parameter cases: in the order of files and lines.
    init(_ pack: RulePack, _ active: ActiveMonths, _ cases: [RecordedCase], asOf: CivilDate) {
        (self.pack, self.active, self.asOf) = (pack, active, asOf)
        let ordered = cases.enumerated().sorted { one, other in
            let (left, right) = (one.element, other.element)
            return (left.month, left.member, left.fact, one.offset) < (right.month, right.member, right.fact, other.offset)
        }.map(\.element)
        func isOfMeasure(_ item: RecordedCase) -> Bool { if case .measure = pack.facts[item.fact].user { true } else { false } }
        self.cases = ordered.filter(isOfMeasure)
        proposed = ordered.filter { !isOfMeasure($0) }
        var sums = [Sum](repeating: Sum(), count: active.months.count * active.roster.members.count * pack.measures.count)
        for item in self.cases {
            guard case .measure(let measure) = pack.facts[item.fact].user, let position = active.position(of: item.month) else { continue }
            let place = (position * active.roster.members.count + item.member) * pack.measures.count + measure
            sums[place] += Sum(cases: 1, met: item.isMet ? 1 : 0, value: item.value)
        }
        self.sums = sums
    }

    private func sum(_ member: Int, _ position: Int, _ measure: Int) -> Sum {
        sums[(position * active.roster.members.count + member) * pack.measures.count + measure]
    }

    // MARK: Points

    /// Whether a member can be scored in a month: not if a score is made of weights alone and none of them has a value.
    func hasValue(_ member: Int, _ position: Int) -> Bool {
        let weighted = weighted(position)
        return weighted.isEmpty || !pack.rules.isEmpty || weighted.contains { value(member, position, $0) != nil }
    }

    /// The measures with a weight that are in force in a scored month.
    private func weighted(_ position: Int) -> [Int] {
        let month = active.months[position]
        return pack.measures.indices.filter {
            pack.measures[$0].weight != nil && pack.measures[$0].effective.overlaps(month.firstDay...month.lastDay)
        }
    }

    private func value(_ member: Int, _ position: Int, _ measure: Int) -> Average? {
        let sum = sum(member, position, measure)
        return pack.measures[measure].value(cases: Int(sum.cases), met: Int(sum.met), sum: sum.value)
    }

    /// What the measures with a weight give to a member in a scored month, by its place among them.
    func points(of member: Int, _ position: Int) -> [(measure: Int, points: Points)] {
        let (weighted, withoutValue) = (weighted(position), pack.scoring.withoutValue)
        if weighted.isEmpty { return [] }
        let values = weighted.map { value(member, position, $0) }
        func weight(_ place: Int) -> Int { pack.measures[weighted[place]].weight!.hundredths }
        let all = weighted.indices.reduce(0) { $0 + weight($1) }
        let present = weighted.indices.reduce(0) { values[$1] == nil ? $0 : $0 + weight($1) }
        return weighted.indices.compactMap { place in
            guard let value = values[place] else {
                return withoutValue == .full ? (weighted[place], Points(hundredths: weight(place))) : nil
            }
            let (more, less) = withoutValue == .spread ? (all, present) : (1, 1)
            let above = Int128(value.sum.hundredths) * Int128(weight(place)) * Int128(more)
            return (weighted[place], Points(hundredths: rounded(above, Int128(value.count) * 10_000 * Int128(less))))
        }
    }

    /// A fraction rounded half away from zero.
    private func rounded(_ above: Int128, _ below: Int128) -> Int {
        let magnitude = Int((2 * Int128(above.magnitude) + below) / (2 * below))
        return above < 0 ? -magnitude : magnitude
    }

    // MARK: Periods

    /// What the measures come to in a period: by measure, and of each the whole company first, then groups, units and members.
    package func results(in period: Period) -> [MeasureResult] {
        let positions = active.months.indices.filter { period.contains(active.months[$0]) }
        guard let last = positions.last, !pack.measures.isEmpty else { return [] }
        let days = active.months[positions[0]].firstDay...active.months[last].lastDay
        let isFinal = period.isFinal(asOf: asOf)
        var results: [MeasureResult] = []
        for (index, measure) in pack.measures.enumerated() where measure.effective.overlaps(days) {
            var (all, groups, units, members) = (Sum(), [Int: Sum](), [UnitKey: Sum](), [(Int, Sum)]())
            for member in active.roster.members.indices {
                var own = Sum()
                var isActive = false
                for position in positions where active.contains(member, position) {
                    isActive = true
                    let sum = sum(member, position, index)
                    let row = active.row(member, position)
                    let group = active.groups.index(member, row: row)
                    groups[group, default: Sum()] += sum
                    units[UnitKey(group: group, unit: Array(active.roster.members[member].rows[row].unit.utf8)), default: Sum()] += sum
                    own += sum
                }
                if isActive { members.append((member, own)) }
                all += own
            }
            func add(_ subject: MeasureResult.Subject, _ sum: Sum) {
                let value = measure.value(cases: Int(sum.cases), met: Int(sum.met), sum: sum.value)
                var isMet = value.flatMap { value in measure.targets[period.kind].map { $0.isMet(value) } }
                // What is still added up may come to be enough.
                if isMet == false, !isFinal, measure.sort == .count || measure.sort == .sum, measure.targets[period.kind]?.atMost == nil { isMet = nil }
                results.append(
                    MeasureResult(measure: index, subject: subject, cases: Int(sum.cases), met: Int(sum.met), value: value, isMet: isMet))
            }
            if measure.subjects.contains(.all) { add(.all, all) }
            if measure.subjects.contains(.group) { for (group, sum) in groups.sorted(by: { $0.key < $1.key }) { add(.group(group), sum) } }
            if measure.subjects.contains(.unit) {
                for (key, sum) in units.sorted(by: { $0.key < $1.key }) {
                    add(.unit(String(decoding: key.unit, as: UTF8.self), group: key.group), sum)
                }
            }
            if measure.subjects.contains(.subject) { for (member, sum) in members { add(.member(member), sum) } }
        }
        return results
    }

    /// The cases of a period, by month, member, measure, file and line.
    package func cases(in period: Period) -> ArraySlice<RecordedCase> {
        let start = cases.partitionIndex { $0.month >= period.firstMonth }
        let end = cases.partitionIndex { $0.month > period.lastMonth }
        return cases[start..<end]
    }
}

private struct UnitKey: Hashable, Comparable {
    let group: Int
    let unit: [UInt8]

    static func < (one: Self, other: Self) -> Bool {
        one.group == other.group ? one.unit.lexicographicallyPrecedes(other.unit) : one.group < other.group
    }
}
