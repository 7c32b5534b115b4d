/// Fingerprints with their indices, open addressing.
struct FingerprintTable: ~Copyable {
    let hashes: [UInt64]
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
}
