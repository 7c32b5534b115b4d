import PropertyKit

/// What must hold of any bytes. libFuzzer looks for some of which it does not; `SeedTests` goes through the seeds.
protocol FuzzCheck: Sendable {
    init() throws

    /// What is wrong, or nil.
    func problem(_ bytes: [UInt8]) async throws -> String?
}

/// All checks, by the names of their folders of seeds.
enum FuzzChecks {
    static let all: [(name: String, check: any FuzzCheck.Type)] = [
        ("csv", CSVCheck.self), ("xml", XMLCheck.self), ("values", ValueCheck.self), ("encodings", EncodingCheck.self), ("pack", PackCheck.self),
    ]

    static func check(named name: String) throws -> (any FuzzCheck)? { try all.first { $0.name == name }?.check.init() }
}

extension Random {
    /// Choices that the bytes make themselves: the same bytes are always tried in the same way.
    init(choosingFor bytes: [UInt8]) {
        self.init(seed: bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
    }
}
