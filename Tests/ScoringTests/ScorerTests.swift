import Foundation
import GridModel
import Intake
import PropertyKit
import RulePacks
import TestSupport
import Testing

@testable import Scoring

@Suite struct ScorerTests {
    private let run: MemoryRun

    init() throws {
        run = try MemoryRun()
    }

    // MARK: Properties

    @Test func whatIsReadAndPostedAddsUp() async throws {
        try await property(seed: 3000, cases: 250) { random in
            let (intake, book) = try await run.score(RandomLogs(&random, repeats: true).csv())
            for file in intake.files {
                let sum = Outcome.allCases.reduce(0) { $0 + file.counts[$1] }
                if sum != file.counts.read { return "\(file.name): \(sum) outcomes of \(file.counts.read) records" }
            }
            for result in book.periods where result.period.kind == .month {
                for member in result.members {
                    let own = book.ledger.filter { $0.month == result.period.firstMonth && $0.member == member.member }
                    let sum = own.reduce(0) { $0 + $1.points.hundredths }
                    let parts = try #require(member.breakdown)
                    let columns = [parts.base, parts.deductions, parts.bonuses, parts.rankingBonus, parts.floorAdjustment].reduce(0) {
                        $0 + $1.hundredths
                    }
                    guard sum == member.value.sum.hundredths, sum == columns, sum >= 0, parts.deductions <= .zero, parts.bonuses >= .zero else {
                        return "\(result.period) \(member): postings sum to \(sum), columns to \(columns)"
                    }
                }
            }
            let contradictions = Audit.contradictions(intake, book)
            return contradictions.isEmpty ? nil : "\(contradictions)"
        }
    }

    @Test func jobsBlocksAndPartsChangeNothing() async throws {
        try await property(seed: 3100, cases: 60) { random in
            let logs = RandomLogs(&random, repeats: true)
            let files = random.once(in: 2) ? logs.csv() : logs.xml(&random)
            let (intake, book) = try await run.score(files)
            for jobs in [1, 2, 3, 8] {
                var other = run
                (other.options.jobs, other.options.blockSize, other.options.partSize) = (
                    jobs, random.pick([16, 31, 100, 4096]), random.int(64...4096)
                )
                let (otherIntake, otherBook) = try await other.score(files)
                let origin = "\(jobs) jobs, blocks of \(other.options.blockSize), parts of \(other.options.partSize)"
                if let failure = difference(records(otherBook, otherIntake), records(book, intake), origin)
                    ?? difference(scores(otherBook, otherIntake), scores(book, intake), origin)
                {
                    return failure
                }
            }
            return nil
        }
    }

    @Test func theOrderOfRowsChangesNoScore() async throws {
        try await property(seed: 3200, cases: 120) { random in
            let logs = RandomLogs(&random, repeats: false)
            let (intake, book) = try await run.score(logs.csv())
            let (otherIntake, otherBook) = try await run.score(logs.shuffled(&random).csv())
            return difference(scores(otherBook, otherIntake), scores(book, intake), "shuffled")
                ?? difference(postings(otherBook, otherIntake).sorted(), postings(book, intake).sorted(), "shuffled")
        }
    }

    @Test func splittingFilesChangesNoScore() async throws {
        try await property(seed: 3300, cases: 120) { random in
            let logs = RandomLogs(&random, repeats: true)
            let (intake, book) = try await run.score(logs.csv())
            let (otherIntake, otherBook) = try await run.score(logs.splitCSV(&random))
            return difference(scores(otherBook, otherIntake), scores(book, intake), "split") ?? difference(
                postings(otherBook, otherIntake), postings(book, intake), "split")
                ?? difference(otherIntake.totals, intake.totals, "split")
        }
    }

    @Test func xmlGivesTheScoresOfCSV() async throws {
        try await property(seed: 3400, cases: 120) { random in
            let logs = RandomLogs(&random, repeats: true)
            let (intake, book) = try await run.score(logs.csv())
            let (otherIntake, otherBook) = try await run.score(logs.xml(&random))
            return difference(scores(otherBook, otherIntake), scores(book, intake), "XML") ?? difference(
                postings(otherBook, otherIntake), postings(book, intake), "XML")
                ?? difference(otherIntake.totals, intake.totals, "XML")
        }
    }

    // MARK: Thresholds

    /// Scores members with so many inspections a month; attire costs 6.67, careless 5, misconduct 0.01.
    private func results(_ members: [(id: String, months: [(month: String, items: String)])], asOf: String) async throws -> (ScoreBook, IntakeResult)
    {
        let folder = try TemporaryFolder()
        for name in ["pack", "logs", "rules", "register"] {
            var text = try String(contentsOfFile: "\(LiaochengPack.folder)/\(name).yaml", encoding: .utf8)
            for (rule, points) in [("attire", "-6.67"), ("careless", "-5"), ("misconduct", "-0.01")] {
                let start = text.range(of: "- id: \(rule)\n")
                guard let start, let place = text[start.upperBound...].range(of: "points: -") else { continue }
                let end = text[place.upperBound...].firstIndex(of: "\n")!
                text.replaceSubrange(place.lowerBound..<end, with: "points: \(points)")
            }
            try folder.write("\(name).yaml", text.utf8)
        }
        let pack = try RulePackLoader.load(path: folder.path)
        let asOf = try #require(CivilDate(iso: asOf))
        let names = ["a": "attire", "c": "careless", "m": "misconduct"]
        var rows = ["inspection_id,member_id,time,item"]
        for (id, months) in members {
            for (month, items) in months {
                for letter in items { rows.append("i\(rows.count),\(id),\(month)-10,\(names[String(letter)]!)") }
            }
        }
        let roster = InputFile("members.csv", "member_id,name,department\n" + members.map { "\($0.id),n,d" }.joined(separator: "\n"))
        let intake = try await LogReader(LiaochengPack.intakePlan(pack), asOf: asOf, options: IntakeOptions())
            .read(InputFolder(files: [roster, InputFile("inspections.csv", rows.joined(separator: "\n"))]))
        #expect(intake.totals[.rejected] == 0)
        return (try await Scorer(pack: pack, intake: intake, asOf: asOf, from: Month(iso: "2026-10")).score(jobs: 1), intake)
    }

