/// A short code that a person can copy by hand: twelve characters in groups of four, such as `7k3m-2qxd-9abc`. Postings
/// are known by one, and what stands in a row of the rejects.
package struct ShortCode: Hashable, Sendable {
    /// Sixty bits, the first character's highest.
    package let bits: UInt64

    /// - Parameter bits: the lowest sixty are taken.
    package init(bits: UInt64) {
        self.bits = bits & (1 << 60 - 1)
    }

    /// A code as a person writes it: case, hyphens, white space and full width do not matter, nor whether `o` stands for
    /// a zero and `i` or `l` for a one. Nil if it is none.
    package init?(_ text: String) {
        var (bits, count): (UInt64, Int) = (0, 0)
        for scalar in text.unicodeScalars.lazy.map({ $0.narrow }) where !scalar.isHyphen && !scalar.properties.isWhitespace {
            guard count < Self.characters, let value = Self.value(scalar) else { return nil }
            bits = bits << 5 | value
            count += 1
        }
        guard count == Self.characters else { return nil }
        self.bits = bits
    }

    private static let characters = 12
    /// Bytes of a written code, hyphens included.
    @inlinable package static var length: Int { 14 }
    /// Without `i`, `l`, `o` and `u`, which are taken for others.
    private static let alphabet: StaticString = "0123456789abcdefghjkmnpqrstvwxyz"

    private static func value(_ scalar: Unicode.Scalar) -> UInt64? {
        switch scalar {
        case "o", "O": return 0
        case "i", "I", "l", "L": return 1
        default:
            guard scalar.isASCII else { return nil }
            let byte = UInt8(ascii: scalar)
            let lower = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
            return UnsafeBufferPointer(start: alphabet.utf8Start, count: 32).firstIndex(of: lower).map { UInt64($0) }
        }
    }

    /// Writes the code and returns the place behind.
    package func write(to place: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        var place = place
        for index in 0..<Self.characters {
            if index > 0, index % 4 == 0 { place = place.write(UInt8(ascii: "-")) }
            place = place.write(Self.alphabet.utf8Start[Int(bits >> UInt64(55 - index * 5) & 31)])
        }
        return place
    }
}

extension ShortCode: CustomStringConvertible {
    /// `7k3m-2qxd-9abc`.
    package var description: String {
        String(unsafeUninitializedCapacity: Self.length) { buffer in write(to: buffer.baseAddress!) - buffer.baseAddress! }
    }
}

extension Unicode.Scalar {
    /// The ASCII form of a full-width one; any other as it is.
    fileprivate var narrow: Unicode.Scalar {
        (0xFF01...0xFF5E).contains(value) ? Unicode.Scalar(UInt8(value - 0xFEE0)) : self
    }

    /// Whether it is a hyphen, a dash or a minus.
    fileprivate var isHyphen: Bool { self == "-" || (0x2010...0x2015).contains(value) || value == 0x2212 }
}
