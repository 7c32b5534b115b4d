import GridModel
import PropertyKit
import RulePacks

@testable import Intake

/// Any bytes as a CSV file of the kind that its header names, and as rows of calls against the plain reference.
struct CSVCheck: FuzzCheck {
    private let run: RunCheck
    private let reference: ReferenceReading

    init() throws {
        run = try RunCheck()
        reference = ReferenceReading(try Reading())
    }

    func problem(_ bytes: [UInt8]) async throws -> String? {
        var random = Random(choosingFor: bytes)
        let file = InputFile("\(kind(bytes)).csv", bytes: bytes)
        if let failure = try await run.problem(file, &random) { return failure }
        return try await rows(Array(ReferenceReading.header.utf8) + bytes, &random)
    }

    /// The kind whose own column stands in the first line; calls if none does.
    private func kind(_ bytes: [UInt8]) -> String {
        let header = folded(bytes.prefix { $0 != 0x0A })
        let kinds = reference.reading.pack.kinds
        let named = kinds.first { kind in kind.key.count == 1 && contains(header, Array(kind.columns[kind.key[0]].id.utf8)) }
        return named?.id ?? (contains(header, Array("department".utf8)) ? "members" : "calls")
    }

    private func contains(_ text: [UInt8], _ word: [UInt8]) -> Bool { text.indices.contains { text[$0...].starts(with: word) } }

    private func rows(_ bytes: [UInt8], _ random: inout Random) async throws -> String? {
        let reading = reference.reading
        let survey = try FileSurvey(InputFile("calls.csv", bytes: bytes), plans: reading.plans, context: reading.context, blockSize: 1 << 10)
        let expected = try reference.expected(survey.encoding == .gb18030 ? transcoded(bytes, .gb18030) : bytes)
        for (partSize, blockSize) in [(1 << 23, 1 << 12), (random.int(1...bytes.count + 1), random.pick([16, 17, random.int(18...200)]))] {
            let found = try await reference.found(bytes, partSize: partSize, blockSize: blockSize)
            if let failure = firstDifference(found, expected, "rows of calls, parts of \(partSize), blocks of \(blockSize)") { return failure }
        }
        return nil
    }
}
