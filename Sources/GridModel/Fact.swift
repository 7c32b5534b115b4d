/// A fact that a rule or a ranking takes: records of one kind that meet a condition.
///
/// `condition` is what the clause is about; `requires` is the human act it depends on (verified, confirmed,
/// signed). A record that meets the first but not the second is pending.
package struct Fact: Sendable {
    /// Index of the kind in the pack.
    package let kind: Int
    package let condition: Condition
    package let requires: Condition
    /// What is awaited while the act is missing; nil where nothing is required.
    package let awaited: TextPair?
    /// The time column that says in which month the fact counts.
    package let monthColumn: Int
    /// Marks the fact sets on the member, with the condition of each.
    package let marks: [(mark: Int, condition: Condition)]
    /// The days on which the rule is in force, both inclusive; the time in `monthColumn` decides.
    package let effective: ClosedRange<CivilDate>
    /// Who takes the fact.
    package let user: User
    /// Whether it sets its marks and posts nothing.
    package let onlyMarks: Bool
    /// Of a measure, what makes a record a good one.
    package let met: Condition
    /// What of a record is added up, or posted.
    package let value: Value?
    /// The points that may be posted where the record says them, both inclusive.
    package let range: ClosedRange<Points>?

    /// The rule, ranking, measure or proposal that uses a fact, by its index in the pack.
    package enum User: Hashable, Sendable {
        case rule(Int)
        case ranking(Int)
        case measure(Int)
        case proposal(Int)
    }

    /// What is taken of a record.
    package enum Value: Hashable, Sendable {
        /// What a column of type number holds, in ten-thousandths.
        case number(column: Int)
        /// The minutes between two times without those of pauses: those of work, or all.
        case minutes(from: Int, to: Int, without: [Pause], ofWork: Bool)
    }

    package init(
        kind: Int, condition: Condition, requires: Condition, awaited: TextPair?, monthColumn: Int,
        marks: [(mark: Int, condition: Condition)], effective: ClosedRange<CivilDate>, user: User, onlyMarks: Bool = false,
        met: Condition = .always, value: Value? = nil, range: ClosedRange<Points>? = nil
    ) {
        self.kind = kind
        self.condition = condition
        self.requires = requires
        self.awaited = awaited
        self.monthColumn = monthColumn
        self.marks = marks
        self.effective = effective
        self.user = user
        self.onlyMarks = onlyMarks
        self.met = met
        self.value = value
        self.range = range
    }
}
