import GridModel
import PropertyKit
import Scoring
import Testing

@testable import Reports

/// By how much a place in a ranking was missed: what is said to be enough is enough, and one less is not.
@Suite struct RankingFieldTests {
    private static let awards = [500, 300, 200].map { Points(hundredths: $0) }

    /// The places of some counts, as a ranking gives them.
    private func places(_ counts: [Int], _ awards: [Points], _ atLeast: Int) -> [MemberResult.Count] {
        counts.map { count in
            let rank = counts.count { $0 > count } + 1
            return .init(count: count, rank: rank, points: count >= atLeast && rank <= awards.count ? awards[rank - 1] : .zero)
        }
    }

    private func standing(_ counts: [Int], _ own: Int, atLeast: Int = 1, isInForce: Bool = true) -> RankingField.Standing {
        let awards = isInForce ? Self.awards : []
        let places = places(counts, awards, atLeast)
        return RankingField(places, awards: Self.awards, atLeast: atLeast, isInForce: isInForce).standing(places[own])
    }

    @Test func theFourthOfFour() {
        let standing = standing([41, 38, 55, 30], 3)
        #expect(standing.own == .init(rank: 4, count: 30, points: .zero) && standing.size == 4)
        #expect(standing.above == .init(rank: 3, count: 38, points: Self.awards[2]))
        #expect(standing.next == .init(rank: 3, more: 8, points: Self.awards[2]))
        #expect(standing.lastWinner == .init(rank: 3, count: 38, points: Self.awards[2]))
        #expect(standing.toWin == .init(rank: 3, more: 8, points: Self.awards[2]))
    }

    /// Equal counts share a rank: whoever draws level has the rank of those drawn level with.
    @Test func tiesAreShared() {
        let fourth = standing([9, 9, 9, 4, 2], 4)
        #expect(fourth.next == .init(rank: 4, more: 2, points: .zero))
        #expect(fourth.toWin == .init(rank: 1, more: 7, points: Self.awards[0]))
        #expect(fourth.lastWinner?.rank == 1)
    }

    @Test func whoWonHasNothingToWin() {
        let first = standing([5, 3], 0)
        #expect(first.above == nil && first.next == nil && first.toWin == nil)
        let second = standing([5, 3], 1)
        #expect(second.toWin == nil && second.next == .init(rank: 1, more: 2, points: Self.awards[0]))
    }

    /// In a small field one is enough; where nobody counts, nobody is above.
    @Test func aCountOfNothingWinsNothing() {
        #expect(standing([5, 0], 1).toWin == .init(rank: 2, more: 1, points: Self.awards[1]))
        let none = standing([0, 0], 1)
        #expect(none.above == nil && none.lastWinner == nil && none.toWin == .init(rank: 1, more: 1, points: Self.awards[0]))
        #expect(standing([9, 3], 1, atLeast: 5).toWin == .init(rank: 2, more: 2, points: Self.awards[1]))
        #expect(standing([9, 3], 1, isInForce: false).toWin == nil)
    }

    /// By trying: every count is put in the place of the own one until it wins.
    @Test func whatIsSaidIsTheLeast() throws {
        try property(seed: 0x3A11, cases: 3000) { random in
            let atLeast = random.int(1...4)
            let counts = (0..<random.int(1...8)).map { _ in random.int(0...12) }
            let own = random.int(0...counts.count - 1)
            let standing = standing(counts, own, atLeast: atLeast)
            func outcome(_ count: Int) -> MemberResult.Count {
                var changed = counts
                changed[own] = count
                return places(changed, Self.awards, atLeast)[own]
            }
            let before = outcome(counts[own])
            if before.points == .zero {
                let least = (counts[own]...100).first { outcome($0).points != .zero }!
                let expected = RankingField.Better(rank: outcome(least).rank, more: least - counts[own], points: outcome(least).points)
                if standing.toWin != expected {
                    return "\(counts)[\(own)], at least \(atLeast): \(String(describing: standing.toWin)), not \(expected)"
                }
            } else if standing.toWin != nil {
                return "\(counts)[\(own)] has won"
            }
            let higher = (counts[own]...100).first { outcome($0).rank < before.rank }
            let expected = higher.map { RankingField.Better(rank: outcome($0).rank, more: $0 - counts[own], points: outcome($0).points) }
            if standing.next != expected { return "\(counts)[\(own)]: \(String(describing: standing.next)), not \(String(describing: expected))" }
            let field = RankingField(places(counts, Self.awards, atLeast), awards: Self.awards, atLeast: atLeast, isInForce: true)
            let other = random.int(0...14)
            let found = field.outcome(of: other, insteadOf: counts[own])
            return difference(
                [found.rank, found.points.hundredths], [outcome(other).rank, outcome(other).points.hundredths], "\(counts)[\(own)] = \(other)")
        }
    }
}
