import PropertyKit
import Testing

@testable import Scoring

@Suite struct RanksTests {
    @Test(
        arguments: [
            ([], []), ([5], [1]), ([5, 5, 3], [1, 1, 3]), ([9, 5, 5, 5, 1], [1, 2, 2, 2, 5]), ([1, 1, 1, 1], [1, 1, 1, 1]),
            ([4, 3, 2, 1], [1, 2, 3, 4]),
        ] as [([Int], [Int])])
    func ranks(_ values: [Int], _ expected: [Int]) {
        #expect(competitionRanks(values) == expected)
    }

    @Test func aRankIsOneMoreThanThoseAhead() throws {
        try property(seed: 3500, cases: 3000) { random in
            let values = (0..<random.int(0...12)).map { _ in random.int(0...5) }.sorted(by: >)
            return difference(competitionRanks(values), values.map { value in 1 + values.filter { $0 > value }.count }, "\(values)")
        }
    }

    @Test func groupsAreToldByTheirBytes() {
        #expect(grouped(["b", "é", "a", "e\u{301}", "b"], by: { $0 }) == [[2], [0, 4], [3], [1]])
    }
}
