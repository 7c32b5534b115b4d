import Glibc
import GridModel

/// Members found by the bytes of their ids, and the months in which each is active.
struct MemberIndex: Sendable {
    private let fingerprint: Fingerprint
    private let mask: Int
    /// Open addressing.
    private let slots: FlatTable<Slot>
    /// All ids, one behind the other.
    private let ids: FlatTable<UInt8>
    /// One bit a month from January 2000 on, `wordsPerMember` words a member.
    private let activity: FlatTable<UInt64>
    private static let wordsPerMember = 20

    private struct Slot {
        /// Member index + 1, or 0.
        var member: Int32 = 0
        var length: Int32 = 0
        /// Where the id stands among all ids.
        var start = 0
        var hash: UInt64 = 0
    }

    init(_ roster: Roster, asOf: CivilDate, fingerprint: Fingerprint) {
        self.fingerprint = fingerprint
        var size = 16
        while size < roster.members.count * 2 { size *= 2 }
        mask = size - 1
        var slots = [Slot](repeating: Slot(), count: size)
        var ids: [UInt8] = []
        for (index, member) in roster.members.enumerated() {
            let id = Array(member.id.utf8)
            let hash = id.withUnsafeBufferPointer { fingerprint.of($0) }
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot].member != 0 { slot = (slot + 1) & mask }
            slots[slot] = Slot(member: Int32(index + 1), length: Int32(id.count), start: ids.count, hash: hash)
            ids += id
        }
        self.slots = FlatTable(slots)
        self.ids = FlatTable(ids)
        var activity = [UInt64](repeating: 0, count: roster.members.count * Self.wordsPerMember)
        let last = min(Int(asOf.month.sinceMillennium), Month.countedMonths - 1)
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
        self.activity = FlatTable(activity)
    }

    /// The index of the member with these bytes as id; -1 if there is none.
    @inline(__always)
    func find(_ id: UnsafeBufferPointer<UInt8>) -> Int32 {
        let hash = fingerprint.of(id)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let known = slots[slot]
            if known.member == 0 { return -1 }
            if known.hash == hash, Int(known.length) == id.count, id.isEmpty || memcmp(ids.base + known.start, id.baseAddress!, id.count) == 0 {
                return known.member &- 1
            }
            slot = (slot &+ 1) & mask
        }
    }

    /// Whether a member is active in a month, counted from January 2000.
    @inline(__always)
    func isActive(_ member: Int32, _ month: Int16) -> Bool {
        guard month >= 0, Int(month) < Month.countedMonths else { return false }
        return activity[Int(member) &* Self.wordsPerMember &+ Int(month) / 64] & 1 << UInt64(month % 64) != 0
    }
}

/// A table that is filled once and then only read, on the path of every record: reading it costs a load and nothing else.
final class FlatTable<Element: BitwiseCopyable>: @unchecked Sendable {
    let base: UnsafeMutablePointer<Element>
    let count: Int

    init(_ elements: [Element]) {
        count = elements.count
        base = .allocate(capacity: max(1, count))
        elements.withUnsafeBufferPointer { if let from = $0.baseAddress { base.initialize(from: from, count: count) } }
    }

    deinit {
        base.deallocate()
    }

    @inline(__always)
    subscript(index: Int) -> Element { base[index] }
}

extension Month {
    /// Months since January 2000, the form in which entries hold a month.
    package var sinceMillennium: Int16 { Int16(clamping: index - 24_000) }

    package init(sinceMillennium: Int16) {
        self.init(index: Int32(sinceMillennium) + 24_000)
    }

    /// How many months there are in which records may count, from January 2000 on.
    static let countedMonths = 1280
}
