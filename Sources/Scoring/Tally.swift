import GridModel
import Intake
import RulePacks

/// What the records themselves yield, before rankings, base and floor: postings of rules, counts, what sets marks, pending facts.
struct Tally: Sendable {
    /// What is asked for.
    struct Plan: Sendable {
        let pack: RulePack
        let active: ActiveMonths
        /// Records of members not active in their month, in the order of files and lines.
        let inactive: [EntryPlace]
        /// What makes the numbers of months; nil if nobody asks for them.
        let numbers: PostingNumbers?
        /// Months whose postings are counted, and not made.
        let leftOut: Set<Month>
    }

    /// In the order of files and lines, as everything here, in parts that stand one behind the other.
    var postings: [[Posting]] = []
    var pending: [Pending] = []
    /// Counts by scored month, member and ranking; those of months in which the member is not active mean nothing.
    var counts: [Int32]
    /// How often each rule has posted, by scored month, member and rule.
    var ruleCounts: [Int32]
    /// The sums of the postings' numbers, by scored month: sums do not ask for an order.
    var numbers: [UInt64]
    var causes: [MarkCause] = []
    /// What stands behind measures.
    var cases: [RecordedCase] = []
    /// Postings of rules with a range: their points are not those of the rule.
    var varied: [Posting] = []

    /// Adds up consecutive batches.
    init(_ batches: ArraySlice<Batch>, _ plan: Plan) {
        let (pack, active) = (plan.pack, plan.active)
        var postings: [Posting] = []
        if plan.leftOut.isEmpty {
            // Memory is taken only for those that come to stand there.
            postings.reserveCapacity(batches.reduce(0) { $0 + $1.entries.count })
        }
        counts = [Int32](repeating: 0, count: active.roster.members.count * active.months.count * pack.rankings.count)
        ruleCounts = [Int32](repeating: 0, count: active.roster.members.count * active.months.count * pack.rules.count)
        numbers = [UInt64](repeating: 0, count: active.months.count)
        let facts = pack.facts.map { FactUse($0, pack) }
        let isLeftOut = active.months.map { plan.leftOut.contains($0) }
        var nextInactive = plan.inactive.partitionIndex { $0.batch >= UInt32(batches.startIndex) }
        for (number, batch) in zip(batches.indices, batches) {
            let start = nextInactive
            while nextInactive < plan.inactive.count, plan.inactive[nextInactive].batch == UInt32(number) { nextInactive += 1 }
            add(batch, UInt32(number), facts, plan, isLeftOut, plan.inactive[start..<nextInactive], &postings)
        }
        self.postings = [postings]
    }

    private mutating func add(
        _ batch: Batch, _ number: UInt32, _ facts: [FactUse], _ plan: Plan, _ isLeftOut: [Bool], _ inactive: ArraySlice<EntryPlace>,
        _ postings: inout [Posting]
    ) {
        let active = plan.active
        let effects = plan.pack.standing(batch.effects)
        let contents = effects.flatMap(\.hits)
        var hits = 0
        let uses = effects.map { effect in
            defer { hits += effect.hits.count }
            return EffectUse(effect, hits..<hits + effect.hits.count, facts, active)
        }
        let rankings = plan.pack.rankings.count
        var absent = inactive
        for index in batch.entries.indices {
            let entry = batch.entries[index]
            guard entry.effect != Batch.standsNot, entry.member >= 0 else { continue }
            if case .nothing = uses[Int(entry.effect)] { continue }
            while let next = absent.first, next.entry < UInt32(index) { absent.removeFirst() }
            let isInactive = absent.first?.entry == UInt32(index)
            switch uses[Int(entry.effect)] {
            case .nothing: break
            case .count(let slot): if !isInactive { counts[slot + Int(entry.member) * rankings] += 1 }
            case .facts(let hits):
                let place = EntryPlace(batch: number, entry: UInt32(index))
                for hit in hits {
                    let known = cases.count
                    guard let (posting, position) = add(contents[hit], place, Int(entry.member), isInactive, facts, active) else {
                        if cases.count > known, let made = plan.numbers, let position = active.position(of: cases[known].month) {
                            numbers[position] &+= made.number(
                                of: cases[known], file: batch.file, line: batch.line(of: entry), position: entry.position)
                        }
                        continue
                    }
                    if plan.pack.rules[Int(posting.sourceNumber)].range != nil { varied.append(posting) }
                    let row = position * active.roster.members.count + posting.member
                    ruleCounts[row * plan.pack.rules.count + Int(posting.sourceNumber)] += 1
                    if let made = plan.numbers {
                        numbers[position] &+= made.number(of: posting, file: batch.file, line: batch.line(of: entry), position: entry.position)
                    }
                    if !isLeftOut[position] { postings.append(posting) }
                }
            }
        }
    }

