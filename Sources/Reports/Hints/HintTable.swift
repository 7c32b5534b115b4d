/// Hints of one sort in words: for the terminal and for a page.
package struct HintTable: Sendable {
    package let title: String
    /// What might be looked at.
    package let lead: String
    package let columns: [String]
    /// Columns set to the right.
    package let numeric: Set<Int>
    package fileprivate(set) var rows: [[String]] = []
    /// How many rows are left out.
    package private(set) var more = 0

    /// Rows that a table has at most.
    static let most = 50

    init(_ title: String, _ lead: String, _ columns: [String], numeric: Set<Int> = [], rows: [[String]]) {
        (self.title, self.lead, self.columns, self.numeric) = (title, lead, columns, numeric)
        self.rows = Array(rows.prefix(Self.most))
        more = rows.count - self.rows.count
    }
}
