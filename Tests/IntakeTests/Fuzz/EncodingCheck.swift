import CByteMasks
import PlainByteMasks
import PropertyKit

@testable import Intake

/// Any bytes as text in every encoding: at once, in blocks, as the C library and Swift decode it; and the searches of many
/// bytes at a time against those that look at one by one.
struct EncodingCheck: FuzzCheck {
    func problem(_ bytes: [UInt8]) async throws -> String? {
        var random = Random(choosingFor: bytes)
        for start in Set([0, random.int(0...min(bytes.count, 70))]) {
            // Memory of its own: what stands around it must not matter.
            if let failure = searches(Array(bytes[start...])) { return "from \(start): \(failure)" }
        }
        return try streams(bytes, &random) ?? decoded(bytes) ?? survey(bytes, &random) ?? texts(bytes)
    }

    private func searches(_ bytes: [UInt8]) -> String? {
        var counts = gridscore_utf8_counts()
        var (pairs, longer) = (0, 0)
        let (valid, plainValid, ascii, plainASCII) = bytes.withUnsafeBufferPointer { view in
            guard let base = view.baseAddress else { return (0, 0, 0, 0) }
            return (
                gridscore_valid_utf8(base, view.count, &counts), plain_valid_utf8(base, view.count, &pairs, &longer),
                gridscore_ascii_blocks(base, view.count), plain_ascii_blocks(base, view.count)
            )
        }
        if let failure = difference([valid, counts.in_pairs, counts.in_longer], [plainValid, pairs, longer], "well-formed UTF-8") { return failure }
        if max(ascii, plainASCII) > bytes.prefix(while: { $0 < 0x80 }).count { return "\(ascii) and \(plainASCII) bytes of ASCII" }
        return difference(positions(gridscore_structural_positions, bytes), positions(plain_structural_positions, bytes), "structural bytes")
    }

    private func positions(_ search: (UnsafePointer<UInt8>?, Int, UInt32, UnsafeMutablePointer<UInt32>?) -> Int, _ bytes: [UInt8]) -> [UInt32] {
        var found = [UInt32](repeating: 0, count: bytes.count + 12)
        return Array(found[..<search(bytes, bytes.count, 7, &found)])
    }

    private func streams(_ bytes: [UInt8], _ random: inout Random) throws -> String? {
        for encoding in [TextEncoding.utf8, .gb18030, .utf16LittleEndian, .utf16BigEndian] {
            let expected = transcoded(bytes, encoding)
            for size in [16, random.int(17...80)] {
                let found = try streamed(bytes, encoding, blockSize: size)
                if let failure = difference(shown(found), shown(expected), "\(encoding.rawValue) by \(size)") { return failure }
            }
        }
        return nil
    }

    private func decoded(_ bytes: [UInt8]) throws -> String? {
        let found = transcoded(bytes, .gb18030)
        let expected = try? Encoded.utf8(gb18030: bytes)
        if found.contains(Transcoder.broken) ? expected != nil : found != expected { return "GB18030 gives \(shown(found))" }
        for encoding in [TextEncoding.utf16LittleEndian, .utf16BigEndian] {
            let units = stride(from: 0, to: bytes.count - 1, by: 2).map { index in
                let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
                return encoding == .utf16LittleEndian ? second << 8 | first : first << 8 | second
            }
            let text = bytes.count % 2 == 0 ? String(validating: units, as: UTF16.self) : nil
            let found = transcoded(bytes, encoding)
            if found.contains(Transcoder.broken) ? text != nil : !found.elementsEqual(text?.utf8 ?? "?".utf8) {
                return "\(encoding.rawValue) gives \(shown(found))"
            }
        }
        return nil
    }

    private func survey(_ bytes: [UInt8], _ random: inout Random) -> String? {
        let found = surveyed(bytes, (0..<10).map { _ in random.int(1...9) })
        let expected = referenceEncoding(bytes)
        return difference(found.isBroken, expected.isBroken, "broken") ?? difference(found.encoding, expected.encoding, "the encoding")
    }

    private func texts(_ bytes: [UInt8]) -> String? {
        let (inner, word) = bytes.withUnsafeBufferPointer { view in
            (trimmed(view, FieldRange(start: 0, end: Int32(view.count))), leadingWord(view))
        }
        let expectedWord = bytes.prefix(8).enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << UInt64($1.offset * 8) }
        if let failure = difference(word, expectedWord, "the leading word") { return failure }
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let scalars = text.unicodeScalars.drop { $0.properties.isWhitespace }
        let expected = String(String.UnicodeScalarView(scalars.reversed().drop { $0.properties.isWhitespace }.reversed()))
        return difference(shown(bytes[Int(inner.start)..<Int(inner.end)]), shown(expected.utf8), "without white space")
    }
}
