import GridModel
import Intake
import PropertyKit
import RulePacks
import Testing

@testable import Scoring

/// Measures of random logs against what their words say, worked out record by record.
@Suite struct MeasureTests {
    private let pack: RulePack

    init() throws { pack = try RulePackLoader.load(path: "\(LiaochengPack.fixtures)/measures") }

    private struct Job {
        let member: Int
        let taken: CivilTime
        let done: CivilTime?
        /// In hundredths.
        let mark: Int?
        let isHard: Bool
    }

    private static let offices = ["东", "东", "西", "西"]
    private static let desks = ["一", "二", "一", "一"]
    private let asOf = CivilDate(year: 2026, month: 11, day: 15)!

    private func jobs(_ random: inout Random) -> [Job] {
        let first = CivilTime(CivilDate(year: 2026, month: 9, day: 1)!).seconds
        return (0..<random.int(0...39)).map { _ in
            let taken = first + Int64(random.int(0...75 * 86_400))
            let later = taken + Int64(random.int(0...(random.once(in: 3) ? 20 : 4) * 86_400))
            let last = CivilTime.endOfDay(asOf).seconds
            return Job(
                member: random.int(0...3), taken: CivilTime(seconds: taken), done: later > last || random.once(in: 5) ? nil : CivilTime(seconds: later),
                mark: random.once(in: 6) ? nil : random.int(0...10_000), isHard: random.once(in: 2))
        }
    }

    private func files(_ jobs: [Job]) -> [InputFile] {
        let staff = "staff_id,name,office,desk\n" + (0..<4).map { "S\($0),甲\($0),\(Self.offices[$0]),\(Self.desks[$0])\n" }.joined()
        func text(_ time: CivilTime) -> String { "\(time)" }
        let rows = jobs.enumerated().map { index, job in
            let mark = job.mark.map { "\(Points(hundredths: $0))" } ?? ""
            return "J\(index),S\(job.member),\(text(job.taken)),\(job.done.map(text) ?? ""),\(mark),\(job.isHard ? "hard" : "plain")\n"
        }
        return [InputFile("staff.csv", staff), InputFile("jobs.csv", "job_id,staff_id,taken,done,mark,sort\n" + rows.joined())]
    }

    /// Value, and cases, of a measure over some jobs.
    private func expected(_ measure: String, _ jobs: [Job]) throws -> (value: Average?, cases: Int) {
        let calendar = try #require(pack.calendar)
        let marks = jobs.compactMap(\.mark)
        switch measure {
        case "jobs": return (Average(Points(hundredths: jobs.count * 100)), jobs.count)
        case "hard":
            let count = jobs.count { $0.isHard && ($0.mark.map { (2_000...8_000).contains($0) } ?? false) }
            return (Average(Points(hundredths: count * 100)), count)
        case "marks": return (Average(Points(hundredths: marks.reduce(0, +))), marks.count)
        case "mean-mark": return (marks.isEmpty ? nil : Average(sum: Points(hundredths: marks.reduce(0, +)), count: marks.count), marks.count)
        case "handling":
            let minutes = try jobs.compactMap { job in try job.done.map { try calendar.minutes(from: job.taken, to: $0) } }
            return (minutes.isEmpty ? nil : Average(sum: Points(hundredths: minutes.reduce(0, +) * 100), count: minutes.count * 60), minutes.count)
        default:
            let limit = calendar.minutesOfDay * 3 / 2
            let late = try jobs.map { try calendar.minutes(from: $0.taken, to: $0.done ?? .endOfDay(asOf)) > limit }
            let cases = zip(jobs, late).filter { $0.done != nil || $1 }
            let met = cases.count { !$1 }
            return (cases.isEmpty ? nil : Average(sum: Points(hundredths: met * 10_000), count: cases.count), cases.count)
        }
    }

    @Test func areWhatTheirWordsSay() async throws {
        var (seen, breaches) = (0, 0)
        try await property(seed: 6300, cases: 60) { random in
            let jobs = jobs(&random)
            let (intake, book) = try await run(jobs)
            if intake.totals[.rejected] > 0 { return "\(intake.totals)" }
            let order = intake.roster.members.map { Int($0.id.dropFirst())! }
            for period in book.periods.map(\.period) {
                let own = jobs.filter { period.contains($0.taken.date.month) }
                for result in book.measures.results(in: period) {
                    let measure = pack.measures[result.measure]
                    let chosen = own.filter { job in
                        switch result.subject {
                        case .all: true
                        case .group(let group): Self.offices[job.member] == book.groups[group]
                        case .unit(let unit, let group): Self.offices[job.member] == book.groups[group] && Self.desks[job.member] == unit
                        case .member(let member): order[member] == job.member
                        }
                    }
                    let wanted = try expected(measure.id, chosen)
                    if result.value != wanted.value || result.cases != wanted.cases {
                        return "\(period) \(measure.id) \(result.subject): \(String(describing: result.value)) of \(result.cases), not \(wanted)"
                    }
                    seen += result.cases
                    breaches += result.isMet == false ? 1 : 0
                }
            }
            return nil
        }
        #expect(seen > 5_000 && breaches > 100)
    }

    /// A value of 100 gives all of a weight; where one has no value, the other takes its place.
    @Test func weightsPost() async throws {
        try await property(seed: 6400, cases: 40) { random in
            let jobs = jobs(&random)
            let (intake, book) = try await run(jobs)
            let order = intake.roster.members.map { Int($0.id.dropFirst())! }
            for result in book.periods where result.period.kind == .month {
                let month = result.period.firstMonth
                var scored: Set<Int> = []
                for member in result.members {
                    scored.insert(order[member.member])
                    let own = jobs.filter { $0.member == order[member.member] && $0.taken.date.month == month }
                    let values = [(try expected("mean-mark", own).value, 60), (try expected("in-time", own).value, 40)]
                    let present = values.reduce(0) { $1.0 == nil ? $0 : $0 + $1.1 }
                    let points = values.compactMap { value, weight in
                        value.map { Int((Double($0.sum.hundredths) / Double($0.count) * Double(weight) / Double(present)).rounded()) }
                    }
                    let posted = book.postings(in: month, of: member.member).filter { $0.source != .base }.map(\.points.hundredths)
                    // Exact halves are rare and go away from zero in both.
                    if posted.sorted() != points.sorted() { return "\(month) \(member.member): \(posted), not \(points)" }
                    if member.value != Average(Points(hundredths: posted.reduce(0, +))) { return "\(month): the score is no sum of its postings" }
                }
                for member in 0..<4 where !scored.contains(member) {
                    let own = jobs.filter { $0.member == member && $0.taken.date.month == month }
                    let hasValue = try expected("mean-mark", own).value != nil || expected("in-time", own).value != nil
                    if hasValue { return "\(month): \(member) has values and no score" }
                }
            }
            return nil
        }
    }

    @Test func recordsPropose() async throws {
        try await property(seed: 6500, cases: 20) { random in
            let jobs = jobs(&random)
            let (_, book) = try await run(jobs)
            let wanted = jobs.filter { $0.isHard && ($0.mark ?? 0) >= 9_500 }.map { $0.mark! * 100 }
            return difference(book.measures.proposed.map { Int($0.value) }.sorted(), wanted.sorted(), "proposed")
        }
    }

    private func run(_ jobs: [Job]) async throws -> (IntakeResult, ScoreBook) {
        var run = MemoryRun(pack: pack)
        run.asOf = asOf
        return try await run.score(files(jobs))
    }
}
