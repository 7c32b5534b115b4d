import PropertyKit
import Testing

@testable import Intake

@Suite struct FingerprintTests {
    /// Texts stand within others and at any address: whole words are loaded, but nothing around a text may count.
    @Test func onlyTheTextItselfCounts() throws {
        try property(seed: 2500, cases: 300) { random in
            let fingerprint = Fingerprint(seed: random.next())
            let state = random.next()
            for length in 0...40 {
                let text = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
                let prints = (0..<3).map { _ in
                    let start = random.int(0...9)
                    let noise = (0..<start + length + 16).map { _ in UInt8(truncatingIfNeeded: random.next()) }
                    let memory = noise[..<start] + text + noise[(start + length)...]
                    return memory.withUnsafeBufferPointer { fingerprint.of(UnsafeBufferPointer(rebasing: $0[start..<start + length]), state: state) }
                }
                let padded = (text + [UInt8](repeating: 7, count: 8)).withUnsafeBufferPointer {
                    fingerprint.ofPadded($0.baseAddress!, length, state: state)
                }
                if length > 0, padded != prints[0] { return "\(shown(text)) has another fingerprint with room behind it" }
                if Set(prints).count != 1 { return "\(shown(text)) has the fingerprints \(prints)" }
            }
            return nil
        }
    }

    @Test func everyByteTheLengthTheSeedAndTheStateCount() throws {
        func print(_ text: [UInt8], seed: UInt64 = 5, state: UInt64 = 6) -> UInt64 {
            text.withUnsafeBufferPointer { Fingerprint(seed: seed).of($0, state: state) }
        }
        var random = Random(seed: 2600)
        for length in 0...40 {
            let text = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            var all = [print(text), print(text, seed: 7), print(text, state: 7), print(text + [0])]
            for index in text.indices {
                var other = text
                other[index] ^= 1 << UInt8(random.int(0...7))
                all.append(print(other))
            }
            #expect(Set(all).count == all.count)
        }
    }
}
