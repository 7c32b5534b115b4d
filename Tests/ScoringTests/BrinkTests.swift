import GridModel
import Intake
import PropertyKit
import RulePacks
import Testing

@testable import Scoring

/// Who is said to be one event away from a line is brought below it by that event, and nobody else is.
@Suite struct BrinkTests {
    private let run: MemoryRun

    init() throws { run = try MemoryRun() }

    /// The item of an inspection that a rule takes; complaints have none.
    private static let items = [
        "unreachable": "unreachable", "private-use": "private_use", "attire": "attire", "careless": "careless", "misconduct": "misconduct",
        "appointment": "appointment", "group": "group", "information": "information", "task": "task",
    ]

    private func event(_ rule: String, _ member: String) -> [InputFile] {
        guard let item = Self.items[rule] else {
            return [InputFile("complaints-one.csv", "complaint_id,member_id,time,status,decided\none,\(member),2026-12-20,verified,2026-12-21\n")]
        }
        return [InputFile("inspections-one.csv", "inspection_id,member_id,time,item\none,\(member),2026-12-20,\(item)\n")]
    }

    @Test func oneEventDoesIt() async throws {
        let (fallen, stayed) = try await compare(run, cases: 40)
        #expect(fallen > 50 && stayed > 200)
    }

    /// The line itself belongs to the list, scores are capped, averages rounded or divided by all months, rules post once a month.
    @Test(arguments: [
        ["lists.failing.or_equal=true"], ["scoring.cap=85"], ["scoring.compare=rounded"], ["scoring.average=all"], ["repeats=once_a_month"],
        ["lists.failing.periods.year.months=6"],
        [
            "lists.failing.below=96",
            "lists.again={id: again, zh: 再次, title: {zh: 再次, en: again}, clause: \"18\", streak: {of: failing, periods: 2}, periods: {month: {file: again, columns: [subject]}, quarter: {file: again, columns: [subject], months: 2}, year: {file: again, columns: [subject]}}}",
        ],
    ])
    func oneEventDoesItByOtherRules(changes: [String]) async throws {
        let source = try PackSource(path: LiaochengPack.folder)
        let other = MemoryRun(pack: try source.pack(with: changes.map { try source.change($0) }))
        let (fallen, stayed) = try await compare(other, cases: 8)
        #expect(fallen > 5 && stayed > 40)
    }

    /// Whom each event brings below a line, and whom it does not.
    private func compare(_ run: MemoryRun, cases: Int) async throws -> (fallen: Int, stayed: Int) {
        let pack = run.pack
        let deducting = pack.rules.indices.filter { pack.rules[$0].points < .zero }
        #expect(deducting.count == Self.items.count + 1)
        var (fallen, stayed) = (0, 0)
        try await property(seed: 5200, cases: cases) { random in
            let files = RandomLogs(&random, repeats: false).csv()
            let (intake, book) = try await run.score(files)
            guard let month = book.result(of: .month(run.asOf.month)), let chosen = month.members.randomElement(using: &random) else { return nil }
            let id = intake.roster.members[chosen.member].id
            for rule in deducting {
                let (_, other) = try await run.score(files + event(pack.rules[rule].id, id))
                for result in book.periods where result.period.contains(run.asOf.month) {
                    let own = try #require(result.members.firstIndex { $0.member == chosen.member })
                    let now = try #require(other.result(of: result.period)?.members.first { $0.member == chosen.member })
                    let brinks = book.brinks(in: result, pack)
                    for list in result.lists {
                        guard !pack.lists[list.list].isHonour else { continue }
                        let isSaid = brinks.contains { $0.list == list.list && $0.result == own && $0.rules.contains(rule) }
                        let isSo = !result.members[own].lists[list.list] && now.lists[list.list]
                        if isSaid != isSo { return "\(result.period) \(id) \(pack.rules[rule].id): said \(isSaid), is \(isSo)" }
                        if isSo { fallen += 1 } else { stayed += 1 }
                    }
                }
            }
            return nil
        }
        return (fallen, stayed)
    }

    @Test func theNearestAndTheLightestComeFirst() async throws {
        let rows = ["a,misconduct", "a,misconduct", "a,misconduct", "b,misconduct", "b,misconduct", "b,misconduct", "b,attire", "b,attire"]
        let (_, book) = try await run.score([
            InputFile("members.csv", "member_id,name,department\na,n,d\nb,n,d\nc,n,d\n"),
            InputFile(
                "inspections.csv",
                "inspection_id,member_id,time,item\n"
                    + rows.enumerated().map { row in
                        let parts = row.element.split(separator: ",")
                        return "\(row.offset),\(parts[0]),2026-12-05,\(parts[1])\n"
                    }.joined()),
        ])
        let result = try #require(book.result(of: .month(run.asOf.month)))
        let brinks = book.brinks(in: result, run.pack)
        #expect(brinks.map { "\(result.members[$0.result].member) \(result.members[$0.result].value.sum)" } == ["1 81", "0 85"])
        let points = brinks.map { $0.rules.map { run.pack.rules[$0].points.hundredths / 100 } }
        #expect(points[0] == [-2, -2, -2, -2, -2, -3, -3, -5, -10, -20])
        #expect(points[1] == [-10, -20])
    }
}
