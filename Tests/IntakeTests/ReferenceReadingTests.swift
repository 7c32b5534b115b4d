import PropertyKit
import Testing

@testable import Intake

/// Files as a run reads them, in blocks and parts of every size, against what the plain reference makes of their text.
@Suite struct ReferenceReadingTests {
    private let reference: ReferenceReading

    init() throws {
        reference = ReferenceReading(try Reading())
    }

    /// Whole fields and rows besides quotes, commas, line ends and white space.
    private static let pieces: [String] = [
        "\"", "\"", "\"\"", ",", ",", "\n", "\n", "\r\n", "\r", " ", "\u{3000}", "\u{A0}", "\u{2003}", "号", "a", ",,,,\n",
        "c1,A,2026-10-03,consult,answered\n", "\"c2\" ,Ａ,\u{3000}\"2026-10-03\"\u{3000}, consult ,\"answered\"\r\n",
        "\"c\n\"\"3\"\"\",B,2026-10-04 08:15,咨询,未接\n", "c4,A,2026-10-03,\"consult\",\"answered\n", "\n\"x\n", "c5,A\n",
    ]

    private func text(_ most: Int, _ random: inout Random) -> [UInt8] {
        // Without stray quotes there are more records; with them, parts guess wrong.
        let pieces = random.once(in: 2) ? Self.pieces : Self.pieces.filter { $0.utf8.count { $0 == 0x22 } % 2 == 0 }
        return Array(ReferenceReading.header.utf8) + (0..<random.int(0...most)).flatMap { _ in Array(random.pick(pieces).utf8) }
    }

    private func compare(_ text: [UInt8], as bytes: [UInt8], _ random: inout Random) async throws -> String? {
        let expected = try reference.expected(text)
        func compare(_ partSize: Int, _ blockSize: Int) async throws -> String? {
            difference(
                try await reference.found(bytes, partSize: partSize, blockSize: blockSize), expected,
                "parts of \(partSize), blocks of \(blockSize): \(shown(bytes))")
        }
        for blockSize in 16...200 {
            if let failure = try await compare(random.int(1...bytes.count + 1), blockSize) { return failure }
        }
        for partSize in 1...bytes.count + 1 {
            if let failure = try await compare(partSize, random.pick([16, 17, random.int(18...200)])) { return failure }
        }
        return nil
    }

    @Test func everyBlockAndEveryPart() async throws {
        try await property(seed: 2800, cases: 20) { random in
            let text = text(40, &random)
            return try await compare(text, as: text, &random)
        }
    }

    /// Where its text begins is not known for every byte of such a file, only behind the parts.
    @Test func everyBlockAndEveryPartOfGB18030() async throws {
        try await property(seed: 2900, cases: 14) { random in
            let text = text(40, &random)
            let bytes = try Encoded.gb18030(text)
            let survey = try FileSurvey(
                InputFile("calls.csv", bytes: bytes), plans: reference.reading.plans, context: reference.reading.context, blockSize: 64)
            // Some short text is as good UTF-8 as it is GB18030.
            return survey.encoding == .gb18030 ? try await compare(text, as: bytes, &random) : nil
        }
    }

    @Test func everySplitOfManySmallTexts() async throws {
        try await property(seed: 3000, cases: 500) { random in
            let text = text(9, &random)
            let expected = try reference.expected(text)
            for partSize in stride(from: random.int(1...9), through: text.count, by: random.int(5...40)) {
                let found = try await reference.found(text, partSize: partSize, blockSize: random.int(16...64))
                if let failure = difference(found, expected, "parts of \(partSize): \(shown(text))") { return failure }
            }
            return nil
        }
    }
}
