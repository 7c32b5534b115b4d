import GridModel

/// The ledger of a month as it was filed, member by member.
struct FiledLedger: Sendable {
    /// A posting as the filed table has it.
    struct Row: Sendable {
        let rule: String
        let clause: String
        let wording: String
        let points: Points
        let kind: String
        let recordId: String
        let file: String
        /// 0 where there is none.
        let line: Int
    }

    let language: Language
    private let lines: TableLines
    /// Where the rows of each member stand, by id.
    private let places: [[UInt8]: Range<Int>]

    init(_ lines: TableLines, _ filing: Filing) {
        self.lines = lines
        language = filing.seal.language
        var places: [[UInt8]: Range<Int>] = [:]
        for (index, row) in lines.rows.enumerated() {
            // The table is in the order of members; the id is its second cell.
            let id = Array(TableLines.cells(row)[1].utf8)
            places[id] = (places[id]?.lowerBound ?? index)..<index + 1
        }
        self.places = places
    }

    /// The postings of a member, in the order of the table.
    func rows(of member: String) -> [Row] {
        (places[Array(member.utf8)] ?? 0..<0).map { index in
            let cells = Cells(header: lines.header, cells: TableLines.cells(lines.rows[index]))
            return Row(
                rule: cells[4], clause: cells[5], wording: Cells.unguarded(cells[6]), points: Points(cells[7]) ?? .zero, kind: cells[8],
                recordId: Cells.unguarded(cells[9]), file: Cells.unguarded(cells[10]), line: decimal(cells[11].utf8) ?? 0)
        }
    }
}
