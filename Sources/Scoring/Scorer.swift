package import GridModel
package import Intake
package import RulePacks

/// Scores all months, quarters and years from the records and the pack.
package struct Scorer: Sendable {
    private let pack: RulePack
    private let intake: IntakeResult
    private let asOf: CivilDate
    private let from: Month?

    package init(pack: RulePack, intake: IntakeResult, asOf: CivilDate, from: Month?) {
        self.pack = pack
        self.intake = intake
        self.asOf = asOf
        self.from = from
    }

    package func score(jobs: Int) async throws -> ScoreBook {
        let first = max(intake.earliestMonth ?? asOf.month, from ?? Month(index: 0))
        let months = (first.index...max(first.index, asOf.month.index)).map { Month(index: $0) }
        let active = ActiveMonths(intake.roster, months: months, asOf: asOf)
        let tally = try await tally(active, jobs: jobs)
        var ledger = tally.postings
        var monthResults: [PeriodResult] = []
        for (position, month) in months.enumerated() {
            monthResults.append(score(month, position, active, tally, into: &ledger))
        }
        let longer = periods(of: months, { Period(quarterOf: $0) }) + periods(of: months, { Period.year($0.year) })
        let longerResults = longer.map { period in
            average(period, monthResults.filter { period.contains($0.period.firstMonth) }, tally)
        }
        return ScoreBook(asOf: asOf, ledger: sorted(ledger), pending: tally.pending, markCauses: tally.causes, periods: monthResults + longerResults)
    }

    private func periods(of months: [Month], _ period: (Month) -> Period) -> [Period] {
        var result: [Period] = []
        for month in months where result.last != period(month) { result.append(period(month)) }
        return result
    }

    // MARK: Records

    private func tally(_ active: ActiveMonths, jobs: Int) async throws -> Tally {
        let batches = intake.batches
        let inactive = Set(intake.inactive)
        let share = max(1, (batches.count + jobs - 1) / jobs)
        let starts = Array(stride(from: 0, to: max(batches.count, 1), by: share))
        let pack = pack
        let parts = try await parallelMap(starts.count, jobs: jobs) { index in
            Tally(batches[starts[index]..<min(starts[index] + share, batches.count)], pack: pack, active: active) { inactive.contains($0) }
        }
        var sum = parts[0]
        for part in parts.dropFirst() { sum += part }
        return sum
    }

    // MARK: Months

    private func score(_ month: Month, _ position: Int, _ active: ActiveMonths, _ tally: Tally, into ledger: inout [Posting]) -> PeriodResult {
        let members = (0..<active.memberCount).filter { active.contains($0, position) }
        let rows = members.map { active.row($0, position)! }
        let counts = pack.rankings.indices.map { rank($0, month, position, members, rows, tally, active) }
        var own: [Int: (minus: Points, plus: Points)] = [:]
        for posting in tally.postings where posting.month == month {
            if posting.points < .zero {
                own[posting.member, default: (.zero, .zero)].minus += posting.points
            } else {
                own[posting.member, default: (.zero, .zero)].plus += posting.points
            }
        }
        var results: [MemberResult] = []
        for (index, member) in members.enumerated() {
            let (minus, plus) = own[member] ?? (.zero, .zero)
            ledger.append(Posting(month: month, member: member, source: .base, points: pack.scoring.base, day: nil, record: nil))
            var bonus = Points.zero
            for (ranking, places) in counts.enumerated() where places[index].points != .zero {
                bonus += places[index].points
                ledger.append(Posting(month: month, member: member, source: .ranking(ranking), points: places[index].points, day: nil, record: nil))
            }
            let sum = pack.scoring.base + minus + plus + bonus
            let lift = pack.scoring.floor.map { sum < $0 ? $0 - sum : .zero } ?? .zero
            if lift != .zero { ledger.append(Posting(month: month, member: member, source: .floor, points: lift, day: nil, record: nil)) }
            let breakdown = MemberResult.Breakdown(
                base: pack.scoring.base, deductions: minus, bonuses: plus, rankingBonus: bonus, floorAdjustment: lift,
                counts: counts.map { $0[index] })
            results.append(
                MemberResult(
                    member: member, row: rows[index], months: 1, value: Average(sum + lift), marks: marks(member, .month(month), tally),
                    lists: pack.lists.map { _ in false }, breakdown: breakdown))
        }
        return finish(.month(month), scoredMonths: 1, results)
    }

    /// The places of all active members in one ranking, in the members' order.
    private func rank(
        _ ranking: Int, _ month: Month, _ position: Int, _ members: [Int], _ rows: [RosterRow], _ tally: Tally, _ active: ActiveMonths
    ) -> [MemberResult.Count] {
        let rule = pack.rankings[ranking]
        let isInForce = rule.effective.overlaps(month.firstDay...month.lastDay)
        let counts = members.map { Int(tally.counts[($0 * active.months.count + position) * pack.rankings.count + ranking]) }
        var places = counts.map { MemberResult.Count(count: $0, rank: 0, points: .zero) }
        for field in rule.within == .all ? [Array(members.indices)] : grouped(rows, by: \.group) {
            let ordered = field.sorted { counts[$0] == counts[$1] ? $0 < $1 : counts[$0] > counts[$1] }
            for (index, rank) in zip(ordered, competitionRanks(ordered.map { counts[$0] })) {
                let wins = isInForce && counts[index] >= rule.atLeast && rank <= rule.awards.count
                places[index] = .init(count: counts[index], rank: rank, points: wins ? rule.awards[rank - 1] : .zero)
            }
        }
        return places
    }

    private func marks(_ member: Int, _ period: Period, _ tally: Tally) -> [Bool] {
        pack.marks.enumerated().map { index, mark in
            switch (mark.scope, period) {
            case (.year, _): tally.yearMarks.contains(.init(mark: index, member: member, year: period.year))
            case (.month, .month(let month)): tally.monthMarks.contains(.init(mark: index, member: member, month: month))
            case (.month, _): false
            }
        }
    }

    // MARK: Quarters and years

    private func average(_ period: Period, _ months: [PeriodResult], _ tally: Tally) -> PeriodResult {
        var sums: [Int: (points: Points, months: Int)] = [:]
        for month in months {
            for result in month.members {
                sums[result.member, default: (.zero, 0)].points += result.value.sum
                sums[result.member, default: (.zero, 0)].months += 1
            }
        }
        let results = sums.map { member, sum in
            let row = intake.roster.members[member].row(
                lastActiveIn: period.firstMonth.firstDay, through: min(period.lastMonth.lastDay, asOf))!
            return MemberResult(
                member: member, row: row, months: sum.months, value: Average(sum: sum.points, count: sum.months),
                marks: marks(member, period, tally), lists: pack.lists.map { _ in false }, breakdown: nil)
        }
        return finish(period, scoredMonths: months.count, results)
    }

    // MARK: Order, ranks and lists

    private func finish(_ period: Period, scoredMonths: Int, _ unordered: [MemberResult]) -> PeriodResult {
        var results = unordered.sorted { left, right in
            if !sameBytes(left.row.group, right.row.group) { return precedes(left.row.group, right.row.group) }
            return left.value == right.value ? left.member < right.member : left.value > right.value
        }
        for group in grouped(results, by: \.row.group) {
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

    private func entries(of list: AwardList, _ results: [MemberResult], _ scoredMonths: Int) -> [(result: Int, rank: Int)] {
        switch list.selection {
        case .below(let line):
            return results.indices.filter { results[$0].value < Average(line) }.map { ($0, results[$0].rank) }
        case .top(let last, let within, let qualification):
            let qualified = results.indices.filter { meets(qualification, results[$0], scoredMonths) }
            let groups = within == .all ? [Array(qualified.indices)] : grouped(qualified.map { results[$0] }, by: \.row.group)
            var entries: [(result: Int, rank: Int)] = []
            for group in groups {
                let ordered = group.map { qualified[$0] }.sorted {
                    results[$0].value == results[$1].value ? $0 < $1 : results[$0].value > results[$1].value
                }
                let ranks = competitionRanks(ordered.map { results[$0].value })
                entries += zip(ordered, ranks).filter { $0.1 <= last }.map { ($0.0, $0.1) }
            }
            return entries.sorted { $0.result < $1.result }
        }
    }

    private func meets(_ qualification: Qualification, _ result: MemberResult, _ scoredMonths: Int) -> Bool {
        if let least = qualification.atLeast, result.value < Average(least) { return false }
        if qualification.everyMonth, result.months < scoredMonths { return false }
        if result.months < qualification.months { return false }
        return qualification.right.map { !result.marks[$0] } ?? true
    }

    // MARK: The ledger

    /// By month, member id, rule id, file and line; those without a file first.
    private func sorted(_ ledger: [Posting]) -> [Posting] {
        var order: [String: Int] = [:]
        let names = Set(ledger.map { pack.ruleId($0.source) })
        for (index, name) in names.sorted(by: precedes).enumerated() { order[name] = index }
        let keyed = ledger.map { (key: order[pack.ruleId($0.source)]!, posting: $0) }
        return keyed.sorted { left, right in
            let (one, other) = (left.posting, right.posting)
            if one.month != other.month { return one.month < other.month }
            if one.member != other.member { return one.member < other.member }
            if left.key != right.key { return left.key < right.key }
            switch (one.record, other.record) {
            case (let first?, let second?): return first < second
            case (nil, .some): return true
            default: return false
            }
        }.map(\.posting)
    }
}
