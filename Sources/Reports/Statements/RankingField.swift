import GridModel
import RulePacks
import Scoring

/// Those whom a ranking of a month compares: what a member has won, and by how much a better place was missed.
struct RankingField: Sendable {
    /// A place, and what it takes to come to it while all others stay as they are.
    struct Better: Sendable, Equatable {
        /// The rank that would be reached.
        let rank: Int
        /// What would have to be counted more.
        let more: Int
        /// What the rank wins.
        let points: Points
    }

    /// What of a ranking concerns one member.
    struct Standing: Sendable, Equatable {
        let own: Place
        /// How many are compared.
        let size: Int
        /// Who is next above; nil at the top.
        let above: Place?
        /// Drawing level with the one above.
        let next: Better?
        /// The last place that won points; nil if nobody won any.
        let lastWinner: Place?
        /// The least that would have won points; nil for who has won, and where nothing is to be won.
        let toWin: Better?
    }

    struct Place: Sendable, Equatable {
        let rank: Int
        let count: Int
        let points: Points
    }

    private let awards: [Points]
    private let atLeast: Int
    /// From the highest count.
    private let places: [Place]
    private let lastWinner: Place?

    /// - Parameter isInForce: whether there is anything to be won.
    init(_ places: [MemberResult.Count], awards: [Points], atLeast: Int, isInForce: Bool) {
        self.awards = isInForce ? awards : []
        self.atLeast = max(1, atLeast)
        self.places = places.map { Place(rank: $0.rank, count: $0.count, points: $0.points) }.sorted { $0.count > $1.count }
        lastWinner = self.places.last { $0.points != .zero }
    }

    func standing(_ own: MemberResult.Count) -> Standing {
        let above = places.partition { $0.count > own.count }
        return Standing(
            own: Place(rank: own.rank, count: own.count, points: own.points), size: places.count, above: above > 0 ? places[above - 1] : nil,
            next: above > 0 ? better(own.count, reaching: places[above - 1].count) : nil, lastWinner: lastWinner,
            toWin: own.points == .zero ? toWin(own.count) : nil)
    }

    /// What a member's count would bring.
    ///
    /// - Parameter own: the count that stands in the field already.
    func outcome(of count: Int, insteadOf own: Int) -> (rank: Int, points: Points) {
        let before = places.partition { $0.count > count }
        // Whoever would fall back leaves the own place behind.
        let rank = before + 1 - (own > count ? 1 : 0)
        return (rank, count >= atLeast && rank <= awards.count ? awards[rank - 1] : .zero)
    }

    private func better(_ own: Int, reaching count: Int) -> Better {
        let (rank, points) = outcome(of: count, insteadOf: own)
        return Better(rank: rank, more: count - own, points: points)
    }

    private func toWin(_ own: Int) -> Better? {
        guard !awards.isEmpty else { return nil }
        // Of the others, the one who would have to be drawn level with.
        let last = others(own, awards.count - 1)?.count ?? 0
        return better(own, reaching: max(last, atLeast))
    }

    /// The place of a number among all but one of those with a count.
    private func others(_ own: Int, _ number: Int) -> Place? {
        let index = number < places.partition { $0.count > own } ? number : number + 1
        return index < places.count ? places[index] : nil
    }
}

extension Array {
    /// How many elements at the start meet a condition that none behind them meets.
    fileprivate func partition(_ isBefore: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
