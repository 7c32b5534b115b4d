/// A seeded source of random numbers (SplitMix64): the same seed gives the same cases on every machine.
package struct Random: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    package mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// True once in so many times.
    package mutating func once(in times: Int) -> Bool { int(1...times) == 1 }

    package mutating func pick<Choices: RandomAccessCollection>(_ choices: Choices) -> Choices.Element {
        choices.randomElement(using: &self)!
    }

    /// Up to `most` elements drawn from an alphabet, put one behind the other.
    package mutating func bytes(of alphabet: [[UInt8]], most: Int) -> [UInt8] {
        (0..<int(0...most)).flatMap { _ in pick(alphabet) }
    }
}
