package import GridModel

/// A fact beside the score, such as a right that is lost.
package struct Mark: Sendable {
    package enum Scope: String, Sendable, CaseIterable {
        case month, year
        case twelveMonths = "twelve_months"
    }
    package enum Shows: String, Sendable, CaseIterable { case marked, unmarked }

    /// `en` is the mark's id and the English header of its column.
    package let names: TextPair
    /// What the mark holds for: the month of the posting, its calendar year, or twelve months from its day on.
    package let scope: Scope
    /// Of a year: whether it holds in periods too that were over before.
    package let reachesBack: Bool
    /// Whether records set it whose member is not active in their month.
    package let whenInactive: Bool
    /// While it is set, the score of a month is no higher.
    package let cap: Points?
    /// When the column says yes.
    package let shows: Shows
    package let title: TextPair

    package var id: String { names.english }

    /// Whether a mark that was set on a day is set in a period.
    package func holds(in period: Period, since day: CivilDate, _ month: Month) -> Bool {
        switch scope {
        case .month: return period == .month(month)
        case .year: return month.year == period.year && (reachesBack || month <= period.lastMonth)
        case .twelveMonths:
            let end = period.lastMonth.lastDay
            return day <= end && end < day.yearLater
        }
    }
}
