package import GridModel
package import RulePacks

/// What follows from counts and sums once records have been added up: places in rankings, scores, ranks and lists.
///
/// Nothing is ranked anywhere else: whoever asks what would be if a count or a posting were another asks here too.
package struct Standings: Sendable {
    private let pack: RulePack
    private let asOf: CivilDate

    package init(_ pack: RulePack, asOf: CivilDate) {
        (self.pack, self.asOf) = (pack, asOf)
    }

    // MARK: Months

    /// The places in one ranking of a month.
    ///
    /// - Parameters:
    ///   - counts: of all who are compared.
    ///   - groups: their indices, group by group.
    package func places(in ranking: Int, _ month: Month, counts: [Int], groups: [[Int]]) -> [MemberResult.Count] {
        let rule = pack.rankings[ranking]
        let isInForce = rule.effective.overlaps(month.firstDay...month.lastDay)
        var places = counts.map { MemberResult.Count(count: $0, rank: 0, points: .zero) }
        for field in rule.within == .all ? [Array(counts.indices)] : groups {
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

    /// The result of a member in a month, without rank and lists.
    ///
    /// - Parameters:
    ///   - sums: what rules have taken and given.
    ///   - places: in each ranking of the pack.
    package func monthResult(
        _ member: Int, _ row: RosterRow, group: Int, sums: (minus: Points, plus: Points), places: [MemberResult.Count], marks: Flags
    ) -> MemberResult {
        var bonus = Points.zero
        for place in places where place.points != .zero { bonus += place.points }
        let sum = pack.scoring.base + sums.minus + sums.plus + bonus
        let lift = pack.scoring.floor.map { sum < $0 ? $0 - sum : .zero } ?? .zero
        let breakdown = MemberResult.Breakdown(
            base: pack.scoring.base, deductions: sums.minus, bonuses: sums.plus, rankingBonus: bonus, floorAdjustment: lift, counts: places)
        return MemberResult(member: member, row: row, group: group, months: 1, value: Average(sum + lift), marks: marks, breakdown: breakdown)
    }

    // MARK: Order, ranks and lists

    /// The results of a period in their order, with ranks and lists.
    ///
    /// - Parameter unordered: in the order of the members' ids.
    package func ordered(_ period: Period, scoredMonths: Int, _ unordered: [MemberResult]) -> PeriodResult {
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
            return ranked(within, qualification, results, scoredMonths).filter { $0.rank <= last }.sorted { $0.result < $1.result }
        }
    }

    /// The qualified of each field with their ranks, the first of each first.
    package func ranked(
        _ within: Field, _ qualification: Qualification, _ results: [MemberResult], _ scoredMonths: Int
    ) -> [(result: Int, rank: Int)] {
        let qualified = results.withUnsafeBufferPointer { results in
            results.indices.filter { qualification.shortfall(results.baseAddress! + $0, scoredMonths: scoredMonths) == nil }
        }
        var entries: [(result: Int, rank: Int)] = []
        for field in within == .all ? [qualified[...]] : runs(qualified, results) {
            var ordered = field.map { (value: results[$0].value, result: $0) }
            ordered.sort { $0.value == $1.value ? $0.result < $1.result : $0.value > $1.value }
            entries += zip(ordered, competitionRanks(ordered.map(\.value))).lazy.map { ($0.result, $1) }
        }
        return entries
    }
}
