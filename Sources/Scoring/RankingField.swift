import GridModel
import RulePacks

/// The members of a month whom its rankings compare.
struct RankingField {
    private let pack: RulePack
    private let active: ActiveMonths
    private let position: Int
    private let members: [Int]
    private let groups: [[Int]]
    private let all: [Int]
    /// On how many days of the month each member is active, and whether on all; empty if no ranking asks.
    private let days: [(count: Int, isWhole: Bool)]

    /// - Parameters:
    ///   - members: those who are scored.
    ///   - groups: the index of the group of each.
    init(_ pack: RulePack, _ active: ActiveMonths, _ position: Int, _ members: [Int], _ groups: [Int], asOf: CivilDate) {
        (self.pack, self.active, self.position, self.members) = (pack, active, position, members)
        var fields = [[Int]](repeating: [], count: (groups.max() ?? -1) + 1)
        for (index, group) in groups.enumerated() { fields[group].append(index) }
        self.groups = fields
        all = Array(members.indices)
        guard pack.rankings.contains(where: { $0.partMonth != .full }) else {
            days = []
            return
        }
        let month = active.months[position]
        let (first, last) = (month.firstDay, min(month.lastDay, asOf))
        days = members.map { member in
            let count = active.roster.members[member].activeDays(from: first, through: last)
            return (count, count == Int(last.dayNumber - first.dayNumber) + 1)
        }
    }

    /// The places of all members in one ranking, in their order.
    func places(_ ranking: Int, _ tally: Tally) -> [MemberResult.Count] {
        let rule = pack.rankings[ranking]
        let month = active.months[position]
        let isInForce = rule.effective.overlaps(month.firstDay...month.lastDay)
        let counts = members.map { Int(tally.counts[($0 * active.months.count + position) * pack.rankings.count + ranking]) }
        var places = counts.map { MemberResult.Count(count: $0, rank: 0, points: .zero) }
        for field in rule.within == .all ? [all] : groups {
            let takesPart = field.filter { rule.partMonth != .leftOut || days[$0].isWhole }
            // The highest count first, and among equal ones the first member.
            let (ordered, ranks) = rule.partMonth == .perDay ? rankedByDay(takesPart, counts) : ranked(takesPart, counts)
            let hasWinners = isInForce && takesPart.count >= rule.membersAtLeast
            let shown = rule.ties == .noSkip ? denseRanks(ranks) : ranks
            for place in ordered.indices {
                let (index, rank) = (ordered[place], shown[place])
                let wins = hasWinners && counts[index] >= rule.atLeast && rank <= rule.awards.count
                places[index] = .init(
                    count: counts[index], rank: rank, points: !wins ? .zero : rule.ties == .split ? share(rule, ranks, place) : rule.awards[rank - 1])
            }
            guard takesPart.count < field.count else { continue }
            for index in field where !days[index].isWhole {
                places[index] = .init(count: counts[index], rank: takesPart.count + 1, points: .zero)
            }
        }
        return places
    }

    private func ranked(_ field: [Int], _ counts: [Int]) -> (ordered: [Int], ranks: [Int]) {
        // Count and place in one number.
        var keys = field.map { -counts[$0] << 32 | $0 }
        keys.sort()
        return (keys.map { $0 & 0xFFFF_FFFF }, competitionRanks(keys.map { $0 >> 32 }))
    }

    private func rankedByDay(_ field: [Int], _ counts: [Int]) -> (ordered: [Int], ranks: [Int]) {
        var keys = field.map { (value: Average(sum: Points(hundredths: counts[$0]), count: max(1, days[$0].count)), index: $0) }
        keys.sort { $0.value == $1.value ? $0.index < $1.index : $0.value > $1.value }
        return (keys.map(\.index), competitionRanks(keys.map(\.value)))
    }

    /// What each of those who share a rank gets of the points of the places they take together, rounded down to hundredths.
    private func share(_ rule: Ranking, _ ranks: [Int], _ place: Int) -> Points {
        let count = ranks.count { $0 == ranks[place] }
        let sum = rule.awards[(ranks[place] - 1)...].prefix(count).reduce(Points.zero, +)
        return Points(hundredths: sum.hundredths / count)
    }
}
