import GridModel
import Intake
import PropertyKit
import RulePacks
import Testing

@testable import Scoring

/// A second reading shows each record that stands and counts once, and what it counts for comes to what was scored.
@Suite struct SeenRecordTests {
    private let run: MemoryRun

    init() throws { run = try MemoryRun() }

    private struct Tally: Sendable {
        var records = 0
        /// By ranking, member and month.
        var counts: [[Int]: Int] = [:]
        /// By rule, member and month.
        var postings: [[Int]: Int] = [:]
        var awaiting = 0
    }

    private func look(_ files: [InputFile], _ random: inout Random) async throws -> String? {
        var other = run
        (other.options.jobs, other.options.blockSize) = (random.pick([1, 3]), random.pick([16, 100, 4096]))
        let (intake, book) = try await other.score(files)
        let reader = LogReader(LiaochengPack.intakePlan(run.pack), asOf: run.asOf, options: other.options)
        let pack = run.pack
        let parts = try await reader.readAgain(InputFolder(files: files), after: intake, Tally()) { tally, record in
            tally.records += 1
            for hit in record.hits {
                if hit.isAwaiting { tally.awaiting += 1 }
                guard !hit.isAwaiting, let month = hit.month else { continue }
                switch pack.facts[hit.fact].user {
                case .rule(let rule): tally.postings[[rule, record.member, Int(month.index)], default: 0] += 1
                case .ranking(let ranking): tally.counts[[ranking, record.member, Int(month.index)], default: 0] += 1
                case .measure, .proposal: break
                }
            }
        }
        let read = intake.files.filter { if case .known(let kind) = $0.kind { kind != pack.roster.kind } else { false } }
        if let wrong = difference(parts.map(\.records), read.map { $0.counts[.used] }, "records seen") { return wrong }
        if let wrong = difference(parts.reduce(0) { $0 + $1.awaiting }, book.pending.count, "pending") { return wrong }
        for result in book.periods where result.period.kind == .month {
            let month = Int(result.period.firstMonth.index)
            for member in result.members {
                for (ranking, place) in (member.breakdown?.counts ?? []).enumerated() {
                    let seen = parts.reduce(0) { $0 + ($1.counts[[ranking, member.member, month]] ?? 0) }
                    if seen != place.count { return "\(result.period) \(member.member) \(ranking): \(seen) seen, \(place.count) counted" }
                }
                for rule in pack.rules.indices {
                    let seen = parts.reduce(0) { $0 + ($1.postings[[rule, member.member, month]] ?? 0) }
                    let posted = book.ledger.count {
                        $0.month == result.period.firstMonth && $0.member == member.member && $0.source == .rule(rule)
                    }
                    if seen != posted { return "\(result.period) \(member.member) \(pack.rules[rule].id): \(seen) seen, \(posted) posted" }
                }
            }
        }
        return nil
    }

    @Test func everyRecordThatStandsIsSeenOnce() async throws {
        try await property(seed: 5300, cases: 60) { random in
            let logs = RandomLogs(&random, repeats: true, repeatsOnceIn: random.pick([2, 6]))
            return try await look(random.once(in: 2) ? logs.csv() : random.once(in: 2) ? logs.splitCSV(&random) : logs.xml(&random), &random)
        }
    }

    @Test func aFileThatHasChangedIsTold() async throws {
        let files = [
            InputFile("members.csv", "member_id,name,department\na,n,d\n"),
            InputFile("calls.csv", "call_id,member_id,time,purpose,outcome\nc,a,2026-12-05,consult,answered\n"),
        ]
        let (intake, _) = try await run.score(files)
        let changed = [files[0], InputFile("calls.csv", "call_id,member_id,time,purpose,outcome\nc,a,2026-12-06,consult,answered\n")]
        let reader = LogReader(LiaochengPack.intakePlan(run.pack), asOf: run.asOf, options: run.options)
        await #expect(throws: IntakeFailure.self) {
            _ = try await reader.readAgain(InputFolder(files: changed), after: intake, 0) { count, _ in count += 1 }
        }
    }
}
