import GridModel
import Intake
import PropertyKit
import RulePacks
import Testing

@testable import Scoring

/// Filed months of which no ledger is made, because they rest on the same as when they were last compared.
@Suite struct SettledMonthsTests {
    private var run: MemoryRun
    private let seed: UInt64 = 7

    init() throws {
        run = try MemoryRun()
        run.asOf = CivilDate(year: 2027, month: 6, day: 30)!
    }

    private func score(_ files: [InputFile], _ bases: [Month: UInt64]? = nil, jobs: Int = 1) async throws -> (intake: IntakeResult, book: ScoreBook) {
        let intake = try await run.read(files)
        let compared = bases.map { ComparedMonths(seed: seed, bases: $0) }
        return (intake, try await Scorer(pack: run.pack, intake: intake, asOf: run.asOf, from: nil, compared: compared).score(jobs: jobs))
    }

    /// What the tables of a month are made of, as text: marks of the year, which go on changing, are left out.
    private func tables(_ month: Month, _ book: ScoreBook, _ intake: IntakeResult) -> [String] {
        let ofMonth = run.pack.marks.indices.filter { run.pack.marks[$0].scope == .month }
        var lines = book.postings(in: month).map { posting in
            let place = posting.record.map { "\(intake.files[intake.batches[Int($0.batch)].file].name):\(intake.batches.line(of: $0))" } ?? ""
            return "\(intake.roster.members[posting.member].id) \(posting.source) \(posting.points) \(place)"
        }
        guard let result = book.result(of: .month(month)) else { return lines }
        lines.append("final \(result.isFinal)")
        for member in result.members {
            lines.append(
                "\(intake.roster.members[member.member].id) \(member.row.name) \(member.row.group) \(member.row.unit) \(member.value) \(member.rank) \(ofMonth.map { member.marks[$0] }) \(member.breakdown!)"
            )
        }
        return lines + result.lists.map { "list \($0.list): \($0.entries)" }
    }

    private func changed(_ files: [InputFile], _ random: inout Random) -> [InputFile] {
        var files = files
        let index = random.int(0...files.count - 1)
        guard case .memory(let bytes) = files[index].content else { return files }
        var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        switch random.int(0...4) {
        case 0: files[index] = InputFile("other-\(files[index].name)", bytes: bytes)
        case 1 where lines.count > 2: lines.remove(at: random.int(1...lines.count - 1))
        case 2 where lines.count > 3: lines.swapAt(1, random.int(2...lines.count - 1))
        case 3: lines = lines.map { $0.replacing("d1", with: "d7") }
        default:
            files.append(
                InputFile(
                    "more-\(files[index].name)", lines.prefix(1).joined() + "\n" + (lines.dropFirst().randomElement(using: &random) ?? "") + "\n"))
        }
        if files[index].name.hasPrefix("other-") { return files }
        files[index] = InputFile(files[index].name, lines.joined(separator: "\n"))
        return files
    }

    @Test func aMonthIsSettledOnlyIfItsTablesAreTheSame() async throws {
        var (settled, open) = (0, 0)
        try await property(seed: 3700, cases: 120) { random in
            let files = RandomLogs(&random, repeats: true).csv()
            let (intake, book) = try await score(files, [:])
            guard book.settled.isEmpty else { return "nothing was compared" }
            let again = try await score(files, book.bases, jobs: random.int(1...4)).book
            if again.settled.count != again.bases.count || !again.ledger.isEmpty { return "what is the same is not settled" }
            if again.postingCount != book.ledger.count { return "\(again.postingCount) postings instead of \(book.ledger.count)" }
            if let failure = difference(scores(again, intake), scores(book, intake), "scores of settled months") { return failure }
            let other = changed(files, &random)
            guard let (otherIntake, full) = try? await score(other) else { return nil }
            let part = try await score(other, book.bases).book
            if let failure = difference(scores(part, otherIntake), scores(full, otherIntake), "scores beside settled months") { return failure }
            for month in part.bases.keys {
                guard part.settled.contains(month) else {
                    open += 1
                    if let failure = difference(tables(month, part, otherIntake), tables(month, full, otherIntake), "\(month)") { return failure }
                    continue
                }
                settled += 1
                if let failure = difference(tables(month, full, otherIntake), tables(month, book, intake), "settled \(month)") { return failure }
            }
            return nil
        }
        #expect(settled > 100 && open > 100)
    }

    @Test func oneMonthMoreLeavesTheOthersSettled() async throws {
        let members = InputFile("members.csv", "member_id,name,department\nA,a,d\nB,b,d\n")
        let early = InputFile(
            "inspections.csv", "inspection_id,member_id,time,item\ni1,A,2027-04-03,attire\ni2,A,2027-05-03,attire\ni3,B,2027-06-03,attire\n")
        let bases = try await score([members, early], [:]).book.bases
        let late = InputFile("inspections-2.csv", "inspection_id,member_id,time,item\ni9,B,2027-05-09,attire\n")
        let book = try await score([members, early, late], bases).book
        #expect(book.settled.map(\.description).sorted() == ["2027-04", "2027-06"])
        #expect(Set(book.ledger.map(\.month.description)) == ["2027-05"])
        #expect(book.ruleSums.deductions(of: 1, in: [Month(year: 2027, month: 5), Month(year: 2027, month: 6)]).map(\.points.hundredths) == [-400])
    }
}
