import GridModel
import RulePacks

/// The scored months, and who is active in each, under which name and in which group.
struct ActiveMonths: Sendable {
    /// One after the other.
    let months: [Month]
    private let first: Int32
    let roster: Roster
    let groups: GroupTable
    /// By member and month: the index of the member's row that counts; -1 where there is none.
    private let rows: [Int32]

    init(_ roster: Roster, months: [Month], asOf: CivilDate, _ scoring: ScoringSpec) {
        self.months = months
        first = months.first?.index ?? 0
        self.roster = roster
        groups = GroupTable(roster)
        let days = months.map { (first: $0.firstDay, last: min($0.lastDay, asOf)) }
        rows = roster.members.flatMap { member in
            days.map { first, last in
                if scoring.partMonth == .skipped, !member.isActiveThroughout(first, last) { return -1 }
                let row =
                    switch scoring.transfer {
                    case .lastDay: member.rowIndex(lastActiveIn: first, through: last)
                    case .firstDay: member.rowIndex(firstActiveIn: first, through: last)
                    }
                return Int32(row ?? -1)
            }
        }
    }

    func position(of month: Month) -> Int? {
        let position = Int(month.index - first)
        return months.indices.contains(position) ? position : nil
    }

    func contains(_ member: Int, _ position: Int) -> Bool { rows[member * months.count + position] >= 0 }

    /// Index of the row of a member who is active in the month.
    func row(_ member: Int, _ position: Int) -> Int { Int(rows[member * months.count + position]) }
}

/// The groups of a roster in the order of their bytes. Whoever compares groups compares their indices.
struct GroupTable: Sendable {
    let names: [String]
    /// Where the rows of each member begin among all rows.
    private let starts: [Int]
    private let groupOfRow: [Int]

    init(_ roster: Roster) {
        let rows = roster.members.flatMap(\.rows)
        let groups = grouped(rows, by: \.group)
        names = groups.map { rows[$0[0]].group }
        var groupOfRow = [Int](repeating: 0, count: rows.count)
        for (index, group) in groups.enumerated() { for row in group { groupOfRow[row] = index } }
        self.groupOfRow = groupOfRow
        var starts: [Int] = []
        var next = 0
        for member in roster.members {
            starts.append(next)
            next += member.rows.count
        }
        self.starts = starts
    }

    func index(_ member: Int, row: Int) -> Int { groupOfRow[starts[member] + row] }
}