    /// Adds what a record hits, but for a posting.
    ///
    /// - Returns: the posting that it comes to, and the place of its month among the scored ones.
    private mutating func add(
        _ hit: Effect.Hit, _ place: EntryPlace, _ member: Int, _ isInactive: Bool, _ facts: [FactUse], _ active: ActiveMonths
    ) -> (posting: Posting, position: Int)? {
        let fact = Int(hit.fact)
        let month = hit.month >= 0 ? Month(sinceMillennium: hit.month) : nil
        let day = CivilDate(dayNumber: Int32(hit.day))
        if hit.isAwaiting {
            if !isInactive { pending.append(Pending(record: place, member: member, fact: fact, month: month, day: day, marks: hit.marks)) }
            return nil
        }
        guard let month else { return nil }
        func note(ofMonth: Bool) {
            for (bit, mark) in facts[fact].marks.enumerated() where hit.marks & 1 << UInt8(bit) != 0 && mark.isOfMonth == ofMonth {
                if isInactive, !mark.whenInactive { continue }
                causes.append(MarkCause(mark: mark.index, member: member, fact: fact, month: month, day: day, record: place))
            }
        }
        // A right lost for a year is lost even where the record's own month is not scored.
        if hit.marks != 0, !facts[fact].marks.isEmpty { note(ofMonth: false) }
        guard !isInactive, let position = active.position(of: month), active.contains(member, position) else { return nil }
        switch facts[fact].user {
        case .marks:
            note(ofMonth: true)
            return nil
        case .rule(let rule, let points):
            if hit.marks != 0 { note(ofMonth: true) }
            let set = points ?? Points(hundredths: Int(hit.value) / (Number.scale / 100))
            return (Posting(month: month, member: member, source: .rule(rule), points: set, day: day, record: place), position)
        case .aside:
            cases.append(
                RecordedCase(month: month, member: member, fact: fact, day: day, value: hit.value, isMet: hit.marks & 1 != 0,
                    isOpen: hit.marks & 2 != 0, record: place))
            return nil
        case .ranking(let ranking, let count):
            counts[(position * active.roster.members.count + member) * count + ranking] += 1
            return nil
        }
    }

    /// Adds the records that only count.
    mutating func add(_ used: UsedCounts, pack: RulePack, active: ActiveMonths) {
        for (index, fact) in pack.facts.enumerated() {
            guard case .ranking(let ranking) = fact.user else { continue }
            for (position, month) in active.months.enumerated() {
                var slot = position * active.roster.members.count * pack.rankings.count + ranking
                for number in used.numbers(month: month, fact: index) {
                    counts[slot] += number
                    slot += pack.rankings.count
                }
            }
        }
    }

    /// Joins the tallies of consecutive batches.
    static func += (left: inout Tally, right: Tally) {
        left.postings += right.postings
        left.pending += right.pending
        for index in left.counts.indices { left.counts[index] += right.counts[index] }
        for index in left.ruleCounts.indices { left.ruleCounts[index] += right.ruleCounts[index] }
        for index in left.numbers.indices { left.numbers[index] &+= right.numbers[index] }
        left.causes += right.causes
        left.cases += right.cases
        left.varied += right.varied
    }
}

/// What of a fact is looked at for each record that meets it.
private struct FactUse {
    enum User {
        /// The points, unless the record says them.
        case rule(Int, Points?)
        /// Nothing is posted: marks are set.
        case marks
        /// One of so many rankings.
        case ranking(Int, of: Int)
        /// A measure or a proposal: nothing is posted.
        case aside
    }

    let user: User
    let marks: [(index: Int, isOfMonth: Bool, whenInactive: Bool)]

    init(_ fact: Fact, _ pack: RulePack) {
        user =
            switch fact.user {
            case .rule(let rule): fact.onlyMarks ? .marks : .rule(rule, pack.rules[rule].range == nil ? pack.rules[rule].points : nil)
            case .ranking(let ranking): .ranking(ranking, of: pack.rankings.count)
            case .measure, .proposal: .aside
            }
        marks = fact.marks.map { ($0.mark, pack.marks[$0.mark].scope == .month, pack.marks[$0.mark].whenInactive) }
    }
}

/// What an effect comes to.
private enum EffectUse {
    case nothing
    /// One more in the counts, at this place for the first member.
    case count(Int)
    /// What it hits, among the hits of all effects.
    case facts(Range<Int>)

    init(_ effect: Effect, _ hits: Range<Int>, _ facts: [FactUse], _ active: ActiveMonths) {
        guard let hit = effect.hits.first else {
            self = .nothing
            return
        }
        guard effect.hits.count == 1, !hit.isAwaiting, hit.marks == 0, hit.month >= 0,
            case .ranking(let ranking, let count) = facts[Int(hit.fact)].user
        else {
            self = .facts(hits)
            return
        }
        self = active.position(of: Month(sinceMillennium: hit.month)).map { .count($0 * active.roster.members.count * count + ranking) } ?? .nothing
    }
}
