package import GridModel

/// What the pack is a pack of.
package struct Scheme: Sendable {
    package let id: String
    package let title: TextPair
    package let organisation: TextPair
    package let regulation: TextPair
    /// What the one who is scored is called.
    package let subject: TextPair
    /// The Chinese measure word for those who are scored: 3人, 3个.
    package let counter: String
    /// What all groups together are called.
    package let all: TextPair
    /// Records decided before this day are rejected.
    package let inForce: CivilDate
    /// Whether there are half-years beside months, quarters and years.
    package let halfYears: Bool
}
