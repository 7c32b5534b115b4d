package import GridModel

/// One scorable clause, for the days on which it is in force.
package struct Rule: Sendable {
    package let id: String
    package let clause: String
    package let wording: TextPair
    /// Where the record says the points, those of the range that are nearest to zero.
    package let points: Points
    /// The points that a person sets in the record, both inclusive; nil where the rule says them.
    package let range: ClosedRange<Points>?
    package let effective: ClosedRange<CivilDate>
    /// How often it posts for a member in a month; nil for as often as it is met.
    package let atMost: Int?
}

extension Rule {
    /// With a sign; where a person sets them, the range: `-5…-2`.
    package var shownPoints: String { range.map { "\($0.lowerBound.signed)…\($0.upperBound.signed)" } ?? points.signed }
}
