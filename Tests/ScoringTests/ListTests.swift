import GridModel
import Intake
import PropertyKit
import RulePacks
import Testing

@testable import Scoring

/// Lists by a share of the field and streaks, on random logs, against what their words say.
@Suite struct ListTests {
    private let source: PackSource

    init() throws { source = try PackSource(path: LiaochengPack.folder) }

    private func run(_ changes: [String]) throws -> MemoryRun {
        MemoryRun(pack: try source.pack(with: changes.map { try source.change($0) }))
    }

    /// Who is before whom within a field of the qualified, by sums that are compared as fractions.
    private func expected(_ share: TopShare, _ field: [MemberResult]) -> Set<Int> {
        func isBefore(_ one: MemberResult, _ other: MemberResult) -> Bool {
            one.value.sum.hundredths * other.value.count > other.value.sum.hundredths * one.value.count
        }
        let places = share.places(of: field.count)
        return Set(
            field.filter { own in
                let before = field.count { isBefore($0, own) }
                return share.ties == .all ? before < places : field.count { !isBefore(own, $0) } <= places
            }.map(\.member))
    }

    @Test func sharesOfRandomFields() async throws {
        var (listed, unlisted) = (0, 0)
        for (place, percent) in ["30", "50", "12.34"].enumerated() {
            for (other, ties) in ["all", "none"].enumerated() {
                let share = "{percent: \(percent), rounding: \(["up", "down", "nearest"][place]), at_least: 1, ties: \(ties)}"
                let changes = [
                    "lists.star.top=~", "lists.star.top_share=\(share)", "lists.best.top=~", "lists.best.top_share=\(share)",
                    "lists.best.qualify.months=2",
                ]
                let run = try run(changes)
                let (star, best) = (run.pack.lists[1], run.pack.lists[2])
                try await property(seed: 6200 + UInt64(place * 2 + other) * 100, cases: 12) { random in
                    let (_, book) = try await run.score(RandomLogs(&random, repeats: false).csv())
                    for result in book.periods where result.period.kind != .month {
                        let isYear = result.period.kind == .year
                        guard case .top(.share(let share), let within, let qualification) = (isYear ? best : star).selection else { fatalError() }
                        let qualified = result.members.filter { own in
                            own.value.sum.hundredths >= 8000 * own.value.count && !own.marks[qualification.right!]
                                && (isYear ? own.months >= 2 : own.months == result.scoredMonths)
                        }
                        let fields = within == .all ? [qualified] : Set(qualified.map(\.group)).map { group in qualified.filter { $0.group == group } }
                        let wanted = fields.reduce(into: Set<Int>()) { $0.formUnion(expected(share, $1)) }
                        let found = Set(result.members.filter { $0.lists[isYear ? 2 : 1] }.map(\.member))
                        let entries = result.lists.first { $0.list == (isYear ? 2 : 1) }!.entries.map { result.members[$0.result].member }
                        listed += found.count
                        unlisted += qualified.count - found.count
                        if let message = difference(found, wanted, "\(result.period) \(share)") ?? difference(Set(entries), found, "entries") {
                            return message
                        }
                    }
                    return nil
                }
            }
        }
        #expect(listed > 200 && unlisted > 100)
    }

    private static let streaks = [
        "lists.failing.below=101",
        "lists.again={id: again, zh: 再次, title: {zh: 再次, en: again}, clause: \"18\", streak: {of: failing, periods: 2}, periods: {month: {file: again, columns: [subject]}, quarter: {file: again, columns: [subject]}}}",
        "lists.ever={id: ever, zh: 总是, title: {zh: 总是, en: ever}, clause: \"18\", streak: {of: again, periods: 3}, periods: {month: {file: ever, columns: [subject, rank]}}}",
        "lists.stars={id: stars, zh: 连冠, title: {zh: 连冠, en: stars}, clause: \"18\", streak: {of: star, periods: 2}, periods: {quarter: {file: again_stars, columns: [subject, rank], months: 3}}}",
    ]

