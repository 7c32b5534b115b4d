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
}
