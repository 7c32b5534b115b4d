package import GridModel

/// Whom a ranking or list compares.
package enum Field: String, Sendable, CaseIterable { case group, all }

/// A monthly ranking by a count, with points for the first ranks.
package struct Ranking: Sendable {
    /// What equal counts come to: they share a rank and the next are skipped (1, 1, 3), or not (1, 1, 2), or they divide
    /// the points of the places they take together.
    package enum Ties: String, Sendable, CaseIterable {
        case skip
        case noSkip = "no_skip"
        case split
    }
    /// Members who are active on some days of the month only: they take part with their counts, with their counts by days,
    /// or not at all.
    package enum PartMonth: String, Sendable, CaseIterable {
        case full
        case perDay = "per_day"
        case leftOut = "left_out"
    }

    package let id: String
    /// `en` is the category's id.
    package let category: TextPair
    /// Header of the count's column.
    package let countName: TextPair
    package let clause: String
    package let wording: TextPair
    package let effective: ClosedRange<CivilDate>
    package let within: Field
    /// Points of rank 1, 2, 3 and so on.
    package let awards: [Points]
    /// A smaller count wins nothing.
    package let atLeast: Int
    package let ties: Ties
    /// In a smaller field nobody wins.
    package let membersAtLeast: Int
    package let partMonth: PartMonth
}