    /// On the list in every one of so many periods, all of which there are; and with the rank there.
    @Test func streaksOverRandomPeriods() async throws {
        let run = try run(Self.streaks)
        let lists = run.pack.lists
        #expect(lists.map(\.isHonour) == [false, true, true, false, false, true])
        var counts: [Int: Int] = [:]
        try await property(seed: 6400, cases: 80) { random in
            let (_, book) = try await run.score(RandomLogs(&random, repeats: false).csv())
            for result in book.periods {
                for (index, list) in lists.enumerated() where list.files[result.period.kind] != nil {
                    guard case .streak(let of, let periods) = list.selection else { continue }
                    for own in result.members {
                        var isExpected = own.months >= list.files[result.period.kind]!.months
                        var period = result.period
                        for _ in 0..<periods {
                            let then = book.result(of: period)?.members.first { $0.member == own.member }
                            isExpected = isExpected && then?.lists[of] ?? false
                            period = period.previous
                        }
                        if own.lists[index] != isExpected { return "\(result.period) \(list.id) \(own.member): \(own.lists[index])" }
                        if isExpected { counts[index, default: 0] += 1 }
                    }
                    let (entries, others) = (result.lists.first { $0.list == index }!.entries, result.lists.first { $0.list == of }!.entries)
                    let known = others.filter { result.members[$0.result].lists[index] }
                    if !entries.elementsEqual(known, by: { $0.result == $1.result && $0.rank == $1.rank }) { return "\(result.period) \(list.id)" }
                }
            }
            return nil
        }
        #expect(counts[3, default: 0] > 200 && counts[4, default: 0] > 50 && counts[5, default: 0] > 10, "\(counts)")
    }

    @Test func periodsThatGoByOthers() throws {
        let pack = try run(Self.streaks).pack
        func goes(_ one: String, by other: String) -> Bool { pack.goes(Period(one)!, by: Period(other)!) }
        #expect(goes("2026-Q1", by: "2025-Q4") && !goes("2026-Q1", by: "2025-Q3") && !goes("2025-Q4", by: "2026-Q1"))
        #expect(goes("2026-Q1", by: "2026-03") && !goes("2026-Q1", by: "2026-04") && !goes("2026-03", by: "2026-03"))
        // Three periods in a row of two in a row.
        #expect(goes("2026-02", by: "2025-11") && !goes("2026-02", by: "2025-10"))
        #expect(!goes("2026", by: "2025") && goes("2026", by: "2026-05"))
    }

    /// What a month rests on by itself is not all, if its lists go by earlier months: no such month is taken for settled.
    @Test func monthsOfStreaksAreNeverSettled() async throws {
        let files = [InputFile("members.csv", "member_id,name,department\na,n,d\n")]
        func bases(_ changes: [String]) async throws -> Int {
            let run = try run(changes)
            let intake = try await run.read(files)
            let compared = ComparedMonths(seed: 7, bases: [:])
            return try await Scorer(pack: run.pack, intake: intake, asOf: run.asOf, from: nil, compared: compared).score(jobs: 1).bases.count
        }
        #expect(try await bases([]) == 1)
        #expect(try await bases(Self.streaks) == 0)
    }

    /// Those who tie across the cut are told, in or out.
    @Test(arguments: [("all", "1 of 3 for 1: 0 1 2"), ("none", "1 of 0 for 1: 0 1 2")])
    func tiesAcrossTheCut(_ ties: String, _ said: String) async throws {
        let share = "{percent: 30, rounding: up, ties: \(ties)}"
        var run = try run(["lists.star.top=~", "lists.star.top_share=\(share)"])
        run.asOf = CivilDate(iso: "2026-12-31")!
        let (_, book) = try await run.score([InputFile("members.csv", "member_id,name,department\na,n,d\nb,n,d\nc,n,d\n")])
        let told = try #require(book.result(of: Period("2026-Q4")!)).ties(run.pack).map { tie in
            guard case .list(_, let count, let places) = tie.place else { return "" }
            return "\(tie.rank) of \(count) for \(places): \(tie.results.map { "\($0)" }.joined(separator: " "))"
        }
        #expect(told == [said])
    }
}
