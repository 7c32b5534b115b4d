import PropertyKit
import Testing

@testable import Intake

/// Files as a run reads them, in blocks and parts of every size, against what the plain reference makes of their text.
@Suite struct ReferenceReadingTests {
    private let reading: Reading
    private let header = "call_id,member_id,time,purpose,outcome\n"

    init() throws {
        reading = try Reading()
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
        return Array(header.utf8) + (0..<random.int(0...most)).flatMap { _ in Array(random.pick(pieces).utf8) }
    }

    /// What the contract says of a text: the reference splits it; each of its records is then read alone, every field in quotes.
    private func expected(_ text: [UInt8]) throws -> [String] {
        let reference = ReferenceCSV(text)
        var line = 1
        var (read, lines) = (0, [String]())
        for (index, record) in reference.records.enumerated() {
            defer { line += record.lines }
            if index == 0 { continue }
            var row = Array(header.utf8)
            for (number, field) in record.fields.enumerated() {
                row += (number > 0 ? [0x2C, 0x22] : [0x22]) + field.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
            }
            let alone = summary(try reading.csv(row, blockSize: 4096).batches)
            if record.hasTextAfterQuote || record.hasBareCarriageReturn {
                read += 1
                lines.append("\(line): flaw")
            } else if alone.read > 0 {
                read += 1
                lines += alone.lines.map { "\(line):" + $0.drop { $0 != ":" }.dropFirst() }
            }
        }
        if reference.openQuoteAt != nil {
            read += 1
            lines.append("\(line): openQuote")
        }
        return ["read \(read)"] + lines
    }

    /// Transcripts of sound records in full, of others line, fault and detail.
    private func summary(_ batches: [Batch]) -> (read: Int, lines: [String]) {
        let all = transcript(batches)
        let lines = all.dropFirst().map { line in
            let words = line.split(separator: " ")
            switch words[1] {
            case "textAfterQuote", "bareCarriageReturn": return "\(words[0]) flaw"
            case "openQuote": return "\(words[0]) openQuote"
            default: return line
            }
        }
        return (batches.reduce(0) { $0 + $1.read }, lines)
    }

    private func found(_ bytes: [UInt8], partSize: Int, blockSize: Int) async throws -> [String] {
        let (read, lines) = summary(try await reading.file("calls.csv", bytes, partSize: partSize, blockSize: blockSize))
        return ["read \(read)"] + lines
    }

    private func compare(_ text: [UInt8], as bytes: [UInt8], _ random: inout Random) async throws -> String? {
        let expected = try expected(text)
        func compare(_ partSize: Int, _ blockSize: Int) async throws -> String? {
            difference(
                try await found(bytes, partSize: partSize, blockSize: blockSize), expected,
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
            let survey = try FileSurvey(InputFile("calls.csv", bytes: bytes), plans: reading.plans, context: reading.context, blockSize: 64)
            // Some short text is as good UTF-8 as it is GB18030.
            return survey.encoding == .gb18030 ? try await compare(text, as: bytes, &random) : nil
        }
    }

    @Test func everySplitOfManySmallTexts() async throws {
        try await property(seed: 3000, cases: 500) { random in
            let text = text(9, &random)
            let expected = try expected(text)
            for partSize in stride(from: random.int(1...9), through: text.count, by: random.int(5...40)) {
                let found = try await found(text, partSize: partSize, blockSize: random.int(16...64))
                if let failure = difference(found, expected, "parts of \(partSize): \(shown(text))") { return failure }
            }
            return nil
        }
    }
}
