/// The identities of a batch, by the number of the batch.
struct DealtBatch: Sendable {
    var batch: Int32
    let identities: IdentityPartitions
}

extension [DealtBatch] {
    init(_ batches: [Batch]) {
        self = batches.indices.compactMap { index in
            let identities = batches[index].identities
            return identities.isEmpty ? nil : DealtBatch(batch: Int32(index), identities: identities)
        }
    }
}

/// Finds records whose keys have the same fingerprint: those that may be versions of one record.
///
/// Each partition of all batches is resolved on its own in a small table. Groups are in the order of files and lines within,
/// so that nothing depends on the number of threads.
struct VersionFinder: Sendable {
    /// In the order of batches.
    let fresh: [DealtBatch]
    /// Records that have been told from one another: only what is a version of a fresh one is looked for.
    var known: [DealtBatch] = []
    /// The same for records that were stored.
    var stored: StoredVersions?
    let partitions: Int

    /// A record by the index of its batch and its place in it.
    struct Found: Sendable {
        let batch: Int32
        let identity: Identity

        fileprivate var order: (Int32, UInt32) { (batch, identity.position) }
    }

    /// Groups of records with one fingerprint, one group behind the other, in each at least two in the order of files and
    /// lines, and a fresh one among them.
    struct Groups: Sendable {
        fileprivate(set) var records: [Found] = []
        /// Where each group ends.
        fileprivate(set) var ends: [Int] = []
    }

    /// - Throws: `StoredSetFailure`.
    func groups(jobs: Int) async throws -> Groups {
        var all = Groups()
        for part in try await parallelMap(partitions, jobs: jobs, { try groups(partition: $0) }) {
            all.ends += part.ends.lazy.map { [start = all.records.count] in $0 + start }
            all.records += part.records
        }
        return all
    }

    private func groups(partition: Int) throws(StoredSetFailure) -> Groups {
        var starts: [Int] = []
        var hashes: [UInt64] = []
        hashes.reserveCapacity(fresh.reduce(0) { $0 + $1.identities[partition].count })
        for list in fresh {
            starts.append(hashes.count)
            for identity in list.identities[partition] { hashes.append(identity.keyHash) }
        }
        guard !hashes.isEmpty else { return Groups() }
        func found(_ index: Int) -> Found {
            // The last list that starts at or before the index, past the empty ones.
            var range = 0..<starts.count
            while range.count > 1 {
                let middle = range.lowerBound + range.count / 2
                range = starts[middle] <= index ? middle..<range.upperBound : range.lowerBound..<middle
            }
            let list = fresh[range.lowerBound]
            return Found(batch: list.batch, identity: list.identities[partition][index - starts[range.lowerBound]])
        }
        var members: [(first: Int, record: Found)] = []
        let table = FingerprintTable(hashes) { members.append(($0, found($1))) }
        for list in known {
            for identity in list.identities[partition] {
                if let first = table.first(of: identity.keyHash) { members.append((first, Found(batch: list.batch, identity: identity))) }
            }
        }
        if let stored {
            precondition(partitions == StoredIdentities.partitions, "partitions are those of the stored records")
            try stored.find(table, partition: partition) { first, batch, identity in
                members.append((first, Found(batch: batch, identity: identity)))
            }
        }
        return groups(of: members, found)
    }

    /// - Parameter members: all but the first of each group.
    private func groups(of members: [(first: Int, record: Found)], _ found: (Int) -> Found) -> Groups {
        var groups = Groups()
        var group: [Found] = []
        func end() {
            group.sort { $0.order < $1.order }
            groups.records += group
            groups.ends.append(groups.records.count)
            group.removeAll(keepingCapacity: true)
        }
        let order = members.indices.sorted { (members[$0].first, $0) < (members[$1].first, $1) }
        var last = -1
        for (first, record) in order.lazy.map({ members[$0] }) {
            if first != last {
                if last >= 0 { end() }
                group.append(found(first))
                last = first
            }
            group.append(record)
        }
        if last >= 0 { end() }
        return groups
    }
}
