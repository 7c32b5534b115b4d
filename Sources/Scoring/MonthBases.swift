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

/// Puts a posting, and where its record stands in the logs, into one number.
struct PostingNumbers: Sendable {
    private let members: [UInt64]
    private let files: [UInt64]

    init(_ fingerprint: Fingerprint, _ intake: IntakeResult) {
        members = intake.roster.members.map { fingerprint.of($0.id) }
        files = intake.files.map { file in
            file.path.withUnsafeBufferPointer { fingerprint.of($0, state: fingerprint.of(file.digest)) }
        }
    }

    @inline(__always)
    func number(of posting: Posting, file: Int, line: Int, position: UInt32) -> UInt64 {
        var number = Fingerprint.mix(files[file], UInt64(truncatingIfNeeded: line))
        number = Fingerprint.mix(number, UInt64(position) << 32 | UInt64(UInt32(bitPattern: posting.sourceNumber)))
        return Fingerprint.mix(number ^ members[posting.member], UInt64(bitPattern: Int64(posting.points.hundredths)))
    }

    func number(of item: RecordedCase, file: Int, line: Int, position: UInt32) -> UInt64 {
        var number = Fingerprint.mix(files[file], UInt64(truncatingIfNeeded: line))
        number = Fingerprint.mix(number, UInt64(position) << 32 | UInt64(item.fact) << 1 | (item.isMet ? 1 : 0))
        return Fingerprint.mix(number ^ members[item.member], UInt64(bitPattern: item.value))
    }

    func number(ofMember member: Int) -> UInt64 { members[member] }
}

/// Puts all that the tables of a month are made of into one number: its results, and the postings of records with their
/// places in the logs. Marks of a year are left out: they go on changing with it, in months that have been filed too.
struct MonthBases {
    private let fingerprint: Fingerprint
    private let intake: IntakeResult
    private let postings: PostingNumbers
    private let decisions: [UInt64]
    private let marksOfMonth: [Int]

    init(_ fingerprint: Fingerprint, _ intake: IntakeResult, _ postings: PostingNumbers, _ book: DecisionBook, marksOfMonth: [Int]) {
        (self.fingerprint, self.intake, self.postings, self.marksOfMonth) = (fingerprint, intake, postings, marksOfMonth)
        decisions = book.effects.map { effect in
            fingerprint.of(effect.decision.id, state: Fingerprint.mix(UInt64(effect.decision.verdict.rawValue), effect.posting?.bits ?? .max))
        }
    }

    /// The numbers of all months.
    ///
    /// - Parameters:
    ///   - results: of the months, in their order.
    ///   - recorded: the sums of the numbers of the postings of records.
    ///   - decided: what decisions have posted.
    func numbers(_ results: [PeriodResult], _ recorded: [UInt64], _ decided: [Posting], jobs: Int) async throws -> [UInt64] {
        var sums = recorded
        for posting in decided { sums[Int(posting.month.index - results[0].period.firstMonth.index)] &+= number(ofDecided: posting) }
        let ofResults = try await parallelMap(results.count, jobs: jobs) { number(of: results[$0]) }
        return zip(sums, ofResults).map { $0 &+ $1 }
    }

    /// A number for whom measures are told of in a month, under which name, department and unit: nobody needs a result for that.
    func number(ofSubjects active: ActiveMonths, _ position: Int) -> UInt64 {
        let (month, members) = (active.months[position], active.roster.members)
        var number: UInt64 = 0
        for member in members.indices where active.contains(member, position) {
            number ^= postings.number(ofMember: member)
            // Tables name who somebody was last; sums go by the row that counts.
            let last = members[member].rowIndex(lastActiveIn: month.firstDay, through: month.lastDay) ?? active.row(member, position)
            for row in Set([last, active.row(member, position)]).sorted() {
                number = fingerprint.of(members[member].rows[row].name, state: number)
                number = fingerprint.of(members[member].rows[row].group, state: number)
                number = fingerprint.of(members[member].rows[row].unit, state: number)
            }
        }
        return number
    }

    private func number(ofDecided posting: Posting) -> UInt64 {
        let number = postings.number(
            of: posting, file: intake.batches[Int(posting.place.batch)].file, line: intake.batches.line(of: posting.place),
            position: intake.batches.entry(at: posting.place).position)
        return Fingerprint.mix(number, decisions[Int(posting.decision)])
    }

    private func number(of result: PeriodResult) -> UInt64 {
        var number = Fingerprint.mix(result.isFinal ? 1 : 0, UInt64(result.members.count))
        func add(_ value: Int) { number = Fingerprint.mix(number, UInt64(bitPattern: Int64(value))) }
        let members = result.members
        for index in members.indices {
            // Each property by itself: a copy of the whole would count all its references.
            number ^= postings.number(ofMember: members[index].member)
            number = fingerprint.of(members[index].row.name, state: number)
            number = fingerprint.of(members[index].row.group, state: number)
            number = fingerprint.of(members[index].row.unit, state: number)
            add(members[index].value.sum.hundredths)
            add(members[index].rank)
            for mark in marksOfMonth { add(members[index].marks[mark] ? 1 : 0) }
            guard let made = members[index].breakdown else { continue }
            for points in [made.deductions, made.bonuses, made.rankingBonus, made.measured, made.floorAdjustment, made.capAdjustment] { add(points.hundredths) }
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
