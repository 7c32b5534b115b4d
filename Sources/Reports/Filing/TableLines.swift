/// The rows of a table that this program has written, cut into lines and cells.
///
/// Tables of logs are read elsewhere; this one knows the form it reads: a byte order mark, CRLF, quotes as RFC 4180 has them.
struct TableLines: Sendable {
    let header: [String]
    /// Each row's bytes, without the line end.
    let rows: [ArraySlice<UInt8>]

    /// Nil if it has no header, or ends within quotes.
    init?(_ bytes: [UInt8]) {
        var lines: [ArraySlice<UInt8>] = []
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var isQuoted = false
        bytes.withUnsafeBufferPointer { buffer in
            for index in start..<max(start, buffer.count) {
                switch buffer[index] {
                case UInt8(ascii: "\""): isQuoted.toggle()
                case UInt8(ascii: "\n") where !isQuoted:
                    let end = index > start && buffer[index - 1] == UInt8(ascii: "\r") ? index - 1 : index
                    lines.append(bytes[start..<end])
                    start = index + 1
                default: break
                }
            }
        }
        guard let first = lines.first, !isQuoted, start == bytes.count else { return nil }
        header = Self.cells(first)
        rows = Array(lines.dropFirst())
    }

    /// A table without rows.
    init(header: [String]) {
        self.header = header
        rows = []
    }

    /// The cells of a row.
    static func cells(_ row: ArraySlice<UInt8>) -> [String] {
        var cells: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var index = row.startIndex
        while index < row.endIndex {
            let byte = row[index]
            if byte == UInt8(ascii: "\"") {
                if isQuoted, index + 1 < row.endIndex, row[index + 1] == byte {
                    cell.append(byte)
                    index += 1
                } else {
                    isQuoted.toggle()
                }
            } else if byte == UInt8(ascii: ","), !isQuoted {
                cells.append(String(decoding: cell, as: UTF8.self))
                cell.removeAll(keepingCapacity: true)
            } else {
                cell.append(byte)
            }
            index += 1
        }
        return cells + [String(decoding: cell, as: UTF8.self)]
    }

    func column(_ name: String) -> Int? { header.firstIndex { sameText($0, name) } }

    private func sameText(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }
}
