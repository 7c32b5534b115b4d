import PropertyKit
import Testing

@testable import Intake

@Suite struct CSVReaderTests {
    private let reading: Reading
    private let header = "call_id,member_id,time,purpose,outcome\n"

    init() throws {
        reading = try Reading()
    }

    private func read(_ text: String, blockSize: Int = 1 << 18) throws -> [Batch] { try reading.csv(Array(text.utf8), blockSize: blockSize).batches }

    @Test func partsGiveWhatTheWholeGives() async throws {
        try await property(seed: 1400, cases: 400) { random in
            let bytes = RandomCalls.csv(rows: random.int(0...60), &random)
            let expected = transcript(try await reading.file("calls.csv", bytes, partSize: 1 << 23))
            for _ in 0..<4 {
                let (partSize, blockSize) = (random.pick([64, 65, 100, 257, random.int(64...4096)]), random.pick([16, 33, 64, 4096]))
                let found = transcript(try await reading.file("calls.csv", bytes, partSize: partSize, blockSize: blockSize, jobs: random.int(1...4)))
                if let failure = difference(found, expected, "parts of \(partSize), blocks of \(blockSize): \(shown(bytes))") { return failure }
            }
            return nil
        }
    }

    @Test func hostilePartsGiveWhatTheWholeGives() async throws {
        let alphabet = [
            "\"", "\"", "\"\"", ",", "\n", "\n", "\r\n", "a", "c1,A,2026-10-03,consult,answered\n", "\"x\n\",A,2026-10-03,consult,answered\n",
        ].map { Array($0.utf8) }
        try await property(seed: 1500, cases: 1000) { random in
            let bytes = Array(header.utf8) + random.bytes(of: alphabet, most: 40)
            let expected = transcript(try await reading.file("calls.csv", bytes, partSize: 1 << 23))
            let partSize = random.int(1...64)
            let found = transcript(try await reading.file("calls.csv", bytes, partSize: partSize, blockSize: 16))
            return difference(found, expected, "parts of \(partSize): \(shown(bytes))")
        }
    }

    @Test func blocksOfAnySizeGiveTheSame() throws {
        try property(seed: 1600, cases: 400) { random in
            let bytes = RandomCalls.csv(rows: random.int(0...30), &random)
            let expected = transcript(try reading.csv(bytes, encoding: bytes.starts(with: [0xEF]) ? .utf8BOM : .utf8).batches)
            for blockSize in [16, 17, random.int(18...200)] {
                let found = transcript(try reading.csv(bytes, encoding: bytes.starts(with: [0xEF]) ? .utf8BOM : .utf8, blockSize: blockSize).batches)
                if let failure = difference(found, expected, "blocks of \(blockSize): \(shown(bytes))") { return failure }
            }
            return nil
        }
    }

    @Test func linesAreCountedThroughQuotes() throws {
        let text =
            "\n\ncall_id,member_id,time,purpose,outcome,note\r\nc1,A,2026-10-03,consult,answered,\"x\r\ny\n\"\n\nc2,A,2026-10-03,consult,answered,\nc3,A\n"
        for blockSize in [16, 40, 1000] {
            let batches = try read(text, blockSize: blockSize)
            #expect(lines(batches) == [4, 8])
            #expect(faults(batches, reading) == ["9 fieldCount - "])
        }
    }

    @Test func anOpenQuoteKeepsWhatIsBeforeIt() throws {
        let batches = try read(header + "c1,A,2026-10-03,consult,answered\n\"c2,A,2026-10-03,consult,answered\nc3,A,2026-10-03,consult,answered\n")
        #expect(ids(batches) == ["c1"])
        #expect(faults(batches, reading) == ["3 openQuote - "])
    }

    @Test(arguments: ["", "\n\r\n \t\n", "\u{3000}\n", "\u{FEFF}"])
    func filesWithoutRows(_ text: String) throws {
        let encoding: TextEncoding = text.utf8.starts(with: [0xEF, 0xBB]) ? .utf8BOM : .utf8
        let batches = try reading.csv(Array(text.utf8), encoding: encoding).batches
        #expect(transcript(batches) == ["read 0"])
    }

