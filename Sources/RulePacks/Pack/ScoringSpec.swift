package import GridModel

/// How scores are made, and the lines that reports draw.
package struct ScoringSpec: Sendable {
    /// A member whose record-less month is looked at.
    package enum WithoutRecords: String, Sendable, CaseIterable { case scored, skipped }
    /// A member who is active on some days of a month only.
    package enum PartMonth: String, Sendable, CaseIterable { case full, skipped }
    /// The day whose row of the roster speaks for a month.
    package enum Transfer: String, Sendable, CaseIterable {
        case lastDay = "last_day"
        case firstDay = "first_day"
    }
    /// The months that a longer period is divided by.
    package enum Average: String, Sendable, CaseIterable { case scored, all }
    /// How averages are compared.
    package enum Comparison: String, Sendable, CaseIterable { case exact, rounded }
    /// Which of several rules that take one record post.
    package enum SeveralRules: String, Sendable, CaseIterable { case all, heaviest }
    /// What a measure with a weight gives that has no value: all of its weight, nothing, or its weight goes to the others.
    package enum WithoutValue: String, Sendable, CaseIterable { case full, zero, spread }

    /// Nobody has a score: what else stands here means nothing.
    package let isNone: Bool
    package let base: Points
    package let floor: Points?
    package let cap: Points?
    /// Reports point out scores below this.
    package let below: Points
    /// Reports point out scores below this as close to the line.
    package let near: Points
    package let withoutRecords: WithoutRecords
    package let partMonth: PartMonth
    package let transfer: Transfer
    package let average: Average
    package let comparison: Comparison
    package let severalRules: SeveralRules
    package let withoutValue: WithoutValue
}
