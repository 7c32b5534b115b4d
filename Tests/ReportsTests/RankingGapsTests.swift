import GridModel
import PropertyKit
import Testing

@testable import Reports
@testable import RulePacks
@testable import Scoring

/// By how much a place in a ranking was missed: what is said to be enough is enough, and one less is not.
@Suite struct RankingGapsTests {
    private static let awards = [500, 300, 200].map { Points(hundredths: $0) }

    private static let whole = 30

    private func ranking(
        atLeast: Int = 1, ties: Ranking.Ties = .skip, membersAtLeast: Int = 1, partMonth: Ranking.PartMonth = .full
    ) -> Ranking {
        let text = TextPair(zh: "r", en: "r")
        return Ranking(
            id: "r", category: text, countName: text, clause: "1", wording: text,
            effective: CivilDate(iso: "2026-01-01")!...CivilDate(iso: "2026-12-31")!, within: .group, awards: Self.awards, atLeast: atLeast,
            ties: ties, membersAtLeast: membersAtLeast, partMonth: partMonth)
    }

    /// The places of some counts, as the scorer gives them.
    private func places(_ rule: Ranking, _ counts: [Int], _ days: [Int], isInForce: Bool = true) -> [MemberResult.Count] {
        var places = counts.map { MemberResult.Count(count: $0, rank: 0, points: .zero) }
        RankingField(rule, isInForce: isInForce, counts: counts, days: days, whole: Self.whole).rank(Array(counts.indices), &places)
        return places
    }

    private func field(_ rule: Ranking, _ counts: [Int], _ days: [Int], isInForce: Bool = true) -> RankingGaps {
        RankingGaps(
            rule, isInForce: isInForce, places(rule, counts, days, isInForce: isInForce), days: rule.partMonth == .full ? [] : days, whole: Self.whole)
    }

    private func standing(_ counts: [Int], _ own: Int, atLeast: Int = 1, isInForce: Bool = true) -> RankingGaps.Standing {
        let rule = ranking(atLeast: atLeast)
        let places = places(rule, counts, [], isInForce: isInForce)
        return field(rule, counts, [], isInForce: isInForce).standing(places[own])
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

    /// Counts are divided by active days, and who was not there all month may be left out.
    @Test func partsOfAMonth() {
        let days = [30, 15, 30]
        let perDay = ranking(partMonth: .perDay)
        let divided = field(perDay, [20, 9, 8], days)
        #expect(divided.standing(places(perDay, [20, 9, 8], days)[1], days: 15).next == .init(rank: 1, more: 1, points: Self.awards[0]))
        #expect(divided.standing(places(perDay, [20, 9, 8], days)[2], days: 30).next == .init(rank: 2, more: 10, points: Self.awards[1]))
        let leftOut = ranking(partMonth: .leftOut)
        let standing = field(leftOut, [20, 9, 8], days).standing(places(leftOut, [20, 9, 8], days)[1], days: 15)
        #expect(standing.own.rank == 3 && standing.next == nil && standing.toWin == nil && standing.lastWinner?.count == 8)
    }

    /// By trying, under every notion: every count is put in the place of the own one until it wins.
    @Test func whatIsSaidIsTheLeast() throws {
        try property(seed: 0x3A11, cases: 6000) { random in
            let rule = ranking(
                atLeast: random.int(1...4), ties: Ranking.Ties.allCases.randomElement(using: &random)!, membersAtLeast: random.int(1...3),
                partMonth: Ranking.PartMonth.allCases.randomElement(using: &random)!)
            let counts = (0..<random.int(1...8)).map { _ in random.int(0...12) }
            let days = counts.map { _ in random.int(0...2) == 0 ? random.int(1...29) : Self.whole }
            let own = random.int(0...counts.count - 1)
            let (field, before) = (field(rule, counts, days), places(rule, counts, days)[own])
            let standing = field.standing(before, days: days[own])
            let what = "\(rule.ties) \(rule.partMonth) \(rule.atLeast) \(rule.membersAtLeast): \(counts) on \(days), [\(own)]"
            func outcome(_ count: Int) -> MemberResult.Count {
                var changed = counts
                changed[own] = count
                return places(rule, changed, days)[own]
            }
            func better(_ isEnough: (MemberResult.Count) -> Bool) -> RankingGaps.Better? {
                (counts[own]...500).first { isEnough(outcome($0)) }.map {
                    .init(rank: outcome($0).rank, more: $0 - counts[own], points: outcome($0).points)
                }
            }
            let toWin = before.points == .zero ? better { $0.points != .zero } : nil
            if standing.toWin != toWin { return "\(what): \(String(describing: standing.toWin)), not \(String(describing: toWin))" }
            let next = better { $0.rank < before.rank }
            if standing.next != next { return "\(what): \(String(describing: standing.next)), not \(String(describing: next))" }
            let other = random.int(0...14)
            let found = field.outcome(of: other, insteadOf: counts[own], days: days[own])
            return difference([found.rank, found.points.hundredths], [outcome(other).rank, outcome(other).points.hundredths], "\(what) = \(other)")
        }
    }
}
