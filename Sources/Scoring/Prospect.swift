package import GridModel
package import RulePacks

/// What results would be if an act were done that a pending record lacks, all else as it is.
///
/// Only what the act can reach is made anew, by `Standings`: the departments of those whose results change, and of lists over
/// the whole company those who come near them.
package struct Prospect: Sendable {
    /// A result that would be another one.
    package struct Shift: Sendable {
        package let before: MemberResult
        package let after: MemberResult
    }

    /// A period in which something would be another.
    package struct Change: Sendable {
        package let period: Period
        /// Whether the period is filed: it would not change, but a correction sheet would say so.
        package let isFiled: Bool
        /// The member's own result first, if it changes, then others by department and value.
        package let shifts: [Shift]
    }

    package struct Outcome: Sendable {
        /// By period: months, quarters, years.
        package fileprivate(set) var changes: [Change] = []
        /// Months in which the member has no score: nothing is posted or counted in them.
        package fileprivate(set) var unscored: [Month] = []
        /// Filed periods that have come out differently since: what the act would add to their sheets is not known.
        package fileprivate(set) var corrected: [Period] = []
    }

    private let pack: RulePack
    private let standings: Standings
    private let grounds: [Ground]
    private let places: [Period: Int]

    /// - Parameters:
    ///   - isFiled: whether a period's results stand whatever comes.
    ///   - isCorrected: whether a filed period would now come out differently.
    package init(_ pack: RulePack, _ book: ScoreBook, memberCount: Int, isFiled: (Period) -> Bool, isCorrected: (Period) -> Bool) {
        self.pack = pack
        let standings = Standings(pack, asOf: book.asOf)
        self.standings = standings
        grounds = book.periods.map {
            Ground(
                $0, pack, standings, memberCount: memberCount, isFiled: isFiled($0.period), isCorrected: isFiled($0.period) && isCorrected($0.period))
        }
        places = Dictionary(uniqueKeysWithValues: book.periods.enumerated().map { ($0.element.period, $0.offset) })
    }

    package func outcome(of act: Act) -> Outcome {
        var outcome = Outcome()
        var deltas: [Int: Points] = [:]
        var marksOfYear: [(mark: Int, year: Int)] = []
        for month in Set(act.hits.map(\.month)).sorted() {
            let hits = act.hits.filter { $0.month == month }
            // A right lost for a year is lost even where the month is not scored.
            marksOfYear += hits.flatMap(\.marks).filter { pack.marks[$0].scope == .year }.map { ($0, month.year) }
            guard let ground = places[.month(month)].map({ grounds[$0] }), let place = ground.place(of: act.member) else {
                outcome.unscored.append(month)
                continue
            }
            if ground.isCorrected {
                outcome.corrected.append(.month(month))
                continue
            }
            let shifts = ordered(ground, rescored(ground, place, hits), act.member)
            if shifts.isEmpty { continue }
            outcome.changes.append(Change(period: .month(month), isFiled: ground.isFiled, shifts: shifts))
            if ground.isFiled { continue }
            for shift in shifts { deltas[shift.after.member, default: .zero] += shift.after.value.sum - shift.before.value.sum }
        }
        follow(act, deltas.filter { $0.value != .zero }, marksOfYear, &outcome)
        outcome.changes.sort { places[$0.period]! < places[$1.period]! }
        return outcome
    }

    /// What follows in quarters and years, and from marks of a year in all its periods.
    private func follow(_ act: Act, _ deltas: [Int: Points], _ marks: [(mark: Int, year: Int)], _ outcome: inout Outcome) {
        let months = Set(act.hits.map(\.month))
        for ground in grounds {
            let period = ground.result.period
            var changed: [Int: MemberResult] = [:]
            func change(_ member: Int, _ body: (inout MemberResult) -> Void) {
                guard let place = ground.place(of: member) else { return }
                var result = changed[member] ?? ground.result.members[place]
                body(&result)
                changed[member] = result
            }
            if period.kind != .month, !ground.isFiled, months.contains(where: { period.contains($0) }) {
                for (member, delta) in deltas { change(member) { $0.value = Average(sum: $0.value.sum + delta, count: $0.value.count) } }
            }
            // In a month that the act counts in, its marks are set already.
            let known = outcome.changes.contains { $0.period == period }
            for (mark, year) in marks where year == period.year && !known {
                if let place = ground.place(of: act.member), !ground.result.members[place].marks[mark] { change(act.member) { $0.marks[mark] = true } }
            }
            if changed.isEmpty { continue }
            if ground.isCorrected {
                if !outcome.corrected.contains(period) { outcome.corrected.append(period) }
                continue
            }
            let shifts = ordered(ground, changed, act.member)
            if !shifts.isEmpty { outcome.changes.append(Change(period: period, isFiled: ground.isFiled, shifts: shifts)) }
        }
    }

    // MARK: A month

    /// The results of a month that the hits of an act change, without their order.
    private func rescored(_ ground: Ground, _ place: Int, _ hits: [Act.Hit]) -> [Int: MemberResult] {
        let members = ground.result.members
        guard let made = members[place].breakdown else { return [:] }
        var sums = (minus: made.deductions, plus: made.bonuses)
        var added = [Int](repeating: 0, count: pack.rankings.count)
        var marks = members[place].marks
        for hit in hits {
            for mark in hit.marks { marks[mark] = true }
            switch pack.facts[hit.fact].user {
            case .rule(let rule):
                let points = pack.rules[rule].points
                if points < .zero { sums.minus += points } else { sums.plus += points }
            case .ranking(let ranking): added[ranking] += 1
            }
        }
        var counts: [Int: [MemberResult.Count]] = [place: made.counts]
        for ranking in pack.rankings.indices where added[ranking] > 0 {
            let field = ground.field(of: ranking, place, pack)
            let known = field.map { members[$0].breakdown!.counts[ranking].count + ($0 == place ? added[ranking] : 0) }
            let places = standings.places(in: ranking, ground.result.period.firstMonth, counts: known, groups: [Array(known.indices)])
            for (index, now) in zip(field, places) where index == place || isTold(now, members[index].breakdown!.counts[ranking], ranking) {
                counts[index, default: members[index].breakdown!.counts][ranking] = now
            }
        }
        var changed: [Int: MemberResult] = [:]
        for (index, counts) in counts {
            let own = members[index]
            guard let made = own.breakdown else { continue }
            let result = standings.monthResult(
                own.member, own.row, group: own.group, sums: index == place ? sums : (made.deductions, made.bonuses), places: counts,
                marks: index == place ? marks : own.marks)
            changed[own.member] = result
        }
        return changed
    }

    /// Whether a place is told as another one: over the whole company only where it wins or has won.
    private func isTold(_ now: MemberResult.Count, _ before: MemberResult.Count, _ ranking: Int) -> Bool {
        pack.rankings[ranking].within == .all ? now.points != before.points : now != before
    }

    // MARK: Order

    /// What changes in a period if some results are others.
    private func ordered(_ ground: Ground, _ changed: [Int: MemberResult], _ member: Int) -> [Shift] {
        let members = ground.result.members
        var groups: [Int] = []
        for result in changed.values where !groups.contains(result.group) { groups.append(result.group) }
        var places = groups.flatMap { ground.groups[$0] }
        for contenders in ground.contenders {
            for place in contenders.near(changed.count) where !groups.contains(members[place].group) && !places.contains(place) { places.append(place) }
        }
        // In the order of ids, as the scorer has them.
        places.sort { members[$0].member < members[$1].member }
        let now = standings.ordered(
            ground.result.period, scoredMonths: ground.result.scoredMonths,
            places.map { place in
                var result = changed[members[place].member] ?? members[place]
                result.lists = Flags()
                return result
            })
        var shifts: [Shift] = []
        for var after in now.members {
            let before = members[ground.place(of: after.member)!]
            if !groups.contains(after.group) {
                // Not all of the department are here: only what is said of the whole company is right.
                let company = after.lists
                (after.rank, after.lists) = (before.rank, before.lists)
                for contenders in ground.contenders { after.lists[contenders.list] = company[contenders.list] }
            }
            guard isAnother(after, before) else { continue }
            shifts.append(Shift(before: before, after: after))
        }
        return shifts.filter { $0.after.member == member } + shifts.filter { $0.after.member != member }
    }

    private func isAnother(_ one: MemberResult, _ other: MemberResult) -> Bool {
        one.value != other.value || one.rank != other.rank || one.lists != other.lists || one.marks != other.marks
            || one.breakdown?.counts != other.breakdown?.counts
    }
}

