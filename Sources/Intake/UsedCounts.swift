package import GridModel

/// Records that stand, are of active members and do nothing but count, added up: by member, month and what they count
/// for. Nothing else is kept of them.
package struct UsedCounts: Sendable {
    private let memberCount: Int
    /// For each fact of the pack its column in the tables; 0, the column of records without any effect, if it never counts alone.
    private let columns: [Int]
    private let columnCount: Int
    private var tables: [Table] = []
    /// Records by the month of their deciding time.
    private var records = [Int](repeating: 0, count: Month.countedMonths)

    private struct Table: Sendable {
        /// From January 2000 on.
        let month: Int16
        /// One row a member.
        var numbers: [Int32]
    }

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
    mutating func add(_ counted: some Collection<Counted>, of batch: Batch, step: Int32 = 1) {
        guard !counted.isEmpty else { return }
        // The cells of each effect, one behind the other: which table, and which place in a member's row.
        var cells: [(table: Int32, column: Int32)] = []
        var starts: [Int32] = []
        for effect in batch.effects {
            starts.append(Int32(cells.count))
            cells += effect.hits.map { (Int32(table($0.month)), Int32(columns[Int($0.fact)])) }
        }
        starts.append(Int32(cells.count))
        var tableOfMonth = [Int](repeating: -1, count: Month.countedMonths)
        for record in counted {
            let month = Int(record.month)
            records[month] += Int(step)
            let row = Int(record.member) * columnCount
            if record.effect == 0 {
                if tableOfMonth[month] < 0 { tableOfMonth[month] = table(record.month) }
                tables[tableOfMonth[month]].numbers[row] += step
            } else {
                for index in Int(starts[Int(record.effect)])..<Int(starts[Int(record.effect) + 1]) {
                    tables[Int(cells[index].table)].numbers[row + Int(cells[index].column)] += step
                }
            }
        }
    }

    /// The index of a month's table, which is made if there is none.
    private mutating func table(_ month: Int16) -> Int {
        if let known = tables.firstIndex(where: { $0.month == month }) { return known }
        tables.append(Table(month: month, numbers: [Int32](repeating: 0, count: memberCount * columnCount)))
        return tables.count - 1
    }

    /// The numbers of records that count for a fact in a month, by member; empty if there are none.
    package func numbers(month: Month, fact: Int) -> some Sequence<Int32> { column(columns[fact], month) }

    /// How many records of a member, with their deciding time in a month, have no effect.
    package func withoutEffect(member: Int, month: Month) -> Int {
        tables.first { $0.month == month.sinceMillennium }.map { Int($0.numbers[member * columnCount]) } ?? 0
    }

    private func column(_ column: Int, _ month: Month) -> LazyMapSequence<StrideTo<Int>, Int32> {
        let table = tables.first { $0.month == month.sinceMillennium }?.numbers ?? []
        return stride(from: column, to: table.count, by: columnCount).lazy.map { table[$0] }
    }

    /// The first month with a record.
    var earliest: Int16? { records.firstIndex { $0 > 0 }.map { Int16($0) } }
}
