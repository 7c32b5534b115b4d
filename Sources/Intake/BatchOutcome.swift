import GridModel

/// What has become of the records of a batch, once versions are told apart.
struct BatchOutcome: Sendable {
    private(set) var counts = OutcomeCounts()
    private(set) var inactive: [EntryPlace] = []
    /// The first month of a used record that is an entry.
    private(set) var earliest: Int16?

    init(_ batch: Batch, _ number: UInt32, _ members: MemberIndex, isOfDecisions: Bool) {
        counts.read = batch.read
        for issue in batch.issues { counts[issue.fault.outcome] += 1 }
        counts[.used] = batch.sound - batch.entries.count
        var used = 0
        for (index, entry) in batch.entries.enumerated() where entry.effect != Batch.standsNot {
            if isOfDecisions {
                // Who has left may still appeal, and no month is scored because somebody decided something in it.
                used += 1
            } else if entry.member >= 0, !members.isActive(entry.member, entry.month) {
                inactive.append(EntryPlace(batch: number, entry: UInt32(index)))
            } else {
                used += 1
                if entry.month >= 0 { earliest = min(earliest ?? entry.month, entry.month) }
            }
        }
        counts[.used] += used
        counts[.inactive] = inactive.count
    }
}
