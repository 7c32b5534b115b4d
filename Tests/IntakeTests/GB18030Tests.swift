import Glibc
import PropertyKit
import Testing

@testable import Intake

@Suite struct GB18030Tests {
    private func decode(_ bytes: [UInt8]) -> [UInt8] { transcoded(bytes, .gb18030) }

    @Test(
        arguments: [
            ([0xC0, 0xEE], "李"), ([0x95, 0x34, 0xB2, 0x35], "𠮷"), ([0x81, 0x39, 0xEE, 0x39], "㐀"), ([0xFE, 0x9F], "䶮"), ([0xC3, 0xF7], "明"),
            ([0xA3, 0xB1], "１"), ([0xA1, 0xA1], "\u{3000}"),
            ([0x81, 0x40], "丂"), ([0xFD, 0x9C], "\u{F92C}"), ([0xFE, 0x50], "⺁"), ([0xA2, 0xE3], "€"), ([0x81, 0x30, 0x81, 0x30], "\u{80}"),
            ([0x84, 0x31, 0xA4, 0x37], "\u{FFFD}"),
            ([0x90, 0x30, 0x81, 0x30], "\u{10000}"), ([0xE3, 0x32, 0x9A, 0x35], "\u{10FFFF}"), ([0x41, 0xC0, 0xEE, 0x42], "A李B"),
        ] as [([UInt8], String)])
    func pinned(_ bytes: [UInt8], _ text: String) {
        #expect(decode(bytes) == Array(text.utf8))
    }

    /// Broken sequences leave one 0xFF a byte that starts nothing; ASCII behind it stays.
    @Test(
        arguments: [
            ([0x80], [0xFF]), ([0xFF], [0xFF]), ([0x80, 0x41], [0xFF, 0x41]), ([0xC0], [0xFF]), ([0x41, 0xC0], [0x41, 0xFF]),
            ([0xC0, 0x0A], [0xFF, 0x0A]), ([0xC0, 0x22, 0x2C], [0xFF, 0x22, 0x2C]),
            ([0x81, 0x30, 0x0A, 0x41], [0xFF, 0x30, 0x0A, 0x41]), ([0x81, 0x7F], [0xFF, 0x7F]),
            ([0x81, 0x30, 0x81, 0x2C], [0xFF, 0x30, 0xFF, 0x2C]), ([0xC0, 0xFF], [0xFF, 0xFF]),
            ([0xE3, 0x32, 0x9A, 0x36, 0x41, 0x41], [0xFF, 0x32, 0xFF, 0x36, 0x41, 0x41]), ([0x81, 0x30], [0xFF]), ([0x81, 0x30, 0x81], [0xFF]),
            ([0x95, 0x34, 0xB2], [0xFF]),
        ] as [([UInt8], [UInt8])])
    func broken(_ bytes: [UInt8], _ result: [UInt8]) {
        #expect(decode(bytes) == result)
    }

    /// What cannot become a sequence any more is broken, not incomplete: at the end of a file a quote, a comma
    /// or a line feed behind it counts as everywhere else.
    @Test(arguments: [0x22, 0x2C, 0x0A, 0x41] as [UInt8])
    func theEndSwallowsNoASCII(_ byte: UInt8) {
        #expect(decode([0x81, 0x30, byte]) == [0xFF, 0x30, byte])
        #expect(decode([0x81, 0x30, byte]) == Array(decode([0x81, 0x30, byte, 0x42, 0x42]).dropLast(2)))
    }

    /// What the C library makes of one sequence; nil if it does not decode.
    private func reference(_ converter: iconv_t, _ bytes: [UInt8]) -> [UInt8]? {
        var source = bytes.map { CChar(bitPattern: $0) }
        var target = [CChar](repeating: 0, count: 16)
        var written = 0
        let isSound = source.withUnsafeMutableBufferPointer { source in
            target.withUnsafeMutableBufferPointer { target in
                var (from, left) = (source.baseAddress, source.count)
                var (to, room) = (target.baseAddress, target.count)
                let result = iconv(converter, &from, &left, &to, &room)
                written = target.count - room
                return result != Int(bitPattern: UInt.max) && left == 0
            }
        }
        _ = iconv(converter, nil, nil, nil, nil)
        return isSound ? target.prefix(written).map { UInt8(bitPattern: $0) } : nil
    }

    private func compare(_ sequences: some Sequence<[UInt8]>) throws {
        let converter = try #require(iconv_open("UTF-8", "GB18030"))
        defer { iconv_close(converter) }
        var wrong: [String] = []
        for bytes in sequences {
            let expected = reference(converter, bytes)
            let found = decode(bytes)
            if found.contains(0xFF) ? expected != nil : expected != found {
                wrong.append(
                    "\(shown(bytes)) is \(shown(found)), the C library says \(expected.map { String(decoding: $0, as: UTF8.self) } ?? "broken")")
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count) sequences: \(wrong.prefix(12).joined(separator: "; "))")
    }

    /// The four-byte sequence at a linear position.
    private func fourBytes(_ linear: Int) -> [UInt8] {
        let first = UInt8(0x81 + linear / 12_600)
        let second = UInt8(0x30 + linear / 1260 % 10)
        let third = UInt8(0x81 + linear / 10 % 126)
        return [first, second, third, UInt8(0x30 + linear % 10)]
    }

    @Test func everyTwoByteSequenceAsTheCLibrary() throws {
        try compare((UInt8(0x81)...0xFE).flatMap { lead in (UInt8(0x40)...0xFE).map { [lead, $0] } })
    }

    @Test func everyFourByteSequenceOfTheBasicPlaneAsTheCLibrary() throws {
        try compare((0..<39_420).map(fourBytes))
    }

    @Test func fourByteSequencesOfOtherPlanesAsTheCLibrary() throws {
        try compare(stride(from: 39_420, to: 126 * 12_600, by: 97).map(fourBytes))
    }
}
