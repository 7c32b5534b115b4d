import GridModel
import Intake
import PropertyKit
import RulePacks
import Testing

@testable import Scoring

/// The ids of postings: they are copied from paper, and must be the same in every run.
@Suite struct PostingCodesTests {
    private let run: MemoryRun

    init() throws {
        run = try MemoryRun()
    }

    /// The postings of a run, each with its id.
    private func codes(_ intake: IntakeResult, _ book: ScoreBook) -> [String] {
        var codes = PostingCodes(run.pack, intake.roster)
        let lines = book.ledger.withUnsafeBufferPointer { ledger in
            ledger.indices.map { index -> String in
                let posting = ledger[index]
                guard let record = posting.record else {
                    return "\(codes.code(month: posting.month, member: posting.member, source: posting.source))"
                }
                let ordinal = run.pack.ordinal(of: index, in: ledger)
                let kind = intake.batches[Int(record.batch)].kind
                return intake.batches.readKey(of: record) { key in
                    "\(codes.code(month: posting.month, member: posting.member, source: posting.source, kind: kind, key: key, ordinal: ordinal))"
                }
            }
        }
        return zip(postings(book, intake), lines).map { "\($0) is \($1)" }
    }

    private func ids(_ lines: [String]) -> [Substring] { lines.map { $0.suffix(ShortCode.length) } }

    /// Ids that somebody may have written down: to change how they are made would cut all decisions off.
    @Test func areThoseOfYesterday() async throws {
        let files = [
            InputFile("members.csv", "member_id,name,department\nA,a,d\n"),
            InputFile("inspections.csv", "inspection_id,member_id,time,item\ni1,A,2026-10-05,misconduct\n"),
        ]
        var run = run
        run.asOf = CivilDate(year: 2026, month: 10, day: 31)!
        let (intake, book) = try await run.score(files)
        #expect(ids(codes(intake, book)) == ["99jr-jytp-0a91", "wd5r-danf-3se3"])
    }

    @Test func noTwoAreTheSame() async throws {
        try await property(seed: 3500, cases: 60) { random in
            let (intake, book) = try await run.score(RandomLogs(&random, repeats: true).csv())
            let all = ids(codes(intake, book))
            return Set(all).count == all.count ? nil : "\(all.count) postings, \(Set(all).count) ids"
        }
    }

    /// Neither files and lines, nor formats, nor threads change an id.
    @Test func areThoseOfWhatIsPosted() async throws {
        try await property(seed: 3600, cases: 60) { random in
            let logs = RandomLogs(&random, repeats: false)
            let (intake, book) = try await run.score(logs.csv())
            let expected = codes(intake, book).sorted()
            var other = run
            (other.options.jobs, other.options.partSize, other.options.keepsAll) = (4, random.int(64...4096), random.once(in: 2))
            for files in [logs.shuffled(&random).csv(), logs.splitCSV(&random), logs.xml(&random)] {
                let (otherIntake, otherBook) = try await other.score(files.map { InputFile(path: Array("x/".utf8) + $0.path, content: $0.content) })
                if let failure = difference(codes(otherIntake, otherBook).sorted(), expected, "another way") { return failure }
            }
            return nil
        }
    }

    /// Two postings of one rule for one record are numbered.
    @Test func aRuleThatPostsTwiceNumbersThem() {
        let (month, place) = (Month(year: 2026, month: 10), EntryPlace(batch: 0, entry: 0))
        func posting(_ rule: Int, _ record: EntryPlace?, month: Month) -> Posting {
            Posting(month: month, member: 0, source: .rule(rule), points: Points(hundredths: -100), day: nil, record: record)
        }
        let list = [
            posting(0, place, month: month), posting(1, place, month: month), posting(0, place, month: month.advanced(by: 1)),
            posting(0, place, month: month), posting(0, EntryPlace(batch: 0, entry: 1), month: month), posting(0, nil, month: month),
            posting(0, nil, month: month),
        ]
        let ordinals = list.withUnsafeBufferPointer { list in list.indices.map { run.pack.ordinal(of: $0, in: list) } }
        #expect(ordinals == [0, 0, 0, 1, 0, 0, 0])
        var codes = PostingCodes(run.pack, Roster(members: [Member(id: "A", rows: [])]))
        let key = Array("k".utf8)
        let made = (0..<3).map { ordinal in
            key.withUnsafeBufferPointer { codes.code(month: month, member: 0, source: .rule(0), kind: 1, key: $0, ordinal: ordinal) }
        }
        #expect(Set(made).count == 3)
    }

    /// Pieces have their lengths before them: what is parted in another way is another posting.
    @Test func partsDoNotRunTogether() {
        var hash = ShortCodeHash()
        func code(_ pieces: [String]) -> ShortCode {
            for piece in pieces { hash.add(piece) }
            return hash.code()
        }
        let long = String(repeating: "x", count: 300)
        let all = [["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["", "abc"], [long, "a"], [long + "a"], [String(repeating: "x", count: 255)]]
        #expect(Set(all.map(code)).count == all.count)
        #expect(code(["ab", "c"]) == code(["ab", "c"]))
    }
}