    @Test(arguments: [
        (
            "call_id;member_id;time;purpose;outcome\nc1;A;2026-10-03;consult;answered\n",
            "headerLacks call_id, member_id, time, purpose, outcome|delimiter|;"
        ),
        ("call_id\tmember_id\ttime\tpurpose\toutcome\nx\n", "headerLacks call_id, member_id, time, purpose, outcome|delimiter|tab"),
        ("call_id，member_id\nx\n", "headerLacks call_id, member_id, time, purpose, outcome|delimiter|，"),
        ("call_id,time,purpose\nx\n", "headerLacks member_id, outcome"),
        ("\"call_id\"x,member_id,time,purpose,outcome\nx\n", "headerMalformed "),
        ("call_id,member_id,ti\rme,purpose,outcome\nx\n", "headerMalformed "), ("\"call_id,member_id\nx\n", "headerMalformed "),
        ("sep=;\ncall_id;x\n", "headerLacks call_id, member_id, time, purpose, outcome|delimiter|;"),
    ])
    func headersThatAreNone(_ text: String, _ issue: String) throws {
        let batch = try #require(try read(text).first)
        #expect(batch.read == 1 && batch.entries.isEmpty)
        #expect(batch.issues.map { "\($0.fault) \(batch.texts(of: $0).note)" } == [issue])
        #expect(batch.issues.map { batch.line(of: $0) } == [1])
    }

    @Test func headersInBothLanguagesAndAnyWidth() throws {
        let batches = try read("ＣＡＬＬ_ＩＤ, 网格员编号 ,\"时间\",Purpose,结果,other\nc1,A,2026-10-03,咨询,已接,?\n")
        #expect(ids(batches) == ["c1"])
    }

    @Test func aColumnGivenTwice() throws {
        let text =
            header.dropLast()
            + ",outcome,note\nc1,A,2026-10-03,consult,answered,answered,\nc2,A,2026-10-03,consult,,missed,\nc3,A,2026-10-03,consult,answered,missed,\n"
        let batches = try read(String(text))
        #expect(ids(batches) == ["c1", "c2"])
        #expect(faults(batches, reading) == ["4 givenTwice outcome missed"])
    }

    @Test func emptyRowsAreNoRecords() throws {
        let batches = try read(header + "\n,,,,\n \t\n\u{3000},,,, \n\"\",\"\",\"\",\"\",\"\"\n,,\n")
        #expect(transcript(batches) == ["read 0"])
    }

    /// A row is not empty because the text in it stands behind an empty quoted field.
    @Test(arguments: ["\"\"lost,,,,\n", "\"\"lost\n", ",\"\" x,,,\n"])
    func textBehindEmptyQuotesIsNotLost(_ row: String) throws {
        #expect(faults(try read(header + row), reading) == ["2 textAfterQuote - "])
    }

    @Test func brokenBytesNameTheirColumn() throws {
        let batches = try reading.csv(
            Array(header.utf8) + Array("c1,A,2026-10-03,consult,".utf8) + [0xFF] + Array("\nc2,A,2026-10-03,consult,answered\n".utf8)
        ).batches
        #expect(ids(batches) == ["c2"])
        #expect(faults(batches, reading) == ["2 brokenBytes outcome \u{FFFD}"])
    }

    @Test func recordsOfMoreThanAMebibyteAreRejectedAlone() throws {
        let long = String(repeating: "x", count: 1 << 20)
        let row = ",A,2026-10-03,consult,answered"
        for note in [long, "\"\(long)\ny\"", "\"\(long)\"\"\n\ny\""] {
            let text = header.dropLast() + ",note\nc1\(row),\nc2\(row),\(note)\nc3\(row),\n"
            let batches = try read(String(text))
            #expect(ids(batches) == ["c1", "c3"])
            #expect(batches.flatMap(\.issues).map(\.fault) == [.tooLong])
            #expect(lines(batches) == [2, 4 + note.utf8.filter { $0 == 0x0A }.count])
        }
    }

    /// Whether such a record stood in the window as a whole must not show.
    @Test func longRecordsAreToldAlikeInBlocksOfAnySize() throws {
        let text = String(header.dropLast() + ",note\nc1,A,2026-10-03,consult,answered,\(String(repeating: "x", count: 1 << 20))\n")
        #expect(transcript(try read(text, blockSize: 1 << 18)) == transcript(try read(text, blockSize: 1 << 22)))
    }
}
