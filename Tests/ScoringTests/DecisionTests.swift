import GridModel
import Intake
import PropertyKit
import RulePacks
import Testing

@testable import Scoring

/// Decisions on random logs. Single decisions and each refusal are cases of the program's tests.
@Suite struct DecisionTests {
    private let run: MemoryRun

    init() throws {
        run = try MemoryRun()
    }

    private static let header = "decision_id,posting,record,member_id,decision,rule,points,reason,decided_by,time\n"

    private func file(_ rows: [String]) -> InputFile { InputFile("decisions.csv", Self.header + rows.map { $0 + "\n" }.joined()) }

    /// With everything taken back, a score is the base and the rankings, and nobody has lost anything.
    @Test func allTakenBackLeavesTheBase() async throws {
        try await property(seed: 3700, cases: 80) { random in
            let files = RandomLogs(&random, repeats: true).csv()
            let (intake, book) = try await run.score(files)
            var codes = PostingCodes(run.pack, intake.roster)
            var rows: [String] = []
            book.ledger.withUnsafeBufferPointer { ledger in
                for index in ledger.indices {
                    let posting = ledger[index]
                    guard let record = posting.record else { continue }
                    let kind = intake.batches[Int(record.batch)].kind
                    let ordinal = run.pack.ordinal(of: index, in: ledger)
                    let code = intake.batches.readKey(of: record) {
                        codes.code(
                            month: posting.month, member: posting.member, source: posting.source, kind: kind, key: $0, ordinal: ordinal)
                    }
                    rows.append("D\(rows.count),\(code),,\(intake.roster.members[posting.member].id),reverse,,,r,Li,2026-12-20")
                }
            }
            let (after, taken) = try await run.score(files + [file(rows)])
            let decisions = after.files.first { $0.name == "decisions.csv" }!.counts
            if decisions[.used] != rows.count { return "\(rows.count) decisions, \(decisions[.used]) used: \(taken.decisions.refusals)" }
            for result in taken.periods where result.period.kind == .month {
                for member in result.members {
                    let parts = member.breakdown!
                    if parts.deductions != .zero || parts.bonuses != .zero || parts.floorAdjustment != .zero { return "\(result.period): \(parts)" }
                }
            }
            let posted = Set(book.ledger.compactMap(\.record))
            if let left = taken.markCauses.first(where: { posted.contains($0.record) }) { return "a mark is left: \(left)" }
            if taken.ledger.count - taken.ledger.count(where: { $0.source == .floor })
                != book.ledger.count - book.ledger.count(where: { $0.source == .floor }) + rows.count
            {
                return "a posting has gone"
            }
            let contradictions = Audit.contradictions(after, taken)
            return contradictions.isEmpty ? nil : "\(contradictions)"
        }
    }

    /// Whatever is decided, it adds up, and neither threads, parts and batches nor what is kept of records change it.
    @Test func whateverIsDecidedAddsUp() async throws {
        try await property(seed: 3800, cases: 60) { random in
            let logs = RandomLogs(&random, repeats: true)
            let files = logs.csv()
            var whole = run
            whole.options.keepsAll = true
            let before = try await whole.read(files)
            let known = before.batches.filter { $0.kind >= 0 }.flatMap { batch in
                batch.entries.filter { $0.member >= 0 }.map { (record: batch.id(of: $0), member: before.roster.members[Int($0.member)].id) }
            }
            var rows: [String] = []
            for number in 0..<random.int(1...40) {
                let named = known.isEmpty || random.once(in: 6) ? ("", "m0") : random.pick(known)
                let member = random.once(in: 8) ? "m1" : named.1
                let verdict = random.pick(["uphold", "reverse", "reverse", "amend", "grant"])
                let rule = verdict == "grant" ? random.pick(["praise", "banner", "attire"]) : ""
                let points = verdict == "amend" ? random.pick(["-1", "1", "-0.5"]) : ""
                rows.append(
                    "D\(number),,\(named.0),\(member),\(verdict),\(rule),\(points),r,Li,2026-0\(random.int(1...9))-1\(random.int(0...9))")
            }
            let all = files + [file(rows)]
            let (intake, book) = try await run.score(all)
            let contradictions = Audit.contradictions(intake, book)
            if !contradictions.isEmpty { return "\(contradictions)" }
            for result in book.periods where result.period.kind == .month {
                for member in result.members {
                    let parts = member.breakdown!
                    if parts.deductions > .zero || parts.bonuses < .zero { return "\(result.period): \(parts)" }
                }
            }
            let counts = intake.files.first { $0.name == "decisions.csv" }!.counts
            if counts[.used] != intake.decisions.count { return "\(counts[.used]) used, \(intake.decisions.count) stand" }
            for keepsAll in [false, true] {
                var other = run
                other.options.keepsAll = keepsAll
                (other.options.jobs, other.options.blockSize, other.options.partSize) = (random.pick([1, 4]), 100, random.int(64...4096))
                other.options.longestBatch = random.pick([20, 300])
                let (otherIntake, otherBook) = try await other.score(all)
                if let failure = difference(records(otherBook, otherIntake), records(book, intake), "keeps all: \(keepsAll)")
                    ?? difference(scores(otherBook, otherIntake), scores(book, intake), "keeps all: \(keepsAll)")
                {
                    return failure
                }
            }
            return nil
        }
    }
}
