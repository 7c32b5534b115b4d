package import GridModel
package import RulePacks

/// Members who share a place on which something depends: points of a ranking, or the last place of a list.
package struct Tie: Sendable {
    package enum Place: Sendable, Hashable {
        /// A ranking of a month, and the points that each of them wins.
        case ranking(Int, Points)
        /// A list that holds more than it has places because of them, or fewer: how many stand on it.
        case list(Int, Int, places: Int)
    }

    package let period: Period
    package let place: Place
    package let rank: Int
    /// Indices among the results of the period.
    package let results: [Int]
}

extension PeriodResult {
    /// The ties of a period that somebody should look at: rankings in the pack's order, then lists.
    package func ties(_ pack: RulePack) -> [Tie] { rankingTies(pack) + listTies }

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

    private var listTies: [Tie] {
        lists.flatMap { list in
            list.ties.map { Tie(period: period, place: .list(list.list, $0.listed, places: $0.places), rank: $0.rank, results: $0.results) }
        }
    }
}
