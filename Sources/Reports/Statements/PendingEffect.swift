import GridModel
import RulePacks
import Scoring

/// What a month's score would be once human acts were done that records wait for, while all else stays as it is.
struct PendingEffect {
    /// A member's month that pending records would count in.
    struct Outcome: Equatable {
        let before: Points
        let after: Points
        /// Places in rankings that would be others, by ranking.
        let places: [(ranking: Int, before: Int, after: Int)]

        static func == (one: Self, other: Self) -> Bool {
            one.before == other.before && one.after == other.after
                && one.places.elementsEqual(other.places) { ($0.ranking, $0.before, $0.after) == ($1.ranking, $1.before, $1.after) }
        }
    }

    private let pack: RulePack
    private let breakdown: MemberResult.Breakdown
    /// Of each ranking, those whom it compares.
    private let fields: [RankingField]

    init(_ pack: RulePack, _ breakdown: MemberResult.Breakdown, _ fields: [RankingField]) {
        (self.pack, self.breakdown, self.fields) = (pack, breakdown, fields)
    }

    /// What would come of some facts.
    func outcome(of facts: [Int]) -> Outcome {
        let before = breakdown.base + breakdown.deductions + breakdown.bonuses + breakdown.rankingBonus
        var after = before
        var more = [Int](repeating: 0, count: pack.rankings.count)
        for fact in facts {
            switch pack.facts[fact].user {
            case .rule(let rule): after += pack.rules[rule].points
            case .ranking(let ranking): more[ranking] += 1
            }
        }
        var places: [(ranking: Int, before: Int, after: Int)] = []
        for ranking in more.indices where more[ranking] > 0 {
            let own = breakdown.counts[ranking]
            let (rank, points) = fields[ranking].outcome(of: own.count + more[ranking], insteadOf: own.count)
            after += points - own.points
            if rank != own.rank { places.append((ranking, own.rank, rank)) }
        }
        return Outcome(before: raised(before), after: raised(after), places: places)
    }

    /// No less than the floor.
    private func raised(_ sum: Points) -> Points { pack.scoring.floor.map { max($0, sum) } ?? sum }
}
