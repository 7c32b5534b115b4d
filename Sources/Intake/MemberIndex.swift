import GridModel

/// Members found by the bytes of their ids, and the months in which each is active.
struct MemberIndex: Sendable {
    private let fingerprint: Fingerprint
    private let ids: [[UInt8]]
    /// Open addressing: member index + 1, or 0.
    private let slots: [Int32]
    /// One bit a month from January 2000 on, `wordsPerMember` words a member.
    private let activity: [UInt64]
    private static let wordsPerMember = 20

    init(_ roster: Roster, asOf: CivilDate, fingerprint: Fingerprint) {
        self.fingerprint = fingerprint
        ids = roster.members.map { Array($0.id.utf8) }
        var size = 16
        while size < ids.count * 2 { size *= 2 }
        var slots = [Int32](repeating: 0, count: size)
        for (index, id) in ids.enumerated() {
            var slot = id.withUnsafeBufferPointer { Int(truncatingIfNeeded: fingerprint.of($0)) } & (size - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(index + 1)
        }
        self.slots = slots
        var activity = [UInt64](repeating: 0, count: ids.count * Self.wordsPerMember)
        let last = min(Int(asOf.month.sinceMillennium), Self.wordsPerMember * 64 - 1)
        for (index, member) in roster.members.enumerated() {
            for row in member.rows {
                let first = max(0, Int(row.from?.month.sinceMillennium ?? 0))
                let end = min(last, Int(row.to?.month.sinceMillennium ?? Int16.max))
                // A row that starts after the as-of date holds none of its days.
                if let from = row.from, from > asOf { continue }
                for month in first...max(first, end) where month <= end {
                    activity[index * Self.wordsPerMember + month / 64] |= 1 << UInt64(month % 64)
                }
            }
        }
        self.activity = activity
    }

    /// The index of the member with these bytes as id; -1 if there is none.
    @inline(__always)
    func find(_ id: UnsafeBufferPointer<UInt8>) -> Int32 {
        var slot = Int(truncatingIfNeeded: fingerprint.of(id)) & (slots.count - 1)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if ids[index].count == id.count, zip(ids[index], id).allSatisfy({ $0 == $1 }) { return Int32(index) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return -1
    }

    /// Whether a member is active in a month, counted from January 2000.
    @inline(__always)
    func isActive(_ member: Int32, _ month: Int16) -> Bool {
        guard month >= 0, Int(month) < Self.wordsPerMember * 64 else { return false }
        return activity[Int(member) * Self.wordsPerMember + Int(month) / 64] & 1 << UInt64(month % 64) != 0
    }
}

extension Month {
    /// Months since January 2000, the form in which entries hold a month.
    package var sinceMillennium: Int16 { Int16(clamping: index - 24_000) }

    package init(sinceMillennium: Int16) {
        self.init(index: Int32(sinceMillennium) + 24_000)
    }
}
