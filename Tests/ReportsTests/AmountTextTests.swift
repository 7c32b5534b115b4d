import GridModel
import PropertyKit
import Testing

@testable import Reports
@testable import RulePacks

@Suite struct AmountTextTests {
    private func measure(atLeast: Int64?, atMost: Int64?) -> Measure {
        let days = CivilDate(dayNumber: 0)...CivilDate(dayNumber: 1)
        let target = Measure.Target(atLeast: atLeast.map(Number.init(tenThousandths:)), atMost: atMost.map(Number.init(tenThousandths:)))
        return Measure(
            id: "m", clause: "1", wording: TextPair(zh: "指标", en: "measure"), effective: days, sort: .mean, unit: nil, subjects: [], empty: .none,
            change: nil, targets: [.month: target], weight: nil, divisor: 1)
    }

    @Test(arguments: [
        (5_024, 10_000, "0.502"), (5_000, 10_000, "0.50"), (50_004, 100_000, "0.50004"), (4_999, 10_000, "0.4999"), (49_999_999, 100_000_000, "0.500000"),
        (1, 3, "0.33"), (-5_024, 10_000, "-0.50"), (2, 3, "0.67"), (0, 1, "0.00"), (-1, 1_000, "0.00"), (12_345, 1, "12345.00"), (505, 1_000, "0.51"),
    ])
    func moreDecimalsWhereTheyTell(_ above: Int, _ below: Int, _ text: String) {
        let value = Average(sum: Points(hundredths: 100 * above), count: below)
        #expect(measure(atLeast: nil, atMost: 5_000).text(value, .month) == text)
        #expect(measure(atLeast: 5_000, atMost: nil).text(value, .month) == text)
        #expect(measure(atLeast: 5_000, atMost: nil).text(value, .year) == "\(value)")
    }

    /// What is written lies on the side of each bound where the value does, or has all decimals there are; and it is read again.
    @Test func whatIsWrittenDoesNotHideTheState() throws {
        try property(seed: 6500, cases: 5_000) { random in
            let value = Average(sum: Points(hundredths: random.int(-3_000_000...3_000_000)), count: random.int(1...40_000))
            let bound = Int64(random.once(in: 2) ? random.int(-20_000...20_000) : Int(value.rounded.hundredths) * 100)
            let text = measure(atLeast: bound, atMost: bound + 100).text(value, .month)
            guard let again = Average(amount: text) else { return "\(text) is not read" }
            let places = text.split(separator: ".")[1].utf8.count
            for bound in [bound, bound + 100] {
                let limit = Average(sum: Points(hundredths: Int(bound)), count: 100)
                if places < 6, (value < limit) != (again < limit) || (value > limit) != (again > limit) { return "\(value) as \(text) at \(limit)" }
            }
            // No further from the value than half of the last decimal.
            let unit = (0..<places).reduce(1.0) { unit, _ in unit / 10 }
            let exact = Double(value.sum.hundredths) / 100 / Double(value.count)
            let written = Double(again.sum.hundredths) / 100 / Double(again.count)
            return abs(exact - written) > unit * 0.500001 ? "\(exact) as \(text)" : nil
        }
    }

    @Test(arguments: ["", "1", "1.2", "1.2345678901", "x.00", "1.0x", "1,00", "--1.00"])
    func otherTextsAreNoAmounts(_ text: String) {
        #expect(Average(amount: text) == nil)
    }
}
