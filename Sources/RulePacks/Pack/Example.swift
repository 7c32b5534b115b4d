package import GridModel

/// Given records and what must come of them: the pack's own test.
package struct Example: Sendable {
    package let id: String
    package let clause: String
    package let title: TextPair
    package let asOf: CivilDate
    package let from: Month?
    /// Rows per kind id; a row is its columns in order.
    package let records: [(kind: String, rows: [[(column: String, value: String)]])]
    package let expected: ExampleExpectation
    /// What the same records come to under other readings.
    package let others: [Other]
    /// Where the example stands, for messages.
    package let place: String

    package struct Other: Sendable {
        package let readings: [(entry: String, reading: String)]
        package let expected: ExampleExpectation
        package let place: String
    }
}
