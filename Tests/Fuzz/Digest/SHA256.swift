/// Stands where Crypto's SHA256 stands while fuzzing: nobody looks at a digest then but to compare it with another, and
/// BoringSSL with a sanitizer would take longer to build than all else.
public struct SHA256 {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    public init() {}

    public mutating func update(data: some Sequence<UInt8>) {
        for byte in data { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    public mutating func update(bufferPointer: UnsafeRawBufferPointer) {
        update(data: bufferPointer)
    }

    public static func hash(data: some Sequence<UInt8>) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: data)
        return hash.finalize()
    }

    /// As many bytes as the real one has.
    public func finalize() -> [UInt8] { (0..<32).map { UInt8(truncatingIfNeeded: state >> ($0 % 8 * 8)) } }
}
