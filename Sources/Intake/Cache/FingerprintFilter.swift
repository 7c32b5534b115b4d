/// Says of most fingerprints that they are not among those that were put in; of those that were, never.
///
/// A Bloom filter in blocks of 128 bits, one for eight fingerprints: each sets three bits in either half of its block. Of
/// fingerprints that were not put in, two in a thousand seem to have been.
struct FingerprintFilter {
    private let halves: UnsafeMutablePointer<UInt64>
    private let blocks: UInt64

    /// The bytes of a filter for so many fingerprints.
    static func size(for count: Int) -> Int { max(1, (count + 7) / 8) * 16 }

    /// - Parameter memory: as many bytes as a filter takes, aligned to eight: zeros, or what has been a filter.
    init(_ memory: UnsafeMutableRawBufferPointer) {
        blocks = UInt64(memory.count / 16)
        halves = memory.bindMemory(to: UInt64.self).baseAddress!
    }

    func insert(_ hash: UInt64) {
        let (block, one, other) = place(of: hash)
        halves[block] |= one
        halves[block &+ 1] |= other
    }

    /// Those that may have been put in. There is no branch: which ones they are cannot be foreseen.
    func candidates(among hashes: [UInt64]) -> [UInt64] {
        [UInt64](unsafeUninitializedCapacity: hashes.count + 1) { candidates, found in
            for hash in hashes {
                let (block, one, other) = place(of: hash)
                candidates[found] = hash
                found &+= (~halves[block] & one) | (~halves[block &+ 1] & other) == 0 ? 1 : 0
            }
        }
    }

    @inline(__always)
    private func place(of hash: UInt64) -> (block: Int, one: UInt64, other: UInt64) {
        let mixed = Fingerprint.mix(hash, 1)
        func bit(_ number: UInt64) -> UInt64 { 1 &<< (mixed &>> (number &* 6)) }
        let block = ((mixed &>> 36) &* blocks) &>> 28
        return (Int(truncatingIfNeeded: block) &* 2, bit(0) | bit(1) | bit(2), bit(3) | bit(4) | bit(5))
    }
}
