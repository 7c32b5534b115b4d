import PropertyKit
import Testing

@testable import Intake

@Suite struct IdReaderTests {
    private func read(_ text: String) -> String { read(Array(text.utf8)) }

    /// As the contract's reader sees it; what is plain must be an id as it stands.
    private func read(_ bytes: [UInt8]) -> String {
        let found = readAny(bytes)
        let isPlain = (bytes + Array("\u{1}\u{7F}=+-@  ".utf8)).withUnsafeBufferPointer {
            !bytes.isEmpty && IdReader.isPlain($0.baseAddress!, bytes.count)
        }
        let looksPlain = bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && bytes.first != 0x20 && bytes.last != 0x20
        #expect(isPlain == (looksPlain && Array(found.utf8) == Array("id ".utf8) + bytes), "\(bytes)")
        return found
    }

    private func readAny(_ bytes: [UInt8]) -> String {
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

    // MARK: Against a plain reader

    private func compare(_ bytes: [UInt8]) -> String? {
        difference(Array(read(bytes).utf8), Array(referenceId(bytes).utf8), shown(bytes))
    }

    @Test func everyByteAtEveryPlace() throws {
        try property(seed: 2160, cases: 1) { random in
            for length in (1...20) + [63, 64, 65] {
                for text in [[UInt8](repeating: 0x61, count: length), (0..<length).map { _ in UInt8(random.int(0x20...0x7E)) }] {
                    for index in text.indices {
                        for byte in UInt8.min...UInt8.max {
                            var other = text
                            other[index] = byte
                            if let failure = compare(other) { return failure }
                        }
                    }
                }
            }
            return nil
        }
    }

    @Test func randomIds() throws {
        let alphabet =
            ["a", "Z", "0", "9", "1", "E", "e", "+", ".", "-", "=", "@", " ", "\u{1F}", "\u{7F}", "\u{9F}", "\u{A0}", "号", "Ａ", "ｚ", "９", "＝", "𠮷"]
            .map {
                Array($0.utf8)
            } + [[0xFF], [0xC2], [0xED, 0xA0, 0x80]]
        try property(seed: 2170, cases: 20_000) { random in
            let bytes = random.pick([[], Array("1.2".utf8), Array("5E+".utf8)]) + random.bytes(of: alphabet, most: random.pick([3, 9, 90]))
            return bytes.isEmpty ? nil : compare(bytes)
        }
    }
}
