package import GridModel

/// A list that members get onto: stars, annual bests, the failing.
package struct AwardList: Sendable {
    package enum Selection: Sendable {
        /// Everyone whose result is below the points, or equals them where these are included.
        case below(Points, orEqual: Bool)
        /// Among the qualified within the field, the first of them.
        case top(AwardCut, within: Field, qualification: Qualification)
        /// Everyone who is on an earlier list of the pack, by its index, in so many periods in a row, this one the last.
        case streak(of: Int, periods: Int)
    }

    /// By what a list compares members.
    package enum Measure: String, Sendable, CaseIterable {
        case average, sum
        case lastMonth = "last_month"
    }

    /// `en` is the list's id and the English header of its flag in the scores.
    package let names: TextPair
    package let title: TextPair
    package let clause: String
    package let selection: Selection
    package let measure: Measure
    package let files: [Period.Kind: ListFile]
    /// Whether it is good to be on it: neither a list of those below a line nor one that rests on such a list.
    package let isHonour: Bool
    /// Whether it compares, or rests on a list that compares, the whole company.
    package let isOfAll: Bool

    package var id: String { names.english }

    package var isStreak: Bool { if case .streak = selection { true } else { false } }
}

/// What one must meet to be ranked for a list.
package struct Qualification: Sendable {
    package let atLeast: Points?
    /// Scored in every scored month of the period.
    package let everyMonth: Bool
    /// At least so many scored months.
    package let months: Int
    /// Index of a mark whose right must not be lost.
    package let right: Int?
}
