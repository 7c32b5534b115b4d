/// What is kept of every record that was read without fault: enough to find those that may be versions of one another
/// and to read them again.
struct Identity: Hashable, Sendable {
    /// Fingerprint of kind and key.
    let keyHash: UInt64
    /// As in `RawRecord`.
    let position: UInt32
    /// Line within the part of the file that was read.
    let line: UInt32

    init(keyHash: UInt64, position: UInt32, line: UInt32) {
        self.keyHash = keyHash
        self.position = position
        self.line = line
    }

    init(_ entry: Entry) {
        self.init(keyHash: entry.keyHash, position: entry.position, line: entry.line)
    }
}

/// The identities of a batch, dealt by their fingerprint into partitions; within one they keep the records' order.
struct IdentityPartitions: Sendable {
    /// All identities, one partition behind the other.
    private let identities: [Identity]
    /// Where each partition starts, and where the last one ends.
    private let starts: [UInt32]

    /// A counting sort by the leading `bits` of the fingerprints.
    init(_ unsorted: [Identity], bits: Int) {
        guard !unsorted.isEmpty else {
            (identities, starts) = ([], [])
            return
        }
        let count = 1 << bits
        func partition(_ identity: Identity) -> Int { Int(truncatingIfNeeded: (identity.keyHash >> 1) >> UInt64(63 - bits)) }
        var starts = [UInt32](repeating: 0, count: count + 1)
        for identity in unsorted { starts[partition(identity) + 1] += 1 }
        for index in 0..<count { starts[index + 1] += starts[index] }
        identities = [Identity](unsafeUninitializedCapacity: unsorted.count) { buffer, filled in
            var next = starts
            for identity in unsorted {
                let partition = partition(identity)
                (buffer.baseAddress! + Int(next[partition])).initialize(to: identity)
                next[partition] += 1
            }
            filled = unsorted.count
        }
        self.starts = starts
    }

    var count: Int { identities.count }

    subscript(partition: Int) -> ArraySlice<Identity> {
        starts.isEmpty ? [] : identities[Int(starts[partition])..<Int(starts[partition + 1])]
    }

    /// Bits for about so many records: a partition and its table shall fit the processor's second cache.
    static func bits(forRecords count: Int) -> Int {
        var bits = 0
        while bits < 12, count >> bits > 1 << 15 { bits += 1 }
        return bits
    }
}
