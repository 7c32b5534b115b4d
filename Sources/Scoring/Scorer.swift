package import GridModel
package import Intake
package import RulePacks

/// Scores all months and longer periods from the records and the pack.
package struct Scorer: Sendable {
    private let pack: RulePack
    private let intake: IntakeResult
    private let asOf: CivilDate
    private let from: Month?
    /// The first month that is filed: its scores count in longer periods, whether it still has records or not.
    private let firstFiled: Month?
    private let standings: Standings

    /// What filed months rested on; nil if nobody asks whether they still do.
    private let compared: ComparedMonths?

    package init(
        pack: RulePack, intake: IntakeResult, asOf: CivilDate, from: Month?, firstFiled: Month? = nil, compared: ComparedMonths? = nil
    ) {
        // What a month's streaks rest on is not among what it rests on by itself.
        self.compared = pack.hasStreaks(.month) || pack.hasChanges ? nil : compared
        self.pack = pack
        self.intake = intake
        self.asOf = asOf
        self.from = from
        self.firstFiled = firstFiled
        standings = Standings(pack, asOf: asOf)
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
        let varied = limits.map { [Posting]($0.limited([tally.varied]).joined()) } ?? tally.varied
        let sums = RuleSums(tally.ruleCounts, decided + varied, active, pack)
        let measures = MeasureBook(pack, active, tally.cases, asOf: asOf)
        let recordedMonths = pack.scoring.withoutRecords == .scored ? nil : RecordedMonths(intake, pack, active, decided: decided)
        let scored = try await parallelMap(months.count, jobs: jobs) { score($0, active, recordedMonths, tally, sums, measures) }
        let monthResults = scored.map(\.result)
        let longerResults = try await averages(monthResults, active, tally.causes, jobs: jobs)
        var bases: [Month: UInt64] = [:]
        if let fingerprint, let numbers {
            let marks = pack.marks.indices.filter { pack.marks[$0].scope == .month }
            let basis = MonthBases(fingerprint, intake, numbers, decisions, marksOfMonth: marks)
            var made = try await basis.numbers(monthResults, tally.numbers, decided, jobs: jobs)
            if !pack.measures.isEmpty || !pack.proposals.isEmpty {
                for position in months.indices { made[position] &+= basis.number(ofSubjects: active, position) }
            }
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
            pending: tally.pending, markCauses: tally.causes, periods: linked(monthResults + longerResults), decisions: decisions,
            measures: measures)
    }

    /// The book with other results of some months: longer periods are made from these, the ledger stays.
    package func restated(_ book: ScoreBook, with months: [PeriodResult], jobs: Int) async throws -> ScoreBook {
        let monthResults = book.periods.filter { $0.period.kind == .month }.map { result in
            months.first { $0.period == result.period } ?? result
        }
        let active = ActiveMonths(intake.roster, months: monthResults.map(\.period.firstMonth), asOf: asOf, pack.scoring)
        let longer = try await averages(monthResults, active, book.markCauses, jobs: jobs)
        return book.with(periods: linked(monthResults + longer, pack.longerPeriods))
    }

    /// The same results with the lists that are streaks.
    ///
    /// - Parameter standing: filed results, which stand for those that come after them.
    package func linked(
        _ periods: [PeriodResult], _ kinds: [Period.Kind] = Period.Kind.allCases, standing: [Period: PeriodResult] = [:]
    ) -> [PeriodResult] {
        standings.linked(periods, kinds, standing: standing)
    }

    private func averages(
        _ months: [PeriodResult], _ active: ActiveMonths, _ causes: [MarkCause], jobs: Int
    ) async throws -> [PeriodResult] {
        let all = months.map(\.period.firstMonth)
        let longer = pack.longerPeriods.flatMap { kind in periods(of: all) { Period(kind, of: $0) } }
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
        let shares = shares(of: batches, jobs: jobs)
        let plan = Tally.Plan(pack: pack, active: active, inactive: intake.inactive, numbers: numbers, leftOut: leftOut)
        let parts = try await parallelMap(shares.count, jobs: jobs) { Tally(batches[shares[$0]], plan) }
        var sum = parts[0]
        for part in parts.dropFirst() { sum += part }
        return sum
    }

    /// Consecutive batches for each job, with about as many entries.
    private func shares(of batches: [Batch], jobs: Int) -> [Range<Int>] {
        let count = batches.indices.reduce(0) { $0 + batches[$1].entries.count }
        var (shares, start, entries): ([Range<Int>], Int, Int) = ([], 0, 0)
        for index in batches.indices {
            entries += batches[index].entries.count
            if entries * jobs >= count * (shares.count + 1), shares.count < jobs - 1 {
                shares.append(start..<index + 1)
                start = index + 1
            }
        }
        return shares + [start..<batches.count]
    }

    // MARK: Months

    /// - Parameter recorded: who has records in which months, if others are not scored.
    private func score(
        _ position: Int, _ active: ActiveMonths, _ recorded: RecordedMonths?, _ tally: Tally, _ sums: RuleSums, _ measures: MeasureBook
    ) -> (result: PeriodResult, postings: [Posting]) {
        let month = active.months[position]
        let members = (0..<active.roster.members.count).filter {
            active.contains($0, position) && recorded?.contains($0, position) ?? true && measures.hasValue($0, position)
        }
        let groups = members.map { active.groups.index($0, row: active.row($0, position)) }
        let fields = fields(groups)
        let asksForDays = pack.rankings.contains { $0.partMonth != .full }
        let days = asksForDays ? members.map { standings.activeDays(active.roster.members[$0], in: month) } : []
        let places = pack.rankings.indices.map { ranking in
            let counts = members.map { Int(tally.counts[(position * active.roster.members.count + $0) * pack.rankings.count + ranking]) }
            return standings.places(in: ranking, month, counts: counts, days: days, groups: fields)
        }
        let marks = MarkTable(.month(month), tally.causes, pack, memberCount: active.roster.members.count)
        var postings: [Posting] = []
        func post(_ member: Int, _ source: Posting.Source, _ points: Points) {
            postings.append(Posting(month: month, member: member, source: source, points: points, day: nil, record: nil))
        }
        let results = members.indices.map { index in
            let member = members[index]
            let own = places.map { $0[index] }
            let measured = measures.points(of: member, position)
            let result = standings.monthResult(
                member, active.roster.members[member].rows[active.row(member, position)], group: groups[index], sums: sums[member, position],
                places: own, measured: measured.reduce(.zero) { $0 + $1.points }, marks: marks[member])
            post(member, .base, pack.scoring.base)
            for (ranking, place) in own.enumerated() where place.points != .zero { post(member, .ranking(ranking), place.points) }
            for (measure, points) in measured { post(member, .measure(measure), points) }
            if let lift = result.breakdown?.floorAdjustment, lift != .zero { post(member, .floor, lift) }
            if let fall = result.breakdown?.capAdjustment, fall != .zero { post(member, .cap, fall) }
            return result
        }
        return (standings.ordered(.month(month), scoredMonths: 1, results, .none), postings)
    }

    /// The indices of the active members, group by group.
    private func fields(_ groups: [Int]) -> [[Int]] {
        var fields = [[Int]](repeating: [], count: (groups.max() ?? -1) + 1)
        for (index, group) in groups.enumerated() { fields[group].append(index) }
        return fields
    }

    // MARK: Longer periods

    private func average(_ period: Period, _ months: [PeriodResult], _ active: ActiveMonths, _ causes: [MarkCause]) -> PeriodResult {
        let roster = active.roster.members
        let sums = MonthSums(months)
        let (first, last) = (period.firstMonth.firstDay, min(period.lastMonth.lastDay, asOf))
        let marks = MarkTable(period, causes, pack, memberCount: roster.count)
        let results = roster.indices.filter { sums[$0].months > 0 }.map { member in
            // A filed month counts for those whom a later roster no longer knows in it: their last row speaks for them.
            let row = roster[member].rowIndex(lastActiveIn: first, through: last) ?? roster[member].rows.count - 1
            return MemberResult(
                member: member, row: roster[member].rows[row], group: active.groups.index(member, row: row), months: sums[member].months,
                value: standings.value(sums[member].points, sums[member].months, period), marks: marks[member], breakdown: nil)
        }
        return standings.ordered(period, scoredMonths: months.count, results, sums)
    }
}

/// The marks that are set in a period.
private struct MarkTable {
    private var marked: [Flags]

    init(_ period: Period, _ causes: [MarkCause], _ pack: RulePack, memberCount: Int) {
        marked = [Flags](repeating: Flags(), count: memberCount)
        for cause in causes where pack.marks[cause.mark].holds(in: period, since: cause.day, cause.month) { marked[cause.member][cause.mark] = true }
    }

    /// For each mark of the pack, whether it is set on the member.
    subscript(member: Int) -> Flags { marked[member] }
}
