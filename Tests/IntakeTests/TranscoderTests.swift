import PropertyKit
import Testing

@testable import Intake

@Suite struct TranscoderTests {
    private func units(_ units: [UInt16], _ encoding: TextEncoding) -> [UInt8] {
        units.flatMap { encoding == .utf16LittleEndian ? [UInt8($0 & 0xFF), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }

    @Test(arguments: [TextEncoding.utf16LittleEndian, .utf16BigEndian])
    func utf16(_ encoding: TextEncoding) {
        for text in ["abc,é\r\n", "李明", "𠮷a", "\0", "\u{FFFF}\u{FEFF}", "\u{10FFFF}\u{10000}"] {
            #expect(transcoded(units(Array(text.utf16), encoding), encoding) == Array(text.utf8))
        }
    }

    @Test(arguments: [TextEncoding.utf16LittleEndian, .utf16BigEndian])
    func brokenUnits(_ encoding: TextEncoding) {
        let a = UInt16(0x61)
        #expect(transcoded(units([0xD842, a], encoding), encoding) == [0xFF, 0x61])
        #expect(transcoded(units([0xDFB7, a], encoding), encoding) == [0xFF, 0x61])
        #expect(transcoded(units([a, 0xD842], encoding), encoding) == [0x61, 0xFF])
        #expect(transcoded(units([0xD842, 0xD842, 0xDFB7], encoding), encoding) == [0xFF] + Array("𠮷".utf8))
        #expect(transcoded(units([0xDFB7, 0xD842], encoding), encoding) == [0xFF, 0xFF])
        #expect(transcoded(units([a], encoding) + [0x61], encoding) == [0x61, 0xFF])
        #expect(transcoded(units([0xD842], encoding) + [0xDF], encoding) == [0xFF, 0xFF])
    }

    @Test func everyScalarOfUTF16() {
        var scalars = String.UnicodeScalarView()
        for value in UInt32(0)...0x10FFFF where value < 0x3000 || value % 37 == 0 {
            if let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
        }
        let text = String(scalars)
        for encoding in [TextEncoding.utf16LittleEndian, .utf16BigEndian] {
            #expect(transcoded(units(Array(text.utf16), encoding), encoding) == Array(text.utf8))
        }
    }

    @Test func blocksOfAnySizeGiveTheSameText() throws {
        let alphabet: [[UInt8]] = [
            [0x61], [0], [0x0A], [0x2C], [0xC0, 0xEE], [0x95, 0x34, 0xB2, 0x35], [0x81, 0x39, 0xEE, 0x39], [0xFE, 0x9F], [0x80], [0xFF], [0x81],
            [0x81, 0x30], [0x81, 0x30, 0x81], [0x42, 0xD8, 0xB7, 0xDF],
            [0xD8, 0x42], [0xDF, 0xB7], [0x4E, 0x2D], [0x39],
        ]
        let long = [UInt8](repeating: 0x62, count: 11)
        try property(seed: 1100, cases: 3000) { random in
            let bytes = random.bytes(of: alphabet + [long], most: 24)
            for encoding in [TextEncoding.utf8, .gb18030, .utf16LittleEndian, .utf16BigEndian] {
                let expected = transcoded(bytes, encoding)
                for size in [16, 17, random.int(18...64)] {
                    if let failure = difference(
                        try streamed(bytes, encoding, blockSize: size), expected, "\(shown(bytes)) as \(encoding.rawValue) by \(size)")
                    {
                        return failure
                    }
                }
            }
            return nil
        }
    }

    /// Behind a line feed a part of a file may end: there the place in the file is known, and the text is the same.
    @Test func theLimitOfAPartIsFoundAgain() throws {
        let alphabet: [[UInt8]] = [
            [0x0A], [0x0A], [0x61], [0xC0, 0xEE], [0x95, 0x34, 0xB2, 0x35], [0x81], [0x81, 0x30], [0xFF], [0x81, 0x30, 0x81],
        ]
        try property(seed: 1150, cases: 2000) { random in
            let bytes = random.bytes(of: alphabet, most: 40)
            let origin = random.pick([0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 })
            guard let limit = bytes.indices.filter({ $0 >= origin && bytes[$0] == 0x0A }).randomElement(using: &random).map({ $0 + 1 }) else {
                return nil
            }
            for encoding in [TextEncoding.gb18030, .utf8] {
                let before = transcoded(Array(bytes[origin..<limit]), encoding)
                let whole = transcoded(Array(bytes[origin...]), encoding)
                var text = TextStream(
                    try OpenInput(InputFile("x", bytes: bytes)), encoding: encoding, from: origin, limit: limit, blockSize: random.pick([16, 17, 64]))
                var found: [UInt8] = []
                let shown = "\(shown(bytes)) as \(encoding.rawValue) from \(origin) to \(limit)"
                while !text.isComplete || text.start < text.end {
                    if text.start == text.end || random.once(in: 3) { try text.fill() }
                    // The stream knows that the limit has been reached once it has read what stands before it.
                    let isAtLimit = found.count >= before.count
                    if isAtLimit != text.isAtLimit { return "\(shown): \(isAtLimit ? "not " : "")at the limit at \(found.count)" }
                    if found.count == before.count, text.fileOffset != limit { return "\(shown): the limit is at \(text.fileOffset ?? -1)" }
                    if encoding == .gb18030, let offset = text.fileOffset, offset != limit, offset != bytes.count { return "\(shown): at \(offset)" }
                    guard text.start < text.end else { continue }
                    found.append(text.base[text.start])
                    text.advance(to: text.start + 1)
                }
                if let failure = difference(found, whole, shown) { return failure }
            }
            return nil
        }
    }
}
