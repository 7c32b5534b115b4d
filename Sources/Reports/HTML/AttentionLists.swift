import GridModel
import Intake
import RulePacks
import Scoring

/// What department pages list beside scores: pending records, records that did not count, what has set marks.
struct AttentionLists: Sendable {
    /// A page lists no more records of a sort than this; the rest is in the tables.
    static let most = 200

    /// The records of a group that did not count: how many, and the first of them.
    struct Uncounted: Sendable {
        private(set) var count = 0
        /// Indices among the rows.
        private(set) var first: [Int32] = []

        /// - Returns: whether the page lists it.
        mutating func add(_ row: Int) -> Bool {
            count += 1
            guard first.count < AttentionLists.most else { return false }
            first.append(Int32(row))
            return true
        }
    }

    /// By page: the groups without a period, then those of each period.
    private var uncounted: [Uncounted]
    private let positions: [Period: Int]
    private let groupCount: Int
    /// The rows of all records that did not count and that a page lists; on every page they are the same.
    let rows: Pieces
    /// All that is pending, oldest first; of each the cells behind the member, and for each page those it lists.
    let pending: [Pending]
    let pendingRows: Pieces
    private var pendingOfPage: [[Int32]]
    /// What has set marks, and of each the cells behind member and department.
    let causes: [MarkCause]
    let causeRows: Pieces
    /// Indices of the causes by member.
    private var causesOfMember: [[Int32]]

    init(
        _ report: RunReport, _ periods: [PeriodView], _ positions: [Period: Int], _ lastGroups: [Int?], _ scope: PeriodScope, _ text: PageText,
        _ words: PageWords
    ) {
        self.positions = positions
        groupCount = report.book.groups.count
        uncounted = Array(repeating: Uncounted(), count: (periods.count + 1) * groupCount)
        var listed: [Reject] = []
        for reject in report.rejects {
            guard let member = reject.member, let group = lastGroups[member] else { continue }
            var isListed = uncounted[group].add(listed.count)
            // Conflicts and absences are known to be of a month, whose pages show them too.
            if let month = reject.month, positions[.month(month)] != nil {
                for period in Self.periods(of: month) {
                    guard let position = positions[period] else { continue }
                    isListed = uncounted[(position + 1) * groupCount + group].add(listed.count) || isListed
                }
            }
            if isListed { listed.append(reject) }
        }
        rows = UncountedRow.pieces(listed, report, words, namesMember: true)
        let records = RecordRows(report, words)
        causes = report.book.markCauses
        causeRows = records.marks(causes)
        causesOfMember = Array(repeating: [], count: report.intake.roster.members.count)
        for (index, cause) in causes.enumerated() { causesOfMember[cause.member].append(Int32(index)) }
        pending = report.book.pending.sorted { $0.day == $1.day ? $0.record < $1.record : $0.day < $1.day }
        pendingRows = records.pending(pending, text)
        pendingOfPage = Array(repeating: [], count: periods.count * groupCount)
        let days = periods.map { scope.days(of: $0.period) }
        for (index, pending) in pending.enumerated() {
            for place in periods.indices where days[place].contains(pending.day) {
                guard let group = periods[place].group(of: pending.member) ?? lastGroups[pending.member] else { continue }
                pendingOfPage[place * groupCount + group].append(Int32(index))
            }
        }
    }

    private static func periods(of month: Month) -> [Period] {
        Period.Kind.allCases.map { Period($0, of: month) }
    }

    /// What a page shows of the records that did not count: the newest pages all, older ones what is of their months.
    func uncounted(_ view: PeriodView, _ group: Int) -> Uncounted {
        if view.isNewest { return uncounted[group] }
        return positions[view.period].map { uncounted[($0 + 1) * groupCount + group] } ?? Uncounted()
    }

    /// Pending records that a department's page shows, oldest first, by their indices.
    func pending(_ view: PeriodView, _ group: Int) -> [Int32] {
        positions[view.period].map { pendingOfPage[$0 * groupCount + group] } ?? []
    }

    /// What has set a mark of the pack in a period, on members of a group or of all, by indices.
    func causes(_ mark: Int, _ kind: Mark, _ view: PeriodView, _ group: Int?) -> [Int32] {
        let members = group.map { view.members(of: $0) } ?? view.result.members[...]
        var shown: [Int32] = []
        for index in members.indices {
            for cause in causesOfMember[members[index].member] where Self.isShown(causes[Int(cause)], mark, kind, view, group) {
                shown.append(cause)
            }
        }
        return shown.sorted()
    }

    /// Whether a page shows what has set a mark, or once had.
    static func isShown(_ cause: MarkCause, _ mark: Int, _ kind: Mark, _ view: PeriodView, _ group: Int?) -> Bool {
        guard cause.mark == mark, view.period.shows(kind, cause), let own = view.group(of: cause.member) else { return false }
        return group.map { $0 == own } ?? true
    }
}

extension Period {
    /// Whether what has set a mark is told in the period: where it holds, and for marks of a month in longer periods too.
    func shows(_ mark: Mark, _ cause: MarkCause) -> Bool {
        mark.scope == .month ? contains(cause.month) : mark.holds(in: self, since: cause.day, cause.month)
    }
}
