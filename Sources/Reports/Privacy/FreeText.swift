import GridModel

/// Text that somebody has typed into a log, as reports show it: telephone numbers and the names of customers are masked, as
/// far as they can be recognised. Ids, dates, times and points stay as they are.
///
/// Logs and CSV files keep the text as it was read: they are the evidence.
enum FreeText {
    static func masked(_ text: String) -> String {
        guard mayHoldSomething(text) else { return text }
        var scalars = Array(text.unicodeScalars)
        let hasPhones = PhoneMask.mask(&scalars)
        let hasNames = NameMask.mask(&scalars)
        guard hasPhones || hasNames else { return text }
        var masked = String.UnicodeScalarView()
        masked.append(contentsOf: scalars)
        return String(masked)
    }

    /// A message that may end with a code in brackets, which people copy: the code stays.
    static func masked(message: String) -> String {
        guard let last = message.unicodeScalars.last, last == "〕" || last == "]",
            let start = message.unicodeScalars.lastIndex(where: { $0 == "〔" || $0 == "[" })
        else { return masked(message) }
        return masked(String(message[..<start])) + message[start...]
    }

    /// The value of a column: ids are what records are looked up by, and stay.
    static func masked(_ value: String, of type: ColumnType?) -> String {
        if case .id? = type { value } else { masked(value) }
    }

    /// Whether there is a digit, a letter beyond ASCII or an `M`: most texts are short and have none of what is looked for.
    private static func mayHoldSomething(_ text: String) -> Bool {
        text.utf8.contains { $0 >= 0x80 || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "M") }
    }
}

extension Unicode.Scalar {
    /// The value of a digit, ASCII or full-width.
    var digit: UInt8? {
        switch value {
        case 0x30...0x39: UInt8(value - 0x30)
        case 0xFF10...0xFF19: UInt8(value - 0xFF10)
        default: nil
        }
    }

    /// Whether it is one of the characters that Chinese names are written with.
    var isIdeograph: Bool {
        switch value {
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x323AF: true
        default: false
        }
    }

    /// What a masked character shows: as wide as the character.
    var mask: Unicode.Scalar { isASCII ? "*" : "＊" }
}
