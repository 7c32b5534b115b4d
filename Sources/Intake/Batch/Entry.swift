/// A record that was read without fault and must be told from others: it posts, awaits, is not active, or there are
/// other versions of it. All other records are counted and forgotten.
package struct Entry: Sendable {
    // 24 bytes: a year has millions of them.

    /// Line within the batch: add the batch's first line.
    let line: UInt32
    /// As in `RawRecord`.
    package let position: UInt32
    /// Index of the member in the roster; -1 in the roster's own kind.
    package let member: Int32
    /// Where the key stands in the batch's texts; its first bytes are the record's id.
    let keyStart: UInt32
    let keyLength: UInt16
    let idLength: UInt16
    /// Index of the effect in the batch; `Batch.standsNot` once another version has taken its place.
    package internal(set) var effect: UInt16
    /// Month of the deciding time, counted from January 2000; -1 if the kind has none.
    package let month: Int16
}

/// What an entry is told from other versions by.
struct EntryVersion: Sendable {
    /// Fingerprint of all known columns but the version column.
    let contentHash: UInt64
    /// Seconds of the version column since 1999-12-31, or 0 if it is empty.
    let updated: UInt32

    /// Of an entry of which no other version is known.
    static let none = EntryVersion(contentHash: 0, updated: 0)
}

/// A record that counts and does nothing else.
struct Counted: Sendable {
    let member: Int32
    /// Index of the effect in the batch.
    let effect: UInt16
    /// As in `Entry`.
    let month: Int16
}
