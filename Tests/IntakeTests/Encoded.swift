import Glibc
import TestSupport

/// UTF-8 text in other encodings.
enum Encoded {
    static func gb18030(_ text: [UInt8]) throws -> [UInt8] {
        let converter = iconv_open("GB18030", "UTF-8")
        guard converter != iconv_t(bitPattern: -1) else { throw SystemFailure("iconv_open") }
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
        guard let written else { throw SystemFailure("iconv") }
        return target[..<written].map { UInt8(bitPattern: $0) }
    }

    /// With a byte order mark.
    static func utf16(_ text: [UInt8], littleEndian: Bool) -> [UInt8] {
        ("\u{FEFF}" + String(decoding: text, as: UTF8.self)).utf16.flatMap { unit in
            littleEndian ? [UInt8(unit & 0xFF), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(unit & 0xFF)]
        }
    }
}
