import Mustache

/// HTML escaping scalar by scalar. The template engine's own goes by grapheme clusters, so that a quote or `<`
/// followed by a combining mark would pass unescaped.
struct ScalarEscaping: MustacheContentType {
    /// The name that templates give in their first line.
    static let name = "HTMLScalars"

    func escapeText(_ text: String) -> String { Self.html(text) }

    /// A text, escaped for elements and for attributes in quotes.
    static func html(_ text: String) -> String {
        var needsNone = true
        for byte in text.utf8 where byte < 0x20 || byte == 0x22 || byte == 0x26 || byte == 0x27 || byte == 0x3C || byte == 0x3E || byte == 0x7F {
            needsNone = false
            break
        }
        if needsNone { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 16)
        append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends a text, escaped.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case 0x22: bytes += "&quot;".utf8
            case 0x26: bytes += "&amp;".utf8
            case 0x27: bytes += "&#39;".utf8
            case 0x3C: bytes += "&lt;".utf8
            case 0x3E: bytes += "&gt;".utf8
            case 0x09, 0x0A, 0x0D: bytes.append(0x20)
            // Controls have no place in HTML: shown as the replacement character.
            case 0..<0x20, 0x7F: bytes += "\u{FFFD}".utf8
            default: bytes.append(byte)
            }
        }
    }
}
