package import GridModel

/// Records that stand, are of active members and do nothing but count, added up: by member, month and what they count
/// for. Nothing else is kept of them.
package struct UsedCounts: Sendable {
    private let memberCount: Int
    /// For each fact of the pack its column in the tables; 0, the column of records without any effect, if it never counts alone.
    private let columns: [Int]
    private let columnCount: Int
    /// The months of which there are numbers, from January 2000 on.
    private var months: [Int16] = []
    /// For each of these months one row a member.
    private var numbers: [Int32] = []
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
    mutating func add(_ counted: some Collection<Counted>, of batch: Batch, step: Int32 = 1) {
        guard !counted.isEmpty else { return }
        // The cells of each effect in the row of the first member, one behind the other.
        var cells: [Int] = []
        var starts: [Int] = []
        for effect in batch.effects {
            starts.append(cells.count)
            cells += effect.hits.map { $0.month < 0 ? 0 : start(of: $0.month) + columns[Int($0.fact)] }
        }
        starts.append(cells.count)
        // The cells of records without any effect, by month.
        var without = [Int](repeating: 0, count: Month.countedMonths)
        var last: Int16 = -1
        for record in counted where record.month != last {
            last = record.month
            without[Int(last)] = start(of: last)
        }
        numbers.withUnsafeMutableBufferPointer { numbers in
            records.withUnsafeMutableBufferPointer { records in
                for record in counted {
                    records[Int(record.month)] += Int(step)
                    let row = Int(record.member) * columnCount
                    if record.effect == 0 {
                        numbers[row + without[Int(record.month)]] += step
                    } else {
                        for index in starts[Int(record.effect)]..<starts[Int(record.effect) + 1] { numbers[row + cells[index]] += step }
                    }
                }
            }
        }
    }

    /// Where the numbers of a month start, which are made if there are none.
    private mutating func start(of month: Int16) -> Int {
        if let known = months.firstIndex(of: month) { return known * memberCount * columnCount }
        months.append(month)
        numbers += repeatElement(0, count: memberCount * columnCount)
        return (months.count - 1) * memberCount * columnCount
    }

    /// The numbers of records that count for a fact in a month, by member; empty if there are none.
    package func numbers(month: Month, fact: Int) -> some Sequence<Int32> { column(columns[fact], month) }

    /// How many records of a member, with their deciding time in a month, have no effect.
    package func withoutEffect(member: Int, month: Month) -> Int {
        months.firstIndex(of: month.sinceMillennium).map { Int(numbers[($0 * memberCount + member) * columnCount]) } ?? 0
    }

    private func column(_ column: Int, _ month: Month) -> LazyMapSequence<StrideTo<Int>, Int32> {
        let table = months.firstIndex(of: month.sinceMillennium)
        let first = (table ?? 0) * memberCount * columnCount
        let end = table == nil ? 0 : first + memberCount * columnCount
        return stride(from: first + column, to: end, by: columnCount).lazy.map { [numbers] in numbers[$0] }
    }

    /// The same members and facts, and no records.
    var emptied: UsedCounts {
        var counts = self
        (counts.months, counts.numbers) = ([], [])
        counts.records = [Int](repeating: 0, count: Month.countedMonths)
        return counts
    }

    /// Adds the numbers of the same members and facts.
    static func += (left: inout UsedCounts, right: UsedCounts) {
        let size = right.memberCount * right.columnCount
        for (table, month) in right.months.enumerated() {
            let start = left.start(of: month)
            for index in 0..<size { left.numbers[start + index] += right.numbers[table * size + index] }
        }
        for month in right.records.indices { left.records[month] += right.records[month] }
    }

    /// All numbers, to be stored.
    var contents: (months: [Int16], numbers: [Int32], records: [Int]) { (months, numbers, records) }

    /// Takes over numbers that were stored; false if they are not of as many members and facts.
    mutating func restore(months: [Int16], numbers: [Int32], records: [Int]) -> Bool {
        guard numbers.count == months.count * memberCount * columnCount, records.count == Month.countedMonths else { return false }
        (self.months, self.numbers, self.records) = (months, numbers, records)
        return true
    }

    /// The first month with a record.
    var earliest: Int16? { records.firstIndex { $0 > 0 }.map { Int16($0) } }
}
