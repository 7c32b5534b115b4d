import GridModel

/// What stands in the tables.
extension DecodingTables {
    struct Column {
        let sort: KindPlan.Sort
        let isRequired: Bool
        /// For times: whether a date alone means the end of its day.
        let endOfDay: Bool
        /// For times: whether what is after the as-of date counts as empty.
        let emptyAfterAsOf: Bool
        /// For codes: the value of an empty field, or -1.
        let emptyValue: Int32
        /// For codes: where the column's names stand in `codes`, and how a name's place among them is found.
        let firstCode: Int32
        let codeShift: UInt8
        let codeFactor: UInt64
        /// For codes: what one more of its value adds to the number under which `candidates` holds the record's codes.
        let codeStride: Int32
        /// Whether anything asks for its value, or whether it has one, in a record that has no other version.
        let isAskedFor: Bool
    }

    struct Test {
        enum Sort: UInt8 {
            case code, present, empty, overdue
        }

        let sort: Sort
        let column: Int32
        /// For `overdue`: the column of the end.
        let other: Int32
        /// For `code`: where in `allowed` the answer for an empty field stands; those for the values follow.
        let firstAllowed: Int32
    }

    /// All tests of a condition stand together.
    struct Tests {
        let first: Int32
        let count: Int32
    }

    struct DecidingTime {
        let column: Int32
        let tests: Tests
    }

    struct Contradiction {
        let column: Int32
        /// The column that must not be later; -1 where `tests` say that the column must not be empty.
        let earlier: Int32
        let tests: Tests
    }

    struct Fact {
        /// Index in the pack.
        let index: UInt16
        let tests: Tests
        let requires: Tests
        let monthColumn: Int32
        /// Days from 2000-01-01 on which it is in force, both inclusive.
        let firstDay: Int32
        let lastDay: Int32
        let firstMark: Int32
        let markCount: Int32
        /// Whether it only adds to a number: whoever takes it needs no record to point at.
        let onlyCounts: Bool
    }

    /// What a fact asks beside its tests, and what it takes of a record: kinds without such facts and without numbers pay nothing.
    struct CloserLook {
        /// Index in the pack.
        let fact: UInt16
        let tests: [Condition.Test]
        /// What makes a record a good one: tests of codes, then others. Nil where nobody asks.
        let met: (tests: Tests, others: [Condition.Test])?
        /// The columns of what is overdue if the record is asked for at all.
        let ends: [Int]
        let value: GridModel.Fact.Value?
        /// What the value may be if it is posted.
        let range: ClosedRange<Points>?
    }

    /// What records with a combination of codes do if all that depends on is the combination and the month of their
    /// deciding time: they only count.
    struct Combination {
        /// The column of the deciding time; -1 if what they do depends on more.
        let column: Int32
        /// The days of the deciding time for which it holds, both inclusive, from 2000-01-01.
        let firstDay: Int32
        let lastDay: Int32
        /// Whether they do nothing but count as records.
        let isWithoutEffect: Bool

        static let depends = Combination(column: -1, firstDay: 0, lastDay: 0, isWithoutEffect: false)
    }
}

extension DecodingTables.CloserLook {
    /// The columns that it looks at.
    var columns: [Int] {
        var columns = (tests + (met?.others ?? [])).flatMap(\.closerColumns)
        switch value {
        case .number(let column): columns.append(column)
        case .minutes(let from, let to, let without, _): columns += [from, to] + without.flatMap { [$0.from, $0.to] }
        case nil: break
        }
        return columns
    }
}

extension Condition.Test {
    fileprivate var closerColumns: [Int] {
        switch self {
        case .elapsed(let from, let to, let without, _, _): [from, to] + without.flatMap { [$0.from, $0.to] }
        case .number(let column, _, _): [column]
        default: []
        }
    }
}
