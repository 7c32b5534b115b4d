import PropertyKit
import Testing

@testable import GridModel

@Suite struct NumberTests {
    @Test(arguments: [("0", 0), ("-3", -30_000), ("97.5", 975_000), ("0.1875", 1_875), ("+2.50", 25_000), ("-0.01", -100), ("999999999", 9_999_999_990_000)])
    func plainDecimals(_ text: String, _ parts: Int64) {
        #expect(Number(text.utf8)?.tenThousandths == parts)
    }

    @Test(arguments: ["", "-", "+", ".5", "5.", "1.23456", "1e3", "1,5", " 5", "1.2.3", "--1", "1234567890", "٣", "5a"])
    func nothingElse(_ text: String) {
        #expect(Number(text.utf8) == nil)
    }

    /// A column says how many places its numbers have.
    @Test func placesAreBounded() {
        for places in 0...4 {
            for written in 0...4 {
                let text = written == 0 ? "7" : "7." + String(repeating: "1", count: written)
                #expect((Number(text.utf8, places: places) != nil) == (written <= places), "\(text) with \(places)")
            }
        }
    }

    @Test func writtenAndReadAgain() throws {
        try property(seed: 71, cases: 500) { random in
            let number = Number(tenThousandths: Int64(random.int(0...1999999999)) - 1_000_000_000)
            return Number(number.description.utf8) == number ? nil : "\(number.tenThousandths): \(number)"
        }
    }
}
