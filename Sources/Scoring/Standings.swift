package import GridModel
package import RulePacks

/// What follows from counts and sums once records have been added up: places in rankings, scores, ranks and lists.
///
/// Nothing is ranked anywhere else: whoever asks what would be if a count or a posting were another asks here too.
package struct Standings: Sendable {
    let pack: RulePack
    private let asOf: CivilDate
    private let caps: Bool

    package init(_ pack: RulePack, asOf: CivilDate) {
        (self.pack, self.asOf, caps) = (pack, asOf, pack.caps)
    }

    // MARK: Months

    /// The places in one ranking of a month.
    ///
    /// - Parameters:
    ///   - counts: of all who are compared.
    ///   - days: on how many days of the month they are active, as `activeDays` has it; none where the ranking does not ask.
    ///   - groups: their indices, group by group.
    package func places(in ranking: Int, _ month: Month, counts: [Int], days: [Int], groups: [[Int]]) -> [MemberResult.Count] {
        let rule = pack.rankings[ranking]
        let field = RankingField(rule, isInForce: isInForce(rule, month), counts: counts, days: days, whole: dayCount(month))
        var places = counts.map { MemberResult.Count(count: $0, rank: 0, points: .zero) }
        for members in rule.within == .all ? [Array(counts.indices)] : groups { field.rank(members, &places) }
        return places
    }

    /// Whether there is anything to be won in a month.
    package func isInForce(_ rule: Ranking, _ month: Month) -> Bool { rule.effective.overlaps(month.firstDay...month.lastDay) }

    /// How many days of a month there have been.
    package func dayCount(_ month: Month) -> Int { max(0, Int(min(month.lastDay, asOf).dayNumber - month.firstDay.dayNumber) + 1) }

    /// On how many days of a month a member is active.
    package func activeDays(_ member: Member, in month: Month) -> Int {
        member.activeDays(from: month.firstDay, through: min(month.lastDay, asOf))
    }

    /// The result of a member in a month, without rank and lists.
    ///
    /// - Parameters:
    ///   - sums: what rules have taken and given.
    ///   - places: in each ranking of the pack.
    ///   - measured: what measures with a weight give.
    package func monthResult(
        _ member: Int, _ row: RosterRow, group: Int, sums: (minus: Points, plus: Points), places: [MemberResult.Count],
        measured: Points = .zero, marks: Flags
    ) -> MemberResult {
        var bonus = Points.zero
        for place in places where place.points != .zero { bonus += place.points }
        let sum = pack.scoring.base + sums.minus + sums.plus + bonus + measured
        let (lift, fall) = adjustments(sum, marks)
        let breakdown = MemberResult.Breakdown(
            base: pack.scoring.base, deductions: sums.minus, bonuses: sums.plus, rankingBonus: bonus, measured: measured, floorAdjustment: lift, capAdjustment: fall,
            counts: places)
        return MemberResult(
            member: member, row: row, group: group, months: 1, value: Average(sum + lift + fall), marks: marks, breakdown: breakdown)
    }

    /// What a sum is raised by to the floor, and lowered by to the cap: that of all or of the marks that are set, the lowest.
    @inline(__always)
    package func adjustments(_ sum: Points, _ marks: Flags) -> (lift: Points, fall: Points) {
        let lift = pack.scoring.floor.map { sum < $0 ? $0 - sum : .zero } ?? .zero
        guard caps else { return (lift, .zero) }
        let cap = (pack.marks.indices.filter { marks[$0] }.map { pack.marks[$0].cap } + [pack.scoring.cap]).compactMap { $0 }.min()
        return (lift, cap.map { $0 < sum + lift ? $0 - sum - lift : .zero } ?? .zero)
    }

    // MARK: Quarters and years

    /// The average of so many scored months of a period.
    package func value(_ sum: Points, _ months: Int, _ period: Period) -> Average {
        let average = Average(sum: sum, count: pack.scoring.average == .scored ? months : period.kind.length)
        return pack.scoring.comparison == .exact ? average : Average(average.rounded)
    }

    // MARK: Order, ranks and lists

    /// The order of results, with ranks and lists.
    package struct Order: Sendable {
        /// Who stands at each position, as an index into what was given: by group, value from the highest, and member id.
        package let places: [Int]
        /// By position, the competition rank within the group.
        package let ranks: [Int]
        /// Their entries are positions.
        package let lists: [ListResult]
    }

    /// The results of a period in their order, with ranks and lists.
    ///
    /// - Parameters:
    ///   - sums: of the months of a longer period.
    ///   - streaks: of the periods before.
    package func ordered(
        _ period: Period, scoredMonths: Int, _ unordered: [MemberResult], _ sums: MonthSums, _ streaks: Streaks = .none
    ) -> PeriodResult {
        let order = unordered.withUnsafeBufferPointer { results in
            self.order(period, scoredMonths: scoredMonths, results.indices.map { results.baseAddress! + $0 }, sums, streaks)
        }
        var results = order.places.map { unordered[$0] }
        for position in results.indices { results[position].rank = order.ranks[position] }
        for list in order.lists {
            for (position, _) in list.entries { results[position].lists[list.list] = true }
        }
        return PeriodResult(
            period: period, isFinal: period.isFinal(asOf: asOf), scoredMonths: scoredMonths, members: results, lists: order.lists)
    }

    /// The order of results that stay where they are: copies would count references for each.
    ///
    /// - Parameter absent: by list over the whole company, how many of those who are compared are not among the results, for all
    ///   of these come behind the last place.
    package func order(
        _ period: Period, scoredMonths: Int, _ unordered: [UnsafePointer<MemberResult>], _ sums: MonthSums, _ streaks: Streaks,
        absent: [Int: Int] = [:]
    ) -> Order {
        var keys = unordered.indices.map { index in
            let result = unordered[index]
            return (group: result.pointee.group, value: result.pointee.value, member: result.pointee.member, index: index)
        }
        keys.sort { one, other in
            if one.group != other.group { return one.group < other.group }
            // Members are numbered in the order of their ids.
            return one.value == other.value ? one.member < other.member : one.value > other.value
        }
        let results = keys.map { unordered[$0.index] }
        var ranks: [Int] = []
        for group in runs(Array(results.indices), results) { ranks += competitionRanks(group.map { keys[$0].value }) }
        var lists: [ListResult] = []
        for (index, list) in pack.lists.enumerated() {
            guard let file = list.files[period.kind] else { continue }
            switch list.selection {
            case .below(let line, let orEqual):
                lists.append(ListResult(list: index, entries: below(Average(line), orEqual, file, results, ranks)))
            case .top(let cut, let within, let qualification):
                let fields = compared(list, file, within, qualification, results, scoredMonths, sums)
                lists.append(first(cut, of: fields, list: index, absent: absent[index] ?? 0))
            case .streak(let of, _):
                let entries = streak(index, file, lists.first { $0.list == of }, streaks) {
                    (results[$0].pointee.member, results[$0].pointee.months)
                }
                lists.append(ListResult(list: index, entries: entries))
            }
        }
        return Order(places: keys.map(\.index), ranks: ranks, lists: lists)
    }

    /// Positions of results, which stand group by group, cut where a group ends.
    private func runs(_ positions: [Int], _ results: [UnsafePointer<MemberResult>]) -> [ArraySlice<Int>] {
        var (runs, start): ([ArraySlice<Int>], Int) = ([], 0)
        for end in positions.indices.map({ $0 + 1 })
        where end == positions.count || results[positions[end]].pointee.group != results[positions[start]].pointee.group {
            runs.append(positions[start..<end])
            start = end
        }
        return runs
    }

    private func below(
        _ line: Average, _ orEqual: Bool, _ file: ListFile, _ results: [UnsafePointer<MemberResult>], _ ranks: [Int]
    ) -> [(result: Int, rank: Int)] {
        results.indices.filter { results[$0].pointee.months >= file.months && results[$0].pointee.value.isBelow(line, orEqual: orEqual) }
            .map { ($0, ranks[$0]) }
    }

    /// The first of each field, and who ties across the cut.
    private func first(_ cut: AwardCut, of fields: [[(result: Int, rank: Int)]], list: Int, absent: Int) -> ListResult {
        var entries: [(result: Int, rank: Int)] = []
        var ties: [ListTie] = []
        for field in fields {
            let edge = cut.edge(field.lazy.map(\.rank), of: field.count + absent)
            let inside = field.prefix { $0.rank <= edge.last }
            entries += inside
            guard let rank = edge.tied else { continue }
            ties.append(
                ListTie(places: edge.places, listed: inside.count, rank: rank, results: field.filter { $0.rank == rank }.map(\.result)))
        }
        return ListResult(list: list, entries: entries.sorted { $0.result < $1.result }, ties: ties)
    }

    /// The qualified of each field with their ranks, the first of each first.
    package func compared(
        _ list: AwardList, _ file: ListFile, _ within: Field, _ qualification: Qualification, _ results: [UnsafePointer<MemberResult>],
        _ scoredMonths: Int, _ sums: MonthSums
    ) -> [[(result: Int, rank: Int)]] {
        let qualified = results.indices.filter {
            qualification.shortfall(results[$0], scoredMonths: scoredMonths, listed: file.months) == nil
        }
        return (within == .all ? [qualified[...]] : runs(qualified, results)).map { field in
            var ordered = field.compactMap { position in
                sums.value(list.measure, of: results[position].pointee.member, average: results[position].pointee.value).map {
                    (value: $0, result: position)
                }
            }
            ordered.sort { $0.value == $1.value ? $0.result < $1.result : $0.value > $1.value }
            return zip(ordered, competitionRanks(ordered.map(\.value))).map { ($0.result, $1) }
        }
    }
}

extension Average {
    /// Whether a result is on the list of those below a line.
    package func isBelow(_ line: Average, orEqual: Bool) -> Bool { self < line || (orEqual && self == line) }
}
