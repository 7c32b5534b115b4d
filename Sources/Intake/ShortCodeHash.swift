import Crypto
package import GridModel

/// Makes short codes of bytes: the first sixty bits of the SHA-256 of pieces, each with its length before it, so that no
/// two lists of pieces give the same bytes.
package struct ShortCodeHash: ~Copyable {
    private var bytes: [UInt8] = []

    package init() {
        bytes.reserveCapacity(128)
    }

    package mutating func add(_ piece: UnsafeBufferPointer<UInt8>) {
        add(length: piece.count)
        bytes.append(contentsOf: piece)
    }

    package mutating func add(_ piece: String) {
        var piece = piece
        piece.withUTF8 { add($0) }
    }

    package mutating func add(_ number: Int32) {
        add(length: 4)
        for shift in stride(from: Int32(24), through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    /// A length below 255 takes one byte: what most codes are made of fits one block of the digest.
    private mutating func add(length: Int) {
        if length < 255 { return bytes.append(UInt8(length)) }
        bytes.append(255)
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
    }

    /// The code of all pieces, which are forgotten then.
    package mutating func code() -> ShortCode {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        let bits = hash.finalize().withUnsafeBytes { $0.loadUnaligned(as: UInt64.self).bigEndian }
        bytes.removeAll(keepingCapacity: true)
        return ShortCode(bits: bits >> 4)
    }
}
