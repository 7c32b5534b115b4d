import GridModel
import Intake
import RulePacks
import Scoring

/// What did not count, what is pending and what has set marks, member by member.
struct MemberRecords: Sendable {
    /// The rejects of known members, by file and line.
    private let rejects: [Reject]
    private let rejectsOf: [[Int32]]
    /// Of each reject the cells of its row.
    let rejectRows: Pieces
    /// By day, oldest first.
    private let pendingOf: [[Pending]]
    private let causesOf: [[MarkCause]]
    /// Versions in whose place others stand, by their months.
    private let repeatsOf: [[(month: Month, outcome: Outcome)]]
    private let scope: PeriodScope

    init(_ report: RunReport, _ words: PageWords) {
        let count = report.intake.roster.members.count
        func dealt<Element>(_ elements: [Element], by member: (Element) -> Int) -> [[Element]] {
            var dealt = [[Element]](repeating: [], count: count)
            for element in elements { dealt[member(element)].append(element) }
            return dealt
        }
        let rejects = report.rejects.filter { $0.member != nil }
        self.rejects = rejects
        rejectsOf = dealt(rejects.indices.map { Int32($0) }) { rejects[Int($0)].member! }
        rejectRows = UncountedRow.pieces(rejects, report, words, namesMember: false)
        let pending = report.book.pending.sorted { $0.day == $1.day ? $0.record < $1.record : $0.day < $1.day }
        pendingOf = dealt(pending) { $0.member }
        causesOf = dealt(report.book.markCauses) { $0.member }
        var repeats = [[(month: Month, outcome: Outcome)]](repeating: [], count: count)
        for version in report.intake.superseded where version.outcome != .conflict {
            let member = Int(report.intake.batches.entry(at: version.place).member)
            // Rows of the roster are nobody's, and of no month.
            guard member >= 0, let month = report.intake.month(of: version.place) else { continue }
            repeats[member].append((month, version.outcome))
        }
        repeatsOf = repeats
        scope = PeriodScope(report.book)
    }

    /// Which rejects a statement shows: those known to be of the period, and all of which nobody knows the month.
    func rejects(of member: Int, in period: Period) -> [Int] {
        rejectsOf[member].map { Int($0) }.filter { index in rejects[index].month.map { period.contains($0) } ?? true }
    }

    func pending(of member: Int, in period: Period) -> [Pending] { pendingOf[member].filter { scope.has($0, in: period) } }

    /// What has set marks that hold in a period.
    func causes(of member: Int, in period: Period, _ marks: [Mark]) -> [MarkCause] {
        causesOf[member].filter { period.shows(marks[$0.mark], $0) }
    }

    /// How many versions of each outcome another one stands for.
    func repeats(of member: Int, in period: Period) -> (duplicate: Int, superseded: Int) {
        let own = repeatsOf[member].filter { period.contains($0.month) }
        return (own.count { $0.outcome == .duplicate }, own.count { $0.outcome == .superseded })
    }
}
