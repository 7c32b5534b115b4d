import GridModel
import PropertyKit
import RulePacks
import Testing

@testable import Intake

@Suite struct SecondLookTests {
    /// Conflicts as `place: column "text"; the standing line`.
    private func conflicts(_ files: [InputFile], jobs: Int = 1) async throws -> [String] {
        var run = try MemoryRun()
        run.options.jobs = jobs
        let result = try await run.read([InputFile("members.csv", "member_id,name,department\nA,a,d\nB,b,d\n")] + files)
        return result.conflicts.sorted { $0.key < $1.key }.map { place, conflict in
            let batch = result.batches[Int(place.batch)]
            let line = batch.line(of: batch.entries[Int(place.entry)])
            let column = run.pack.kinds[batch.kind].columns[conflict.column].id
            return
                "\(result.files[batch.file].name):\(line): \(column) \"\(conflict.text)\"; \(result.files[conflict.standingFile].name):\(conflict.standingLine)"
        }
    }

    private let header = "call_id,member_id,time,direction,purpose,outcome,affected_work,note,updated\n"

    @Test(arguments: [
        ("c1,B,2026-10-03,in,consult,answered,no,x,", "member_id \"B\""), ("c1,A, 2026/10/4 ,in,consult,answered,no,y,", "time \"2026/10/4\""),
        ("c1,Ａ,2026年10月3日,呼出,consult,answered,no,x,", "direction \"呼出\""),
        ("c1,A,2026-10-03,,consult,answered,yes,x,", "affected_work \"yes\""),
        ("c1,A,2026-10-03,,consult,answered,,\"x \"\"y\"\"\nz\",", "note \"x \"y\"\nz\""), ("c1,A,2026-10-03,,consult,answered,,,", "note \"\""),
        ("c1,A,2026-10-03 00:00:01,,consult,missed,,x,2026-11-01", "time \"2026-10-03 00:00:01\""),
    ])
    func theFirstDifferingColumn(_ row: String, _ expected: String) async throws {
        let first = header + "c1,A,2026-10-03,in,consult,answered,no,x,\n"
        #expect(try await conflicts([InputFile("calls.csv", first + row + "\n")]) == ["calls.csv:3: \(expected); calls.csv:2"])
        #expect(
            try await conflicts([InputFile("calls-1.csv", first), InputFile("calls-2.csv", header + "\n" + row + "\n")]) == [
                "calls-2.csv:3: \(expected); calls-1.csv:2"
            ])
    }

    @Test func xmlAgainstCSV() async throws {
        let xml =
            "<calls>\n<call call_id=\"c1\" member_id=\"A\" time=\"2026-10-03\" purpose=\"consult\"\n outcome=\"missed\"><note>x</note></call></calls>"
        let files = [InputFile("a.xml", xml), InputFile("calls.csv", header + "c1,A,2026-10-03,in,consult,answered,no,x,\n")]
        #expect(try await conflicts(files) == ["calls.csv:2: outcome \"answered\"; a.xml:2"])
    }

    @Test func manyConflictsAtAnyNumberOfJobs() async throws {
        let rows = (0..<50).flatMap { number in
            [
                "c\(number),A,2026-10-03,in,consult,answered,no,x,", "c\(number),A,2026-10-03,in,consult,answered,no,y\(number),",
                "c\(number),B,2026-10-03,in,consult,answered,no,x,",
            ]
        }
        let file = InputFile("calls.csv", header + rows.joined(separator: "\n"))
        let found = try await conflicts([file])
        #expect(found.count == 100)
        #expect(found.prefix(2) == ["calls.csv:3: note \"y0\"; calls.csv:2", "calls.csv:4: member_id \"B\"; calls.csv:2"])
        #expect(try await conflicts([file], jobs: 8) == found)
    }

    // MARK: Records read again

    /// Small blocks: most records stand in others than the one before.
    @Test func anyRecordsAreFoundAgainByBlocksOfAnySize() async throws {
        let reading = try Reading()
        let calls = reading.index(of: "calls")
        try await property(seed: 2050, cases: 400) { random in
            var text = RandomCalls.csv(rows: random.int(1...30), &random)
            let encoding = random.pick([TextEncoding.utf8, .gb18030, .utf16LittleEndian])
            if encoding != .utf8 {
                // Broken bytes have no other form.
                text = Array(String(decoding: text.starts(with: [0xEF, 0xBB]) ? Array(text.dropFirst(3)) : text, as: UTF8.self).utf8)
                text = encoding == .gb18030 ? try Encoded.gb18030(text) : Encoded.utf16(text, littleEndian: true)
            }
            let file = InputFile("calls.csv", bytes: text)
            let survey = try FileSurvey(file, plans: reading.plans, context: reading.context, blockSize: 64)
            let request = CSVReader.Request(
                file: file, index: 0, encoding: try #require(survey.encoding), checksBytes: survey.checksBytes, range: 0..<Int.max, header: nil,
                appearance: nil, isGuess: false)
            for batch in try await reading.file("calls.csv", text, partSize: random.int(100...2000), blockSize: 64) {
                let often = random.int(1...4)
                let wanted = batch.entries.indices.filter { _ in random.once(in: often) }
                let expected = wanted.map { words(batch)[$0] }
                let blockSize = random.int(16...200)
                var keys: [[UInt8]] = []
                let again = try CSVReader(plan: reading.plans[calls], kind: calls, context: reading.context, blockSize: blockSize)
                    .readAgain(wanted.map { Identity(batch.entries[$0], of: batch, reading.context.fingerprint) }, of: batch, request) { decoder, raw, bytes in
                        if case .bytes(let key) = decoder.captured(raw, bytes)[0].meaning { keys.append(key) }
                    }
                let origin = "blocks of \(blockSize), \(request.encoding.rawValue): \(shown(text))"
                if let failure = difference(words(again), expected, origin)
                    ?? difference(keys, wanted.map { Array(batch.key(of: batch.entries[$0])) }, origin)
                {
                    return failure
                }
            }
            return nil
        }
    }
}
