import CByteMasks
import PlainByteMasks
import PropertyKit
import Testing

/// Well-formed UTF-8 is found by blocks of 64 bytes where there are vectors, else byte by byte: both must say the same,
/// of where it ends and of what it holds.
@Suite struct UTF8BlocksTests {
    private func failure(_ bytes: ArraySlice<UInt8>, _ origin: @autoclosure () -> String) -> String? {
        // Memory of its own: bytes around it shall not matter.
        Array(bytes).withUnsafeBufferPointer { view -> String? in
            guard let base = view.baseAddress, !view.isEmpty else { return nil }
            var counts = gridscore_utf8_counts()
            let valid = gridscore_valid_utf8(base, view.count, &counts)
            var (pairs, longer) = (0, 0)
            let expected = plain_valid_utf8(base, view.count, &pairs, &longer)
            return difference([valid, counts.in_pairs, counts.in_longer], [expected, pairs, longer], "\(origin()): \(shown(bytes))")
        }
    }

    private let sound: [[UInt8]] = [
        Array("李".utf8), Array("号".utf8), Array("，".utf8), Array("é".utf8), Array("·".utf8), Array("abc,".utf8), Array("0".utf8),
        Array("水城家园换表".utf8), [UInt8](repeating: 0x61, count: 70),
    ]
    private let rare: [[UInt8]] = [
        Array("𠮷".utf8), [0xE0, 0xA0, 0x80], [0xE1, 0x80, 0x80], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF],
        [0xC2, 0x80], [0xDF, 0xBF],
    ]
    private let broken: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE5], [0xE5, 0x8F], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
        [0xF0, 0xA0, 0xAE], [0xF4, 0x90, 0x80, 0x80], [0xF5], [0xFF], [0xE5, 0x8F, 0xB7, 0x80], [0xC3, 0xA9, 0xA9],
    ]

    @Test func mixedTexts() throws {
        try property(seed: 2600, cases: 20_000) { random in
            var bytes: [UInt8] = []
            let oddness = random.pick([0, 0, 40, 8])
            let pieces = random.once(in: 3) ? Array(sound.prefix(4)) : sound
            for _ in 0..<random.int(0...random.pick([20, 60, 300])) {
                bytes += oddness > 0 && random.once(in: oddness) ? random.pick(random.once(in: 2) ? rare : broken) : random.pick(pieces)
            }
            // Cut anywhere, also within a sequence.
            let start = random.int(0...min(bytes.count, 3))
            let end = max(start, bytes.count - random.int(0...3))
            return failure(bytes[start..<end], "random text")
        }
    }

    @Test func longTexts() throws {
        try property(seed: 2610, cases: 60) { random in
            var bytes: [UInt8] = []
            while bytes.count < 20_000 { bytes += random.pick(sound) }
            if random.once(in: 2) { bytes[random.int(0...bytes.count - 1)] = UInt8(truncatingIfNeeded: random.next()) }
            return failure(bytes[...], "long text")
        }
    }

    /// Every piece at every place around the edges of blocks, in Chinese and in ASCII.
    @Test func everyPlaceInABlock() {
        for filling in [Array("李".utf8), Array("é".utf8), Array("a".utf8)] {
            let around = [[UInt8]](repeating: filling, count: 80).flatMap { $0 }
            for piece in rare + broken + [filling] {
                for padding in 0..<70 {
                    let bytes = [UInt8](repeating: 0x20, count: 64 + padding) + around + piece + around
                    if let failure = failure(bytes[...], "\(shown(piece)) behind \(padding)") {
                        Issue.record("\(failure)")
                        return
                    }
                    // The piece at the very end, and cut.
                    for cut in 0...2 {
                        if let failure = failure((bytes.prefix(64 + padding + around.count) + piece).dropLast(cut), "\(shown(piece)) at the end") {
                            Issue.record("\(failure)")
                            return
                        }
                    }
                }
            }
        }
    }

    @Test func randomBytes() throws {
        try property(seed: 2620, cases: 3000) { random in
            let start = random.int(0...200)
            let bytes = [UInt8](repeating: 0x61, count: start) + (0..<random.int(1...80)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            return failure(bytes[...], "random bytes behind \(start)")
        }
    }
}
