import PropertyKit
import Testing

@testable import Reports

@Suite struct HintTests {
    private let forms = LookAlikes(["0Oo", "1lI"])

    private func number(_ id: String, _ forms: LookAlikes) -> UInt64 { Array(id.utf8).withUnsafeBufferPointer { forms.number($0) } }

    @Test(arguments: [
        ("W1017", "w1017"), ("W1017", "WlO17"), ("W1017", "W01017"), ("TS-001", "TS-1"), ("TS-000", "TS-0"), ("A0", "AO"), ("B-I0", "b-1o"),
        ("X007Y", "x7y"),
    ])
    func lookAlike(_ one: String, _ other: String) {
        #expect(forms.form(one) == forms.form(other))
        #expect(number(one, forms) == number(other, forms))
    }

    @Test(arguments: [("W1017", "W1071"), ("W1001", "W101"), ("A10", "A1"), ("TS-1", "TS1"), ("王1", "李1"), ("A", "A0"), ("10", "1")])
    func lookDifferent(_ one: String, _ other: String) {
        #expect(forms.form(one) != forms.form(other))
    }

    /// What has one form has one number, with other letters taken for each other too.
    @Test func numbersFollowForms() throws {
        let alphabet = ["0", "O", "o", "1", "l", "I", "a", "A", "О", "王", "-", "00"].map { Array($0.utf8) }
        for forms in [forms, LookAlikes(["0OoО", "王玉"]), LookAlikes([])] {
            var met = 0
            try property(seed: 5400, cases: 3000) { random in
                let (one, other) = (
                    String(decoding: random.bytes(of: alphabet, most: 4), as: UTF8.self),
                    String(decoding: random.bytes(of: alphabet, most: 4), as: UTF8.self)
                )
                let isSame = forms.form(one) == forms.form(other)
                if isSame { met += 1 }
                return isSame == (number(one, forms) == number(other, forms)) ? nil : "\(one) and \(other): \(isSame)"
            }
            #expect(met > 100)
        }
    }

    // MARK: Bursts

    private func events(_ times: [Int64], _ code: Int32 = 0) -> [RecordTally.Event] {
        times.enumerated().map { .init(time: $0.element, sort: .init(kind: 1, codes: [code]), place: .init(file: 0, line: $0.offset)) }
    }

    private func lots(_ events: [RecordTally.Event]) -> [[Int64]] { RecordHints.bursts(events, 3, 60).map { $0.map(\.time) } }

    @Test func burstsAreEqualRecordsCloseTogether() {
        #expect(lots(events([0, 30, 60])) == [[0, 30, 60]])
        #expect(lots(events([0, 30, 61])) == [])
        #expect(lots(events([95, 0, 61, 30, 100])) == [[61, 95, 100]], "the first two are too far from the third")
        #expect(lots(events([0, 1, 2, 3, 200, 201, 202])) == [[0, 1, 2, 3], [200, 201, 202]])
        #expect(lots(events([0, 1]) + events([2, 3], 1)) == [], "they are not the same")
        #expect(lots(events([5, 6, 7], 2) + events([0, 1, 2], 1)) == [[0, 1, 2], [5, 6, 7]])
    }
}
