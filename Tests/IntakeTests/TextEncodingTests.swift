import PropertyKit
import Testing

@testable import Intake

@Suite struct TextEncodingTests {
    private let alphabet: [[UInt8]] = [
        Array("abc,".utf8), Array("0123456789\r\n".utf8), Array("李明".utf8), Array("𠮷".utf8), Array("é".utf8), [0xC0, 0xEE], [0xC3, 0xF7],
        [0x95, 0x34, 0xB2, 0x35], [0xFF], [0x80], [0xE6],
        [0xE6, 0x9D], [0xF0, 0xA0, 0xAE], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC0, 0xBC], [0x20],
    ]

    @Test func theRuleOnMixedBytesWhateverTheBlocks() throws {
        try property(seed: 1000, cases: 5000) { random in
            let bytes = random.bytes(of: alphabet, most: 14)
            let sizes = (0..<random.int(0...20)).map { _ in random.pick([1, 1, 2, 3, 4, 5, 7, 9, 16]) }
            let found = surveyed(bytes, sizes)
            let (isBroken, encoding) = referenceEncoding(bytes)
            return difference(found.isBroken, isBroken, "\(shown(bytes)) in \(sizes)")
                ?? difference(found.encoding, encoding, "\(shown(bytes)) in \(sizes)")
        }
    }

    @Test(
        arguments: [
            // Half of the high bytes is not more than half.
            (Array("李".utf8) + [0xC0, 0xEE, 0xFF], TextEncoding.gb18030), (Array("李".utf8) + [0xFF, 0xFF], .utf8),
            (Array("李".utf8) + [0xFF, 0xFF, 0xFF], .gb18030),
            (Array("𠮷".utf8) + [0xFF, 0xFF, 0xFF], .utf8), ([0xC0, 0xEE, 0xC3, 0xF7], .gb18030), (Array("éé".utf8), .utf8),
            (Array("éééé".utf8) + [0xFF], .gb18030),
            (Array("plain".utf8), .utf8), ([], .utf8), (Array("李".utf8) + [0xE6, 0x9D], .utf8), ([0xE6, 0x9D], .gb18030),
        ] as [([UInt8], TextEncoding)])
    func fixedCases(_ bytes: [UInt8], _ encoding: TextEncoding) {
        #expect(surveyed(bytes, []).encoding == encoding)
        #expect(surveyed(bytes, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]).encoding == encoding)
    }

    @Test func blankness() {
        #expect(surveyed([], []).isBlank && surveyed(Array(" \r\n\t\n".utf8), [1, 2]).isBlank)
        #expect(!surveyed(Array("  \nx".utf8), [3]).isBlank && !surveyed(Array("x\n\n".utf8), [1]).isBlank)
    }

    @Test func marksNameEncodings() {
        #expect(TextEncoding(mark: [0xEF, 0xBB, 0xBF, 0x41]) == .utf8BOM)
        #expect(TextEncoding(mark: [0xFF, 0xFE]) == .utf16LittleEndian)
        #expect(TextEncoding(mark: [0xFE, 0xFF, 0]) == .utf16BigEndian)
        for bytes in [[], [0xEF], [0xEF, 0xBB], [0xFF], [0x41, 0xFF, 0xFE]] as [[UInt8]] { #expect(TextEncoding(mark: bytes) == nil) }
    }

    /// Blocks of a megabyte without one well-formed sequence: a process of its own, for it may not survive.
    @Test(arguments: [0xFF, 0xC0, 0x81] as [UInt8]) func largeFilesOfRubbish(_ byte: UInt8) async {
        await #expect(processExitsWith: .success) { [byte] in
            let block = [UInt8](repeating: byte, count: 1 << 20)
            var survey = EncodingSurvey()
            for _ in 0..<3 { block.withUnsafeBufferPointer { survey.add($0) } }
            survey.finish()
            precondition(survey.encoding == .gb18030)
        }
    }
}
