/// One row of the roster: who someone is, and from when to when.
package struct RosterRow: Sendable, Hashable {
    package let name: String
    /// What rankings are made within, e.g. a department.
    package let group: String
    package let unit: String
    /// First day, inclusive; nil is open.
    package let from: CivilDate?
    /// Last day, inclusive; nil is open.
    package let to: CivilDate?

    package init(name: String, group: String, unit: String, from: CivilDate?, to: CivilDate?) {
        self.name = name
        self.group = group
        self.unit = unit
        self.from = from
        self.to = to
    }

    package func holds(_ day: CivilDate) -> Bool {
        (from.map { $0 <= day } ?? true) && (to.map { day <= $0 } ?? true)
    }
}

/// A member with all roster rows.
package struct Member: Sendable {
    package let id: String
    /// By start day, the open one first: on a day, the last row that holds it counts.
    package let rows: [RosterRow]

    package init(id: String, rows: [RosterRow]) {
        self.id = id
        self.rows = rows.enumerated().sorted { left, right in
            let (first, second) = (left.element.from, right.element.from)
            return first == second ? left.offset < right.offset : first.map { one in second.map { one < $0 } ?? false } ?? true
        }.map(\.element)
    }

    /// The row that counts on the member's last active day from `first` to `last`; nil if there is no such day.
    package func row(lastActiveIn first: CivilDate, through last: CivilDate) -> RosterRow? {
        rowIndex(lastActiveIn: first, through: last).map { rows[$0] }
    }

    /// The index of that row.
    package func rowIndex(lastActiveIn first: CivilDate, through last: CivilDate) -> Int? {
        var latest: CivilDate?
        for index in rows.indices where first <= last {
            let begin = max(rows[index].from ?? first, first)
            let end = min(rows[index].to ?? last, last)
            if begin <= end { latest = latest.map { max($0, end) } ?? end }
        }
        guard let day = latest else { return nil }
        return rows.indices.last { rows[$0].holds(day) }
    }

    /// The index of the row that counts on the member's first active day from `first` to `last`.
    package func rowIndex(firstActiveIn first: CivilDate, through last: CivilDate) -> Int? {
        var earliest: CivilDate?
        for index in rows.indices where first <= last {
            let begin = max(rows[index].from ?? first, first)
            if begin <= min(rows[index].to ?? last, last) { earliest = earliest.map { min($0, begin) } ?? begin }
        }
        guard let day = earliest else { return nil }
        return rows.indices.last { rows[$0].holds(day) }
    }

    /// On how many days from `first` to `last` the member is active.
    package func activeDays(from first: CivilDate, through last: CivilDate) -> Int {
        guard first <= last else { return 0 }
        return (first.dayNumber...last.dayNumber).count { day in rows.contains { $0.holds(CivilDate(dayNumber: day)) } }
    }

    package func isActiveThroughout(_ first: CivilDate, _ last: CivilDate) -> Bool {
        activeDays(from: first, through: last) == Int(last.dayNumber - first.dayNumber) + 1
    }

    package func isActive(in month: Month, asOf date: CivilDate) -> Bool {
        row(lastActiveIn: month.firstDay, through: min(month.lastDay, date)) != nil
    }
}

/// All members, ordered by the bytes of their ids.
package struct Roster: Sendable {
    package let members: [Member]

    package init(members: [Member]) {
        self.members = members.sorted { precedes($0.id, $1.id) }
    }
}

/// Whether one text comes before another by its UTF-8 bytes, the order of everything that is written.
package func precedes(_ left: String, _ right: String) -> Bool {
    compare(left, right) { $0.lexicographicallyPrecedes($1) } ?? left.utf8.lexicographicallyPrecedes(right.utf8)
}

/// Whether two texts have the same bytes; `==` on strings compares canonically equivalent forms as equal.
package func sameBytes(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    return compare(left, right) { $0.elementsEqual($1) } ?? left.utf8.elementsEqual(right.utf8)
}

/// Compares the bytes of two texts where they lie; nil if they do not lie in one piece.
@inline(__always)
private func compare(_ left: String, _ right: String, _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Bool) -> Bool? {
    let result = left.utf8.withContiguousStorageIfAvailable { left in
        right.utf8.withContiguousStorageIfAvailable { body(left, $0) }
    }
    return result ?? nil
}
