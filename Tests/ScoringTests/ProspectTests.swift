import GridModel
import Intake
import PropertyKit
import RulePacks
import Testing

@testable import Scoring

/// What is said of an act that is missing is what a run says once the act is done.
@Suite struct ProspectTests {
    /// Keeps the first scored month where it is, whatever becomes of other records.
    private static let anchor = [
        InputFile("members-0.csv", "member_id,name,department\nanchor,n,d9\n"),
        InputFile("calls-0.csv", "call_id,member_id,time,purpose,outcome\nanchor,anchor,2026-01-01,other,answered\n"),
    ]

    private func prospect(_ pack: RulePack, _ book: ScoreBook, _ intake: IntakeResult, filed: Set<Period> = []) -> Prospect {
        Prospect(
            pack, book, intake.roster, isFiled: { filed.contains($0) }, isCorrected: { _ in false })
    }

    /// The values that the record of a pending fact lacks.
    private func values(_ item: Pending, _ pack: RulePack, _ asOf: CivilDate) -> [RandomLogs.Row.Element] {
        let fact = pack.facts[item.fact]
        let columns = pack.kinds[fact.kind].columns
        var values = fact.requires.tests.map { test -> RandomLogs.Row.Element in
            switch test {
            case .code(let column, let codes, _):
                guard case .code(let names, _) = columns[column].type else { fatalError("a code was expected") }
                return (columns[column].id, names[codes[0]].english)
            case .present(let column): return (columns[column].id, "x")
            case .empty(let column): return (columns[column].id, "")
            case .overdue, .elapsed, .number: fatalError("no act makes a task late")
            }
        }
        if item.month == nil { values.append((columns[fact.monthColumn].id, "\(asOf)")) }
        return values
    }

    /// A line for all that is known of a result.
    private func line(_ member: MemberResult, _ pack: RulePack) -> String {
        let counts = (member.breakdown?.counts ?? []).enumerated().map { index, place in
            // Over the whole company only places that win are told.
            pack.rankings[index].within == .all && place.points == .zero ? "\(place.count)" : "\(place.count) \(place.rank) \(place.points)"
        }
        return "\(member.member) \(member.value) rank \(member.rank) lists \(member.lists) marks \(member.marks) \(counts)"
    }

    private func lines(_ book: ScoreBook, _ pack: RulePack, _ outcome: Prospect.Outcome = .init()) -> [String] {
        book.periods.flatMap { result -> [String] in
            let shifts = outcome.changes.filter { $0.period == result.period }.flatMap(\.shifts)
            let after = Dictionary(uniqueKeysWithValues: shifts.map { ($0.after.member, $0.after) })
            return result.members.map { "\(result.period) " + line(after[$0.member] ?? $0, pack) }.sorted()
        }
    }

    /// Every act of a random company, each done in a run of its own.
    private func compare(
        _ run: MemoryRun, _ random: inout Random, _ count: inout Int, _ unknown: inout Int
    ) async throws -> String? {
        let logs = RandomLogs(&random, repeats: false)
        let (intake, book) = try await run.score(logs.csv() + Self.anchor)
        let prospect = prospect(run.pack, book, intake)
        for (index, act) in book.acts(run.pack) {
            let (item, outcome) = (book.pending[index], prospect.outcome(of: act))
            if outcome.isUnknown {
                unknown += 1
                continue
            }
            let kind = run.pack.kinds[intake.batches[Int(item.record.batch)].kind].id
            let id = intake.batches.readId(of: item.record) { String(decoding: $0, as: UTF8.self) }
            let done = logs.changing(kind, id, values(item, run.pack, run.asOf))
            let (_, other) = try await run.score(done.csv() + Self.anchor)
            count += 1
            let (said, made) = (lines(book, run.pack, outcome), lines(other, run.pack))
            if said != made { return difference(said.filter { !made.contains($0) }, made.filter { !said.contains($0) }, "\(kind) \(id)") }
        }
        return nil
    }

    @Test func whatIsSaidIsWhatARunSays() async throws {
        let run = try MemoryRun()
        var (count, unknown) = (0, 0)
        try await property(seed: 5000, cases: 60) { random in try await compare(run, &random, &count, &unknown) }
        #expect(count > 150 && unknown == 0)
    }

    /// Rankings and stars over the whole company, and an annual best of three.
    @Test func whatIsSaidHoldsOverTheWholeCompany() async throws {
        let source = try PackSource(path: LiaochengPack.folder)
        let changes = ["ranking-scope=company", "lists.star.within=all", "lists.best.top=3", "lists.best.qualify.months=2"]
        let run = MemoryRun(pack: try source.pack(with: changes.map { try source.change($0) }))
        var (count, unknown) = (0, 0)
        try await property(seed: 5100, cases: 40) { random in try await compare(run, &random, &count, &unknown) }
        #expect(count > 100 && unknown == 0)
    }

