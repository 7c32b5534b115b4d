package import GridModel

/// A record in the batches: the batch and the entry within it. Their order is that of files and lines.
package struct EntryPlace: Hashable, Comparable, Sendable {
    package let batch: UInt32
    package let entry: UInt32

    package init(batch: UInt32, entry: UInt32) {
        self.batch = batch
        self.entry = entry
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.batch, left.entry) < (right.batch, right.entry)
    }
}

extension [Batch] {
    /// The batch that holds a record.
    package func batch(of place: EntryPlace) -> Batch { self[Int(place.batch)] }

    /// A record by its place.
    package func entry(at place: EntryPlace) -> Entry { self[Int(place.batch)].entries[Int(place.entry)] }
}

/// A record that does not stand, because another version of it does.
package struct Superseding: Sendable {
    package let place: EntryPlace
    package let outcome: Outcome
    /// The version that stands.
    package let standing: EntryPlace
}

/// Finds records whose keys have the same fingerprint: those that may be versions of one record.
///
/// Each partition of all batches is resolved on its own in a small table. Within a partition records keep the order of
/// files and lines, so that nothing depends on the number of threads.
struct VersionFinder: Sendable {
    let batches: [Batch]
    let partitions: Int

    /// A record by the index of its batch and its place in it.
    struct Found: Sendable {
        let batch: Int
        let identity: Identity
    }

    /// Records with one fingerprint, in the order of files and lines, at least two.
    typealias Group = [Found]

    func groups(jobs: Int) async throws -> [Group] {
        try await parallelMap(partitions, jobs: jobs) { groups(partition: $0) }.flatMap { $0 }
    }

    private func groups(partition: Int) -> [Group] {
        var starts: [Int] = []
        var count = 0
        for batch in batches {
            starts.append(count)
            count += batch.identities[partition].count
        }
        guard count > 1 else { return [] }
        var hashes: [UInt64] = []
        hashes.reserveCapacity(count)
        for batch in batches { for identity in batch.identities[partition] { hashes.append(identity.keyHash) } }
        let pairs = Self.repeated(hashes)
        guard !pairs.isEmpty else { return [] }
        func found(_ index: Int) -> Found {
            // The last batch that starts at or before the index, past the empty ones.
            var range = 0..<starts.count
            while range.count > 1 {
                let middle = range.lowerBound + range.count / 2
                range = starts[middle] <= index ? middle..<range.upperBound : range.lowerBound..<middle
            }
            let slice = batches[range.lowerBound].identities[partition]
            return Found(batch: range.lowerBound, identity: slice[index - starts[range.lowerBound]])
        }
        var groups: [Int: Group] = [:]
        for (first, later) in pairs { groups[first, default: [found(first)]].append(found(later)) }
        return groups.sorted { $0.key < $1.key }.map(\.value)
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

/// Tells versions of one record apart (2.8): which stands, and what becomes of the others. A fingerprint has only led to
/// candidates: keys are compared by their bytes. Contents are compared by keyed fingerprints.
struct VersionResolver: Sendable {
    let batches: [Batch]
    let versionRules: [VersionRule]

    /// What becomes of the versions among records whose keys have the same fingerprint.
    func resolve(_ group: [EntryPlace]) -> [Superseding] {
        var records: [[EntryPlace]] = []
        for place in group {
            if let index = records.firstIndex(where: { isSame($0[0], place) }) {
                records[index].append(place)
            } else {
                records.append([place])
            }
        }
        return records.flatMap { judge($0) }
    }

    private func entry(_ place: EntryPlace) -> Entry { batches.entry(at: place) }

    private func isSame(_ left: EntryPlace, _ right: EntryPlace) -> Bool {
        let (one, other) = (batches.batch(of: left), batches.batch(of: right))
        return one.kind == other.kind && one.key(of: entry(left)) == other.key(of: entry(right))
    }

    /// The versions of one record, in the order of files and lines.
    private func judge(_ places: [EntryPlace]) -> [Superseding] {
        let ordered = places.enumerated().sorted { left, right in
            let (first, second) = (entry(left.element).updated, entry(right.element).updated)
            return first == second ? left.offset < right.offset : first < second
        }.map(\.element)
        let rule = versionRules[batches.batch(of: places[0]).kind]
        let standing = rule == .first ? ordered[0] : ordered[ordered.count - 1]
        let content = entry(standing).contentHash
        return ordered.filter { $0 != standing }.map { place in
            let isEqual = entry(place).contentHash == content
            let outcome: Outcome = isEqual ? .duplicate : rule == .first ? .conflict : .superseded
            return Superseding(place: place, outcome: outcome, standing: standing)
        }
    }
}
