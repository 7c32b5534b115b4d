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
        /// By period: months, then longer ones.
        package fileprivate(set) var changes: [Change] = []
        /// Months in which the member has no score: nothing is posted or counted in them.
        package fileprivate(set) var unscored: [Month] = []
        /// Filed periods that have come out differently since: what the act would add to their sheets is not known.
        package fileprivate(set) var corrected: [Period] = []
        /// Whether only the next run will say what follows, by the pack's rules.
        package fileprivate(set) var isUnknown = false
    }

    private let pack: RulePack
    private let standings: Standings
    private let asOf: CivilDate
    private let roster: Roster
    /// Months, then longer periods.
    private let grounds: [ProspectGround]

    /// - Parameters:
    ///   - isFiled: whether a period's results stand whatever comes.
    ///   - isCorrected: whether a filed period would now come out differently.
    package init(_ pack: RulePack, _ book: ScoreBook, _ roster: Roster, isFiled: (Period) -> Bool, isCorrected: (Period) -> Bool) {
        (self.pack, self.roster, asOf) = (pack, roster, book.asOf)
        let standings = Standings(pack, asOf: book.asOf)
        self.standings = standings
        grounds = book.periods.map { result in
            let isFiled = isFiled(result.period)
            return ProspectGround(
                result, pack, standings, book.monthSums(result.period), book.streaks(before: result.period, pack),
                memberCount: roster.members.count, isFiled: isFiled, isCorrected: isFiled && isCorrected(result.period))
        }
    }

    package func outcome(of act: Act) -> Outcome {
        var outcome = Outcome()
        if isOpen(act) {
            outcome.isUnknown = true
            return outcome
        }
        outcome.unscored = Set(act.hits.map(\.month)).sorted().filter { month in
            !grounds.contains { $0.result.period == .month(month) && $0.place(of: act.member) != nil }
        }
        var deltas: [(month: Month, member: Int, points: Points)] = []
        // By period, whose lists are others.
        var relisted: [Period: [Int: Flags]] = [:]
        for ground in grounds {
            let period = ground.result.period
            var (sums, streaks) = (ground.sums, ground.streaks)
            var changed = period.kind == .month ? rescored(ground, act) : averaged(ground, act, deltas.filter { period.contains($0.month) }, &sums)
            if !ground.isFiled, !relisted.isEmpty { relink(ground, relisted, &streaks, &changed) }
            if changed.isEmpty { continue }
            if ground.isCorrected {
                outcome.corrected.append(period)
                continue
            }
            let shifts = ordered(ground, changed, sums, streaks, act.member)
            if shifts.isEmpty { continue }
            outcome.changes.append(Change(period: period, isFiled: ground.isFiled, shifts: shifts))
            if ground.isFiled { continue }
            if pack.hasStreaks(period.kind) {
                for shift in shifts where shift.after.lists != shift.before.lists { relisted[period, default: [:]][shift.after.member] = shift.after.lists }
            }
            if period.kind != .month { continue }
            for shift in shifts where shift.after.value != shift.before.value {
                deltas.append((period.firstMonth, shift.after.member, shift.after.value.sum - shift.before.value.sum))
            }
        }
        return outcome
    }

    /// Whether only a run can tell: of a mark of active members too, if the member is not active in the month it would be set in.
    private func isOpen(_ act: Act) -> Bool {
        act.isOpen
            || act.hits.contains { hit in
                hit.marks.contains { !pack.marks[$0].whenInactive } && !roster.members[act.member].isActive(in: hit.month, asOf: asOf)
            }
    }

    /// The marks of a member once the act is done.
    private func marks(_ act: Act, _ period: Period, _ before: Flags) -> Flags {
        var marks = before
        for hit in act.hits {
            for mark in hit.marks where pack.marks[mark].holds(in: period, since: hit.day ?? hit.month.firstDay, hit.month) { marks[mark] = true }
        }
        return marks
    }

    /// The results of a longer period that change with its months or by marks, without their order.
    private func averaged(
        _ ground: ProspectGround, _ act: Act, _ deltas: [(month: Month, member: Int, points: Points)], _ sums: inout MonthSums
    ) -> [Int: MemberResult] {
        let members = ground.result.members
        var changed: [Int: MemberResult] = [:]
        for (month, member, points) in deltas where !ground.isFiled {
            guard let place = ground.place(of: member) else { continue }
            sums.add(points, to: member, in: month)
            var result = changed[member] ?? members[place]
            result.value = standings.value(sums[member].points, sums[member].months, ground.result.period)
            changed[member] = result
        }
        if let place = ground.place(of: act.member) {
            let set = marks(act, ground.result.period, members[place].marks)
            if set != members[place].marks { changed[act.member, default: members[place]].marks = set }
        }
        return changed
    }

    /// Puts in who makes or breaks a streak because lists of earlier periods are others.
    private func relink(
        _ ground: ProspectGround, _ relisted: [Period: [Int: Flags]], _ streaks: inout Streaks, _ changed: inout [Int: MemberResult]
    ) {
        let period = ground.result.period
        func isListed(_ member: Int, on list: Int, in period: Period) -> Bool {
            if let lists = relisted[period]?[member] { return lists[list] }
            guard let ground = grounds.first(where: { $0.result.period == period }), let place = ground.place(of: member) else { return false }
            return ground.result.members[place].lists[list]
        }
        let members = Set(relisted.filter { pack.goes(period, by: $0.key) && $0.key.kind == period.kind }.flatMap(\.value.keys))
        for (list, definition) in pack.lists.enumerated() where definition.files[period.kind] != nil {
            guard case .streak(let of, let periods) = definition.selection else { continue }
            for member in members {
                let isReady = sequence(first: period.previous) { $0.previous }.prefix(periods - 1).allSatisfy { isListed(member, on: of, in: $0) }
                guard isReady != streaks.isReady(member, for: list) else { continue }
                streaks.set(isReady, member, for: list)
                guard let place = ground.place(of: member), changed[member] == nil else { continue }
                changed[member] = ground.result.members[place]
            }
        }
    }

    // MARK: A month

    /// The results of a month that an act changes, without their order.
    private func rescored(_ ground: ProspectGround, _ act: Act) -> [Int: MemberResult] {
        let (members, month) = (ground.result.members, ground.result.period.firstMonth)
        let hits = act.hits.filter { $0.month == month }
        guard let place = ground.place(of: act.member) else { return [:] }
        let marks = marks(act, ground.result.period, members[place].marks)
        guard !hits.isEmpty || marks != members[place].marks, let made = members[place].breakdown else { return [:] }
        var sums = (minus: made.deductions, plus: made.bonuses)
        var added = [Int](repeating: 0, count: pack.rankings.count)
        for hit in hits {
            if let rule = hit.rule(pack) {
                let points = pack.rules[rule].points
                if points < .zero { sums.minus += points } else { sums.plus += points }
            } else if case .ranking(let ranking) = pack.facts[hit.fact].user {
                added[ranking] += 1
            }
        }
        var counts: [Int: [MemberResult.Count]] = [place: made.counts]
        for ranking in pack.rankings.indices where added[ranking] > 0 {
            let field = ground.field(of: ranking, place, pack)
            let known = field.map { members[$0].breakdown!.counts[ranking].count + ($0 == place ? added[ranking] : 0) }
            let asksForDays = pack.rankings[ranking].partMonth != .full
            let days = asksForDays ? field.map { standings.activeDays(roster.members[members[$0].member], in: month) } : []
            let places = standings.places(in: ranking, month, counts: known, days: days, groups: [Array(known.indices)])
            for (index, now) in zip(field, places) where index == place || isTold(now, members[index].breakdown!.counts[ranking], ranking) {
                counts[index, default: members[index].breakdown!.counts][ranking] = now
            }
        }
        var changed: [Int: MemberResult] = [:]
        for (index, counts) in counts {
            let own = members[index]
            guard let made = own.breakdown else { continue }
            let result = standings.monthResult(
                own.member, own.row, group: own.group, sums: index == place ? sums : (made.deductions, made.bonuses), places: counts, measured: made.measured,
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
    private func ordered(
        _ ground: ProspectGround, _ changed: [Int: MemberResult], _ sums: MonthSums, _ streaks: Streaks, _ member: Int
    ) -> [Shift] {
        let members = ground.result.members
        let listsOfAll = pack.lists.indices.filter { pack.lists[$0].isOfAll }
        var groups: [Int] = []
        for result in changed.values where !groups.contains(result.group) { groups.append(result.group) }
        var places = groups.flatMap { ground.groups[$0] }
        var others: Set<Int> = []
        for contenders in ground.contenders {
            for place in contenders.near(changed.count) where !groups.contains(members[place].group) { others.insert(place) }
        }
        places += others
        let absent = ground.contenders.compactMap { contenders in contenders.absent(from: places).map { (contenders.list, $0) } }
        let changes = Array(changed.values)
        return members.withUnsafeBufferPointer { members in
            changes.withUnsafeBufferPointer { changes in
                var now = places.map { members.baseAddress! + $0 }
                var places = places
                for (index, change) in changes.enumerated() {
                    let place = ground.place(of: change.member)!
                    now[places.firstIndex(of: place)!] = changes.baseAddress! + index
                }
                let order = standings.order(
                    ground.result.period, scoredMonths: ground.result.scoredMonths, now, sums, streaks,
                    absent: Dictionary(uniqueKeysWithValues: absent))
                (now, places) = (order.places.map { now[$0] }, order.places.map { places[$0] })
                var lists = [Flags](repeating: Flags(), count: now.count)
                for list in order.lists {
                    for (position, _) in list.entries { lists[position][list.list] = true }
                }
                var shifts: [Shift] = []
                for position in now.indices {
                    let (before, after) = (members.baseAddress! + places[position], now[position])
                    let isWhole = groups.contains(after.pointee.group)
                    // Where not all of the department are here, only what is said of the whole company is right.
                    let rank = isWhole ? order.ranks[position] : before.pointee.rank
                    var own = isWhole ? lists[position] : before.pointee.lists
                    if !isWhole { for list in listsOfAll { own[list] = lists[position][list] } }
                    guard rank != before.pointee.rank || own != before.pointee.lists || (after != before && isAnother(after, before)) else { continue }
                    var result = after.pointee
                    (result.rank, result.lists) = (rank, own)
                    shifts.append(Shift(before: before.pointee, after: result))
                }
                return shifts.filter { $0.after.member == member } + shifts.filter { $0.after.member != member }
            }
        }
    }

    private func isAnother(_ one: UnsafePointer<MemberResult>, _ other: UnsafePointer<MemberResult>) -> Bool {
        one.pointee.value != other.pointee.value || one.pointee.marks != other.pointee.marks
            || one.pointee.breakdown?.counts != other.pointee.breakdown?.counts
    }
}
