package import GridModel
package import Intake
import RulePacks

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
    /// Whether what it is about has not come to its end though its time is over.
    package let isOpen: Bool
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
    let pack: RulePack
    let active: ActiveMonths
    private let asOf: CivilDate
    /// By scored month, member and measure.
    private let sums: [Sum]

    struct Sum {
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

    func sum(_ member: Int, _ position: Int, _ measure: Int) -> Sum {
        sums[(position * active.roster.members.count + member) * pack.measures.count + measure]
    }

    // MARK: Periods

    /// What the measures come to in a period: by measure, and of each the whole company first, then groups, units and members.
    ///
    /// - Parameter withMembers: whether members are told of.
    package func results(in period: Period, withMembers: Bool = true) -> [MeasureResult] {
        let positions = positions(in: period)
        var results: [MeasureResult] = []
        for index in measures(in: period) {
            let measure = pack.measures[index]
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
            func add(_ subject: MeasureResult.Subject, _ sum: Sum) { results.append(result(index, subject, sum, period)) }
            if measure.subjects.contains(.all) { add(.all, all) }
            if measure.subjects.contains(.group) { for (group, sum) in groups.sorted(by: { $0.key < $1.key }) { add(.group(group), sum) } }
            if measure.subjects.contains(.unit) {
                for (key, sum) in units.sorted(by: { $0.key < $1.key }) {
                    add(.unit(String(decoding: key.unit, as: UTF8.self), group: key.group), sum)
                }
            }
            if withMembers, measure.subjects.contains(.subject) { for (member, sum) in members { add(.member(member), sum) } }
        }
        return results
    }

    private func positions(in period: Period) -> Range<Int> {
        guard let first = active.months.first else { return 0..<0 }
        func place(_ month: Month, _ more: Int) -> Int { max(0, min(active.months.count, Int(month.index - first.index) + more)) }
        let start = place(period.firstMonth, 0)
        return start..<max(start, place(period.lastMonth, 1))
    }

    /// The measures that are in force in a period, by their indices.
    package func measures(in period: Period) -> [Int] {
        let positions = positions(in: period)
        guard let first = positions.first, let last = positions.last else { return [] }
        let days = active.months[first].firstDay...active.months[last].lastDay
        return pack.measures.indices.filter { pack.measures[$0].effective.overlaps(days) }
    }

    /// Who is active in a period, and the group in which last.
    package func members(in period: Period) -> [(member: Int, group: Int)] {
        let positions = positions(in: period)
        return active.roster.members.indices.compactMap { member in
            positions.last { active.contains(member, $0) }.map { (member, active.groups.index(member, row: active.row(member, $0))) }
        }
    }

    /// What a measure comes to for a member in a period.
    package func result(of member: Int, _ measure: Int, in period: Period) -> MeasureResult {
        var own = Sum()
        for position in positions(in: period) where active.contains(member, position) { own += sum(member, position, measure) }
        return result(measure, .member(member), own, period)
    }

    private func result(_ measure: Int, _ subject: MeasureResult.Subject, _ sum: Sum, _ period: Period) -> MeasureResult {
        let definition = pack.measures[measure]
        let value = definition.value(cases: Int(sum.cases), met: Int(sum.met), sum: sum.value)
        let target = definition.targets[period.kind]
        var isMet = value.flatMap { value in target.map { $0.isMet(value) } }
        // What is still added up may come to be enough.
        let isSum = definition.sort == .count || definition.sort == .sum
        if isMet == false, isSum, target?.atMost == nil, !period.isFinal(asOf: asOf) { isMet = nil }
        return MeasureResult(measure: measure, subject: subject, cases: Int(sum.cases), met: Int(sum.met), value: value, isMet: isMet)
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
