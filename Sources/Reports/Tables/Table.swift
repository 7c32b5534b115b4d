/// A column of a table: its header, and what its cells hold.
struct Column: Sendable {
    /// What the cells of a column hold.
    enum Content: Sendable {
        /// Ids, names, dates, periods, words: text, whatever it looks like.
        case text
        /// Text that may run over several lines.
        case prose
        /// Whole numbers: counts, ranks, lines.
        case count
        /// Points and scores, without trailing zeros.
        case points
        /// With two decimals.
        case average
        /// With two decimals or more.
        case amount
    }

    let name: String
    let content: Content

    init(_ name: String, _ content: Content = .text) {
        (self.name, self.content) = (name, content)
    }
}

/// How text from input is written.
enum TextForm: Sendable {
    /// With a leading `'` where it looks like a formula: CSV has no cells that are text by themselves.
    case guarded
    /// As it is, but for what might name a customer: workbooks are for people.
    case bare
}

/// A table before it is written, as a CSV file or as a sheet of a workbook.
struct Table: Sendable {
    /// The file's name without its ending.
    let name: String
    let columns: [Column]
    /// Writes the rows below the header. The writer's form must be that of the table.
    let rows: @Sendable (inout CSVWriter) -> Void

    init(_ name: String, _ columns: [Column], rows: @escaping @Sendable (inout CSVWriter) -> Void) {
        (self.name, self.columns, self.rows) = (name, columns, rows)
    }

    /// Writes header and rows.
    func write(_ writer: inout CSVWriter) {
        writer.row(columns.map(\.name))
        rows(&writer)
    }
}

extension [Table] {
    /// The tables as CSV files of a folder.
    func files(in folder: String) -> [OutputPlan] { map { OutputPlan($0, in: folder) } }
}
