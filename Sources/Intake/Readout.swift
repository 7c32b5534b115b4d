import GridModel

/// The records of some files, and which of them do not stand.
struct Readout: Sendable {
    /// In the order of files and lines.
    var batches: [Batch] = []
    /// In the order of files and lines.
    var versions: [Superseding] = []
    var conflicts: [EntryPlace: ConflictText] = [:]
    var counts: UsedCounts
    /// In the order of files and lines.
    var decisions: [DecisionRecord] = []
}

extension Readout {
    /// The records of two sets of files, in the order of files and lines.
    ///
    /// - Returns: them, and the numbers that the batches of each have among all.
    static func joining(_ one: Self, _ other: Self, counts: UsedCounts) -> (readout: Self, numbers: [[UInt32]]) {
        let all = one.batches + other.batches
        let order = all.indices.sorted { (all[$0].file, $0) < (all[$1].file, $1) }
        var numbers = [UInt32](repeating: 0, count: all.count)
        for (new, old) in order.enumerated() { numbers[old] = UInt32(new) }
        var joined = Readout(batches: order.map { all[$0] }, counts: counts)
        let parts = [Array(numbers.prefix(one.batches.count)), Array(numbers.dropFirst(one.batches.count))]
        for (part, numbers) in zip([one, other], parts) {
            func moved(_ place: EntryPlace) -> EntryPlace { EntryPlace(batch: numbers[Int(place.batch)], entry: place.entry) }
            joined.versions += part.versions.map {
                Superseding(place: moved($0.place), outcome: $0.outcome, standing: moved($0.standing))
            }
            for (place, text) in part.conflicts { joined.conflicts[moved(place)] = text }
            joined.decisions += part.decisions.map { $0.moved(to: moved($0.place)) }
        }
        joined.versions.sort { $0.place < $1.place }
        return (joined, parts)
    }
}

/// Records of which the versions have been told apart, and what versions of others are found by among them.
struct ResolvedRecords: Sendable {
    var readout: Readout
    /// The identities in memory, in the order of batches.
    var identities: [DealtBatch]
    /// The identities of batches that were stored.
    var stored: StoredVersions?

    /// The same with other numbers for the batches.
    fileprivate func renumbered(_ numbers: [UInt32], in readout: Readout) -> Self {
        var records = ResolvedRecords(readout: readout, identities: identities, stored: stored)
        for index in identities.indices { records.identities[index].batch = Int32(numbers[Int(identities[index].batch)]) }
        if let stored { records.stored?.numbers = stored.numbers.map { numbers[Int($0)] } }
        return records
    }
}

/// Tells versions of records apart.
struct VersionSearch: Sendable {
    let look: SecondLook
    let rules: [VersionRule]
    /// How many partitions identities are dealt into.
    let partitions: Int
    let jobs: Int

    /// Resolves records among themselves and, beside others that are resolved already, together with those.
    ///
    /// - Throws: `IntakeFailure`, `StoredSetFailure`.
    func resolve(_ fresh: Readout, beside base: ResolvedRecords? = nil) async throws -> ResolvedRecords {
        var lists = [DealtBatch](fresh.batches)
        var fresh = fresh
        for index in fresh.batches.indices { fresh.batches[index].dropIdentities() }
        var all: ResolvedRecords
        if let base {
            var counts = base.readout.counts
            counts += fresh.counts
            let (joined, numbers) = Readout.joining(base.readout, fresh, counts: counts)
            all = base.renumbered(numbers[0], in: joined)
            for index in lists.indices { lists[index].batch = Int32(numbers[1][Int(lists[index].batch)]) }
        } else {
            all = ResolvedRecords(readout: fresh, identities: [])
        }
        let finder = VersionFinder(fresh: lists, known: all.identities, stored: all.stored, partitions: partitions)
        try await settle(try await finder.groups(jobs: jobs), &all.readout)
        all.identities = (all.identities + lists).sorted { $0.batch < $1.batch }
        return all
    }

    /// Makes entries of the records that have one of some fingerprints, of which `Identity` keeps as much.
    ///
    /// - Throws: `IntakeFailure`, `StoredSetFailure`.
    func know(_ named: Set<UInt64>, among all: inout ResolvedRecords) async throws {
        guard !named.isEmpty else { return }
        // Nearly all records are passed over by some bits of their fingerprints.
        var isNear = [Bool](repeating: false, count: 1 << 16)
        for hash in named { isNear[Int(hash & 0xFFFF)] = true }
        var found = all.identities.flatMap { list in
            (0..<partitions).flatMap { partition in
                list.identities[partition].lazy.filter { isNear[Int($0.keyHash & 0xFFFF)] && named.contains($0.keyHash) }.map {
                    VersionFinder.Found(batch: list.batch, identity: $0)
                }
            }
        }
        if let stored = all.stored {
            for (partition, hashes) in Dictionary(grouping: named, by: { Int($0 >> UInt64(48 - StoredIdentities.bits)) }) {
                let table = FingerprintTable(hashes) { _, _ in }
                try stored.find(table, partition: partition) { _, batch, identity in
                    found.append(VersionFinder.Found(batch: batch, identity: identity))
                }
            }
        }
        if !found.isEmpty { _ = try await know(found, &all.readout) }
    }

