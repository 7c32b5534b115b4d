/// HTML escaping byte by byte, and so scalar by scalar: by grapheme clusters a quote or `<` followed by a combining
/// mark would pass unescaped.
enum ScalarEscaping {
    /// Appends a text, escaped for elements and for attributes in quotes.
    static func append(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        var start = 0
        for (index, byte) in text.enumerated() where isSpecial(byte) {
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
            start = index + 1
            switch byte {
            case 0x22: bytes += "&quot;".utf8
            case 0x26: bytes += "&amp;".utf8
            case 0x27: bytes += "&#39;".utf8
            case 0x3C: bytes += "&lt;".utf8
            case 0x3E: bytes += "&gt;".utf8
            case 0x09, 0x0A, 0x0D: bytes.append(0x20)
            // Controls have no place in HTML: shown as the replacement character.
            default: bytes += "\u{FFFD}".utf8
            }
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }

    @inline(__always)
    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<0x20, 0x22, 0x26, 0x27, 0x3C, 0x3E, 0x7F: true
        default: false
        }
    }
}
