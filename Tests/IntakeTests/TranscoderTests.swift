import PropertyKit
import Testing

@testable import Intake

@Suite struct TranscoderTests {
    private func transcode(_ bytes: [UInt8], _ encoding: TextEncoding) -> [UInt8] {
        bytes.withUnsafeBufferPointer { source in
            [UInt8](unsafeUninitializedCapacity: Transcoder.capacity(bytes.count, encoding) + 8) { target, count in
                let result = Transcoder.transcode(source, encoding, isLast: true, into: target.baseAddress!)
                precondition(result.taken == bytes.count)
                count = result.written
            }
        }
    }

    /// The text of a stream, read with blocks of a size.
    static func stream(_ bytes: [UInt8], _ encoding: TextEncoding, blockSize: Int) throws -> [UInt8] {
        var text = TextStream(try OpenInput(InputFile("x", bytes: bytes)), encoding: encoding, from: 0, blockSize: blockSize)
        var result: [UInt8] = []
        while !text.isComplete {
            try text.fill()
            // Some bytes stay unread now and then.
            let kept = text.isComplete ? 0 : (text.end - text.start) / 3
            result += text.unread.dropLast(kept)
            text.advance(to: text.end - kept)
        }
        return result
    }

    private func units(_ units: [UInt16], _ encoding: TextEncoding) -> [UInt8] {
        units.flatMap { encoding == .utf16LittleEndian ? [UInt8($0 & 0xFF), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }

    @Test(arguments: [TextEncoding.utf16LittleEndian, .utf16BigEndian])
    func utf16(_ encoding: TextEncoding) {
        for text in ["abc,é\r\n", "李明", "𠮷a", "\0", "\u{FFFF}\u{FEFF}", "\u{10FFFF}\u{10000}"] {
            #expect(transcode(units(Array(text.utf16), encoding), encoding) == Array(text.utf8))
        }
    }

    @Test(arguments: [TextEncoding.utf16LittleEndian, .utf16BigEndian])
    func brokenUnits(_ encoding: TextEncoding) {
        let a = UInt16(0x61)
        #expect(transcode(units([0xD842, a], encoding), encoding) == [0xFF, 0x61])
        #expect(transcode(units([0xDFB7, a], encoding), encoding) == [0xFF, 0x61])
        #expect(transcode(units([a, 0xD842], encoding), encoding) == [0x61, 0xFF])
        #expect(transcode(units([0xD842, 0xD842, 0xDFB7], encoding), encoding) == [0xFF] + Array("𠮷".utf8))
        #expect(transcode(units([0xDFB7, 0xD842], encoding), encoding) == [0xFF, 0xFF])
        #expect(transcode(units([a], encoding) + [0x61], encoding) == [0x61, 0xFF])
        #expect(transcode(units([0xD842], encoding) + [0xDF], encoding) == [0xFF, 0xFF])
    }

    @Test func everyScalarOfUTF16() {
        var scalars = String.UnicodeScalarView()
        for value in UInt32(0)...0x10FFFF where value < 0x3000 || value % 37 == 0 {
            if let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
        }
        let text = String(scalars)
        for encoding in [TextEncoding.utf16LittleEndian, .utf16BigEndian] {
            #expect(transcode(units(Array(text.utf16), encoding), encoding) == Array(text.utf8))
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
                let expected = transcode(bytes, encoding)
                for size in [16, 17, random.int(18...64)] {
                    if let failure = difference(
                        try Self.stream(bytes, encoding, blockSize: size), expected, "\(shown(bytes)) as \(encoding.rawValue) by \(size)")
                    {
                        return failure
                    }
                }
            }
            return nil
        }
    }
}
