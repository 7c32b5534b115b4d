package import GridModel
import Intake

/// What filed months rested on when they were last compared with what was filed, and came out the same.
package struct ComparedMonths: Sendable {
    /// What the numbers begin with.
    package let seed: UInt64
    /// A number for all that the tables of a month are made of, but for rules and program.
    package let bases: [Month: UInt64]

    package init(seed: UInt64, bases: [Month: UInt64]) {
        (self.seed, self.bases) = (seed, bases)
    }
}

/// Puts all that the tables of a month are made of into one number: its results, and the postings of records with their
/// places in the logs. Marks of a year are left out: they go on changing with it, in months that have been filed too.
struct MonthBases {
    private let fingerprint: Fingerprint
    private let intake: IntakeResult
    private let months: [Month]
    private let members: [UInt64]
    private let files: [UInt64]
    private let decisions: [UInt64]
    private let marksOfMonth: [Int]

    init(seed: UInt64, _ intake: IntakeResult, _ months: [Month], _ book: DecisionBook, marksOfMonth: [Int]) {
        let fingerprint = Fingerprint(seed: seed)
        (self.fingerprint, self.intake, self.months, self.marksOfMonth) = (fingerprint, intake, months, marksOfMonth)
        members = intake.roster.members.map { fingerprint.of($0.id) }
        files = intake.files.map { file in
            file.path.withUnsafeBufferPointer { fingerprint.of($0, state: fingerprint.of(file.digest)) }
        }
        decisions = book.effects.map { effect in
            fingerprint.of(effect.decision.id, state: Fingerprint.mix(UInt64(effect.decision.verdict.rawValue), effect.posting?.bits ?? .max))
        }
    }

    /// The numbers of all months.
    ///
    /// - Parameters:
    ///   - results: of the months, in their order.
    ///   - postings: those of records, in any order.
    func numbers(_ results: [PeriodResult], _ postings: [[Posting]], jobs: Int) async throws -> [UInt64] {
        let parts = try await parallelMap(postings.count, jobs: jobs) { sums(postings[$0]) }
        let ofResults = try await parallelMap(results.count, jobs: jobs) { number(of: results[$0]) }
        return months.indices.map { position in parts.reduce(ofResults[position]) { $0 &+ $1[position] } }
    }

    /// Sums do not ask for an order.
    private func sums(_ postings: [Posting]) -> [UInt64] {
        var sums = [UInt64](repeating: 0, count: months.count)
        for posting in postings {
            let batch = Int(posting.place.batch)
            let line = UInt64(truncatingIfNeeded: intake.batches.line(of: posting.place))
            let entry = UInt64(intake.batches[batch].entries[Int(posting.place.entry)].position)
            var number = Fingerprint.mix(files[intake.batches[batch].file], line)
            number = Fingerprint.mix(number, entry << 32 | UInt64(UInt32(bitPattern: posting.sourceNumber)))
            number = Fingerprint.mix(number ^ members[posting.member], UInt64(bitPattern: Int64(posting.points.hundredths)))
            if posting.decision >= 0 { number = Fingerprint.mix(number, decisions[Int(posting.decision)]) }
            sums[Int(posting.month.index - months[0].index)] &+= number
        }
        return sums
    }

    private func number(of result: PeriodResult) -> UInt64 {
        var number = Fingerprint.mix(result.isFinal ? 1 : 0, UInt64(result.members.count))
        func add(_ value: Int) { number = Fingerprint.mix(number, UInt64(bitPattern: Int64(value))) }
        for index in result.members.indices {
            let member = result.members[index]
            number ^= members[member.member]
            for text in [member.row.name, member.row.group, member.row.unit] { number = fingerprint.of(text, state: number) }
            add(member.value.sum.hundredths)
            add(member.rank)
            for mark in marksOfMonth { add(member.marks[mark] ? 1 : 0) }
            guard let made = member.breakdown else { continue }
            for points in [made.deductions, made.bonuses, made.rankingBonus, made.floorAdjustment] { add(points.hundredths) }
            for place in made.counts {
                add(place.count)
                add(place.rank)
                add(place.points.hundredths)
            }
        }
        for list in result.lists {
            add(list.list)
            for entry in list.entries {
                add(entry.result)
                add(entry.rank)
            }
        }
        return number
    }
}
