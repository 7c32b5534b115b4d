package import GridModel
package import Intake
package import RulePacks

/// Scores all months, quarters and years from the records and the pack.
package struct Scorer: Sendable {
    private let pack: RulePack
    private let intake: IntakeResult
    private let asOf: CivilDate
    private let from: Month?
    /// The first month that is filed: its scores count in longer periods, whether it still has records or not.
    private let firstFiled: Month?

    /// What filed months rested on; nil if nobody asks whether they still do.
    private let compared: ComparedMonths?
    private let caps: Bool

    package init(
        pack: RulePack, intake: IntakeResult, asOf: CivilDate, from: Month?, firstFiled: Month? = nil, compared: ComparedMonths? = nil
    ) {
        self.compared = compared
        self.pack = pack
        caps = pack.caps
        self.intake = intake
        self.asOf = asOf
        self.from = from
        self.firstFiled = firstFiled
    }

    package func score(jobs: Int) async throws -> ScoreBook {
        let first = max(min(intake.earliestMonth ?? asOf.month, firstFiled ?? asOf.month), from ?? Month(index: 0))
        let months = (first.index...max(first.index, asOf.month.index)).map { Month(index: $0) }
        let active = ActiveMonths(intake.roster, months: months, asOf: asOf, pack.scoring)
        let fingerprint = compared.map { Fingerprint(seed: $0.seed) }
        let numbers = fingerprint.map { PostingNumbers($0, intake) }
        // Most months that have been compared are settled.
        let expected = Set(months.filter { compared?.bases[$0] != nil })
        var recorded = try await tally(active, numbers, leavingOut: expected, jobs: jobs)
        recorded.add(intake.counts, pack: pack, active: active)
        let (decisions, decided, judged) = recorded.decide(pack, intake, active, asOf: asOf, from: from)
        let limits = PostingLimits(pack, active, judged, intake.batches)
        limits?.limit(&recorded.ruleCounts)
        let tally = recorded
        let sums = RuleSums(tally.ruleCounts, decided, active, pack)
        let recordedMonths = pack.scoring.withoutRecords == .scored ? nil : RecordedMonths(intake, pack, active, decided: decided)
        let scored = try await parallelMap(months.count, jobs: jobs) { score($0, active, recordedMonths, tally, sums) }
        let monthResults = scored.map(\.result)
        let longerResults = try await averages(monthResults, active, tally.causes, jobs: jobs)
        var bases: [Month: UInt64] = [:]
        if let fingerprint, let numbers {
            let marks = pack.marks.indices.filter { pack.marks[$0].scope == .month }
            let made = try await MonthBases(fingerprint, intake, numbers, decisions, marksOfMonth: marks).numbers(
                monthResults, tally.numbers, decided, jobs: jobs)
            bases = Dictionary(uniqueKeysWithValues: zip(months, made))
        }
        let settled = Set(bases.filter { $0.value == compared?.bases[$0.key] }.keys)
        var postings = settled == expected ? tally.postings : try await self.tally(active, nil, leavingOut: settled, jobs: jobs).postings
        if let limits { postings = limits.limited(postings) }
        let ledger = try await LedgerOrder(pack, active).sorted(
            scored.map(\.postings), postings.joined(with: decided), without: settled, jobs: jobs)
        let count = tally.ruleCounts.reduce(decided.count) { $0 + Int($1) } + scored.reduce(0) { $0 + $1.postings.count }
        return ScoreBook(
            asOf: asOf, groups: active.groups.names, ledger: ledger, settled: settled, postingCount: count, ruleSums: sums, bases: bases,
            pending: tally.pending, markCauses: tally.causes, periods: monthResults + longerResults, decisions: decisions)
    }

    /// The book with other results of some months: quarters and years are made from these, the ledger stays.
    package func restated(_ book: ScoreBook, with months: [PeriodResult], jobs: Int) async throws -> ScoreBook {
        let monthResults = book.periods.filter { $0.period.kind == .month }.map { result in
            months.first { $0.period == result.period } ?? result
        }
        let active = ActiveMonths(intake.roster, months: monthResults.map(\.period.firstMonth), asOf: asOf, pack.scoring)
        let longer = try await averages(monthResults, active, book.markCauses, jobs: jobs)
        return book.with(periods: monthResults + longer)
    }

    private func averages(
        _ months: [PeriodResult], _ active: ActiveMonths, _ causes: [MarkCause], jobs: Int
    ) async throws -> [PeriodResult] {
        let all = months.map(\.period.firstMonth)
        let longer = periods(of: all, { Period(quarterOf: $0) }) + periods(of: all, { Period.year($0.year) })
        return try await parallelMap(longer.count, jobs: jobs) { index in
            average(longer[index], months.filter { longer[index].contains($0.period.firstMonth) }, active, causes)
        }
    }

    private func periods(of months: [Month], _ period: (Month) -> Period) -> [Period] {
        var result: [Period] = []
        for month in months where result.last != period(month) { result.append(period(month)) }
        return result
    }

    // MARK: Records

    /// - Parameter leftOut: months whose postings are only counted.
    private func tally(_ active: ActiveMonths, _ numbers: PostingNumbers?, leavingOut leftOut: Set<Month>, jobs: Int) async throws -> Tally {
        let batches = intake.batches
        let share = max(1, (batches.count + jobs - 1) / jobs)
        let starts = Array(stride(from: 0, to: max(batches.count, 1), by: share))
        let plan = Tally.Plan(pack: pack, active: active, inactive: intake.inactive, numbers: numbers, leftOut: leftOut)
        let parts = try await parallelMap(starts.count, jobs: jobs) { index in
            Tally(batches[starts[index]..<min(starts[index] + share, batches.count)], plan)
        }
        var sum = parts[0]
        for part in parts.dropFirst() { sum += part }
        return sum
    }

    // MARK: Months

    /// - Parameter recorded: who has records in which months, if others are not scored.
    private func score(
        _ position: Int, _ active: ActiveMonths, _ recorded: RecordedMonths?, _ tally: Tally, _ sums: RuleSums
    ) -> (result: PeriodResult, postings: [Posting]) {
        let month = active.months[position]
        let members = (0..<active.roster.members.count).filter { active.contains($0, position) && recorded?.contains($0, position) ?? true }
        let groups = members.map { active.groups.index($0, row: active.row($0, position)) }
        let field = RankingField(pack, active, position, members, groups, asOf: asOf)
        let counts = pack.rankings.indices.map { field.places($0, tally) }
        let marks = MarkTable(.month(month), tally.causes, pack)
        var postings: [Posting] = []
        func post(_ member: Int, _ source: Posting.Source, _ points: Points) {
            postings.append(Posting(month: month, member: member, source: source, points: points, day: nil, record: nil))
        }
        let results = members.indices.map { index in
            let member = members[index]
            let (minus, plus) = sums[member, position]
            post(member, .base, pack.scoring.base)
            var bonus = Points.zero
            for (ranking, places) in counts.enumerated() where places[index].points != .zero {
                bonus += places[index].points
                post(member, .ranking(ranking), places[index].points)
            }
            let sum = pack.scoring.base + minus + plus + bonus
            let lift = pack.scoring.floor.map { sum < $0 ? $0 - sum : .zero } ?? .zero
            if lift != .zero { post(member, .floor, lift) }
            let set = marks[member]
            let fall = cap(set).map { $0 < sum + lift ? $0 - sum - lift : .zero } ?? .zero
            if fall != .zero { post(member, .cap, fall) }
            let breakdown = MemberResult.Breakdown(
                base: pack.scoring.base, deductions: minus, bonuses: plus, rankingBonus: bonus, floorAdjustment: lift, capAdjustment: fall,
                counts: counts.map { $0[index] })
            return MemberResult(
                member: member, row: active.roster.members[member].rows[active.row(member, position)], group: groups[index], months: 1,
                value: Average(sum + lift + fall), marks: set, breakdown: breakdown)
        }
        return (finish(.month(month), scoredMonths: 1, results, .none), postings)
    }

    /// The highest score of somebody on whom these marks are set; nil if there is no limit.
    @inline(__always)
    private func cap(_ marks: Flags) -> Points? {
        if !caps { return nil }
        return (pack.marks.indices.filter { marks[$0] }.map { pack.marks[$0].cap } + [pack.scoring.cap]).compactMap { $0 }.min()
    }

    // MARK: Quarters and years

    private func average(_ period: Period, _ months: [PeriodResult], _ active: ActiveMonths, _ causes: [MarkCause]) -> PeriodResult {
        let roster = active.roster.members
        var sums = [(points: Points, months: Int)](repeating: (.zero, 0), count: roster.count)
        for month in months {
            for index in month.members.indices {
                sums[month.members[index].member].points += month.members[index].value.sum
                sums[month.members[index].member].months += 1
            }
        }
        let (first, last) = (period.firstMonth.firstDay, min(period.lastMonth.lastDay, asOf))
        let marks = MarkTable(period, causes, pack)
        let results = roster.indices.filter { sums[$0].months > 0 }.map { member in
            // A filed month counts for those whom a later roster no longer knows in it: their last row speaks for them.
            let row = roster[member].rowIndex(lastActiveIn: first, through: last) ?? roster[member].rows.count - 1
            return MemberResult(
                member: member, row: roster[member].rows[row], group: active.groups.index(member, row: row), months: sums[member].months,
                value: value(sums[member].points, sums[member].months, period), marks: marks[member], breakdown: nil)
        }
        return finish(period, scoredMonths: months.count, results, Measures(pack, months, sums.map(\.points)))
    }

    /// The average of so many scored months.
    private func value(_ sum: Points, _ months: Int, _ period: Period) -> Average {
        let all = Int(period.lastMonth.index - period.firstMonth.index) + 1
        let average = Average(sum: sum, count: pack.scoring.average == .scored ? months : all)
        return pack.scoring.comparison == .exact ? average : Average(average.rounded)
    }

    // MARK: Order, ranks and lists

    private func finish(_ period: Period, scoredMonths: Int, _ unordered: [MemberResult], _ measures: Measures) -> PeriodResult {
        var keys = unordered.indices.map { (group: unordered[$0].group, value: unordered[$0].value, index: $0) }
        keys.sort { one, other in
            if one.group != other.group { return one.group < other.group }
            // Members stand in the order of their ids already.
            return one.value == other.value ? one.index < other.index : one.value > other.value
        }
        var results = keys.map { unordered[$0.index] }
        for group in groupRuns(Array(results.indices), results) {
            for (index, rank) in zip(group, competitionRanks(group.map { results[$0].value })) { results[index].rank = rank }
        }
        var lists: [ListResult] = []
        for (index, list) in pack.lists.enumerated() {
            guard let file = list.files[period.kind] else { continue }
            let entries = list.entries(results, scoredMonths: scoredMonths, months: file.months, measures)
            for (result, _) in entries { results[result].lists[index] = true }
            lists.append(ListResult(list: index, entries: entries))
        }
        return PeriodResult(
            period: period, isFinal: period.isFinal(asOf: asOf), scoredMonths: scoredMonths, members: results, lists: lists)
    }
}

/// The marks that are set in a period.
private struct MarkTable {
    private var marked: [Int: Flags] = [:]

    init(_ period: Period, _ causes: [MarkCause], _ pack: RulePack) {
        for cause in causes {
            if pack.marks[cause.mark].holds(in: period, since: cause.day, cause.month) { marked[cause.member, default: Flags()][cause.mark] = true }
        }
    }

    /// For each mark of the pack, whether it is set on the member.
    subscript(member: Int) -> Flags { marked[member] ?? Flags() }
}
