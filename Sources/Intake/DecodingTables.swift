import GridModel

/// A kind's columns, conditions, checks and facts as flat tables: the pack's rules as they are applied to every record,
/// without following a single reference.
struct DecodingTables: Sendable {
    struct Column {
        let sort: KindPlan.Sort
        let isRequired: Bool
        /// For times: whether a date alone means the end of its day.
        let endOfDay: Bool
        /// For times: whether what is after the as-of date counts as empty.
        let emptyAfterAsOf: Bool
        /// For codes: the value of an empty field, or -1.
        let emptyValue: Int32
        /// For codes: where the values stand in `codes`.
        let firstCode: Int32
        let codeCount: Int32
    }

    /// A name of a value of a coded column, folded.
    struct Code {
        /// Its first eight bytes, filled with zeros.
        let word: UInt64
        let length: Int32
        let value: Int32
        /// Where its further bytes stand in `codeBytes`.
        let rest: Int32
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

    private let store = TableStore()
    let columns: FlatTable<Column>
    let codes: FlatTable<Code>
    let codeBytes: FlatTable<UInt8>
    let tests: FlatTable<Test>
    let allowed: FlatTable<Bool>
    let decidingTimes: FlatTable<DecidingTime>
    let contradictions: FlatTable<Contradiction>
    let facts: FlatTable<Fact>
    /// The conditions of the facts' marks.
    let marks: FlatTable<Tests>

    init(_ kind: LogKind, sorts: [KindPlan.Sort], facts: [(index: Int, fact: GridModel.Fact)]) {
        var builder = Builder(kind)
        columns = store.table(zip(kind.columns, sorts).map { builder.column($0, $1) })
        decidingTimes = store.table(kind.decidingTimes.map { DecidingTime(column: Int32($0.column), tests: builder.add($0.condition)) })
        contradictions = store.table(
            kind.checks.map { check in
                switch check {
                case .notBefore(let column, let earlier):
                    Contradiction(column: Int32(column), earlier: Int32(earlier), tests: Tests(first: 0, count: 0))
                case .requiredWhere(let column, let condition):
                    Contradiction(column: Int32(column), earlier: -1, tests: builder.add(condition))
                }
            })
        var marks: [Tests] = []
        self.facts = store.table(
            facts.map { index, fact in
                let first = marks.count
                marks += fact.marks.map { builder.add($0.condition) }
                let isRanking = if case .ranking = fact.user { true } else { false }
                return Fact(
                    index: UInt16(index), tests: builder.add(fact.condition), requires: builder.add(fact.requires),
                    monthColumn: Int32(fact.monthColumn), firstDay: fact.effective.lowerBound.dayNumber,
                    lastDay: fact.effective.upperBound.dayNumber, firstMark: Int32(first), markCount: Int32(fact.marks.count),
                    onlyCounts: isRanking && fact.marks.isEmpty)
            })
        self.marks = store.table(marks)
        codes = store.table(builder.codes)
        codeBytes = store.table(builder.codeBytes)
        tests = store.table(builder.tests)
        allowed = store.table(builder.allowed)
    }

    private struct Builder {
        let kind: LogKind
        var codes: [Code] = []
        var codeBytes: [UInt8] = []
        var tests: [Test] = []
        var allowed: [Bool] = []

        init(_ kind: LogKind) {
            self.kind = kind
        }

        mutating func column(_ column: GridModel.Column, _ sort: KindPlan.Sort) -> DecodingTables.Column {
            let first = codes.count
            var (endOfDay, emptyAfterAsOf, emptyValue) = (false, false, Int32(-1))
            switch column.type {
            case .time(let end, let empty): (endOfDay, emptyAfterAsOf) = (end, empty)
            case .code(let values, let value):
                emptyValue = value.map { Int32($0) } ?? -1
                for (index, pair) in values.enumerated() { for name in [pair.english, pair.chinese] { addCode(folded(name.utf8), Int32(index)) } }
            default: break
            }
            return DecodingTables.Column(
                sort: sort, isRequired: column.isRequired, endOfDay: endOfDay, emptyAfterAsOf: emptyAfterAsOf, emptyValue: emptyValue,
                firstCode: Int32(first), codeCount: Int32(codes.count - first))
        }

        private mutating func addCode(_ name: [UInt8], _ value: Int32) {
            let word = name.prefix(8).enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << UInt64($1.offset * 8) }
            codes.append(Code(word: word, length: Int32(name.count), value: value, rest: Int32(codeBytes.count)))
            codeBytes += name.dropFirst(8)
        }

        mutating func add(_ condition: Condition) -> Tests {
            let first = tests.count
            tests += condition.tests.map { test in
                switch test {
                case .code(let column, let values, let orEmpty):
                    let start = allowed.count
                    guard case .code(let all, _) = kind.columns[column].type else { preconditionFailure("a code is tested of a coded column") }
                    allowed += [orEmpty] + all.indices.map { values.contains($0) }
                    return Test(sort: .code, column: Int32(column), other: 0, firstAllowed: Int32(start))
                case .present(let column): return Test(sort: .present, column: Int32(column), other: 0, firstAllowed: 0)
                case .empty(let column): return Test(sort: .empty, column: Int32(column), other: 0, firstAllowed: 0)
                case .overdue(let due, let done): return Test(sort: .overdue, column: Int32(due), other: Int32(done), firstAllowed: 0)
                }
            }
            return Tests(first: Int32(first), count: Int32(tests.count - first))
        }
    }

    /// The value that a trimmed text names in a coded column; -1 if it is none.
    @inline(__always)
    func value(_ text: UnsafeBufferPointer<UInt8>, of column: Column) -> Int32 {
        let exact = find(text, column)
        if exact >= 0 { return exact }
        return folded(text).withUnsafeBufferPointer { find($0, column) }
    }

    @inline(__always)
    private func find(_ text: UnsafeBufferPointer<UInt8>, _ column: Column) -> Int32 {
        let word = leadingWord(text)
        let codes = codes.pointer(at: Int(column.firstCode))
        for index in 0..<Int(column.codeCount) where codes[index].word == word && Int(codes[index].length) == text.count {
            let code = codes[index]
            if code.length <= 8 { return code.value }
            var isSame = true
            for offset in 8..<text.count where codeBytes[Int(code.rest) + offset - 8] != text[offset] { isSame = false }
            if isSame { return code.value }
        }
        return -1
    }
}
