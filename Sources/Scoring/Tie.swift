package import GridModel
package import RulePacks

/// Members who share a place on which something depends: points of a ranking, or the last place of a list.
package struct Tie: Sendable {
    package enum Place: Sendable, Hashable {
        /// A ranking of a month, and the points that each of them wins.
        case ranking(Int, Points)
        /// A list that holds more than it was meant for because of them: how many stand on it.
        case list(Int, Int)
    }

    package let period: Period
    package let place: Place
    package let rank: Int
    /// Indices among the results of the period.
    package let results: [Int]
}

extension PeriodResult {
    /// The ties of a period that somebody should look at: rankings in the pack's order, then lists.
    package func ties(_ pack: RulePack) -> [Tie] { rankingTies(pack) + listTies(pack) }

    private func rankingTies(_ pack: RulePack) -> [Tie] {
        guard period.kind == .month else { return [] }
        var ties: [Tie] = []
        for (ranking, rule) in pack.rankings.enumerated() {
            var winners: [[Int]: [Int]] = [:]
            for index in members.indices {
                guard let place = members[index].breakdown?.counts[ranking], place.points != .zero else { continue }
                winners[[rule.within == .all ? 0 : members[index].group, place.rank], default: []].append(index)
            }
            for (key, results) in winners.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) where results.count > 1 {
                let points = members[results[0]].breakdown!.counts[ranking].points
                ties.append(Tie(period: period, place: .ranking(ranking, points), rank: key[1], results: results))
            }
        }
        return ties
    }

    private func listTies(_ pack: RulePack) -> [Tie] {
        var ties: [Tie] = []
        for list in lists {
            guard case .top(let last, let within, _) = pack.lists[list.list].selection else { continue }
            var fields: [Int: [(result: Int, rank: Int)]] = [:]
            for entry in list.entries { fields[within == .all ? 0 : members[entry.result].group, default: []].append(entry) }
            for (_, entries) in fields.sorted(by: { $0.key < $1.key }) where entries.count > last {
                let rank = entries.map(\.rank).max()!
                let results = entries.filter { $0.rank == rank }.map(\.result)
                ties.append(Tie(period: period, place: .list(list.list, entries.count), rank: rank, results: results))
            }
        }
        return ties
    }
}
