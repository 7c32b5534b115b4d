import Testing

@testable import Intake

@Suite struct IdReaderTests {
    private func read(_ text: String) -> String { read(Array(text.utf8)) }

    private func read(_ bytes: [UInt8]) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: IdReader.longest) { scratch in
            bytes.withUnsafeBufferPointer { text in
                switch IdReader.read(text, scratch: scratch.baseAddress!) {
                case .id(let id): "id " + String(decoding: id, as: UTF8.self)
                case .malformed: "malformed"
                case .damaged: "damaged"
                }
            }
        }
    }

    @Test(arguments: [
        ("A001", "A001"), ("00123", "00123"), ("Ａ００１", "A001"), ("ａｂｃ９", "abc9"), ("工号7", "工号7"), ("网格员１", "网格员1"), ("a b", "a b"), ("1.5", "1.5"),
        ("12E+5", "12E+5"),
        ("1E5", "1E5"), ("1.E+5", "1.E+5"), ("1E+", "1E+"), ("E+5", "E+5"), ("1.2.3E+5", "1.2.3E+5"), ("1E+5x", "1E+5x"), ("x1E+5", "x1E+5"),
        ("1e-5", "1e-5"), ("'A", "'A"),
        ("＝A", "＝A"), ("A=", "A="), ("A－1", "A－1"), ("Ａ＿１", "A＿1"), ("e\u{301}", "e\u{301}"), ("\u{F9E7}", "\u{F9E7}"), ("𠮷", "𠮷"),
        ("\u{200B}x", "\u{200B}x"), ("\"q\"", "\"q\""),
        ("1", "1"), ("E", "E"), ("12.5E+3", "12.5E+3"),
    ])
    func ids(_ text: String, _ folded: String) {
        #expect(Array(read(text).utf8) == Array("id \(folded)".utf8))
    }

    @Test(arguments: ["1.23457E+17", "1E+5", "1e+05", "9.0E+1", "0E+0", "１．２E+5", "1Ｅ+5", "１E+５", "1.2E+3"])
    func damagedIds(_ text: String) {
        // Full-width digits and letters are folded first; a full-width full stop is not.
        #expect(read(text) == (text.contains("．") ? "id 1．2E+5" : "damaged"))
    }

    @Test(arguments: ["=A", "+1", "-1", "@x", "a\tb", "a\nb", "a\u{7F}", "a\u{80}", "a\u{9F}b", "\u{1}", "a\0"])
    func malformedIds(_ text: String) {
        #expect(read(text) == "malformed")
    }

    @Test func lengthsAreCountedInScalars() {
        for unit in ["a", "号", "𠮷", "Ａ", "\u{301}"] {
            #expect(read(String(repeating: unit, count: 64)) != "malformed")
            #expect(read(String(repeating: unit, count: 65)) == "malformed")
        }
        #expect(read(String(repeating: "a", count: 1_000_000)) == "malformed")
    }

    @Test(arguments: [[0x41, 0xFF], [0xC3], [0xE5, 0x8F], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0x41, 0xC2]] as [[UInt8]])
    func brokenBytes(_ bytes: [UInt8]) {
        #expect(read(bytes) == "malformed")
    }
}
