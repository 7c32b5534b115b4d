import CByteMasks
import Glibc
import GridModel

/// Members found by the bytes of their ids, and the months in which each is active. All of it is small, to stay in the
/// processor's second cache while records go by.
final class MemberIndex: Sendable {
    private let store = TableStore()
    private let fingerprint: Fingerprint
    private let mask: Int
    /// Open addressing.
    private let slots: FlatTable<Slot>
    private let members: FlatTable<Member>
    /// All ids, one behind the other.
    private let ids: FlatTable<UInt8>
    /// For members who were away for a while: one bit a month from January 2000 on, `wordsPerMember` words each.
    private let interrupted: FlatTable<UInt64>
    private static let wordsPerMember = Month.countedMonths / 64

    /// All that most records need to know of a member, in 16 bytes.
    private struct Slot {
        /// The first eight bytes of the id. No id holds a zero byte: up to eight bytes this is all of it.
        var word: UInt64 = 0
        /// Member index + 1, or 0, and above it `more`, if this is not all there is to know.
        var member: UInt32 = 0
        var firstMonth: Int16 = 0
        var lastMonth: Int16 = 0

        static let more: UInt32 = 1 << 31
    }

    private struct Member {
        /// Where the id stands among all ids.
        let idStart: UInt32
        let idLength: UInt32
        /// The first and the last active month, from January 2000 on.
        let firstMonth: Int16
        let lastMonth: Int16
        /// Whether the months between them are looked up.
        let isInterrupted: Bool
        /// The first word of the member's months in `interrupted`.
        let firstWord: UInt32
    }

    /// Nobody.
    static let empty = MemberIndex(Roster(members: []), asOf: CivilDate(dayNumber: 0), fingerprint: Fingerprint(seed: 0))

    init(_ roster: Roster, asOf: CivilDate, fingerprint: Fingerprint) {
        self.fingerprint = fingerprint
        let size = max(16, (roster.members.count * 3).nextPowerOfTwo)
        mask = size - 1
        var slots = [Slot](repeating: Slot(), count: size)
        var members: [Member] = []
        var ids: [UInt8] = []
        var interrupted: [UInt64] = []
        for (index, member) in roster.members.enumerated() {
            let id = Array(member.id.utf8)
            let hash = id.withUnsafeBufferPointer { fingerprint.of($0) }
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot].member != 0 { slot = (slot + 1) & mask }
            let months = Self.activeMonths(of: member, asOf: asOf)
            let span = (months.first ?? 0)...(months.last ?? 0)
            members.append(
                Member(
                    idStart: UInt32(ids.count), idLength: UInt32(id.count), firstMonth: months.isEmpty ? 1 : Int16(span.lowerBound),
                    lastMonth: months.isEmpty ? 0 : Int16(span.upperBound), isInterrupted: !months.isEmpty && months.count < span.count,
                    firstWord: UInt32(interrupted.count)))
            ids += id
            let known = members[index]
            slots[slot] = Slot(
                word: id.withUnsafeBufferPointer { leadingWord($0) },
                member: UInt32(index + 1) | (id.count > 8 || known.isInterrupted ? Slot.more : 0), firstMonth: known.firstMonth,
                lastMonth: known.lastMonth)
            if members[index].isInterrupted {
                var words = [UInt64](repeating: 0, count: Self.wordsPerMember)
                for month in months { words[month / 64] |= 1 << UInt64(month % 64) }
                interrupted += words
            }
        }
        self.slots = store.table(slots)
        self.members = store.table(members)
        self.ids = store.table(ids)
        self.interrupted = store.table(interrupted)
    }

    /// In ascending order.
    private static func activeMonths(of member: GridModel.Member, asOf: CivilDate) -> [Int] {
        let last = min(Int(asOf.month.sinceMillennium), Month.countedMonths - 1)
        var months: [Int] = []
        for row in member.rows {
            let first = max(0, Int(row.from?.month.sinceMillennium ?? 0))
            let end = min(last, Int(row.to?.month.sinceMillennium ?? Int16.max))
            // A row that starts after the as-of date holds none of its days.
            if let from = row.from, from > asOf { continue }
            if first <= end { months += first...end }
        }
        guard member.rows.count > 1 else { return months }
        months.sort()
        return months.indices.filter { $0 == 0 || months[$0 - 1] != months[$0] }.map { months[$0] }
    }

    /// Where a member was found.
    struct Place {
        fileprivate let slot: Int
        /// The index of the member.
        let member: Int32
    }

    /// The member with these bytes as id; nil if there is none.
    func find(_ id: UnsafeBufferPointer<UInt8>) -> Place? {
        find(id, word: leadingWord(id), hash: fingerprint.of(id))
    }

    /// The fingerprint by which `find` looks an id up that has one byte or more, where eight bytes can be read from
    /// anywhere in it. The memory it leads to is asked for already.
    @inline(__always)
    func prefetch(_ id: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let hash = fingerprint.ofPadded(id.baseAddress!, id.count)
        gridscore_prefetch(slots.pointer(at: Int(truncatingIfNeeded: hash) & mask))
        return hash
    }

    /// The member with these bytes as id, by their fingerprint.
    @inline(__always)
    func find(_ id: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Place? {
        find(id, word: paddedWord(id.baseAddress!, id.count), hash: hash)
    }

    @inline(__always)
    private func find(_ id: UnsafeBufferPointer<UInt8>, word: UInt64, hash: UInt64) -> Place? {
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let known = slots[slot]
            if known.member == 0 { return nil }
            let member = Int32(truncatingIfNeeded: known.member & ~Slot.more) &- 1
            if known.word == word, known.member < Slot.more ? id.count <= 8 : isWhole(member, id) { return Place(slot: slot, member: member) }
            slot = (slot &+ 1) & mask
        }
    }

    /// Whether a member's id, of which the first eight bytes are these, is this.
    private func isWhole(_ member: Int32, _ id: UnsafeBufferPointer<UInt8>) -> Bool {
        let known = members[Int(member)]
        return Int(known.idLength) == id.count
            && (id.count <= 8 || memcmp(ids.pointer(at: Int(known.idStart) + 8), id.baseAddress! + 8, id.count - 8) == 0)
    }

    /// Whether a member is active in a month, counted from January 2000.
    @inline(__always)
    func isActive(_ place: Place, _ month: Int16) -> Bool {
        let known = slots[place.slot]
        guard month >= known.firstMonth, month <= known.lastMonth else { return false }
        return known.member < Slot.more || isActive(place.member, month)
    }

    func isActive(_ member: Int32, _ month: Int16) -> Bool {
        let known = members[Int(member)]
        guard month >= known.firstMonth, month <= known.lastMonth else { return false }
        guard known.isInterrupted else { return true }
        return interrupted[Int(known.firstWord) &+ Int(month) / 64] & 1 << UInt64(month % 64) != 0
    }
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
