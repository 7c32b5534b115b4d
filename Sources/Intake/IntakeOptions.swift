/// How reading is done; nothing of it changes a result, but that a tag with two faults may be told by the one or the other.
package struct IntakeOptions: Sendable {
    package var jobs = 1
    /// Whether every record becomes an entry.
    package var keepsAll = false
    /// The greatest position and line of a record in its batch.
    package var longestBatch = Identity.greatest
    /// Bytes read at a time.
    package var blockSize = 1 << 18
    /// Bytes of a part of a file.
    package var partSize = 1 << 23
    /// Called with bytes read and bytes in all.
    package var progress: (@Sendable (Int, Int) -> Void)?

    package init() {}
}
