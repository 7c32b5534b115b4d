import GridModel
import PropertyKit
import RulePacks
import Testing

@testable import Intake

/// What a run keeps only as sums must come to what it would come to if every record were kept.
@Suite struct KeepsAllTests {
    private let run: MemoryRun

    init() throws {
        run = try MemoryRun()
    }

    private func compare(_ files: [InputFile], _ random: inout Random) async throws -> String? {
        var whole = run
        whole.options.keepsAll = true
        let all = try await whole.read(files)
        let summary = IntakeSummary(pack: run.pack)
        let expected = summary.lines(all)
        for jobs in [1, 4] {
            for keepsAll in [false, true] {
                var other = run
                other.options.jobs = jobs
                other.options.keepsAll = keepsAll
                (other.options.blockSize, other.options.partSize) = (random.pick([16, 31, 100, 4096]), random.int(64...2048))
                other.options.longestBatch = random.pick([Identity.greatest, 20, 300])
                let found = summary.lines(try await other.read(files))
                let origin =
                    "\(jobs) jobs, blocks of \(other.options.blockSize), parts of \(other.options.partSize), batches of \(other.options.longestBatch), keeps all: \(keepsAll)"
                for (one, two) in zip(found, expected) where one != two { return "\(origin)\nfound    \(one)\nexpected \(two)" }
                if found.count != expected.count { return "\(origin): \(found.count) lines instead of \(expected.count)" }
            }
        }
        return nil
    }

    private func logs(_ random: inout Random) -> RandomLogs { RandomLogs(&random, repeats: true, repeatsOnceIn: random.pick([2, 3, 6])) }

    private func encoded(_ files: [InputFile], _ encode: ([UInt8]) throws -> [UInt8]) rethrows -> [InputFile] {
        try files.map { file in
            guard case .memory(let bytes) = file.content else { return file }
            return InputFile(path: file.path, content: .memory(try encode(bytes)))
        }
    }

    @Test func csv() async throws {
        try await property(seed: 4000, cases: 60) { random in
            let logs = logs(&random)
            return try await compare(random.once(in: 2) ? logs.csv() : logs.splitCSV(&random), &random)
        }
    }

    @Test func csvInGB18030AndUTF16() async throws {
        try await property(seed: 4100, cases: 40) { random in
            let files = logs(&random).splitCSV(&random)
            let littleEndian = random.once(in: 2)
            return try await compare(
                random.once(in: 2) ? encoded(files, Encoded.gb18030) : encoded(files) { Encoded.utf16($0, littleEndian: littleEndian) }, &random)
        }
    }

    @Test func xml() async throws {
        try await property(seed: 4200, cases: 30) { random in try await compare(logs(&random).xml(&random), &random) }
    }

    /// A file of each sort, all of the same records: every record has other versions in other files.
    @Test func xmlAndCSVSideBySide() async throws {
        try await property(seed: 4300, cases: 15) { random in
            let logs = logs(&random)
            let roster = logs.csv().prefix(1)
            let others = logs.shuffled(&random)
            let again = others.csv().dropFirst().map { InputFile(path: $0.path.dropLast(4) + Array("-2.csv".utf8), content: $0.content) }
            return try await compare(
                roster + logs.splitCSV(&random).filter { !$0.name.hasPrefix("members") } + again + others.xml(&random).dropFirst(), &random)
        }
    }

    /// Production keeps few: else the property above would say nothing.
    @Test func whatOnlyCountsIsNotKept() async throws {
        let rows = (0..<100).map { "c\($0),A,2026-10-03,consult,answered\n" }.joined()
        let files = [
            InputFile("members.csv", "member_id,name,department\nA,a,d\n"),
            InputFile("calls.csv", "call_id,member_id,time,purpose,outcome\n" + rows + "c7,A,2026-10-03,consult,answered\n"),
        ]
        let intake = try await run.read(files)
        #expect(intake.batches.flatMap(\.entries).filter { $0.member >= 0 }.count == 2)
        #expect(intake.totals[.used] == 101 && intake.totals[.duplicate] == 1)
    }
}
