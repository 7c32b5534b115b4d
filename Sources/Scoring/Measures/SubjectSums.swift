import GridModel
import RulePacks

/// What a measure adds up to in some scored months, for everybody of whom it may be told.
struct SubjectSums {
    private(set) var all = MeasureBook.Sum()
    private var groups: [Int: MeasureBook.Sum] = [:]
    private var units: [UnitKey: MeasureBook.Sum] = [:]
    /// By member; nil for whoever is not active in any of the months.
    private var members: [MeasureBook.Sum?]

    init(memberCount: Int) {
        members = Array(repeating: nil, count: memberCount)
    }

    /// Adds what a member has in a month, who is of a group and a unit then.
    mutating func add(_ sum: MeasureBook.Sum, of member: Int, group: Int, unit: String) {
        all += sum
        groups[group, default: MeasureBook.Sum()] += sum
        units[UnitKey(group: group, unit: Array(unit.utf8)), default: MeasureBook.Sum()] += sum
        members[member] = (members[member] ?? MeasureBook.Sum()) + sum
    }

    subscript(subject: MeasureResult.Subject) -> MeasureBook.Sum? {
        switch subject {
        case .all: all
        case .group(let group): groups[group]
        case .unit(let unit, let group): units[UnitKey(group: group, unit: Array(unit.utf8))]
        case .member(let member): members[member]
        }
    }

    /// Of whom a measure is told: the whole company first, then groups, units and members.
    func subjects(_ levels: [Measure.Subject], withMembers: Bool) -> [MeasureResult.Subject] {
        var subjects: [MeasureResult.Subject] = levels.contains(.all) ? [.all] : []
        if levels.contains(.group) { subjects += groups.keys.sorted().map { .group($0) } }
        if levels.contains(.unit) { subjects += units.keys.sorted().map { .unit(String(decoding: $0.unit, as: UTF8.self), group: $0.group) } }
        if withMembers, levels.contains(.subject) { subjects += members.indices.filter { members[$0] != nil }.map { .member($0) } }
        return subjects
    }
}

private struct UnitKey: Hashable, Comparable {
    let group: Int
    let unit: [UInt8]

    static func < (one: Self, other: Self) -> Bool {
        one.group == other.group ? one.unit.lexicographicallyPrecedes(other.unit) : one.group < other.group
    }
}
