package import GridModel
package import RulePacks

/// Who has been on the lists that streaks go by in all periods before one: whoever is on such a list in it too makes a streak.
package struct Streaks: Sendable {
    /// By list of the pack.
    private var ready: [Int: Set<Int>] = [:]

    /// Before the first period, and for packs without streaks.
    package static let none = Streaks()

    private init() {}

    /// - Parameter result: what stands of a period before; nil if there is nothing, which breaks the row.
    package init(_ pack: RulePack, before period: Period, _ result: (Period) -> PeriodResult?) {
        for (index, list) in pack.lists.enumerated() where list.files[period.kind] != nil {
            guard case .streak(let of, let periods) = list.selection else { continue }
            var members: Set<Int>?
            var earlier = period
            for _ in 1..<periods where members?.isEmpty != true {
                earlier = earlier.previous
                let results = result(earlier)?.members ?? []
                let listed = Set(results.indices.lazy.filter { results[$0].lists[of] }.map { results[$0].member })
                members = members?.intersection(listed) ?? listed
            }
            ready[index] = members
        }
    }

    /// Whether a member is on a list once being on the one that it goes by.
    package func isReady(_ member: Int, for list: Int) -> Bool { ready[list]?.contains(member) ?? false }

    /// The same if a member had been on other lists.
    mutating func set(_ isReady: Bool, _ member: Int, for list: Int) {
        if isReady { ready[list, default: []].insert(member) } else { ready[list]?.remove(member) }
    }
}

extension RulePack {
    /// Whether there are lists by streaks for a sort of period.
    package func hasStreaks(_ kind: Period.Kind) -> Bool { lists.contains { $0.isStreak && $0.files[kind] != nil } }

    /// Whether a period goes by another one: by a month of it, by a month that its changes are compared with, or by an earlier
    /// one of its sort whose lists make its own.
    package func goes(_ period: Period, by other: Period) -> Bool {
        if other.kind == .month, other != period {
            let shifts = [0] + measures.compactMap { $0.change?.against.months(period.kind) }
            if shifts.contains(where: { period.contains(other.firstMonth.advanced(by: $0)) }) { return true }
        }
        guard period.kind == other.kind, other.lastMonth < period.firstMonth else { return false }
        let reach = lists.indices.filter { lists[$0].files[period.kind] != nil }.map { self.reach(of: $0) }.max() ?? 0
        return sequence(first: period.previous) { $0.previous }.prefix(reach).contains(other)
    }

    /// On how many periods before one a list rests.
    private func reach(of list: Int) -> Int {
        guard case .streak(let of, let periods) = lists[list].selection else { return 0 }
        return periods - 1 + reach(of: of)
    }
}

extension Standings {
    /// The same results with the lists that are streaks.
    ///
    /// - Parameters:
    ///   - periods: those of each sort in the order of time.
    ///   - kinds: the sorts that are meant; others are left as they are.
    ///   - standing: what stands in the place of a period's result for those that come after it.
    package func linked(_ periods: [PeriodResult], _ kinds: [Period.Kind], standing: [Period: PeriodResult] = [:]) -> [PeriodResult] {
        let kinds = kinds.filter { pack.hasStreaks($0) }
        if kinds.isEmpty { return periods }
        var stands: [Period: PeriodResult] = [:]
        return periods.map { result in
            guard kinds.contains(result.period.kind) else { return result }
            let linked = linked(result, Streaks(pack, before: result.period) { stands[$0] })
            stands[result.period] = standing[result.period] ?? linked
            return linked
        }
    }

    private func linked(_ result: PeriodResult, _ streaks: Streaks) -> PeriodResult {
        var (members, lists) = (result.members, result.lists)
        for (place, own) in lists.enumerated() {
            guard case .streak(let of, _) = pack.lists[own.list].selection, let file = pack.lists[own.list].files[result.period.kind] else { continue }
            for entry in own.entries { members[entry.result].lists[own.list] = false }
            let entries = streak(own.list, file, lists.first { $0.list == of }, streaks) { (members[$0].member, members[$0].months) }
            for entry in entries { members[entry.result].lists[own.list] = true }
            lists[place] = ListResult(list: own.list, entries: entries)
        }
        return PeriodResult(
            period: result.period, isFinal: result.isFinal, scoredMonths: result.scoredMonths, members: members, lists: lists)
    }

    /// Those of a list who have been on it in the periods before, with the rank that they have there.
    func streak(
        _ list: Int, _ file: ListFile, _ of: ListResult?, _ streaks: Streaks, _ who: (Int) -> (member: Int, months: Int)
    ) -> [(result: Int, rank: Int)] {
        (of?.entries ?? []).filter { entry in
            let (member, months) = who(entry.result)
            return months >= file.months && streaks.isReady(member, for: list)
        }
    }
}

extension ScoreBook {
    /// Who has been on lists before a period, as far as its own go by them.
    package func streaks(before period: Period, _ pack: RulePack) -> Streaks {
        pack.hasStreaks(period.kind) ? Streaks(pack, before: period) { result(of: $0) } : .none
    }
}