    private func members(_ book: ScoreBook, _ intake: IntakeResult, _ period: String, on list: Int) throws -> [String] {
        let parsed = try #require(Period(period))
        let result = try #require(book.result(of: parsed))
        return result.lists.first { $0.list == list }!.entries.map { entry in
            let member = result.members[entry.result]
            return "\(intake.roster.members[member.member].id) \(entry.rank) \(member.value)"
        }
    }

    @Test func belowEightyByTheExactValue() async throws {
        // a: 79.99, b: 80, c: 79.99 once in three months, shown as 80.00; d: 80.01 once, 80 twice.
        let (book, intake) = try await results(
            [
                ("a", [("2026-10", "aaa"), ("2026-11", "aaa"), ("2026-12", "aaa")]),
                ("b", [("2026-10", "cccc"), ("2026-11", "cccc"), ("2026-12", "cccc")]),
                ("c", [("2026-10", "cccc"), ("2026-11", "cccc"), ("2026-12", "aaa")]),
                ("d", [("2026-10", "cccc"), ("2026-11", "cccc"), ("2026-12", "ccc")]),
            ], asOf: "2026-12-31")
        #expect(try members(book, intake, "2026-10", on: 0).map { $0.prefix(1) } == ["a"])
        #expect(try members(book, intake, "2026-12", on: 0) == ["a 3 79.99", "c 3 79.99"])
        #expect(try members(book, intake, "2026-Q4", on: 0) == ["c 3 80.00", "a 4 79.99"])
        #expect(try members(book, intake, "2026-Q4", on: 1) == ["d 1 81.67", "b 2 80.00"])
        #expect(try members(book, intake, "2026", on: 0) == ["c 3 80.00", "a 4 79.99"])
        // Three scored months are too few for the best of the year.
        #expect(try members(book, intake, "2026", on: 2) == [])
    }

    @Test(arguments: [
        (["", "m", "mm", "mm", "mmm"], ["m0 1", "m1 2", "m2 3", "m3 3"]), (["", "", "", "", "m"], ["m0 1", "m1 1", "m2 1", "m3 1"]),
        (["", "m", "m", "mm"], ["m0 1", "m1 2", "m2 2"]),
        (["", "", "m", "mm"], ["m0 1", "m1 1", "m2 3"]), (["m"], ["m0 1"]), (["ccccc", "m"], ["m1 1"]),
        (["", "", "m", "m", "m", "mm"], ["m0 1", "m1 1", "m2 3", "m3 3", "m4 3"]),
    ])
    func starsWithTies(_ items: [String], _ stars: [String]) async throws {
        let (book, intake) = try await results(items.enumerated().map { ("m\($0.offset)", [("2026-10", $0.element)]) }, asOf: "2026-10-31")
        let found = try members(book, intake, "2026-Q4", on: 1).map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
        #expect(found == stars)
    }

    @Test(arguments: [
        ([3, 3, 2, 1], ["5", "5", "2", "0"]), ([4, 3, 2, 1], ["5", "3", "2", "0"]), ([1, 1, 1, 1], ["5", "5", "5", "5"]),
        ([2, 1, 1, 1], ["5", "3", "3", "3"]), ([3, 2, 1, 1], ["5", "3", "2", "2"]),
        ([1, 0, 0], ["5", "0", "0"]), ([0, 0], ["0", "0"]), ([7], ["5"]),
    ])
    func rankingPoints(_ counts: [Int], _ points: [String]) async throws {
        // A second department with the same counts is ranked for itself.
        var rows = ["call_id,member_id,time,purpose,outcome"]
        var roster = ["member_id,name,department"]
        for department in ["d", "e"] {
            for (number, count) in counts.enumerated() {
                roster.append("\(department)\(number),n,\(department)")
                for _ in 0..<count { rows.append("c\(rows.count),\(department)\(number),2026-12-05,consult,answered") }
            }
        }
        let files = [InputFile("members.csv", roster.joined(separator: "\n")), InputFile("calls.csv", rows.joined(separator: "\n"))]
        let (intake, book) = try await run.score(files)
        let result = try #require(book.result(of: .month(Month(year: 2026, month: 12))))
        let found = result.members.sorted { $0.member < $1.member }.map { "\($0.breakdown!.counts[0].count) \($0.breakdown!.rankingBonus)" }
        let expected = zip(counts, points).map { "\($0) \($1)" }
        #expect(found == expected + expected)
        #expect(Audit.contradictions(intake, book).isEmpty)
    }
}
