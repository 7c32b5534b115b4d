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
    /// What it needs of each batch: a batch holds so much that to pass it on costs more than to look into it.
    private let entries: [[Entry]]
    private let texts: [[UInt8]]
    private let kinds: [Int]
    private let versionRules: [VersionRule]

    init(batches: [Batch], versionRules: [VersionRule]) {
        entries = batches.map(\.entries)
        texts = batches.map(\.texts)
        kinds = batches.map(\.kind)
        self.versionRules = versionRules
    }

    /// What becomes of the versions among records whose keys have the same fingerprint, all of which are entries.
    func resolve(_ group: VersionFinder.Group) -> [Superseding] {
        resolve(group.map { EntryPlace(batch: UInt32($0.batch), entry: UInt32(entries[$0.batch].index(at: $0.identity.position))) })
    }

    func resolve(_ group: [EntryPlace]) -> [Superseding] {
        var rest = group
        var all: [Superseding] = []
        while let first = rest.first {
            all += judge(rest.filter { isSame(first, $0) })
            rest.removeAll { isSame(first, $0) }
        }
        return all
    }

    private func entry(_ place: EntryPlace) -> Entry { entries[Int(place.batch)][Int(place.entry)] }

    private func isSame(_ left: EntryPlace, _ right: EntryPlace) -> Bool {
        guard kinds[Int(left.batch)] == kinds[Int(right.batch)] else { return false }
        let (one, other) = (entry(left), entry(right))
        guard one.keyLength == other.keyLength else { return false }
        return (0..<Int(one.keyLength)).allSatisfy {
            texts[Int(left.batch)][Int(one.keyStart) + $0] == texts[Int(right.batch)][Int(other.keyStart) + $0]
        }
    }

    /// The versions of one record, in the order of files and lines.
    private func judge(_ places: [EntryPlace]) -> [Superseding] {
        let ordered = places.enumerated().sorted { left, right in
            let (first, second) = (entry(left.element).updated, entry(right.element).updated)
            return first == second ? left.offset < right.offset : first < second
        }.map(\.element)
        let rule = versionRules[kinds[Int(places[0].batch)]]
        let standing = rule == .first ? ordered[0] : ordered[ordered.count - 1]
        let content = entry(standing).contentHash
        return ordered.filter { $0 != standing }.map { place in
            let isEqual = entry(place).contentHash == content
            let outcome: Outcome = isEqual ? .duplicate : rule == .first ? .conflict : .superseded
            return Superseding(place: place, outcome: outcome, standing: standing)
        }
    }
}

extension [Entry] {
    /// The index of the entry with this position, which there is.
    fileprivate func index(at position: UInt32) -> Int {
        var range = 0..<count
        while range.count > 1 {
            let middle = range.lowerBound + range.count / 2
            range = self[middle].position <= position ? middle..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }
}
