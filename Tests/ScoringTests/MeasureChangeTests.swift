import GridModel
import Intake
import PropertyKit
import Testing

@testable import RulePacks
@testable import Scoring

/// Changes of measures in random logs against what their words say, worked out job by job.
@Suite struct MeasureChangeTests {
    private let pack: RulePack

    init() throws { pack = try RulePackLoader.load(path: "\(LiaochengPack.fixtures)/changes") }

    private struct Job {
        let member: Int
        let month: Month
        /// In hundredths.
        let mark: Int?
        let isHard: Bool
    }

    private static let offices = ["东", "东", "西", "西"]
    private static let desks = ["一", "二", "一", "一"]

    private func jobs(_ random: inout Random, through last: Month) -> [Job] {
        let months = Int(last.index - Month(year: 2025, month: 2).index)
        return (0..<random.int(1...120)).map { _ in
            Job(
                member: random.int(0...3), month: last.advanced(by: -random.int(0...months)),
                mark: random.once(in: 6) ? nil : random.int(-2_000...10_000), isHard: random.once(in: 2))
        }
    }

    private func run(_ jobs: [Job], asOf: CivilDate) async throws -> (IntakeResult, ScoreBook) {
        let staff = "staff_id,name,office,desk\n" + (0..<4).map { "S\($0),甲\($0),\(Self.offices[$0]),\(Self.desks[$0])\n" }.joined()
        let rows = jobs.enumerated().map { index, job in
            "J\(index),S\(job.member),\(job.month)-01,\(job.mark.map { "\(Points(hundredths: $0))" } ?? ""),\(job.isHard ? "hard" : "plain")\n"
        }
        var run = MemoryRun(pack: pack)
        run.asOf = asOf
        return try await run.score([InputFile("staff.csv", staff), InputFile("jobs.csv", "job_id,staff_id,taken,mark,sort\n" + rows.joined())])
    }

    /// A measure of some jobs as a fraction of whole numbers.
    private func value(_ measure: String, _ jobs: [Job]) -> (Int, Int)? {
        let marks = jobs.compactMap(\.mark)
        return switch measure {
        case "jobs": (jobs.count, 1)
        case "marks": (marks.reduce(0, +), 100)
        case "mean-mark": marks.isEmpty ? nil : (marks.reduce(0, +), 100 * marks.count)
        default: jobs.isEmpty ? nil : (100 * jobs.count { $0.isHard }, jobs.count)
        }
    }

    /// `(now - before) / |before|` in per cent; nil where one of them is not known or the earlier one is nothing.
    private func change(_ measure: Measure, _ period: Period, _ jobs: [Job], _ chosen: (Job) -> Bool, _ asOf: CivilDate) -> (Int, Int)? {
        guard let (of, against) = measure.change, let first = jobs.map(\.month).min() else { return nil }
        let shift = against == .yearBefore ? 12 : [Period.Kind.month: 1, .quarter: 3, .halfYear: 6, .year: 12][period.kind]!
        let months = (0..<12).map { period.firstMonth.advanced(by: $0) }.filter { period.contains($0) && $0.lastDay <= asOf }
        guard let start = months.first?.advanced(by: -shift), start >= first, of != 2 || start >= Month(year: 2025, month: 8) else { return nil }
        let then = months.map { $0.advanced(by: -shift) }
        let id = pack.measures[of].id
        guard let (a, b) = value(id, jobs.filter { chosen($0) && months.contains($0.month) }),
            let (c, d) = value(id, jobs.filter { chosen($0) && then.contains($0.month) }), c != 0
        else { return nil }
        return (100 * (a * d - c * b), b * abs(c))
    }

    private func bound(_ number: Number?) -> Average? { number.map { Average(sum: Points(hundredths: Int($0.tenThousandths)), count: 100) } }

    @Test func areWhatTheirWordsSay() async throws {
        var (seen, met, missed) = (0, 0, 0)
        try await property(seed: 6400, cases: 60) { random in
            let last = Month(year: 2026, month: random.int(6...12))
            let asOf = random.once(in: 2) ? last.lastDay : CivilDate(dayNumber: last.firstDay.dayNumber + 14)
            let jobs = jobs(&random, through: last)
            let (intake, book) = try await run(jobs, asOf: asOf)
            if intake.totals[.rejected] > 0 { return "\(intake.totals)" }
            let order = intake.roster.members.map { Int($0.id.dropFirst())! }
            for period in book.periods.map(\.period) {
                for result in book.measures.results(in: period) where pack.measures[result.measure].change != nil {
                    let measure = pack.measures[result.measure]
                    let wanted = change(measure, period, jobs, { job in
                        switch result.subject {
                        case .all: true
                        case .group(let group): Self.offices[job.member] == book.groups[group]
                        case .unit(let unit, let group): Self.offices[job.member] == book.groups[group] && Self.desks[job.member] == unit
                        case .member(let member): order[member] == job.member
                        }
                    }, asOf)
                    let value = wanted.map { Average(sum: Points(hundredths: 100 * $0.0), count: $0.1) }
                    let state = measure.targets[period.kind].flatMap { target in
                        value.map { bound(target.atLeast) ?? $0 <= $0 && $0 <= bound(target.atMost) ?? $0 }
                    }
                    if result.value != value || result.isMet != state || result.cases != 0 {
                        return "\(period) \(measure.id) \(result.subject) as of \(asOf): \(String(describing: result)), not \(String(describing: wanted))"
                    }
                    if case .member(let member) = result.subject, book.measures.result(of: member, result.measure, in: period).value != value {
                        return "\(period) \(measure.id) of \(member) alone: another value"
                    }
                    seen += value == nil ? 0 : 1
                    met += state == true ? 1 : 0
                    missed += state == false ? 1 : 0
                }
            }
            return nil
        }
        #expect(seen > 10_000 && met > 1_000 && missed > 1_000, "\(seen) \(met) \(missed)")
    }

    /// Where the parts of a fraction grow too large it is rounded to a millionth, and nothing overflows.
    @Test(arguments: [
        (1, 3, 1, 2, "-33.33"), (7, 1, 10, 1, "-30.00"), (-5, 1, -10, 1, "50.00"), (5, 1, -10, 1, "150.00"), (0, 1, 3, 7, "-100.00"),
        (999_999_999_999, 480_000_001, 999_999_999_989, 479_999_999, "0.00"), (90_000_000_000_000_000, 1, 89_999_999_999_999_999, 7, "600.00"),
    ])
    func exactAndNeverTooLarge(_ now: Int, _ count: Int, _ before: Int, _ countBefore: Int, _ shown: String) {
        let change = Average(
            changeFrom: Average(sum: Points(hundredths: before), count: countBefore), to: Average(sum: Points(hundredths: now), count: count))
        #expect(change.map { "\($0)" } == shown)
        #expect(Average(changeFrom: Average(.zero), to: Average(sum: Points(hundredths: now), count: count)) == nil)
        guard let change, let number = Number("999999999".utf8) else { return }
        #expect(Measure.Target(atLeast: nil, atMost: number).isMet(change))
        #expect(!Measure.Target(atLeast: number, atMost: nil).isMet(change))
    }
}
