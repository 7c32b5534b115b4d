import Testing

@testable import GridModel

@Suite struct OutcomeTests {
    @Test func everyOutcomeHasItsOwnCount() {
        var counts = OutcomeCounts()
        for (index, outcome) in Outcome.allCases.enumerated() { counts[outcome] = index + 1 }
        #expect(Outcome.allCases.map { counts[$0] } == Array(1...Outcome.allCases.count))
    }

    @Test func countsAddUpOrNot() {
        var counts = OutcomeCounts()
        #expect(counts.addUp)
        counts.read = 3
        counts[.used] = 2
        #expect(!counts.addUp)
        counts[.rejected] = 1
        #expect(counts.addUp)
        var sum = counts
        sum += counts
        #expect(sum.read == 6 && sum[.used] == 4 && sum[.rejected] == 2 && sum.addUp)
    }
}
