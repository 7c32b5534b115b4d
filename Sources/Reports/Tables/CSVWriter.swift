import GridModel

/// Writes CSV for Excel: UTF-8 with a byte order mark, CRLF, fields quoted by RFC 4180.
///
/// All of it works on bytes: a quote or comma followed by a combining mark is still a quote or comma.
struct CSVWriter {
    private(set) var bytes: [UInt8] = [0xEF, 0xBB, 0xBF]
    /// Rows written, the header not counted.
    private(set) var rows = -1
    private var isAtRowStart = true
    /// Takes the bytes whenever there are many.
    private let flush: ([UInt8]) -> Void

    init(flush: @escaping ([UInt8]) -> Void) {
        self.flush = flush
    }

    /// Cells made ready to be written into many rows.
    static func ready(_ body: (inout CSVWriter) -> Void) -> [UInt8] {
        var writer = CSVWriter { _ in }
        writer.bytes = []
        body(&writer)
        return writer.bytes
    }

    /// Writes cells that were made ready.
    mutating func ready(_ cells: [UInt8]) {
        separate()
        bytes += cells
    }

    /// A number, or a word of the program's own: written as it is, quoted if need be.
    mutating func plain(_ text: String) {
        separate()
        var text = text
        text.withUTF8 { append($0, guarded: false) }
    }

    mutating func number(_ value: Int) {
        separate()
        bytes.append(decimal: value)
    }

    mutating func points(_ points: Points) {
        separate()
        if points < .zero { bytes.append(UInt8(ascii: "-")) }
        points.appendMagnitude(to: &bytes)
    }

    /// With two decimals.
    mutating func average(_ average: Average) {
        separate()
        if average.rounded < .zero { bytes.append(UInt8(ascii: "-")) }
        average.appendMagnitude(to: &bytes)
    }

    /// Text that comes from input: a leading `'` keeps spreadsheets from reading it as a formula.
    mutating func text(_ text: String) {
        var text = text
        text.withUTF8 { self.text($0) }
    }

    mutating func text(_ text: UnsafeBufferPointer<UInt8>) {
        separate()
        append(text, guarded: true)
    }

    mutating func empty() {
        separate()
    }

    mutating func endRow() {
        bytes.append(0x0D)
        bytes.append(0x0A)
        rows += 1
        isAtRowStart = true
        if bytes.count >= 1 << 16 { hand() }
    }

    mutating func row(_ cells: [String]) {
        for cell in cells { plain(cell) }
        endRow()
    }

    /// Hands over what has been written.
    mutating func hand() {
        flush(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    private mutating func separate() {
        if !isAtRowStart { bytes.append(UInt8(ascii: ",")) }
        isAtRowStart = false
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>, guarded: Bool) {
        let isGuarded = guarded && Self.looksLikeFormula(text)
        guard text.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else {
            if isGuarded { bytes.append(UInt8(ascii: "'")) }
            bytes.append(contentsOf: text)
            return
        }
        bytes.append(0x22)
        if isGuarded { bytes.append(UInt8(ascii: "'")) }
        for byte in text {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }

    /// Whether a text starts with `=`, `+`, `-`, `@`, their full-width forms, tab or CR.
    private static func looksLikeFormula(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = text.first else { return false }
        switch first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D: return true
        case 0xEF:
            guard text.count >= 3, text[1] == 0xBC else { return false }
            return text[2] == 0x9D || text[2] == 0x8B || text[2] == 0x8D || text[2] == 0xA0
        default: return false
        }
    }
}
