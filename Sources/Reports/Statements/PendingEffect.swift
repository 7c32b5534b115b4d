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
    private let standings: Standings
    private let open: OpenFacts
    /// Of each ranking, those whom it compares.
    private let fields: [RankingGaps]

    init(_ pack: RulePack, _ standings: Standings, _ open: OpenFacts, _ fields: [RankingGaps]) {
        (self.pack, self.standings, self.open, self.fields) = (pack, standings, open, fields)
    }

    /// What would come of some pending facts in a month; nil if only a run can tell.
    ///
    /// - Parameters:
    ///   - result: of the member in that month.
    ///   - days: on how many of its days the member is active.
    func outcome(of items: [Pending], _ result: MemberResult, in month: Month, days: Int, asOf: CivilDate) -> Outcome? {
        guard let made = result.breakdown else { return nil }
        var sum = made.sum
        var set = result.marks
        var more = [Int](repeating: 0, count: pack.rankings.count)
        for item in items {
            if open[item] { return nil }
            switch pack.facts[item.fact].user {
            case .rule(let rule): if !pack.facts[item.fact].onlyMarks { sum += pack.rules[rule].points }
            case .ranking(let ranking): more[ranking] += 1
            case .measure, .proposal: break
            }
            for mark in item.marks(pack) {
                let definition = pack.marks[mark]
                // What caps other months is not told here.
                if definition.cap != nil, definition.scope != .month { return nil }
                if definition.holds(in: .month(month), since: item.month == nil ? asOf : item.day, month) { set[mark] = true }
            }
        }
        var places: [(ranking: Int, before: Int, after: Int)] = []
        for ranking in more.indices where more[ranking] > 0 {
            let own = made.counts[ranking]
            let (rank, points) = fields[ranking].outcome(of: own.count + more[ranking], insteadOf: own.count, days: days)
            sum += points - own.points
            if rank != own.rank { places.append((ranking, own.rank, rank)) }
        }
        let (lift, fall) = standings.adjustments(sum, set)
        return Outcome(before: result.value.sum, after: sum + lift + fall, places: places)
    }
}
