import PropertyKit
import Testing

@testable import Intake

@Suite struct TextBytesTests {
    @Test func whiteSpaceIsUnicodesWhiteSpace() {
        for value in (UInt32(0)...0xFFFF).lazy + Array(0x1F000...0x1F0FF) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let bytes = Array(String(scalar).utf8)
            let length = bytes.withUnsafeBufferPointer { whiteSpaceLength($0, at: 0, end: $0.count) }
            if length != (scalar.properties.isWhitespace ? bytes.count : 0) { Issue.record("U+\(String(value, radix: 16)) has length \(length)") }
        }
    }

    @Test func foldingTouchesFullWidthFormsAndCapitals() {
        for value in UInt32(1)...0xFFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let isFullWidth = (0xFF01...0xFF5E).contains(value)
            var expected = isFullWidth ? value - 0xFEE0 : value
            if (0x41...0x5A).contains(expected) { expected += 0x20 }
            if folded(String(scalar).utf8) != Array(String(Unicode.Scalar(expected)!).utf8) { Issue.record("U+\(String(value, radix: 16))") }
        }
    }

    @Test func validPrefixAgreesWithTheStandardLibrary() throws {
        let alphabet: [[UInt8]] = [
            [0x41], Array("abcdefgh".utf8), [0xC3, 0xA9], [0xE5, 0x8F, 0xB7], [0xF0, 0xA0, 0xAE, 0xB7], [0x80], [0xBF], [0xC0], [0xC2], [0xE0, 0x80],
            [0xE0, 0xA0, 0x80],
            [0xED, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xEF, 0xBF, 0xBF], [0xF4, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5], [0xFF], [0xE5],
            [0xF0, 0x9F], [0xF0, 0x8F, 0xBF, 0xBF],
        ]
        try property(seed: 800, cases: 5000) { random in
            let bytes = random.bytes(of: alphabet, most: 12)
            let found = bytes.withUnsafeBufferPointer { validUTF8Prefix($0) }
            let expected = (0...bytes.count).last { String(validating: bytes[..<$0], as: UTF8.self) != nil }!
            return difference(found, expected, shown(bytes))
        }
    }

    /// Long stretches of ASCII, which are passed in blocks, with sound and broken sequences at any place in them.
    @Test func validPrefixOfLongTexts() throws {
        let pieces: [[UInt8]] = [
            [0xC3, 0xA9], [0xE5, 0x8F, 0xB7], [0xF0, 0xA0, 0xAE, 0xB7], [0xE5], [0xFF], [0x80], [0xED, 0xA0, 0x80], [0xE5, 0x8F], [0xF0, 0xA0, 0xAE],
        ]
        try property(seed: 950, cases: 3000) { random in
            let start = random.int(0...9)
            var bytes = [UInt8](repeating: 0xFF, count: start)
            for _ in 0..<random.int(0...6) {
                bytes += [UInt8](repeating: random.pick([0x61, 0, 0x7F]), count: random.int(0...140))
                bytes += random.once(in: 3) ? random.pick(pieces) : random.pick(pieces.prefix(3))
            }
            var expected = start
            while let length = (1...4).first(where: { length in
                expected + length <= bytes.count && String(validating: bytes[expected..<expected + length], as: UTF8.self) != nil
            }) {
                expected += length
            }
            let found = bytes.withUnsafeBufferPointer { validUTF8Prefix(UnsafeBufferPointer(rebasing: $0[start...])) }
            return difference(found, expected - start, shown(bytes[start...]))
        }
    }

    @Test(arguments: 0...20) func theLeadingWordIsTheFirstEightBytes(_ length: Int) {
        var random = Random(seed: 960 + UInt64(length))
        for start in 0...9 {
            let bytes = (0..<start + length + 16).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let expected = (0..<min(8, length)).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << UInt64($1 * 8) }
            let found = bytes.withUnsafeBufferPointer { leadingWord(UnsafeBufferPointer(rebasing: $0[start..<start + length])) }
            #expect(found == expected)
        }
    }

    @Test func trimmingAgreesWithScalars() throws {
        let alphabet = [
            "a", " ", "\t", "\u{3000}", "\u{A0}", "\u{85}", "\u{2028}", "\u{200A}", "\u{200B}", "号", "\u{FEFF}", "\n", "\u{1680}", "à", "\u{C2}",
        ].map { Array($0.utf8) }
        try property(seed: 900, cases: 5000) { random in
            let bytes = random.bytes(of: alphabet, most: 8)
            let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
            let kept = scalars.drop { $0.properties.isWhitespace }.reversed().drop { $0.properties.isWhitespace }.reversed()
            let expected = kept.flatMap { Array(String($0).utf8) }
            let found = bytes.withUnsafeBufferPointer { view in
                let range = trimmed(view, FieldRange(start: 0, end: Int32(bytes.count)))
                return Array(view[Int(range.start)..<Int(range.end)])
            }
            return difference(found, expected, shown(bytes))
        }
    }
}
