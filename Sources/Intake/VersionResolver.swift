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

/// Tells versions of one record apart (2.8): which stands, and what becomes of the others. A fingerprint has only led to
/// candidates: keys are compared by their bytes. Contents are compared by keyed fingerprints.
struct VersionResolver {
    /// What it needs of each batch: a batch holds so much that to pass it on costs more than to look into it.
    private let entries: [[Entry]]
    private let contents: [[EntryVersion]]
    private let texts: [[UInt8]]
    private let kinds: [Int]
    private let versionRules: [VersionRule]

    init(batches: [Batch], versionRules: [VersionRule]) {
        entries = batches.map(\.entries)
        contents = batches.map(\.versions)
        texts = batches.map(\.texts)
        kinds = batches.map(\.kind)
        self.versionRules = versionRules
    }

    /// Adds what becomes of the versions among records whose keys have the same fingerprint, in the order of files and lines.
    func resolve(_ group: ArraySlice<EntryPlace>, into versions: inout [Superseding]) {
        // Nearly all groups are two versions of one record.
        if group.count == 2 {
            let (first, second) = (group[group.startIndex], group[group.startIndex + 1])
            guard isSame(first, second) else { return }
            let (one, other) = (version(first), version(second))
            let rule = versionRules[kinds[Int(first.batch)]]
            let secondStands = (other.updated < one.updated) == (rule == .first)
            let outcome = outcome(isEqual: one.contentHash == other.contentHash, rule)
            versions.append(
                Superseding(place: secondStands ? first : second, outcome: outcome, standing: secondStands ? second : first))
            return
        }
        var rest = Array(group)
        while let first = rest.first {
            judge(rest.filter { isSame(first, $0) }, into: &versions)
            rest.removeAll { isSame(first, $0) }
        }
    }

    private func entry(_ place: EntryPlace) -> Entry { entries[Int(place.batch)][Int(place.entry)] }

    private func version(_ place: EntryPlace) -> EntryVersion { contents[Int(place.batch)][Int(place.entry)] }

    private func isSame(_ left: EntryPlace, _ right: EntryPlace) -> Bool {
        let (one, other) = (entry(left), entry(right))
        guard kinds[Int(left.batch)] == kinds[Int(right.batch)], one.keyLength == other.keyLength else { return false }
        return texts[Int(left.batch)].withUnsafeBufferPointer { mine in
            texts[Int(right.batch)].withUnsafeBufferPointer { its in
                (0..<Int(one.keyLength)).allSatisfy { mine[Int(one.keyStart) + $0] == its[Int(other.keyStart) + $0] }
            }
        }
    }

    /// The versions of one record, in the order of files and lines.
    private func judge(_ places: [EntryPlace], into versions: inout [Superseding]) {
        let ordered = places.enumerated().sorted { left, right in
            let (first, second) = (version(left.element).updated, version(right.element).updated)
            return first == second ? left.offset < right.offset : first < second
        }.map(\.element)
        let rule = versionRules[kinds[Int(places[0].batch)]]
        let standing = rule == .first ? ordered[0] : ordered[ordered.count - 1]
        let content = version(standing).contentHash
        for place in ordered where place != standing {
            versions.append(
                Superseding(place: place, outcome: outcome(isEqual: version(place).contentHash == content, rule), standing: standing))
        }
    }

    private func outcome(isEqual: Bool, _ rule: VersionRule) -> Outcome {
        isEqual ? .duplicate : rule == .first ? .conflict : .superseded
    }
}
