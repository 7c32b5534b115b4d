import GridModel
import Intake
import RulePacks

/// What the records themselves yield, before rankings, base and floor: postings of rules, counts, marks, pending facts.
struct Tally: Sendable {
    var postings: [Posting] = []
    var pending: [Pending] = []
    /// Counts by member, scored month and ranking.
    var counts: [Int32]
    var monthMarks: Set<MonthMark> = []
    var yearMarks: Set<YearMark> = []
    var causes: [MarkCause] = []

    struct MonthMark: Hashable {
        let mark: Int
        let member: Int
        let month: Month
    }

    struct YearMark: Hashable {
        let mark: Int
        let member: Int
        let year: Int
    }

    /// Adds up consecutive batches.
    init(_ batches: ArraySlice<Batch>, pack: RulePack, active: ActiveMonths, isInactive: (EntryPlace) -> Bool) {
        counts = [Int32](repeating: 0, count: active.memberCount * active.months.count * pack.rankings.count)
        for (number, batch) in zip(batches.indices, batches) {
            for (index, entry) in batch.entries.enumerated() where entry.effect != 0 && entry.effect != Batch.standsNot && entry.member >= 0 {
                let place = EntryPlace(batch: UInt32(number), entry: UInt32(index))
                let inactive = isInactive(place)
                for hit in batch.effects[Int(entry.effect)].hits {
                    add(hit, place, Int(entry.member), inactive, pack, active)
                }
            }
        }
    }

    private mutating func add(
        _ hit: Effect.Hit, _ place: EntryPlace, _ member: Int, _ isInactive: Bool, _ pack: RulePack, _ active: ActiveMonths
    ) {
        let fact = pack.facts[Int(hit.fact)]
        let month = hit.month >= 0 ? Month(sinceMillennium: hit.month) : nil
        let day = CivilDate(dayNumber: Int32(hit.day))
        if hit.isAwaiting {
            if !isInactive { pending.append(Pending(record: place, member: member, fact: Int(hit.fact), month: month, day: day)) }
            return
        }
        guard let month else { return }
        // A right lost for a year is lost even where the record's own month is not scored.
        for (bit, mark) in fact.marks.enumerated() where hit.marks & 1 << UInt8(bit) != 0 && pack.marks[mark.mark].scope == .year {
            yearMarks.insert(YearMark(mark: mark.mark, member: member, year: month.year))
            causes.append(MarkCause(mark: mark.mark, member: member, fact: Int(hit.fact), month: month, day: day, record: place))
        }
        guard !isInactive, let position = active.position(of: month), active.contains(member, position) else { return }
        switch fact.user {
        case .rule(let rule):
            postings.append(Posting(month: month, member: member, source: .rule(rule), points: pack.rules[rule].points, day: day, record: place))
            for (bit, mark) in fact.marks.enumerated() where hit.marks & 1 << UInt8(bit) != 0 && pack.marks[mark.mark].scope == .month {
                monthMarks.insert(MonthMark(mark: mark.mark, member: member, month: month))
                causes.append(MarkCause(mark: mark.mark, member: member, fact: Int(hit.fact), month: month, day: day, record: place))
            }
        case .ranking(let ranking):
            counts[(member * active.months.count + position) * pack.rankings.count + ranking] += 1
        }
    }

    /// Joins the tallies of consecutive batches.
    static func += (left: inout Tally, right: Tally) {
        left.postings += right.postings
        left.pending += right.pending
        for index in left.counts.indices { left.counts[index] += right.counts[index] }
        left.monthMarks.formUnion(right.monthMarks)
        left.yearMarks.formUnion(right.yearMarks)
        left.causes += right.causes
    }
}

/// The scored months, and who is active in each, under which name and in which group.
struct ActiveMonths: Sendable {
    let months: [Month]
    let memberCount: Int
    /// By member and month.
    private let rows: [RosterRow?]
    private let isActive: [Bool]

    init(_ roster: Roster, months: [Month], asOf: CivilDate) {
        self.months = months
        memberCount = roster.members.count
        rows = roster.members.flatMap { member in
            months.map { member.row(lastActiveIn: $0.firstDay, through: min($0.lastDay, asOf)) }
        }
        isActive = rows.map { $0 != nil }
    }

    func position(of month: Month) -> Int? {
        guard let first = months.first, let last = months.last, first <= month, month <= last else { return nil }
        return Int(month.index - first.index)
    }

    func contains(_ member: Int, _ position: Int) -> Bool { isActive[member * months.count + position] }
    func row(_ member: Int, _ position: Int) -> RosterRow? { rows[member * months.count + position] }
}
