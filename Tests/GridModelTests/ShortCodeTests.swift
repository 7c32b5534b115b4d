import PropertyKit
import Testing

@testable import GridModel

@Suite struct ShortCodeTests {
    @Test func sixtyBitsAreTwelveCharacters() {
        #expect("\(ShortCode(bits: 0))" == "0000-0000-0000")
        #expect("\(ShortCode(bits: .max))" == "zzzz-zzzz-zzzz")
        #expect("\(ShortCode(bits: 1))" == "0000-0000-0001")
        #expect("\(ShortCode(bits: 0x0123_4567_89AB_CDEF & (1 << 60 - 1)))" == "28t5-cy4t-qkff")
    }

    @Test(arguments: [
        "28t5-cy4t-qkff", "28T5-CY4T-QKFF", "28t5cy4tqkff", " 28t5 cy4t qkff ", "２８ｔ５－ｃｙ４ｔ－ｑｋｆｆ", "28t5–cy4t−qkff", "28t5\u{3000}cy4tqkff",
    ])
    func isReadAsAPersonWritesIt(_ text: String) {
        #expect(ShortCode(text) == ShortCode(bits: 0x0123_4567_89AB_CDEF & (1 << 60 - 1)))
    }

    @Test func lookAlikesAreReadAsWhatTheyLookLike() {
        #expect(ShortCode("oOo0-iIl1-L111") == ShortCode("0000-1111-1111"))
    }

    @Test(arguments: ["", "28t5-cy4t-qkf", "28t5-cy4t-qkfff", "28t5-cy4t-qkfu", "28t5_cy4t_qkff", "28t5-cy4t-qkf裁", "28t5-cy4t-qkfé"])
    func nothingElseIsOne(_ text: String) {
        #expect(ShortCode(text) == nil)
    }

    @Test func whatIsWrittenIsReadBack() throws {
        try property(seed: 260, cases: 2000) { random in
            let code = ShortCode(bits: random.next())
            return difference(ShortCode("\(code)"), code, "\(code)")
        }
    }
}
