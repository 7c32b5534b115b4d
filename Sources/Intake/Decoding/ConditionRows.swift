import GridModel

/// Conditions of a kind as rows of its tables.
struct ConditionRows {
    private let columns: [Column]
    private(set) var tests: [DecodingTables.Test] = []
    private(set) var allowed: [Bool] = []

    init(_ kind: LogKind) {
        columns = kind.columns
    }

    mutating func add(_ condition: Condition) -> DecodingTables.Tests {
        let first = tests.count
        tests += condition.tests.map { test in
            switch test {
            case .code(let column, let values, let orEmpty):
                let start = allowed.count
                guard case .code(let all, _) = columns[column].type else { preconditionFailure("a code is tested of a coded column") }
                allowed += [orEmpty] + all.indices.map { values.contains($0) }
                return DecodingTables.Test(sort: .code, column: Int32(column), other: 0, firstAllowed: Int32(start))
            case .present(let column): return DecodingTables.Test(sort: .present, column: Int32(column), other: 0, firstAllowed: 0)
            case .empty(let column): return DecodingTables.Test(sort: .empty, column: Int32(column), other: 0, firstAllowed: 0)
            case .overdue(let due, let done): return DecodingTables.Test(sort: .overdue, column: Int32(due), other: Int32(done), firstAllowed: 0)
            case .elapsed, .number: preconditionFailure("a closer look is taken for facts alone, and beside their tests")
            }
        }
        return DecodingTables.Tests(first: Int32(first), count: Int32(tests.count - first))
    }
}
