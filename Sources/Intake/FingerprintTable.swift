/// Fingerprints with their indices, open addressing.
struct FingerprintTable: ~Copyable {
    private let hashes: [UInt64]
    /// Index + 1, or 0.
    private let slots: UnsafeMutablePointer<UInt32>
    private let mask: Int

    /// - Parameter repeated: is told of every fingerprint that stood before: where first, and where again.
    init(_ hashes: [UInt64], repeated: (_ first: Int, _ later: Int) -> Void) {
        self.hashes = hashes
        let size = (hashes.count * 2).nextPowerOfTwo
        mask = size - 1
        let slots = UnsafeMutablePointer<UInt32>.allocate(capacity: size)
        slots.initialize(repeating: 0, count: size)
        hashes.withUnsafeBufferPointer { hashes in
            for index in hashes.indices {
                let hash = hashes[index]
                var slot = Int(truncatingIfNeeded: hash) & (size - 1)
                while slots[slot] != 0, hashes[Int(slots[slot]) - 1] != hash { slot = (slot &+ 1) & (size - 1) }
                if slots[slot] == 0 {
                    slots[slot] = UInt32(index + 1)
                } else {
                    repeated(Int(slots[slot]) - 1, index)
                }
            }
        }
        self.slots = slots
    }

    deinit {
        slots.deallocate()
    }

    var count: Int { hashes.count }

    /// The first index of a fingerprint; nil if it is not there.
    func first(of hash: UInt64) -> Int? {
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if hashes[index] == hash { return index }
            slot = (slot &+ 1) & mask
        }
        return nil
    }

    /// Whether there is a fingerprint with these low 32 bits.
    func holds(low: UInt32) -> Bool {
        var slot = Int(low) & mask
        while slots[slot] != 0 {
            if UInt32(truncatingIfNeeded: hashes[Int(slots[slot]) - 1]) == low { return true }
            slot = (slot &+ 1) & mask
        }
        return false
    }

    /// A filter of the low 32 bits: of its bits one in sixteen to thirty-two is set.
    func filter() -> FingerprintFilter {
        var filter = FingerprintFilter(forCount: hashes.count)
        for hash in hashes { filter.insert(UInt32(truncatingIfNeeded: hash)) }
        return filter
    }
}

/// Says of most fingerprints that they are not in a table, from memory small enough for a processor's nearest caches.
struct FingerprintFilter: ~Copyable {
    private let words: UnsafeMutablePointer<UInt64>
    private let mask: UInt32

    init(forCount count: Int) {
        // The bits are numbered by 32 bits of the fingerprint.
        let bits = min(1 << 31, max(64, (count * 16).nextPowerOfTwo))
        mask = UInt32(bits - 1)
        words = .allocate(capacity: bits / 64)
        words.initialize(repeating: 0, count: bits / 64)
    }

    deinit {
        words.deallocate()
    }

    mutating func insert(_ low: UInt32) {
        words[Int((low & mask) >> 6)] |= 1 << UInt64(low & 63)
    }

    /// The places of those fingerprints that may be in the table. There is no branch: which ones they are cannot be foreseen.
    ///
    /// - Returns: how many there are.
    func candidates(among fingerprints: UnsafePointer<UInt32>, _ count: Int, into places: UnsafeMutablePointer<UInt32>) -> Int {
        let (words, mask) = (UnsafePointer(words), mask)
        var found = 0
        for index in 0..<count {
            let low = fingerprints[index]
            places[found] = UInt32(truncatingIfNeeded: index)
            found &+= Int(truncatingIfNeeded: words[Int(low & mask) &>> 6] &>> UInt64(low & 63) & 1)
        }
        return found
    }
}
