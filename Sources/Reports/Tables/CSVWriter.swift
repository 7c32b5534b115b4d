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

    /// A number, or a word of the program's own: written as it is, quoted if need be.
    mutating func plain(_ text: String) {
        separate()
        append(text.utf8, guarded: false)
    }

    mutating func number(_ value: Int) {
        separate()
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Text that comes from input: a leading `'` keeps spreadsheets from reading it as a formula.
    mutating func text(_ text: String) {
        separate()
        append(text.utf8, guarded: true)
    }

    mutating func empty() {
        separate()
    }

    mutating func endRow() {
        bytes.append(0x0D)
        bytes.append(0x0A)
        rows += 1
        isAtRowStart = true
        if bytes.count >= 1 << 20 { hand() }
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

    private mutating func append(_ text: String.UTF8View, guarded: Bool) {
        let isGuarded = guarded && Self.looksLikeFormula(text)
        let isQuoted = text.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        if isQuoted { bytes.append(0x22) }
        if isGuarded { bytes.append(UInt8(ascii: "'")) }
        for byte in text {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        if isQuoted { bytes.append(0x22) }
    }

    /// Whether a text starts with `=`, `+`, `-`, `@`, their full-width forms, tab or CR.
    static func looksLikeFormula(_ text: String.UTF8View) -> Bool {
        guard let first = text.first else { return false }
        switch first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D: return true
        case 0xEF:
            let start = Array(text.prefix(3))
            return start == [0xEF, 0xBC, 0x9D] || start == [0xEF, 0xBC, 0x8B] || start == [0xEF, 0xBC, 0x8D] || start == [0xEF, 0xBC, 0xA0]
        default: return false
        }
    }
}
