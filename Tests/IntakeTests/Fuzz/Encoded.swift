import Glibc

/// UTF-8 text in other encodings.
enum Encoded {
    /// The C library cannot convert a text.
    struct Unconvertible: Error {}

    static func gb18030(_ text: [UInt8]) throws -> [UInt8] { try converted(text, from: "UTF-8", to: "GB18030") }

    /// GB18030 as the C library decodes it.
    static func utf8(gb18030 bytes: [UInt8]) throws -> [UInt8] { try converted(bytes, from: "GB18030", to: "UTF-8") }

    private static func converted(_ text: [UInt8], from: String, to: String) throws -> [UInt8] {
        let converter = iconv_open(to, from)
        guard converter != iconv_t(bitPattern: -1) else { throw Unconvertible() }
        defer { iconv_close(converter) }
        var source = text.map { CChar(bitPattern: $0) }
        var target = [CChar](repeating: 0, count: text.count * 4 + 16)
        let written = source.withUnsafeMutableBufferPointer { source in
            target.withUnsafeMutableBufferPointer { target -> Int? in
                var (from, left) = (source.baseAddress, source.count)
                var (to, room) = (target.baseAddress, target.count)
                return iconv(converter, &from, &left, &to, &room) == Int(bitPattern: UInt.max) ? nil : target.count - room
            }
        }
        guard let written else { throw Unconvertible() }
        return target[..<written].map { UInt8(bitPattern: $0) }
    }

    /// With a byte order mark.
    static func utf16(_ text: [UInt8], littleEndian: Bool) -> [UInt8] {
        ("\u{FEFF}" + String(decoding: text, as: UTF8.self)).utf16.flatMap { unit in
            littleEndian ? [UInt8(unit & 0xFF), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(unit & 0xFF)]
        }
    }
}
