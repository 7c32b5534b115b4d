import GridModel

/// Writes CSV for Excel: UTF-8 with a byte order mark, CRLF, fields quoted by RFC 4180.
///
/// All of it works on bytes: a quote or comma followed by a combining mark is still a quote or comma.
struct CSVWriter: ~Copyable {
    private(set) var bytes: ByteBuffer
    /// Rows written, the header not counted.
    private(set) var rows = -1
    private var isAtRowStart = true
    let form: TextForm

    /// A table that is handed over in blocks; `hand` must end it.
    init(_ form: TextForm = .guarded, sink: @escaping (UnsafeBufferPointer<UInt8>) -> Void) {
        bytes = ByteBuffer(sink: sink)
        self.form = form
        bytes.append("\u{FEFF}")
    }

    /// Cells to be written into a table, once or more.
    init(_ form: TextForm) {
        bytes = ByteBuffer(capacity: 256)
        self.form = form
    }

    /// Cells made ready to be written into many rows of a table, those of an index in one piece.
    static func ready(_ form: TextForm, _ count: Int, _ body: (inout CSVWriter, Int) -> Void) -> Pieces {
        var writer = CSVWriter(form)
        return Pieces(count) { buffer, index in
            writer.clear()
            body(&writer, index)
            buffer.append(writer.bytes.bytes)
        }
    }

    /// The same for cells of which there is one sort.
    static func ready(_ form: TextForm, _ body: (inout CSVWriter) -> Void) -> Pieces { ready(form, 1) { writer, _ in body(&writer) } }

    /// Writes cells that were made ready.
    @inline(__always)
    mutating func ready(_ cells: Pieces, _ index: Int = 0) {
        separate()
        bytes.append(cells, index)
    }

    /// Writes the cells of another writer.
    mutating func cells(of other: borrowing CSVWriter) {
        separate()
        bytes.append(other.bytes.bytes)
    }

    /// Forgets the cells.
    mutating func clear() {
        bytes.removeAll()
        isAtRowStart = true
    }

    /// A number, or a word of the program's own: written as it is, quoted if need be.
    mutating func plain(_ text: String) {
        separate()
        var text = text
        text.withUTF8 { append($0, guarded: false) }
    }

    @inline(__always)
    mutating func number(_ value: Int) {
        separate()
        bytes.append(decimal: value)
    }

    @inline(__always)
    mutating func points(_ points: Points) {
        separate()
        if points < .zero { bytes.append(UInt8(ascii: "-")) }
        bytes.end(at: points.writeMagnitude(to: bytes.place(for: UnsafeMutablePointer<UInt8>.longestNumber)))
    }

    /// With two decimals.
    mutating func average(_ average: Average) {
        separate()
        let rounded = average.rounded
        if rounded < .zero { bytes.append(UInt8(ascii: "-")) }
        bytes.end(at: rounded.writeWithTwoDecimals(to: bytes.place(for: UnsafeMutablePointer<UInt8>.longestNumber)))
    }

    /// Text that comes from input: in a guarded table, a leading `'` keeps spreadsheets from reading it as a formula.
    mutating func text(_ text: String) {
        var text = text
        text.withUTF8 { self.text($0) }
    }

    mutating func text(_ text: UnsafeBufferPointer<UInt8>) {
        separate()
        append(text, guarded: form == .guarded)
    }

    mutating func empty() {
        separate()
    }

    @inline(__always)
    mutating func endRow() {
        bytes.append("\r\n")
        rows += 1
        isAtRowStart = true
    }

    mutating func row(_ cells: [String]) {
        for cell in cells { plain(cell) }
        endRow()
    }

    /// Hands over what has been written.
    mutating func hand() { bytes.hand() }

    @inline(__always)
    private mutating func separate() {
        if !isAtRowStart { bytes.append(UInt8(ascii: ",")) }
        isAtRowStart = false
    }

    @inline(__always)
    private mutating func append(_ text: UnsafeBufferPointer<UInt8>, guarded: Bool) {
        guard let source = text.baseAddress, text.count > 0 else { return }
        let isGuarded = guarded && Self.looksLikeFormula(text)
        let target = bytes.place(for: text.count + 1)
        let start = isGuarded ? target.write(UInt8(ascii: "'")) : target
        for index in 0..<text.count {
            let byte = source[index]
            if byte <= 0x2C, Self.special &>> UInt64(byte) & 1 != 0 {
                // What has been copied stands behind the end still, and is written again.
                quote(text, isGuarded)
                return
            }
            start[index] = byte
        }
        bytes.end(at: start + text.count)
    }

    /// Bit n: a field with the byte n, which is at most a comma, stands in quotes.
    private static let special: UInt64 = 1 << 0x22 | 1 << 0x2C | 1 << 0x0A | 1 << 0x0D

    @inline(never)
    private mutating func quote(_ text: UnsafeBufferPointer<UInt8>, _ isGuarded: Bool) {
        bytes.append(0x22)
        if isGuarded { bytes.append(UInt8(ascii: "'")) }
        for byte in text {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }

    /// Whether a text that comes from input is written with a leading `'`.
    static func isGuarded(_ text: Substring) -> Bool {
        var text = text
        return text.withUTF8 { !$0.isEmpty && looksLikeFormula($0) }
    }

    /// Whether a text starts with `=`, `+`, `-`, `@`, their full-width forms, tab or CR.
    @inline(__always)
    private static func looksLikeFormula(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch text[0] {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D: return true
        case 0xEF:
            guard text.count >= 3, text[1] == 0xBC else { return false }
            return text[2] == 0x9D || text[2] == 0x8B || text[2] == 0x8D || text[2] == 0xA0
        default: return false
        }
    }
}
