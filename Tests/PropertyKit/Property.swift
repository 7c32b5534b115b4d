/// A case in which a property does not hold, with the seed that brings it back.
package struct PropertyFailure: Error, CustomStringConvertible {
    package let seed: UInt64
    package let message: String

    package var description: String { "seed \(seed): \(message)" }
}

/// Tries a property on seeded random cases; the body returns what is wrong, or nil.
///
/// Case n has the seed `seed + n`: to see one failure alone, start from its seed with one case.
package func property(seed: UInt64, cases: Int, _ body: (inout Random) throws -> String?) throws {
    for number in 0..<UInt64(cases) {
        var random = Random(seed: seed &+ number)
        if let message = try body(&random) { throw PropertyFailure(seed: seed &+ number, message: message) }
    }
}

/// The same for bodies that wait.
package func property(seed: UInt64, cases: Int, _ body: (inout Random) async throws -> String?) async throws {
    for number in 0..<UInt64(cases) {
        var random = Random(seed: seed &+ number)
        if let message = try await body(&random) { throw PropertyFailure(seed: seed &+ number, message: message) }
    }
}

/// What is wrong if two results differ: both, and what they came from.
package func difference<Value: Equatable>(_ found: Value, _ expected: Value, _ origin: @autoclosure () -> String) -> String? {
    found == expected ? nil : "\(origin())\nfound    \(found)\nexpected \(expected)"
}

/// Bytes as a Swift literal shows them: printable ASCII as it is, the rest as `\xNN`.
package func shown(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { byte in
        if byte >= 0x20, byte < 0x7F { return String(UnicodeScalar(byte)) }
        return "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
}