    private func settle(_ groups: VersionFinder.Groups, _ readout: inout Readout) async throws {
        guard !groups.records.isEmpty else { return }
        let places = try await know(groups.records, &readout)
        if !readout.versions.isEmpty {
            // What was said of these records was said without the fresh ones.
            let again = Set(places)
            readout.versions.removeAll { again.contains($0.place) }
            readout.conflicts = readout.conflicts.filter { !again.contains($0.key) }
        }
        let versions = versions(groups.ends, places, readout.batches)
        let texts = try await look.texts(of: versions.filter { $0.outcome == .conflict }, in: readout.batches, jobs: jobs)
        readout.conflicts.merge(texts) { $1 }
        for version in versions { readout.batches[Int(version.place.batch)].entries[Int(version.place.entry)].effect = Batch.standsNot }
        let isFirst = readout.versions.isEmpty
        readout.versions += versions
        if !isFirst { readout.versions.sort { $0.place < $1.place } }
    }

    /// Makes entries of records of which there may be other versions, by reading them again.
    ///
    /// - Returns: where each of them stands.
    private func know(_ records: [VersionFinder.Found], _ readout: inout Readout) async throws -> [EntryPlace] {
        var wanted = [[(identity: Identity, index: Int)]](repeating: [], count: readout.batches.count)
        for (index, record) in records.enumerated() { wanted[Int(record.batch)].append((record.identity, index)) }
        for batch in wanted.indices { wanted[batch].sort { $0.identity.position < $1.identity.position } }
        if !look.context.keepsAll {
            let (batches, wanted) = (readout.batches, wanted)
            let again = try await parallelMap(batches.count, jobs: jobs) { index in
                wanted[index].isEmpty ? nil : try look.records(wanted[index].map(\.identity), of: batches[index])
            }
            let verdicts = VerdictPositions(readout)
            for (index, second) in again.enumerated() {
                guard let second else { continue }
                guard let uncounted = readout.batches[index].merge(second) else {
                    throw IntakeFailure.changed(file: look.files[readout.batches[index].file].name)
                }
                readout.counts.add(uncounted, of: readout.batches[index], step: -1)
            }
            verdicts.restore(in: &readout)
        }
        var places = [EntryPlace](repeating: EntryPlace(batch: 0, entry: 0), count: records.count)
        for (batch, wanted) in wanted.enumerated() {
            // Both are in the order of positions.
            var entry = 0
            for (identity, index) in wanted {
                while readout.batches[batch].entries[entry].position != identity.position { entry += 1 }
                places[index] = EntryPlace(batch: UInt32(batch), entry: UInt32(entry))
            }
        }
        return places
    }

    /// Which records of the groups do not stand, in the order of files and lines.
    private func versions(_ ends: [Int], _ places: [EntryPlace], _ batches: [Batch]) -> [Superseding] {
        let resolver = VersionResolver(batches: batches, versionRules: rules)
        var versions: [Superseding] = []
        var start = 0
        for end in ends {
            resolver.resolve(places[start..<end], into: &versions)
            start = end
        }
        return versions.sorted { $0.place < $1.place }
    }
}

/// The records that verdicts speak of, by their positions: entries move when others come between them.
private struct VerdictPositions {
    private let versions: [(place: UInt32, standing: UInt32)]
    private let conflicts: [(key: EntryPlace, position: UInt32)]

    init(_ readout: Readout) {
        func position(_ place: EntryPlace) -> UInt32 { readout.batches.entry(at: place).position }
        versions = readout.versions.map { (position($0.place), position($0.standing)) }
        conflicts = readout.conflicts.keys.map { ($0, position($0)) }
    }

    func restore(in readout: inout Readout) {
        guard !versions.isEmpty else { return }
        let batches = readout.batches
        func moved(_ place: EntryPlace, _ position: UInt32) -> EntryPlace {
            EntryPlace(batch: place.batch, entry: UInt32(batches[Int(place.batch)].entries.partitionPoint { $0.position < position }))
        }
        readout.versions = zip(readout.versions, versions).map { version, position in
            Superseding(
                place: moved(version.place, position.place), outcome: version.outcome, standing: moved(version.standing, position.standing))
        }
        let texts = readout.conflicts
        readout.conflicts = Dictionary(uniqueKeysWithValues: conflicts.map { (moved($0.key, $0.position), texts[$0.key]!) })
    }
}

extension Array {
    /// The first index for which the condition does not hold, where it holds for all before it.
    package func partitionPoint(_ isBefore: (Element) -> Bool) -> Int {
        var range = 0..<count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range = isBefore(self[middle]) ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }
}
