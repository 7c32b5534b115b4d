/// HTML escaping byte by byte, and so scalar by scalar: by grapheme clusters a quote or `<` followed by a combining
/// mark would pass unescaped.
enum ScalarEscaping {
    /// Appends a text, escaped for elements and for attributes in quotes.
    @inline(__always)
    static func append(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout ByteBuffer) {
        guard let source = text.baseAddress else { return }
        let target = bytes.place(for: text.count)
        for index in 0..<text.count {
            let byte = source[index]
            if isSpecial(byte) {
                // What has been copied stands behind the end still, and is written again.
                appendEscaped(text, to: &bytes)
                return
            }
            target[index] = byte
        }
        bytes.end(at: target + text.count)
    }

    @inline(never)
    private static func appendEscaped(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout ByteBuffer) {
        for byte in text {
            switch byte {
            case 0x22: bytes.append("&quot;")
            case 0x26: bytes.append("&amp;")
            case 0x27: bytes.append("&#39;")
            case 0x3C: bytes.append("&lt;")
            case 0x3E: bytes.append("&gt;")
            case 0x09, 0x0A, 0x0D: bytes.append(0x20)
            // Controls have no place in HTML: shown as the replacement character.
            case 0..<0x20, 0x7F: bytes.append("\u{FFFD}")
            default: bytes.append(byte)
            }
        }
    }

    /// Bit n: the byte n, below 64, is none that may stand as it is: a control, `"`, `&`, `'`, `<` or `>`.
    private static let special: UInt64 = 0xFFFF_FFFF | 1 << 0x22 | 1 << 0x26 | 1 << 0x27 | 1 << 0x3C | 1 << 0x3E

    @inline(__always)
    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x40 ? special &>> UInt64(byte) & 1 != 0 : byte == 0x7F
    }
}
