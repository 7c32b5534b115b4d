import PropertyKit
import Testing

@testable import GridModel

@Suite struct PointsTests {
    @Test(arguments: [
        ("-3", -300, "-3"), ("97.5", 9750, "97.5"), ("0.25", 25, "0.25"), ("0", 0, "0"), ("100", 10_000, "100"), ("5.50", 550, "5.5"),
        ("5.05", 505, "5.05"), ("-0.5", -50, "-0.5"), ("-0.05", -5, "-0.05"), ("5.00", 500, "5"), ("-20", -2000, "-20"), ("12.3", 1230, "12.3"),
    ])
    func plainDecimals(_ text: String, _ hundredths: Int, _ written: String) throws {
        let points = try #require(Points(text))
        #expect(points.hundredths == hundredths)
        #expect(points.description == written)
    }

    @Test(arguments: [
        "12abc", "1,5", "1e3", ".5", "5.", "5.999", "+5", "５", "−5", "", "-", "--5", " 5", "5 ", "0x10", "nan", "inf", "1.2.3", "1_000", "٣", "-.5",
        ".", "5.-1",
        "１２", "12345678901234567890", "5.0a", "5\u{0301}",
    ])
    func nothingElse(_ text: String) {
        #expect(Points(text) == nil)
    }

    @Test func signsAreShownOnDemand() {
        #expect(Points("5")?.signed == "+5")
        #expect(Points("-3")?.signed == "-3")
        #expect(Points.zero.signed == "0")
    }

    @Test func whatIsWrittenIsReadBack() throws {
        try property(seed: 200, cases: 5000) { random in
            let points = Points(hundredths: random.int(-9_999_999...9_999_999))
            return difference(Points("\(points)"), points, "\(points)")
        }
    }

    /// Compares two fractions by their continued fractions: exact, without a product that could overflow.
    private func order(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Int {
        func floor(_ x: Int, _ y: Int) -> Int { x >= 0 ? x / y : -((-x + y - 1) / y) }
        let (left, right) = (floor(a, b), floor(c, d))
        if left != right { return left < right ? -1 : 1 }
        let (restOfLeft, restOfRight) = (a - left * b, c - right * d)
        if restOfLeft == 0 || restOfRight == 0 { return restOfLeft == restOfRight ? 0 : restOfLeft == 0 ? -1 : 1 }
        return -order(b, restOfLeft, d, restOfRight)
    }

    @Test func averagesAreComparedExactly() throws {
        try property(seed: 300, cases: 5000) { random in
            let scale = random.pick([20, 1000, 120_000, 1_000_000_000_000])
            let left = Average(sum: Points(hundredths: random.int(-scale...scale)), count: random.int(1...12))
            // Often a near or an equal neighbour: the cases that rounding would blur.
            let factor = random.int(1...12)
            let right =
                random.once(in: 2)
                ? Average(sum: Points(hundredths: left.sum.hundredths * factor + random.int(-1...1)), count: left.count * factor)
                : Average(sum: Points(hundredths: random.int(-scale...scale)), count: random.int(1...12))
            let expected = order(left.sum.hundredths, left.count, right.sum.hundredths, right.count)
            let found = left < right ? -1 : left == right ? 0 : 1
            return difference(found, expected, "\(left.sum)/\(left.count) and \(right.sum)/\(right.count)")
                ?? difference(right < left, expected > 0, "the other way round")
        }
    }

    @Test(arguments: [
        (1, 2, "0.01"), (-1, 2, "-0.01"), (1, 3, "0.00"), (-1, 3, "0.00"), (2, 3, "0.01"), (29_501, 3, "98.34"), (-5, 2, "-0.03"), (5, 2, "0.03"),
        (-10_001, 2, "-50.01"), (29_500, 3, "98.33"), (30_000, 3, "100.00"), (7_999, 1, "79.99"), (0, 5, "0.00"), (-3, 4, "-0.01"), (-50, 1, "-0.50"),
    ])
    func averagesAreRoundedHalfAwayFromZero(_ hundredths: Int, _ count: Int, _ written: String) {
        #expect(Average(sum: Points(hundredths: hundredths), count: count).description == written)
    }

    @Test func roundingIsTheNearestHundredth() throws {
        try property(seed: 400, cases: 5000) { random in
            let (sum, count) = (random.int(-100_000...100_000), random.int(1...12))
            // The nearest n with |sum - n * count| least; of two equally near ones the one farther from zero.
            let middle = sum / count
            let nearest = (middle - 2...middle + 2).min { left, right in
                let (one, other) = (abs(sum - left * count), abs(sum - right * count))
                return one == other ? abs(left) > abs(right) : one < other
            }
            return difference(Average(sum: Points(hundredths: sum), count: count).rounded.hundredths, nearest!, "\(sum)/\(count)")
        }
    }
}
