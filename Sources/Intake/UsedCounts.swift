package import GridModel

/// Records that stand, are of active members and do nothing but count, added up: by member, month and what they count
/// for. Nothing else is kept of them.
package struct UsedCounts: Sendable {
    private let memberCount: Int
    /// For each fact of the pack its column in the tables; 0, the column of records without any effect, if it never counts alone.
    private let columns: [Int]
    private let columnCount: Int
    /// By month since January 2000: counts, one row a member.
    private var tables: [Int16: [Int32]] = [:]
    /// Records by the month of their deciding time.
    private var records = [Int](repeating: 0, count: Month.countedMonths)

    init(memberCount: Int, facts: [Fact]) {
        self.memberCount = memberCount
        var next = 1
        columns = facts.map { fact in
            guard case .ranking = fact.user else { return 0 }
            defer { next += 1 }
            return next
        }
        columnCount = next
    }

    /// Adds up the counted records of a batch, or takes some out again with a `step` of -1.
    mutating func add(_ counted: [Counted], of batch: Batch, step: Int32 = 1) {
        guard !counted.isEmpty else { return }
        // Tables are taken out while they are added to, so that they are not copied.
        var open: [[Int32]] = []
        var openMonths: [Int16] = []
        func table(_ month: Int16) -> Int {
            if let known = openMonths.firstIndex(of: month) { return known }
            open.append(tables.removeValue(forKey: month) ?? [Int32](repeating: 0, count: memberCount * columnCount))
            openMonths.append(month)
            return open.count - 1
        }
        // What each effect counts for.
        let cells = batch.effects.map { effect in effect.hits.map { (table: table($0.month), column: columns[Int($0.fact)]) } }
        var tableOfMonth = [Int](repeating: -1, count: Month.countedMonths)
        for record in counted {
            let month = Int(record.month)
            records[month] += Int(step)
            let row = Int(record.member) * columnCount
            if record.effect == 0 {
                if tableOfMonth[month] < 0 { tableOfMonth[month] = table(record.month) }
                open[tableOfMonth[month]][row] += step
            } else {
                for cell in cells[Int(record.effect)] { open[cell.table][row + cell.column] += step }
            }
        }
        for (month, table) in zip(openMonths, open) { tables[month] = table }
    }

    /// The numbers of records that count for a fact in a month, by member; empty if there are none.
    package func numbers(month: Month, fact: Int) -> some Sequence<Int32> { column(columns[fact], month) }

    /// How many records of a member, with their deciding time in a month, have no effect.
    package func withoutEffect(member: Int, month: Month) -> Int {
        tables[month.sinceMillennium].map { Int($0[member * columnCount]) } ?? 0
    }

    private func column(_ column: Int, _ month: Month) -> LazyMapSequence<StrideTo<Int>, Int32> {
        let table = tables[month.sinceMillennium] ?? []
        return stride(from: column, to: table.count, by: columnCount).lazy.map { table[$0] }
    }

    /// The first month with a record.
    var earliest: Int16? { records.firstIndex { $0 > 0 }.map { Int16($0) } }
}
