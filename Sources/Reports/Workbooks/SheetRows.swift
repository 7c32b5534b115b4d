import Clibxlsxwriter

/// Takes a table as CSV in the bare form, and puts its cells into the rows of one sheet, or of more if it is too long.
final class SheetRows {
    typealias Place = UnsafeMutablePointer<lxw_worksheet>

    /// Of the sheet being written, the header counted.
    private(set) var written = WorkbookWriter.Written()
    /// How wide the columns should be.
    var widths: [Double] { longest.indices.map { Double(min(max(longest[$0] + 2, 6), columns[$0].content == .prose ? Self.widestProse : 60)) } }
    /// Longer prose runs over several lines.
    private static let widestProse = 48
    /// What first went wrong.
    private(set) var error: lxw_error?

    private let columns: [Column]
    private let formats: CellFormats
    private let longestSheet: Int
    private let start: (Int) -> Place?
    private let finish: (Place, SheetRows, Bool) -> Void

    private var place: Place?
    private var parts = 0
    /// The longest text of each column, in columns of a fixed-width font.
    private var longest: [Int]
    private var column = 0
    private var cell: [UInt8] = []
    private var isQuoted = false
    /// Behind a quote within quotes: it ends them, unless another one follows.
    private var isAfterQuote = false
    private var isHeader = true
    private var isAtStart = true
    /// Lines that the prose of the row takes.
    private var lines = 1

    /// - Parameters:
    ///   - longest: how many rows a sheet may have.
    ///   - start: makes the sheet of a number, 1 being the first.
    ///   - finish: gives a sheet its looks when its rows are written; the last one is told.
    init(
        _ columns: [Column], _ formats: CellFormats, longest: Int, start: @escaping (Int) -> Place?,
        finish: @escaping (Place, SheetRows, Bool) -> Void
    ) {
        (self.columns, self.formats, longestSheet, self.start, self.finish) = (columns, formats, longest, start, finish)
        self.longest = columns.map { _ in 0 }
        begin()
    }

    /// Takes the next bytes of the table.
    func take(_ bytes: UnsafeBufferPointer<UInt8>) {
        // The byte order mark stands in the first block.
        var rest = bytes[...]
        if isAtStart, rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        isAtStart = false
        for byte in UnsafeBufferPointer(rebasing: rest) {
            if isQuoted, !isAfterQuote {
                if byte == UInt8(ascii: "\"") { isAfterQuote = true } else { cell.append(byte) }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""):
                if isAfterQuote { cell.append(byte) }
                (isQuoted, isAfterQuote) = (true, false)
            case UInt8(ascii: ","): endCell()
            // Outside quotes it only stands before a line feed.
            case UInt8(ascii: "\r"): break
            case UInt8(ascii: "\n"): endRow()
            default: cell.append(byte)
            }
        }
    }

    /// Ends the last sheet.
    func end() {
        if let place { finish(place, self, true) }
    }

    /// Writes a line below the rows, across all columns, one row left free.
    func add(_ line: String, below place: Place, _ format: UnsafeMutablePointer<lxw_format>?) {
        let (row, last) = (lxw_row_t(written.rows + 1), lxw_col_t(columns.count - 1))
        report(worksheet_set_row(place, row, 36, nil))
        // One column cannot be merged.
        report(last == 0 ? worksheet_write_string(place, row, 0, line, format) : worksheet_merge_range(place, row, 0, row, last, line, format))
        // Of the free row nothing stands in the file.
        written.rows += 1
        written.cells += columns.count
    }

    private func report(_ result: lxw_error) {
        if error == nil, result != LXW_NO_ERROR { error = result }
    }

    private func begin() {
        parts += 1
        place = start(parts)
        if place == nil { report(LXW_ERROR_CREATING_TMPFILE) }
        written = WorkbookWriter.Written()
        isHeader = true
    }

    private func endRow() {
        endCell()
        // Not every program that opens a workbook fits its rows to what they hold.
        if let place, lines > 1 { report(worksheet_set_row(place, lxw_row_t(written.rows), Double(min(lines * 15, 405)), nil)) }
        (column, lines) = (0, 1)
        isHeader = false
        written.rows += 1
    }

    /// A sheet that is full is continued when a further cell comes.
    private func makeRoom() {
        guard column == 0, written.rows >= longestSheet, let place else { return }
        finish(place, self, false)
        let held = cell
        begin()
        for (index, column) in columns.enumerated() {
            (cell, self.column) = (Array(column.name.utf8), index)
            write()
        }
        (cell, column) = (held, 0)
        (isHeader, written.rows) = (false, 1)
    }

    private func endCell() {
        (isQuoted, isAfterQuote) = (false, false)
        makeRoom()
        write()
        cell.removeAll(keepingCapacity: true)
        column += 1
    }

    private func write() {
        guard let place, !cell.isEmpty else { return }
        let (row, column) = (lxw_row_t(written.rows), lxw_col_t(self.column))
        written.cells += 1
        if isHeader { return text(place, row, column, formats.header) }
        let content = columns[self.column].content
        switch content {
        case .text: text(place, row, column, formats[.text])
        case .prose:
            // A break between words leaves some room at the end of a line.
            let breaks = cell.count { $0 == UInt8(ascii: "\n") }
            lines = max(lines, (CellText.width(cell) + Self.widestProse - 7) / (Self.widestProse - 6) + breaks)
            text(place, row, column, formats[.prose])
        case .count, .points, .average, .amount:
            guard let number = CellText.number(cell) else { return text(place, row, column, formats[.text]) }
            longest[self.column] = max(longest[self.column], cell.count)
            report(worksheet_write_number(place, row, column, number, formats[content]))
        }
    }

    private func text(_ place: Place, _ row: lxw_row_t, _ column: lxw_col_t, _ format: UnsafeMutablePointer<lxw_format>?) {
        // A filter's button covers the end of a header.
        longest[self.column] = max(longest[self.column], CellText.width(cell) + (isHeader ? 2 : 0))
        if let escaped = CellText.escaped(cell) { cell = escaped }
        cell.append(0)
        report(
            cell.withUnsafeBufferPointer { bytes in
                bytes.withMemoryRebound(to: CChar.self) { worksheet_write_string(place, row, column, $0.baseAddress, format) }
            })
    }
}

