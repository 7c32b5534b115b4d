package import GridModel

/// What an example expects. No pending records and no rejected ones unless it says so.
package struct ExampleExpectation: Sendable {
    package struct Posting: Sendable, Hashable {
        package let month: String
        package let subject: String
        package let rule: String
        package let points: String

        package init(month: String, subject: String, rule: String, points: String) {
            self.month = month
            self.subject = subject
            self.rule = rule
            self.points = points
        }
    }

    package struct Measured: Sendable, Hashable {
        package enum Subject: Sendable, Hashable {
            case subject(String), unit(String), group(String), all
        }

        package let period: Period
        package let measure: String
        package let subject: Subject
        /// With two decimals at most, as `Points` has them; nil for none.
        package let value: String?
        package let cases: Int?
        /// Nil where nobody asks.
        package let status: String?
    }

    /// All postings but the base.
    package let postings: [Posting]
    package let scores: [(period: Period, subject: String, value: String)]
    package let lists: [(list: String, period: Period, subjects: [String])]
    package let marks: [(mark: String, period: Period, subject: String, shows: String)]
    package let measures: [Measured]
    package let proposals: [(proposal: String, period: Period, subjects: [String])]
    package let pending: [String]?
    package let rejected: Int?
}
