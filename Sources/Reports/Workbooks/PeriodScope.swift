import GridModel
import Scoring

/// Which of the records that are pending or did not count belong to a period: the newest of each sort has all, so that
/// nothing is overlooked, older ones what is known to be of their own days.
struct PeriodScope: Sendable {
    private let newest: Set<Period>

    init(_ book: ScoreBook) {
        newest = Set(Period.Kind.allCases.compactMap { kind in book.periods.last { $0.period.kind == kind }?.period })
    }

    func isNewest(_ period: Period) -> Bool { newest.contains(period) }

    /// On which days what is pending in a period has happened.
    func days(of period: Period) -> ClosedRange<CivilDate> {
        let first = isNewest(period) ? CivilDate(dayNumber: .min) : period.firstMonth.firstDay
        return first...period.lastMonth.lastDay
    }

    func has(_ pending: Pending, in period: Period) -> Bool { days(of: period).contains(pending.day) }

    func has(_ reject: Reject, in period: Period) -> Bool {
        isNewest(period) || reject.month.map { period.contains($0) } ?? false
    }
}
