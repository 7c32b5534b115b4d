package import GridModel
package import RulePacks

/// Those whom a ranking of a month compares.
struct RankingField {
    private let rule: Ranking
    private let isInForce: Bool
    private let counts: [Int]
    private let days: [Int]
    private let whole: Int

    /// - Parameters:
    ///   - isInForce: whether there is anything to be won.
    ///   - days: on how many days of the month each is active; not asked for where the ranking takes all in full.
    ///   - whole: how many days the month has had.
    init(_ rule: Ranking, isInForce: Bool, counts: [Int], days: [Int], whole: Int) {
        (self.rule, self.isInForce, self.counts, self.days, self.whole) = (rule, isInForce, counts, days, whole)
    }

    /// Puts in the places of those who are compared with each other, in the order of their ids.
    func rank(_ field: [Int], _ places: inout [MemberResult.Count]) {
        let takesPart = rule.partMonth == .leftOut ? field.filter { days[$0] == whole } : field
        let (ordered, ranks) = rule.partMonth == .perDay ? rankedByDay(takesPart) : ranked(takesPart)
        let hasWinners = isInForce && takesPart.count >= rule.membersAtLeast
        let shown = rule.ties == .noSkip ? denseRanks(ranks) : ranks
        for place in ordered.indices {
            let (index, rank) = (ordered[place], shown[place])
            let wins = hasWinners && counts[index] >= rule.atLeast && rank <= rule.awards.count
            places[index] = .init(
                count: counts[index], rank: rank, points: !wins ? .zero : rule.ties == .split ? share(ranks, place) : rule.awards[rank - 1])
        }
        guard takesPart.count < field.count else { return }
        for index in field where days[index] != whole {
            places[index] = .init(count: counts[index], rank: takesPart.count + 1, points: .zero)
        }
    }

    private func ranked(_ field: [Int]) -> (ordered: [Int], ranks: [Int]) {
        // The highest count first, and among equal ones the first member: both in one number.
        var keys = field.map { -counts[$0] << 32 | $0 }
        keys.sort()
        return (keys.map { $0 & 0xFFFF_FFFF }, competitionRanks(keys.map { $0 >> 32 }))
    }

    private func rankedByDay(_ field: [Int]) -> (ordered: [Int], ranks: [Int]) {
        var keys = field.map { (value: Average(sum: Points(hundredths: counts[$0]), count: max(1, days[$0])), index: $0) }
        keys.sort { $0.value == $1.value ? $0.index < $1.index : $0.value > $1.value }
        return (keys.map(\.index), competitionRanks(keys.map(\.value)))
    }

    /// What each of those who share a rank gets of the points of the places they take together.
    private func share(_ ranks: [Int], _ place: Int) -> Points {
        rule.share(of: ranks.count { $0 == ranks[place] }, from: ranks[place])
    }
}

extension Ranking {
    /// What each of so many gets who divide the points of the places from a rank on, rounded down to hundredths.
    package func share(of count: Int, from rank: Int) -> Points {
        let sum = awards[(rank - 1)...].prefix(count).reduce(Points.zero, +)
        return Points(hundredths: sum.hundredths / count)
    }
}
