import GridModel
import PropertyKit
import Testing

@testable import Intake
@testable import Scoring

@Suite struct AuditTests {
    private let intake: IntakeResult
    private let book: ScoreBook

    init() async throws {
        let roster = InputFile("members.csv", "member_id,name,department\nA,a,d\nB,b,d\n")
        let inspections = InputFile("inspections.csv", "inspection_id,member_id,time,item\ni1,A,2026-12-03,attire\n")
        (intake, book) = try await MemoryRun().score([roster, inspections])
    }

    private func changed(_ ledger: [Posting]) -> ScoreBook {
        var other = book
        other.ledger = ledger
        return other
    }

    @Test func aSoundRunHasNoContradiction() {
        #expect(Audit.contradictions(intake, book).isEmpty)
    }

    @Test func aLostPostingIsFound() throws {
        let index = try #require(book.ledger.firstIndex { $0.points.hundredths == -200 })
        var ledger = book.ledger
        ledger.remove(at: index)
        #expect(Audit.contradictions(intake, changed(ledger)) == ["2026-12: the postings of A sum to 100, the score is 98"])
    }

    @Test func aDoubledPostingIsFound() {
        #expect(Audit.contradictions(intake, changed(book.ledger + [book.ledger[0]])).count == 1)
    }

    @Test func aPostingWithoutAScoreIsFound() {
        let stray = Posting(month: Month(year: 2026, month: 12), member: 1, source: .base, points: Points(hundredths: 0), day: nil, record: nil)
        let results = book.periods.map { result in
            PeriodResult(
                period: result.period, isFinal: result.isFinal, scoredMonths: result.scoredMonths, members: result.members.filter { $0.member != 1 },
                lists: result.lists)
        }
        let other = changed(book.ledger + [stray]).with(periods: results)
        #expect(Audit.contradictions(intake, other) == ["2026-12: 1 members have postings but no score"])
    }

    @Test func aLostRecordIsFound() {
        var files = intake.files
        files[0].counts.read += 1
        let other = IntakeResult(
            files: files, roster: intake.roster, batches: intake.batches, counts: intake.counts, superseded: [], conflicts: [:], inactive: [],
            earliestMonth: intake.earliestMonth,
            bytes: intake.bytes)
        #expect(Audit.contradictions(other, book) == ["\(files[0].name): the outcomes of \(files[0].counts.read) records do not add up"])
    }
}