    /// Lists by a share of the company or the department, and streaks of them over months, quarters and years.
    @Test func whatIsSaidHoldsOfSharesAndStreaks() async throws {
        let source = try PackSource(path: LiaochengPack.folder)
        func list(_ id: String, _ what: String, _ periods: String...) -> String {
            let files = periods.map { "\($0): {file: \(id), columns: [subject]}" }.joined(separator: ", ")
            return "lists.\(id)={id: \(id), zh: \(id), title: {zh: \(id), en: \(id)}, clause: \"18\", \(what), periods: {\(files)}}"
        }
        let trials = [
            ["lists.star.top=~", "lists.star.top_share={percent: 40, rounding: up, ties: none}"],
            [
                "lists.best.top=~", "lists.best.top_share={percent: 50, rounding: nearest, at_least: 1, ties: all}", "lists.best.qualify.months=2",
                list("high", "top_share: {percent: 30, rounding: down, ties: none}, within: all", "month", "quarter"),
            ],
            ["lists.failing.below=100", list("again", "streak: {of: failing, periods: 2}", "month", "quarter", "year")],
            [
                list("high", "top_share: {percent: 60, rounding: up, ties: none}, within: all, by: last_month", "month", "quarter"),
                list("twice", "streak: {of: high, periods: 2}", "month", "quarter"), list("always", "streak: {of: twice, periods: 3}", "month"),
                list("star_again", "streak: {of: star, periods: 2}", "quarter"),
            ],
        ]
        for (place, trial) in trials.enumerated() {
            let run = MemoryRun(pack: try source.pack(with: trial.map { try source.change($0) }))
            var (count, unknown) = (0, 0)
            try await property(seed: 5600 + UInt64(place) * 100, cases: 24) { random in try await compare(run, &random, &count, &unknown) }
            #expect(count > 60 && unknown == 0)
        }
    }

    /// Every reading that can be tried, and settings that no reading makes. Nothing is said where it depends on other records.
    @Test func whatIsSaidHoldsUnderEveryReading() async throws {
        let source = try PackSource(path: LiaochengPack.folder)
        var trials = source.pack.register.flatMap { entry in
            entry.readings.indices.filter { $0 != entry.inForce && entry.readings[$0].isApplicable }.map { ["\(entry.id)=\(entry.readings[$0].id)"] }
        }
        trials +=
            [
                ["scoring.cap=101"], ["scoring.cap=101", "scoring.compare=rounded"], ["scoring.floor=95", "scoring.cap=104"],
                ["lists.star.by=sum"], ["lists.star.by=last_month"], ["lists.star.within=all"],
                ["marks.award_eligible.cap=90"], ["marks.award_eligible.cap=90", "marks.award_eligible.reaches_back=false"],
            ]
            + ["rank-consultations", "rank-information", "rank-tickets"].flatMap { ranking in
                ["per_day", "left_out"].map { ["rankings.\(ranking).part_month=\($0)"] }
            }
        var (said, unsaid): ([String], [String]) = ([], [])
        for trial in trials {
            let run = MemoryRun(pack: try source.pack(with: trial.map { try source.change($0) }))
            var (count, unknown) = (0, 0)
            try await property(seed: 5300, cases: 6) { random in
                try await compare(run, &random, &count, &unknown).map { "\(trial.joined(separator: " ")): \($0)" }
            }
            if count > 0 { said.append(trial[0]) }
            if unknown > 0 { unsaid.append(trial[0]) }
        }
        #expect(said.count > trials.count - 5, "\(said)")
        #expect(unsaid.contains("several-rules=heaviest") && unsaid.count < 8, "\(unsaid)")
    }

    /// Of a filed month a sheet would tell; quarter and year go by what is filed.
    @Test func filedMonthsStand() async throws {
        let run = try MemoryRun()
        let files = [
            InputFile("members.csv", "member_id,name,department\na,n,d\nb,n,d\n"),
            InputFile("commendations.csv", "commendation_id,member_id,time,kind\nc,b,2026-11-05,proactive\n"),
        ]
        let (intake, book) = try await run.score(files)
        let month = Period.month(Month(year: 2026, month: 11))
        let act = try #require(book.acts(run.pack).first).act
        let open = prospect(run.pack, book, intake).outcome(of: act)
        #expect(open.changes.map(\.period) == [month, Period(.quarter, of: month.firstMonth), .year(2026)])
        #expect(open.changes[0].shifts.map { "\($0.after.member) \($0.before.rank) \($0.after.rank)" } == ["1 1 1", "0 1 2"])
        let filed = prospect(run.pack, book, intake, filed: [month]).outcome(of: act)
        #expect(filed.changes.map(\.period) == [month] && filed.changes[0].isFiled)
    }
}
