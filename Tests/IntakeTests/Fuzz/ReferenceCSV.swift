/// A plain and slow reader of CSV, straight from RFC 4180 and the contract's 2.2: the whole text at once, no windows.
struct ReferenceCSV {
    struct Record: Equatable {
        var fields: [[UInt8]] = []
        var hasTextAfterQuote = false
        var hasBareCarriageReturn = false
        /// Line feeds within the record and at its end.
        var lines = 0
        /// Where the text behind the record starts.
        var end = 0
    }

    private(set) var records: [Record] = []
    /// Where the record starts whose quoted field is never closed.
    private(set) var openQuoteAt: Int?

    private let text: [UInt8]
    private var at = 0

    init(_ text: [UInt8]) {
        self.text = text
        while at < text.count, openQuoteAt == nil {
            let start = at
            if let record = record() { records.append(record) } else { openQuoteAt = start }
        }
    }

    private func byte(_ offset: Int = 0) -> UInt8? { at + offset < text.count ? text[at + offset] : nil }

    /// CR LF, LF, or a CR that is the last byte of the text.
    private var lineEnd: Int {
        if byte() == 0x0A { return 1 }
        return byte() == 0x0D && (byte(1) == 0x0A || byte(1) == nil) ? (byte(1) == nil ? 1 : 2) : 0
    }

    /// The length of the white space character at the position, line ends aside.
    private var whiteSpace: Int {
        for length in 1...3 where at + length <= text.count {
            guard let decoded = String(validating: text[at..<at + length], as: UTF8.self)?.unicodeScalars, decoded.count == 1,
                let scalar = decoded.first
            else { continue }
            return scalar.properties.isWhitespace && scalar != "\n" && scalar != "\r" ? length : 0
        }
        return 0
    }

    private mutating func record() -> Record? {
        var record = Record()
        while true {
            guard field(&record) else { return nil }
            if byte() == 0x2C {
                at += 1
                continue
            }
            if byte() != nil {
                let isLastByte = byte() == 0x0D && byte(1) == nil
                at += lineEnd
                if !isLastByte { record.lines += 1 }
            }
            record.end = at
            return record
        }
    }

    /// Reads one field up to its comma or line end; false if its quote is never closed.
    private mutating func field(_ record: inout Record) -> Bool {
        let start = at
        while byte() != nil, lineEnd == 0, whiteSpace > 0 { at += whiteSpace }
        guard byte() == 0x22 else {
            at = start
            record.fields.append(plain(&record))
            return true
        }
        at += 1
        var content: [UInt8] = []
        while true {
            guard let next = byte() else { return false }
            at += 1
            if next == 0x22 {
                guard byte() == 0x22 else { break }
                at += 1
            }
            if next == 0x0A { record.lines += 1 }
            content.append(next)
        }
        record.fields.append(content)
        while byte() != nil, lineEnd == 0, whiteSpace > 0 { at += whiteSpace }
        if byte() != nil, byte() != 0x2C, lineEnd == 0 {
            if byte() != 0x0D { record.hasTextAfterQuote = true }
            _ = plain(&record)
        }
        return true
    }

    private mutating func plain(_ record: inout Record) -> [UInt8] {
        let start = at
        while let next = byte(), next != 0x2C, lineEnd == 0 {
            if next == 0x0D { record.hasBareCarriageReturn = true }
            at += 1
        }
        return Array(text[start..<at])
    }
}
