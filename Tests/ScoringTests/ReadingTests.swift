import GridModel
import Intake
import PropertyKit
import RulePacks
import Testing

@testable import Scoring

/// Other readings of the register on random logs. What each comes to is told by the pack's examples.
@Suite struct ReadingTests {
    private let source: PackSource

    init() throws {
        source = try PackSource(path: LiaochengPack.folder)
    }

    private func run(_ changes: String...) throws -> MemoryRun {
        MemoryRun(pack: try source.pack(with: changes.map { try source.change($0) }))
    }

    /// Whatever the reading, scores are the sums of their postings and of their parts, whatever the threads and the order.
    @Test func underEveryReadingItAddsUp() async throws {
        for entry in source.pack.register {
            for (place, reading) in entry.readings.enumerated() where place != entry.inForce && reading.isApplicable {
                let name = "\(entry.id)=\(reading.id)"
                let run = try run(name)
                try await property(seed: 4100 + UInt64(place) * 10, cases: 3) { random in
                    let logs = RandomLogs(&random, repeats: false)
                    let (intake, book) = try await run.score(logs.csv())
                    let contradictions = Audit.contradictions(intake, book)
                    if !contradictions.isEmpty { return "\(name): \(contradictions)" }
                    for result in book.periods where result.period.kind == .month {
                        for member in result.members {
                            let parts = member.breakdown!
                            let sum = [
                                parts.base, parts.deductions, parts.bonuses, parts.rankingBonus, parts.floorAdjustment, parts.capAdjustment,
                            ].reduce(Points.zero, +)
                            if sum != member.value.sum { return "\(name): \(result.period) \(parts)" }
                        }
                    }
                    var other = run
                    other.options.jobs = 3
                    let (otherIntake, otherBook) = try await other.score(logs.shuffled(&random).csv())
                    return difference(scores(otherBook, otherIntake), scores(book, intake), "\(name), shuffled")
                }
            }
        }
    }

    // MARK: Limits

    private let inspections = "inspection_id,member_id,time,item\ni1,A,2026-10-20,careless\ni2,A,2026-10-05,careless\ni3,A,2026-10-25,careless\n"

    /// The postings of rules, with their records, and the score.
    private func postings(_ changes: [String], _ decisions: [String] = []) async throws -> [String] {
        var run = MemoryRun(pack: try source.pack(with: changes.map { try source.change($0) }))
        run.asOf = CivilDate(iso: "2026-10-31")!
        let header = "decision_id,posting,record,member_id,decision,rule,points,reason,decided_by,time\n"
        let (intake, book) = try await run.score([
            InputFile("members.csv", "member_id,name,department\nA,n,d\n"), InputFile("inspections.csv", inspections),
            InputFile("decisions.csv", header + decisions.map { $0 + "\n" }.joined()),
        ])
        #expect(intake.totals[.rejected] == 0 && Audit.contradictions(intake, book) == [])
        let lines = book.ledger.filter { $0.record != nil }.map { posting in
            let place = posting.record!
            let batch = intake.batches[Int(place.batch)]
            return "\(batch.id(of: batch.entries[Int(place.entry)])) \(posting.points)"
        }
        return lines + ["\(book.periods[0].members[0].value.sum)"]
    }

    @Test func theFirstByDayStands() async throws {
        #expect(try await postings(["repeats=each"]) == ["i1 -2", "i2 -2", "i3 -2", "94"])
        #expect(try await postings(["repeats=once_a_month"]) == ["i2 -2", "98"])
        #expect(try await postings(["rules.careless.at_most=2"]) == ["i1 -2", "i2 -2", "96"])
    }

    /// A posting that is reversed leaves its place to the next; one that was decided otherwise stands and takes a place.
    @Test func decidedPostingsAndLimits() async throws {
        func decision(_ verdict: String, _ record: String, _ points: String = "") -> String {
            "D-\(record),,\(record),A,\(verdict),,\(points),r,Li,2026-10-28"
        }
        let once = ["repeats=once_a_month"]
        #expect(try await postings(once, [decision("reverse", "i2")]) == ["D-i2 2", "i1 -2", "i2 -2", "98"])
        #expect(try await postings(once, [decision("amend", "i2", "-0.5")]) == ["D-i2 1.5", "i2 -2", "99.5"])
        #expect(try await postings(once, [decision("uphold", "i3")]) == ["i3 -2", "98"])
        #expect(try await postings(once, [decision("reverse", "i3")]) == ["D-i3 2", "i2 -2", "i3 -2", "98"])
        #expect(try await postings(once, ["i1", "i2", "i3"].map { decision("reverse", $0) }).last == "100")
    }

    /// A mark that goes by another month than the points is taken back with them.
    @Test func aReversalTakesBackMarksOfAnotherMonth() async throws {
        let header = "decision_id,posting,record,member_id,decision,rule,points,reason,decided_by,time\n"
        let complaint = "complaint_id,member_id,time,status,decided\nk1,A,2025-12-20,verified,2026-01-08\n"
        let files = [InputFile("members.csv", "member_id,name,department\nA,n,d\n"), InputFile("complaints.csv", complaint)]
        var run = try run("complaint-month=received")
        run.asOf = CivilDate(iso: "2026-01-31")!
        let (_, before) = try await run.score(
            files + [InputFile("calls.csv", "call_id,member_id,time,purpose,outcome\nc,A,2025-12-01,other,missed\n")])
        #expect(before.markCauses.map { "\($0.month)" } == ["2026-01"])
        #expect(before.ledger.filter { $0.record != nil }.map { "\($0.month) \($0.points)" } == ["2025-12 -10"])
        let (_, after) = try await run.score(
            files + [
                InputFile("calls.csv", "call_id,member_id,time,purpose,outcome\nc,A,2025-12-01,other,missed\n"),
                InputFile("decisions.csv", header + "D1,,k1,A,reverse,,,r,Li,2026-01-20\n"),
            ])
        #expect(after.markCauses.isEmpty && after.decisions.effects[0].marks.count == 1)
        #expect(after.ledger.filter { $0.record != nil }.map { "\($0.month) \($0.points)" }.sorted() == ["2025-12 -10", "2025-12 10"])
    }

    // MARK: Ranks

    @Test func placesWithoutGaps() {
        #expect(denseRanks([1, 1, 3, 4, 4, 6]) == [1, 1, 2, 3, 3, 4])
        #expect(denseRanks([]) == [])
    }
}
