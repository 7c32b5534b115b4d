import GridModel
import PropertyKit
import RulePacks
import Testing

/// How many a share of a field is, and who of those that tie is among them.
@Suite struct AwardCutTests {
    private func share(_ percent: String, _ rounding: TopShare.Rounding, atLeast: Int = 0, _ ties: TopShare.Ties = .all) -> TopShare {
        TopShare(percent: Points(percent)!, rounding: rounding, atLeast: atLeast, ties: ties)
    }

    @Test(arguments: [
        ("30", 10, 3, 3, 3), ("30", 9, 2, 3, 3), ("30", 5, 1, 2, 2), ("30", 4, 1, 1, 2), ("30", 1, 0, 0, 1), ("30", 0, 0, 0, 0),
        ("33.33", 3, 0, 1, 1), ("33.34", 3, 1, 1, 2), ("50", 1, 0, 1, 1), ("49.99", 1, 0, 0, 1), ("100", 7, 7, 7, 7), ("0.01", 10_000, 1, 1, 1),
        ("0.01", 4999, 0, 0, 1), ("0.01", 5000, 0, 1, 1), ("12.5", 20, 2, 3, 3),
    ])
    func places(_ percent: String, _ count: Int, _ down: Int, _ nearest: Int, _ up: Int) {
        #expect(share(percent, .down).places(of: count) == down)
        #expect(share(percent, .nearest).places(of: count) == nearest)
        #expect(share(percent, .up).places(of: count) == up)
    }

    @Test func atLeastSoManyAsLongAsThereIsSomebody() {
        #expect((0...12).map { share("30", .down, atLeast: 2).places(of: $0) } == [0, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3])
    }

    /// Whole numbers tried one after the other, without a division.
    private func plainPlaces(_ share: TopShare, _ count: Int) -> Int {
        let exact = count * share.percent.hundredths
        var places = 0
        switch share.rounding {
        case .down: while (places + 1) * 10_000 <= exact { places += 1 }
        case .up: while places * 10_000 < exact { places += 1 }
        case .nearest: while (2 * places + 1) * 10_000 <= 2 * exact { places += 1 }
        }
        while places < share.atLeast { places += 1 }
        return places > count ? count : places
    }

    /// Both sides of the cut, whoever ties with whom: by how many are before somebody, and how many are not behind.
    @Test func whoIsIn() throws {
        var (inside, tied) = (0, 0)
        try property(seed: 6100, cases: 4000) { random in
            let share = TopShare(
                percent: Points(hundredths: random.once(in: 3) ? random.int(1...10_000) : random.int(1...20) * 500),
                rounding: random.pick(TopShare.Rounding.allCases), atLeast: random.pick([0, 0, 1, 3]), ties: random.pick(TopShare.Ties.allCases))
            let values = (0..<random.int(0...25)).map { _ in random.int(1...random.pick([2, 5, 40])) }.sorted(by: >)
            let ranks = values.map { value in 1 + values.count { $0 > value } }
            let places = plainPlaces(share, values.count)
            let expected = values.map { value in
                share.ties == .all ? values.count { $0 > value } < places : values.count { $0 >= value } <= places
            }
            let edge = AwardCut.share(share).edge(ranks, of: values.count)
            let found = ranks.map { $0 <= edge.last }
            inside += found.count { $0 }
            if edge.tied != nil { tied += 1 }
            let isTied = places > 0 && places < values.count && values[places - 1] == values[places]
            return difference(found, expected, "\(share) \(values)") ?? difference(edge.places, places, "\(share)")
                ?? difference(edge.tied != nil, isTied, "\(share) \(values)")
        }
        #expect(inside > 5000 && tied > 500)
    }

    /// Those at the end may be left out: how many there are is told.
    @Test func theEndMayBeLeftOut() {
        let cut = AwardCut.share(share("40", .down, .none))
        for ranks in [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1, 1, 3, 4, 4, 6, 7, 7, 9, 10], [1, 2, 3, 3, 3, 3, 7, 8, 9, 10]] {
            let (whole, part) = (cut.edge(ranks, of: 10), cut.edge(ranks.prefix(7), of: 10))
            #expect(whole.last == part.last && whole.tied == part.tied && part.places == 4)
        }
    }

    @Test func competitionRanks() {
        #expect(AwardCut.rank(3).edge([1, 2, 3, 3, 5], of: 5).tied == 3)
        #expect(AwardCut.rank(3).edge([1, 1, 1, 4], of: 4).last == 1)
        #expect(AwardCut.rank(3).edge([1, 2], of: 2).last == .max)
        #expect(AwardCut.rank(3).edge([], of: 0).last == 0)
    }
}
