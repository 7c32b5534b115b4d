package import GridModel

/// How many of those who are compared a list takes.
package enum AwardCut: Sendable {
    /// Everyone of this competition rank or better.
    case rank(Int)
    case share(TopShare)

    /// How many places there are for so many, whoever ties with whom.
    package func places(of count: Int) -> Int {
        switch self {
        case .rank(let last): min(last, count)
        case .share(let share): share.places(of: count)
        }
    }

    /// Where those who are compared are cut.
    package struct Edge: Sendable {
        /// How many places there are.
        package let places: Int
        /// The last competition rank that is in; 0 if nobody is.
        package let last: Int
        /// The rank of those who tie across the cut; nil if nobody does.
        package let tied: Int?
    }

    /// - Parameters:
    ///   - ranks: the competition ranks of those who are compared, the first first; those at the end may be left out.
    ///   - count: how many are compared.
    package func edge(_ ranks: some RandomAccessCollection<Int>, of count: Int) -> Edge {
        let places = places(of: count)
        if places == 0 { return Edge(places: 0, last: 0, tied: nil) }
        if places >= ranks.count { return Edge(places: places, last: .max, tied: nil) }
        let next = ranks.index(ranks.startIndex, offsetBy: places)
        let rank = ranks[ranks.index(before: next)]
        if rank != ranks[next] { return Edge(places: places, last: rank, tied: nil) }
        if case .share(let share) = self, share.ties == .none { return Edge(places: places, last: rank - 1, tied: rank) }
        return Edge(places: places, last: rank, tied: rank)
    }
}

/// A share of those who are compared.
package struct TopShare: Sendable {
    /// What becomes of a part of a place.
    package enum Rounding: String, Sendable, CaseIterable {
        case down, up
        /// To the nearest whole number, a half up.
        case nearest
    }

    /// What becomes of those who tie with the last one inside while not all of them have a place.
    package enum Ties: String, Sendable, CaseIterable {
        /// All of them are in.
        case all
        /// All of them are out.
        case none
    }

    /// More than 0, at most 100.
    package let percent: Points
    package let rounding: Rounding
    /// There are at least so many places, as long as there is somebody for them.
    package let atLeast: Int
    package let ties: Ties

    package init(percent: Points, rounding: Rounding, atLeast: Int, ties: Ties) {
        (self.percent, self.rounding, self.atLeast, self.ties) = (percent, rounding, atLeast, ties)
    }

    /// How many places there are for so many.
    package func places(of count: Int) -> Int {
        let (whole, rest) = (count * percent.hundredths).quotientAndRemainder(dividingBy: Self.whole.hundredths)
        let isRaised =
            switch rounding {
            case .down: false
            case .up: rest > 0
            case .nearest: 2 * rest >= Self.whole.hundredths
            }
        return min(count, max(atLeast, isRaised ? whole + 1 : whole))
    }

    static let whole = Points(hundredths: 100_00)
}