/// A period's results, and where in them everybody is found.
private struct Ground: Sendable {
    /// Those who come near a list over the whole company, the first of it first.
    struct Contenders: Sendable {
        /// Index of the list in the pack.
        let list: Int
        let last: Int
        let ranked: [(result: Int, rank: Int)]

        /// Those who are on the list if the results of so many others change: nobody else can come onto it, and nobody else can
        /// keep somebody off it.
        func near(_ changed: Int) -> some Sequence<Int> { ranked.lazy.prefix { $0.rank <= last + changed }.map(\.result) }
    }

    let result: PeriodResult
    let isFiled: Bool
    let isCorrected: Bool
    /// By group, where its members stand among the results.
    let groups: [Range<Int>]
    let contenders: [Contenders]
    /// By member, the place among the results; -1 for none.
    private let places: [Int32]

    init(_ result: PeriodResult, _ pack: RulePack, _ standings: Standings, memberCount: Int, isFiled: Bool, isCorrected: Bool) {
        (self.result, self.isFiled, self.isCorrected) = (result, isFiled, isCorrected)
        var places = [Int32](repeating: -1, count: memberCount)
        var groups = [Range<Int>](repeating: 0..<0, count: (result.members.last?.group ?? -1) + 1)
        for index in result.members.indices {
            let group = result.members[index].group
            places[result.members[index].member] = Int32(index)
            groups[group] = (groups[group].isEmpty ? index : groups[group].lowerBound)..<index + 1
        }
        (self.places, self.groups) = (places, groups)
        contenders = pack.lists.indices.compactMap { list in
            guard pack.lists[list].files[result.period.kind] != nil,
                case .top(let last, .all, let qualification) = pack.lists[list].selection
            else { return nil }
            return Contenders(list: list, last: last, ranked: standings.ranked(.all, qualification, result.members, result.scoredMonths))
        }
    }

    func place(of member: Int) -> Int? { places[member] < 0 ? nil : Int(places[member]) }

    /// The places of those whom a member is compared with in a ranking.
    func field(of ranking: Int, _ place: Int, _ pack: RulePack) -> Range<Int> {
        pack.rankings[ranking].within == .all ? result.members.indices : groups[result.members[place].group]
    }
}
