import GridModel
import Intake
import RulePacks
import Scoring

/// What department pages list beside scores: pending records, records that did not count, what has set marks.
struct AttentionLists: Sendable {
    /// The records of a group that did not count: how many, and the first of them.
    struct Uncounted: Sendable {
        /// A page lists no more than this; the rest is in the table.
        static let most = 200

        private(set) var count = 0
        /// Indices among the rows.
        private(set) var first: [Int32] = []

        /// - Returns: whether the page lists it.
        mutating func add(_ row: Int) -> Bool {
            count += 1
            guard first.count < Self.most else { return false }
            first.append(Int32(row))
            return true
        }
    }

    /// The page of a group in a period.
    private struct Page: Hashable {
        let period: Period
        let group: Int
    }

    /// By page: the groups without a period, then those of each period.
    private var uncounted: [Uncounted]
    private let positions: [Period: Int]
    private let groupCount: Int
    /// The rows of all records that did not count and that a page lists; on every page they are the same.
    let rows: Pieces
    /// Oldest first.
    private var pending: [Page: [Pending]] = [:]
    /// Marks' causes by calendar year, in their order.
    private var causes: [Int: [MarkCause]] = [:]

    init(_ report: RunReport, _ periods: [PeriodView], _ positions: [Period: Int], _ lastGroups: [Int?], _ words: PageWords) {
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
        rows = UncountedRow.pieces(listed, report, words)
        for cause in report.book.markCauses { causes[cause.month.year, default: []].append(cause) }
        // The newest pages show all that is pending; older ones what is of their own days.
        let newest = periods.filter(\.isNewest)
        for pending in report.book.pending.sorted(by: { $0.day == $1.day ? $0.record < $1.record : $0.day < $1.day }) {
            let own = Self.periods(of: pending.day.month).compactMap { positions[$0].map { periods[$0] } }.filter { !$0.isNewest }
            for view in own + newest where pending.day <= view.period.lastMonth.lastDay {
                guard let group = view.group(of: pending.member) ?? lastGroups[pending.member] else { continue }
                self.pending[Page(period: view.period, group: group), default: []].append(pending)
            }
        }
    }

    private static func periods(of month: Month) -> [Period] {
        [.month(month), Period(quarterOf: month), .year(month.year)]
    }

    /// What a page shows of the records that did not count: the newest pages all, older ones what is of their months.
    func uncounted(_ view: PeriodView, _ group: Int) -> Uncounted {
        if view.isNewest { return uncounted[group] }
        return positions[view.period].map { uncounted[($0 + 1) * groupCount + group] } ?? Uncounted()
    }

    /// Pending records that a department's page shows, oldest first.
    func pending(_ view: PeriodView, _ group: Int) -> [Pending] {
        pending[Page(period: view.period, group: group)] ?? []
    }

    /// What has set a mark of the pack in a period, on members of a group or of all.
    func causes(_ mark: Int, _ scope: Mark.Scope, _ view: PeriodView, _ group: Int?) -> [MarkCause] {
        (causes[view.period.year] ?? []).filter { Self.isShown($0, mark, scope, view, group) }
    }

    /// Whether a page shows what has set a mark, or once had.
    static func isShown(_ cause: MarkCause, _ mark: Int, _ scope: Mark.Scope, _ view: PeriodView, _ group: Int?) -> Bool {
        guard cause.mark == mark, cause.month.year == view.period.year, scope == .year || view.period.contains(cause.month),
            let own = view.group(of: cause.member)
        else { return false }
        return group.map { $0 == own } ?? true
    }
}
