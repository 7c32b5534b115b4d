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

    package init(
        pack: RulePack, intake: IntakeResult, asOf: CivilDate, from: Month?, firstFiled: Month? = nil, compared: ComparedMonths? = nil
    ) {
        self.compared = compared
        self.pack = pack
        self.intake = intake
        self.asOf = asOf
        self.from = from
        self.firstFiled = firstFiled
    }

    package func score(jobs: Int) async throws -> ScoreBook {
        let first = max(min(intake.earliestMonth ?? asOf.month, firstFiled ?? asOf.month), from ?? Month(index: 0))
        let months = (first.index...max(first.index, asOf.month.index)).map { Month(index: $0) }
        let active = ActiveMonths(intake.roster, months: months, asOf: asOf)
        let fingerprint = compared.map { Fingerprint(seed: $0.seed) }
        let numbers = fingerprint.map { PostingNumbers($0, intake) }
        // Most months that have been compared are settled.
        let expected = Set(months.filter { compared?.bases[$0] != nil })
        var recorded = try await tally(active, numbers, leavingOut: expected, jobs: jobs)
        recorded.add(intake.counts, pack: pack, active: active)
        let (decisions, decided) = recorded.decide(pack, intake, active, asOf: asOf, from: from)
        let tally = recorded
        let sums = RuleSums(tally.ruleCounts, decided, active, pack)
        let scored = try await parallelMap(months.count, jobs: jobs) { score($0, active, tally, sums) }
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
        let postings = settled == expected ? tally.postings : try await self.tally(active, nil, leavingOut: settled, jobs: jobs).postings
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
        let active = ActiveMonths(intake.roster, months: monthResults.map(\.period.firstMonth), asOf: asOf)
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

    private func score(_ position: Int, _ active: ActiveMonths, _ tally: Tally, _ sums: RuleSums) -> (result: PeriodResult, postings: [Posting]) {
        let month = active.months[position]
        let members = (0..<active.roster.members.count).filter { active.contains($0, position) }
        let groups = members.map { active.groups.index($0, row: active.row($0, position)) }
        let fields = fields(groups)
        let counts = pack.rankings.indices.map { rank($0, position, members, fields, tally, active) }
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
            let breakdown = MemberResult.Breakdown(
                base: pack.scoring.base, deductions: minus, bonuses: plus, rankingBonus: bonus, floorAdjustment: lift,
                counts: counts.map { $0[index] })
            return MemberResult(
                member: member, row: active.roster.members[member].rows[active.row(member, position)], group: groups[index], months: 1,
                value: Average(sum + lift), marks: marks[member], breakdown: breakdown)
        }
        return (finish(.month(month), scoredMonths: 1, results), postings)
    }

    /// The indices of the active members, group by group.
    private func fields(_ groups: [Int]) -> [[Int]] {
        var fields = [[Int]](repeating: [], count: (groups.max() ?? -1) + 1)
        for (index, group) in groups.enumerated() { fields[group].append(index) }
        return fields
    }

    /// The places of all active members in one ranking, in the members' order.
    private func rank(
        _ ranking: Int, _ position: Int, _ members: [Int], _ groups: [[Int]], _ tally: Tally, _ active: ActiveMonths
    ) -> [MemberResult.Count] {
        let rule = pack.rankings[ranking]
        let month = active.months[position]
        let isInForce = rule.effective.overlaps(month.firstDay...month.lastDay)
        let counts = members.map { Int(tally.counts[($0 * active.months.count + position) * pack.rankings.count + ranking]) }
        var places = counts.map { MemberResult.Count(count: $0, rank: 0, points: .zero) }
        for field in rule.within == .all ? [Array(members.indices)] : groups {
            // The highest count first, and among equal ones the first member: both in one number.
            var ordered = field.map { -counts[$0] << 32 | $0 }
            ordered.sort()
            for (key, rank) in zip(ordered, competitionRanks(ordered.map { $0 >> 32 })) {
                let index = key & 0xFFFF_FFFF
                let wins = isInForce && counts[index] >= rule.atLeast && rank <= rule.awards.count
                places[index] = .init(count: counts[index], rank: rank, points: wins ? rule.awards[rank - 1] : .zero)
            }
        }
        return places
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
                value: Average(sum: sums[member].points, count: sums[member].months), marks: marks[member], breakdown: nil)
        }
        return finish(period, scoredMonths: months.count, results)
    }

    // MARK: Order, ranks and lists

    private func finish(_ period: Period, scoredMonths: Int, _ unordered: [MemberResult]) -> PeriodResult {
        var keys = unordered.indices.map { (group: unordered[$0].group, value: unordered[$0].value, index: $0) }
        keys.sort { one, other in
            if one.group != other.group { return one.group < other.group }
            // Members stand in the order of their ids already.
            return one.value == other.value ? one.index < other.index : one.value > other.value
        }
        var results = keys.map { unordered[$0.index] }
        for group in runs(Array(results.indices), results) {
            for (index, rank) in zip(group, competitionRanks(group.map { results[$0].value })) { results[index].rank = rank }
        }
        var lists: [ListResult] = []
        for (index, list) in pack.lists.enumerated() where list.files[period.kind] != nil {
            let entries = entries(of: list, results, scoredMonths)
            for (result, _) in entries { results[result].lists[index] = true }
            lists.append(ListResult(list: index, entries: entries))
        }
        return PeriodResult(
            period: period, isFinal: period.isFinal(asOf: asOf), scoredMonths: scoredMonths, members: results, lists: lists)
    }

    /// Indices of results, which stand group by group, cut where a group ends.
    private func runs(_ indices: [Int], _ results: [MemberResult]) -> [ArraySlice<Int>] {
        var (runs, start): ([ArraySlice<Int>], Int) = ([], 0)
        for end in indices.indices.map({ $0 + 1 })
        where end == indices.count || results[indices[end]].group != results[indices[start]].group {
            runs.append(indices[start..<end])
            start = end
        }
        return runs
    }

    private func entries(of list: AwardList, _ results: [MemberResult], _ scoredMonths: Int) -> [(result: Int, rank: Int)] {
        switch list.selection {
        case .below(let line):
            let line = Average(line)
            return results.indices.filter { results[$0].value < line }.map { ($0, results[$0].rank) }
        case .top(let last, let within, let qualification):
            let qualified = results.withUnsafeBufferPointer { results in
                results.indices.filter { qualification.shortfall(results.baseAddress! + $0, scoredMonths: scoredMonths) == nil }
            }
            var entries: [(result: Int, rank: Int)] = []
            for field in within == .all ? [qualified[...]] : runs(qualified, results) {
                var ordered = field.map { (value: results[$0].value, result: $0) }
                ordered.sort { $0.value == $1.value ? $0.result < $1.result : $0.value > $1.value }
                let ranks = competitionRanks(ordered.map(\.value))
                entries += zip(ordered, ranks).lazy.filter { $0.1 <= last }.map { ($0.0.result, $0.1) }
            }
            return entries.sorted { $0.result < $1.result }
        }
    }
}

/// The marks that are set in a period: for marks of a year, in its calendar year.
private struct MarkTable {
    private var marked: [Int: Flags] = [:]

    init(_ period: Period, _ causes: [MarkCause], _ pack: RulePack) {
        for cause in causes {
            let isHere = pack.marks[cause.mark].scope == .year ? cause.month.year == period.year : period == .month(cause.month)
            if isHere { marked[cause.member, default: Flags()][cause.mark] = true }
        }
    }

    /// For each mark of the pack, whether it is set on the member.
    subscript(member: Int) -> Flags { marked[member] ?? Flags() }
}
