import GridModel
import RulePacks

/// A period's results, and where in them everybody is found.
struct ProspectGround: Sendable {
    /// Those who come near a list over the whole company, the first of it first.
    struct Contenders: Sendable {
        /// Index of the list in the pack.
        let list: Int
        let cut: AwardCut
        let ranked: [(result: Int, rank: Int)]
        /// By result, whether it is among the ranked; empty where the list does not ask how many they are.
        private let isRanked: [Bool]

        init(list: Int, cut: AwardCut, ranked: [(result: Int, rank: Int)], resultCount: Int) {
            (self.list, self.cut, self.ranked) = (list, cut, ranked)
            guard case .share = cut else {
                isRanked = []
                return
            }
            var isRanked = [Bool](repeating: false, count: resultCount)
            for (result, _) in ranked { isRanked[result] = true }
            self.isRanked = isRanked
        }

        /// How many of the ranked are not among some results; nil where the list does not ask.
        func absent(from results: [Int]) -> Int? {
            isRanked.isEmpty ? nil : results.reduce(ranked.count) { isRanked[$1] ? $0 - 1 : $0 }
        }

        /// Those who are on the list if the results of so many others change: nobody else can come onto it, and nobody else can
        /// keep somebody off it.
        func near(_ changed: Int) -> some Sequence<Int> {
            // As many more may be compared.
            let last = cut.places(of: ranked.count + changed) + changed
            return ranked.lazy.prefix { $0.rank <= last }.map(\.result)
        }
    }

    let result: PeriodResult
    let sums: MonthSums
    let streaks: Streaks
    let isFiled: Bool
    let isCorrected: Bool
    /// By group, where its members stand among the results.
    let groups: [Range<Int>]
    let contenders: [Contenders]
    /// By member, the place among the results; -1 for none.
    private let places: [Int32]

    init(
        _ result: PeriodResult, _ pack: RulePack, _ standings: Standings, _ sums: MonthSums, _ streaks: Streaks, memberCount: Int, isFiled: Bool,
        isCorrected: Bool
    ) {
        (self.result, self.sums, self.streaks, self.isFiled, self.isCorrected) = (result, sums, streaks, isFiled, isCorrected)
        var places = [Int32](repeating: -1, count: memberCount)
        var groups = [Range<Int>](repeating: 0..<0, count: (result.members.last?.group ?? -1) + 1)
        for index in result.members.indices {
            let group = result.members[index].group
            places[result.members[index].member] = Int32(index)
            groups[group] = (groups[group].isEmpty ? index : groups[group].lowerBound)..<index + 1
        }
        (self.places, self.groups) = (places, groups)
        contenders = pack.lists.enumerated().compactMap { index, list in
            guard let file = list.files[result.period.kind], case .top(let cut, .all, let qualification) = list.selection else { return nil }
            let fields = result.members.withUnsafeBufferPointer { members in
                let members = members.indices.map { members.baseAddress! + $0 }
                return standings.compared(list, file, .all, qualification, members, result.scoredMonths, sums)
            }
            return Contenders(list: index, cut: cut, ranked: fields[0], resultCount: result.members.count)
        }
    }

    func place(of member: Int) -> Int? { places[member] < 0 ? nil : Int(places[member]) }

    /// The places of those whom a member is compared with in a ranking.
    func field(of ranking: Int, _ place: Int, _ pack: RulePack) -> Range<Int> {
        pack.rankings[ranking].within == .all ? result.members.indices : groups[result.members[place].group]
    }
}