/// The texts of cells as a workbook has them.
enum CellText {
    /// Characters that Excel has room for in a cell.
    static let longest = 32_767
    /// What stands at the end of a text that was cut.
    static let cutMark = "…〔截断 cut〕"

    /// A number with at most two decimals, as tables have it; nil for anything else.
    static func number(_ bytes: [UInt8]) -> Double? {
        var (digits, hundredths, decimals): (Int, Int, Int?) = (0, 0, nil)
        let isNegative = bytes[0] == UInt8(ascii: "-")
        for byte in bytes[(isNegative ? 1 : 0)...] {
            if byte == UInt8(ascii: "."), decimals == nil, digits > 0 {
                decimals = 0
            } else if (0x30...0x39).contains(byte), digits < 15 {
                digits += 1
                hundredths = hundredths * 10 + Int(byte - 0x30)
                if let count = decimals { decimals = count + 1 }
            } else {
                return nil
            }
        }
        guard digits > 0, decimals != 0, decimals ?? 0 <= 2 else { return nil }
        let scale = [1.0, 10, 100][decimals ?? 0]
        return (isNegative ? -1 : 1) * Double(hundredths) / scale
    }

    /// How many columns of a fixed-width font a text takes.
    static func width(_ bytes: [UInt8]) -> Int {
        var width = 0
        for byte in bytes {
            switch byte {
            case 0x80..<0xC0: break
            case 0xE0...: width += 2
            default: width += 1
            }
        }
        return width
    }

    /// The text where it cannot stand as it is; nil where it can. Characters that XML has no room for are written as
    /// `_xHHHH_`, as Excel does, and so is what only looks like that. What is too long is cut.
    static func escaped(_ bytes: [UInt8]) -> [UInt8]? {
        if bytes.count <= longest, !bytes.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "_") || $0 == 0xEF }) { return nil }
        var result: [UInt8] = []
        // How much of the result stays if the mark has to follow.
        var (length, index, kept) = (0, 0, 0)
        while index < bytes.count {
            let size = bytes[index] < 0x80 ? 1 : bytes[index] < 0xE0 ? 2 : bytes[index] < 0xF0 ? 3 : 4
            let escape = escape(bytes, index)
            // A character beyond the first 65,536 takes two places.
            length += escape?.utf8.count ?? (size == 4 ? 2 : 1)
            if length > longest { return result[..<kept] + Array(cutMark.utf8) }
            if let escape { result += escape.utf8 } else { result += bytes[index..<min(index + size, bytes.count)] }
            if length <= longest - cutMark.utf16.count { kept = result.count }
            index += size
        }
        return result
    }

    /// What is written for the character at a place; nil if it is written as it is.
    private static func escape(_ bytes: [UInt8], _ index: Int) -> String? {
        switch bytes[index] {
        case 0x09, 0x0A: return nil
        case ..<0x20:
            let digits = String(bytes[index], radix: 16, uppercase: true)
            return "_x" + String(repeating: "0", count: 4 - digits.utf8.count) + digits + "_"
        case UInt8(ascii: "_"): return looksEscaped(bytes, index) ? "_x005F_" : nil
        // U+FFFE and U+FFFF.
        case 0xEF where index + 2 < bytes.count && bytes[index + 1] == 0xBF && bytes[index + 2] >= 0xBE:
            return bytes[index + 2] == 0xBE ? "_xFFFE_" : "_xFFFF_"
        default: return nil
        }
    }

    private static func looksEscaped(_ bytes: [UInt8], _ index: Int) -> Bool {
        guard index + 6 < bytes.count, bytes[index + 1] | 0x20 == UInt8(ascii: "x"), bytes[index + 6] == UInt8(ascii: "_") else { return false }
        return bytes[(index + 2)...(index + 5)].allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) }
    }
}
