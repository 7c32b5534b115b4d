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

/// Tells versions of one record apart (2.8): which stands, and what becomes of the others.
///
/// Entries are dealt by their key's fingerprint into partitions, each small enough for the processor's cache, which
/// are resolved side by side in small tables. Within a partition entries keep the order of files and lines, so
/// that nothing depends on the number of threads. A fingerprint only leads to candidates: keys are compared by
/// their bytes. Contents are compared by keyed fingerprints.
struct VersionResolver: Sendable {
    let batches: [Batch]
    let versionRules: [VersionRule]

    private static let partitionBits = 8

    func resolve(jobs: Int) async throws -> [Superseding] {
        let partitions = deal()
        let results = try await parallelMap(partitions.count, jobs: jobs) { resolve(partitions[$0]) }
        return results.flatMap { $0 }.sorted { $0.place < $1.place }
    }

    private func deal() -> [[EntryPlace]] {
        let count = 1 << Self.partitionBits
        let shift = UInt64(64 - Self.partitionBits)
        var sizes = [Int](repeating: 0, count: count)
        for batch in batches { for entry in batch.entries { sizes[Int(entry.keyHash >> shift)] += 1 } }
        var partitions: [[EntryPlace]] = sizes.map { size in
            var places: [EntryPlace] = []
            places.reserveCapacity(size)
            return places
        }
        for (number, batch) in batches.enumerated() {
            for (index, entry) in batch.entries.enumerated() {
                partitions[Int(entry.keyHash >> shift)].append(EntryPlace(batch: UInt32(number), entry: UInt32(index)))
            }
        }
        return partitions
    }

    private func resolve(_ places: [EntryPlace]) -> [Superseding] {
        guard places.count > 1 else { return [] }
        var size = 4
        while size < places.count * 2 { size *= 2 }
        // Index of the first version + 1, or 0.
        var slots = [UInt32](repeating: 0, count: size)
        var versions: [UInt32: [EntryPlace]] = [:]
        for (index, place) in places.enumerated() {
            let entry = entry(place)
            var slot = Int(truncatingIfNeeded: entry.keyHash) & (size - 1)
            while slots[slot] != 0, !isSame(place, places[Int(slots[slot]) - 1]) { slot = (slot + 1) & (size - 1) }
            if slots[slot] == 0 {
                slots[slot] = UInt32(index + 1)
            } else {
                versions[slots[slot], default: [places[Int(slots[slot]) - 1]]].append(place)
            }
        }
        return versions.values.flatMap { judge($0) }
    }

    private func entry(_ place: EntryPlace) -> Entry { batches.entry(at: place) }

    private func isSame(_ left: EntryPlace, _ right: EntryPlace) -> Bool {
        let (first, second) = (entry(left), entry(right))
        guard first.keyHash == second.keyHash else { return false }
        let (one, other) = (batches.batch(of: left), batches.batch(of: right))
        return one.kind == other.kind && one.key(of: first) == other.key(of: second)
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
