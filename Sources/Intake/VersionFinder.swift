/// Finds records whose keys have the same fingerprint: those that may be versions of one record.
///
/// Each partition of all batches is resolved on its own in a small table. Within a partition records keep the order of
/// files and lines, so that nothing depends on the number of threads.
struct VersionFinder: Sendable {
    let batches: [Batch]
    let partitions: Int

    /// A record by the index of its batch and its place in it.
    struct Found: Sendable {
        let batch: Int32
        let identity: Identity
    }

    /// Groups of records with one fingerprint, one group behind the other, in each at least two in the order of files and
    /// lines.
    struct Groups: Sendable {
        fileprivate(set) var records: [Found] = []
        /// Where each group ends.
        fileprivate(set) var ends: [Int] = []
    }

    func groups(jobs: Int) async throws -> Groups {
        var all = Groups()
        for part in try await parallelMap(partitions, jobs: jobs, { groups(partition: $0) }) {
            all.ends += part.ends.lazy.map { [start = all.records.count] in $0 + start }
            all.records += part.records
        }
        return all
    }

    /// Records with one of some fingerprints that are in no group, in the order of files and lines.
    func records(_ hashes: Set<UInt64>, besides groups: Groups) -> [Found] {
        let grouped = Set(groups.records.map(\.identity.keyHash))
        let wanted = hashes.subtracting(grouped)
        // Nearly all records are passed over by some bits of their fingerprints.
        var isNear = [Bool](repeating: false, count: 1 << 16)
        for hash in wanted { isNear[Int(hash & 0xFFFF)] = true }
        return batches.indices.flatMap { batch in
            (0..<partitions).flatMap { partition in
                batches[batch].identities[partition].lazy.filter { isNear[Int($0.keyHash & 0xFFFF)] && wanted.contains($0.keyHash) }.map {
                    Found(batch: Int32(batch), identity: $0)
                }
            }
        }
    }

    private func groups(partition: Int) -> Groups {
        var starts: [Int] = []
        var hashes: [UInt64] = []
        hashes.reserveCapacity(batches.reduce(0) { $0 + $1.identities[partition].count })
        for batch in batches {
            starts.append(hashes.count)
            for identity in batch.identities[partition] { hashes.append(identity.keyHash) }
        }
        func found(_ index: Int) -> Found {
            // The last batch that starts at or before the index, past the empty ones.
            var range = 0..<starts.count
            while range.count > 1 {
                let middle = range.lowerBound + range.count / 2
                range = starts[middle] <= index ? middle..<range.upperBound : range.lowerBound..<middle
            }
            let slice = batches[range.lowerBound].identities[partition]
            return Found(batch: Int32(range.lowerBound), identity: slice[index - starts[range.lowerBound]])
        }
        var groups = Groups()
        var last = -1
        for (first, later) in Self.repeated(hashes).sorted(by: <) {
            if first != last {
                if last >= 0 { groups.ends.append(groups.records.count) }
                groups.records.append(found(first))
                last = first
            }
            groups.records.append(found(later))
        }
        if last >= 0 { groups.ends.append(groups.records.count) }
        return groups
    }

    /// For every fingerprint that stood before: where first, and where again.
    private static func repeated(_ hashes: [UInt64]) -> [(first: Int, later: Int)] {
        let size = (hashes.count * 2).nextPowerOfTwo
        var pairs: [(first: Int, later: Int)] = []
        // Index + 1, or 0.
        var slots = [UInt32](repeating: 0, count: size)
        slots.withUnsafeMutableBufferPointer { slots in
            hashes.withUnsafeBufferPointer { hashes in
                for index in hashes.indices {
                    let hash = hashes[index]
                    var slot = Int(truncatingIfNeeded: hash) & (size - 1)
                    while slots[slot] != 0, hashes[Int(slots[slot]) - 1] != hash { slot = (slot &+ 1) & (size - 1) }
                    if slots[slot] == 0 {
                        slots[slot] = UInt32(index + 1)
                    } else {
                        pairs.append((Int(slots[slot]) - 1, index))
                    }
                }
            }
        }
        return pairs
    }
}
