/// What the contract says of an id, scalar by scalar.
func referenceId(_ bytes: [UInt8]) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { return "malformed" }
    let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
        let value = scalar.value
        let isFolded = (0xFF10...0xFF19).contains(value) || (0xFF21...0xFF3A).contains(value) || (0xFF41...0xFF5A).contains(value)
        return isFolded ? Unicode.Scalar(value - 0xFEE0)! : scalar
    }
    let isControl = scalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
    guard !isControl, scalars.count <= 64, !["=", "+", "-", "@"].contains(scalars[0]) else { return "malformed" }
    let folded = String(String.UnicodeScalarView(scalars))
    let parts = folded.utf8.split(separator: 0x2B, omittingEmptySubsequences: false).map(Array.init)
    func areDigits(_ part: some Collection<UInt8>) -> Bool { !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) } }
    if parts.count == 2, areDigits(parts[1]), let last = parts[0].last, last == 0x45 || last == 0x65 {
        let number = parts[0].dropLast().split(separator: 0x2E, omittingEmptySubsequences: false)
        if number.count <= 2, number[0].count == 1, number.allSatisfy(areDigits) { return "damaged" }
    }
    return "id " + folded
}
