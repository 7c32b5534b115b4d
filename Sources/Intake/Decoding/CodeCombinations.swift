import GridModel

/// The combinations of codes that records of a kind may have, as far as its conditions test them. A combination is numbered
/// with 0 for an empty field and the values from 1 on.
struct CodeCombinations {
    /// How many there are.
    let count: Int
    /// What a code of each column adds to the number of a record's combination; 0 for those that are not told apart.
    let strides: [Int32]
    private let kind: LogKind
    private let conditions: ConditionRows

    /// Columns whose codes would make more combinations are left out of them.
    private static let most = 1 << 14

    init(_ kind: LogKind, _ conditions: ConditionRows) {
        let tested = Set(conditions.tests.filter { $0.sort == .code }.map { Int($0.column) })
        var count = 1
        strides = kind.columns.enumerated().map { index, column -> Int32 in
            guard tested.contains(index), case .code(let values, _) = column.type, count * (values.count + 1) <= Self.most else { return 0 }
            defer { count *= values.count + 1 }
            return Int32(count)
        }
        (self.count, self.kind, self.conditions) = (count, kind, conditions)
    }

    /// The facts that a combination leaves possible.
    func candidates(_ combination: Int, _ facts: FlatTable<DecodingTables.Fact>) -> [Int] {
        (0..<facts.count).filter { index in
            tests(of: facts[index]).allSatisfy { test in
                let column = Int(test.column)
                guard test.sort == .code, strides[column] > 0, case .code(let values, _) = kind.columns[column].type else { return true }
                return conditions.allowed[Int(test.firstAllowed) + combination / Int(strides[column]) % (values.count + 1)]
            }
        }
    }

    /// What records of a combination do.
    ///
    /// - Parameter left: the facts that the combination leaves possible.
    func effect(_ left: [Int], _ facts: FlatTable<DecodingTables.Fact>) -> DecodingTables.Combination {
        // One deciding time for all records, and facts that count by it and ask for nothing but codes.
        let times = kind.decidingTimes
        guard times.count == 1, times[0].condition.tests.isEmpty else { return .depends }
        let decided = left.allSatisfy { index in
            let fact = facts[index]
            return fact.onlyCounts && fact.requires.count == 0 && Int(fact.monthColumn) == times[0].column
                && tests(of: fact).allSatisfy { $0.sort == .code && strides[Int($0.column)] > 0 }
        }
        guard decided else { return .depends }
        return DecodingTables.Combination(
            column: Int32(times[0].column), firstDay: left.map { facts[$0].firstDay }.max() ?? Int32.min,
            lastDay: left.map { facts[$0].lastDay }.min() ?? Int32.max, isWithoutEffect: left.isEmpty)
    }

    private func tests(of fact: DecodingTables.Fact) -> ArraySlice<DecodingTables.Test> {
        conditions.tests[Int(fact.tests.first)..<Int(fact.tests.first + fact.tests.count)]
    }
}
