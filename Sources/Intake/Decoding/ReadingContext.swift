import GridModel

/// What all records are read against.
struct ReadingContext: Sendable {
    let asOf: CivilDate
    let inForce: CivilDate
    let fingerprint: Fingerprint
    /// Nil while the roster itself is read.
    let members: MemberIndex?
    /// Whether every record becomes an entry, also those that only count.
    var keepsAll = false
    /// The greatest position and line of a record in its batch.
    var longestBatch = Identity.greatest

    /// The last second that has happened.
    var now: Int64 { CivilTime.endOfDay(asOf).seconds }
}
