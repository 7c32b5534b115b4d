/// Keyed 64-bit fingerprints of bytes: quick, well mixed, and not to be foreseen without the run's random seed.
package struct Fingerprint: Sendable {
    /// Drawn anew for every run, or for what is kept from one run to the next, so that no input can be made to collide.
    let seed: UInt64

    package init(seed: UInt64) {
        self.seed = seed
    }

    @inlinable @inline(__always)
    package static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = (left ^ 0xD6E8_FEB8_6659_FD93).multipliedFullWidth(by: right ^ 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }

    /// The fingerprint of a text, continued from `state`.
    package func of(_ text: String, state: UInt64 = 0) -> UInt64 {
        var text = text
        return text.withUTF8 { of($0, state: state) }
    }

    /// The fingerprint of bytes, continued from `state`.
    @inline(__always)
    package func of(_ bytes: UnsafeBufferPointer<UInt8>, state: UInt64 = 0) -> UInt64 {
        var hash = Self.mix(seed ^ state, UInt64(truncatingIfNeeded: bytes.count) &+ 1)
        guard let base = bytes.baseAddress else { return hash }
        var index = 0
        while index &+ 8 <= bytes.count {
            hash = Self.mix(hash, UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self))
            index &+= 8
        }
        if index < bytes.count { hash = Self.mix(hash, leadingWord(UnsafeBufferPointer(rebasing: bytes[index...]))) }
        return hash
    }

    /// The same of a text of one byte or more, where eight bytes can be read from anywhere in it.
    @inline(__always)
    func ofPadded(_ text: UnsafePointer<UInt8>, _ count: Int, state: UInt64 = 0) -> UInt64 {
        var hash = Self.mix(seed ^ state, UInt64(truncatingIfNeeded: count) &+ 1)
        var index = 0
        while index < count {
            hash = Self.mix(hash, paddedWord(text + index, count &- index))
            index &+= 8
        }
        return hash
    }
}
