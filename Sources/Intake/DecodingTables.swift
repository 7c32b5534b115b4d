import GridModel

/// A kind's columns, conditions, checks and facts as flat tables: the pack's rules as they are applied to every record,
/// without following references. A class, for so many tables would be copied with every call.
final class DecodingTables: Sendable {
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

    /// A name of a value of a coded column, folded; its length is 0 where there is none.
    struct Code {
        /// Its first eight bytes, filled with zeros.
        let word: UInt64
        /// The next eight, likewise.
        let next: UInt64
        let length: Int32
        let value: Int32
        /// Where all its bytes behind the first eight stand in `codeBytes`.
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
    /// Those of the facts, in their order; mostly there are none.
    let closerLooks: [CloserLook]
    /// Bounds of the columns of type number, and how many places they may have.
    let numbers: [Int: (places: Int, atLeast: Number?, atMost: Number?)]
    let calendar: WorkCalendar?
    /// For every combination of codes, a bit for each fact of which no test of a code fails; `wordsOfFacts` words each.
    let candidates: FlatTable<UInt64>
    let wordsOfFacts: Int
    /// For every combination of codes, what is known of its facts from the codes alone.
    let combinations: FlatTable<Combination>
    /// Columns whose codes would make more combinations are left out of them.
    private static let mostCombinations = 1 << 14

    init(_ kind: LogKind, sorts: [KindPlan.Sort], facts: [(index: Int, fact: GridModel.Fact)], calendar: WorkCalendar?) {
        var builder = Builder(kind)
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
                    index: UInt16(index), tests: builder.add(fact.condition.withoutCloserTests), requires: builder.add(fact.requires),
                    monthColumn: Int32(fact.monthColumn), firstDay: fact.effective.lowerBound.dayNumber,
                    lastDay: fact.effective.upperBound.dayNumber, firstMark: Int32(first), markCount: Int32(fact.marks.count),
                    onlyCounts: isRanking && fact.marks.isEmpty)
            })
        self.marks = store.table(marks)
        closerLooks = facts.compactMap { index, fact in
            let tests = fact.condition.tests.filter(\.isCloser)
            if tests.isEmpty, fact.met.tests.isEmpty, fact.value == nil { return nil }
            let met = fact.met.tests.isEmpty ? nil : (builder.add(fact.met.withoutCloserTests), fact.met.tests.filter(\.isCloser))
            let ends = fact.condition.tests.compactMap { if case .overdue(_, let done) = $0 { done } else { nil } }
            return CloserLook(fact: UInt16(index), tests: tests, met: met, ends: ends, value: fact.value, range: fact.range)
        }
        var numbers: [Int: (places: Int, atLeast: Number?, atMost: Number?)] = [:]
        for (index, column) in kind.columns.enumerated() {
            if case .number(let places, let atLeast, let atMost) = column.type { numbers[index] = (places, atLeast, atMost) }
        }
        self.numbers = numbers
        self.calendar = calendar
        let (strides, combinations) = Self.strides(kind, builder.tests)
        let asked = Set(builder.tests.flatMap { [Int($0.column), Int($0.other)] }).union(self.contradictions.columns)
            .union(closerLooks.flatMap(\.columns))
        columns = store.table(
            kind.columns.indices.map {
                builder.column(kind.columns[$0], sorts[$0], stride: strides[$0], isAskedFor: $0 == 0 || sorts[$0] != .text || asked.contains($0))
            })
        codes = store.table(builder.codes)
        codeBytes = store.table(builder.codeBytes)
        tests = store.table(builder.tests)
        allowed = store.table(builder.allowed)
        let words = (facts.count + 63) / 64
        wordsOfFacts = words
        let table = self.facts
        let fitting = (0..<combinations).map { [builder] in Self.candidates($0, table, strides, builder) }
        self.combinations = store.table(fitting.map { [builder] in Self.combination($0, table, kind.decidingTimes, strides, builder.tests) })
        candidates = store.table(
            fitting.flatMap { facts in
                (0..<words).map { word in facts.reduce(UInt64(0)) { $1 / 64 == word ? $0 | 1 << UInt64($1 % 64) : $0 } }
            })
    }

    /// What a code of each column adds to the number of a record's combination of codes, for those that are tested; and how
    /// many combinations there are. A combination is numbered with 0 for an empty field and the values from 1 on.
    private static func strides(_ kind: LogKind, _ tests: [Test]) -> (strides: [Int32], combinations: Int) {
        let tested = Set(tests.filter { $0.sort == .code }.map { Int($0.column) })
        var combinations = 1
        let strides = kind.columns.enumerated().map { index, column -> Int32 in
            guard tested.contains(index), case .code(let values, _) = column.type, combinations * (values.count + 1) <= mostCombinations
            else { return 0 }
            defer { combinations *= values.count + 1 }
            return Int32(combinations)
        }
        return (strides, combinations)
    }

    /// The facts that a combination of codes leaves possible.
    private static func candidates(_ combination: Int, _ facts: FlatTable<Fact>, _ strides: [Int32], _ builder: Builder) -> [Int] {
        (0..<facts.count).filter { index in
            let tests = builder.tests[Int(facts[index].tests.first)..<Int(facts[index].tests.first + facts[index].tests.count)]
            return tests.allSatisfy { test in
                let column = Int(test.column)
                guard test.sort == .code, strides[column] > 0, case .code(let values, _) = builder.kind.columns[column].type else { return true }
                return builder.allowed[Int(test.firstAllowed) + combination / Int(strides[column]) % (values.count + 1)]
            }
        }
    }

    /// - Parameter left: the facts that the combination leaves possible.
    private static func combination(
        _ left: [Int], _ facts: FlatTable<Fact>, _ times: [GridModel.DecidingTime], _ strides: [Int32], _ tests: [Test]
    ) -> Combination {
        // One deciding time for all records, and facts that count by it and ask for nothing but codes.
        guard times.count == 1, times[0].condition.tests.isEmpty else { return .depends }
        let decided = left.allSatisfy { index in
            let fact = facts[index]
            return fact.onlyCounts && fact.requires.count == 0 && Int(fact.monthColumn) == times[0].column
                && tests[Int(fact.tests.first)..<Int(fact.tests.first + fact.tests.count)]
                    .allSatisfy { $0.sort == .code && strides[Int($0.column)] > 0 }
        }
        guard decided else { return .depends }
        return Combination(
            column: Int32(times[0].column), firstDay: left.map { facts[$0].firstDay }.max() ?? Int32.min,
            lastDay: left.map { facts[$0].lastDay }.min() ?? Int32.max, isWithoutEffect: left.isEmpty)
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

        mutating func column(_ column: GridModel.Column, _ sort: KindPlan.Sort, stride: Int32, isAskedFor: Bool) -> DecodingTables.Column {
            let first = codes.count
            var (endOfDay, emptyAfterAsOf, emptyValue, factor, shift) = (false, false, Int32(-1), UInt64(0), UInt8(63))
            switch column.type {
            case .time(let end, let empty): (endOfDay, emptyAfterAsOf) = (end, empty)
            case .code(let values, let value):
                emptyValue = value.map { Int32($0) } ?? -1
                var names: [(name: [UInt8], value: Int32)] = []
                for (index, pair) in values.enumerated() {
                    for name in [folded(pair.english.utf8), folded(pair.chinese.utf8)] where !names.contains(where: { $0.name == name }) {
                        names.append((name, Int32(index)))
                    }
                }
                (factor, shift) = addCodes(names)
            default: break
            }
            return DecodingTables.Column(
                sort: sort, isRequired: column.isRequired, endOfDay: endOfDay, emptyAfterAsOf: emptyAfterAsOf, emptyValue: emptyValue,
                firstCode: Int32(first), codeShift: shift, codeFactor: factor, codeStride: stride, isAskedFor: isAskedFor || column.isRequired)
        }

        /// Lays names out so that each stands where its first bytes and length, multiplied and shifted, say: one comparison
        /// tells whether a text is one of them. A factor that keeps them apart is searched for.
        private mutating func addCodes(_ names: [(name: [UInt8], value: Int32)]) -> (factor: UInt64, shift: UInt8) {
            var bits = 1
            while 1 << bits < names.count * 2 { bits += 1 }
            var factor: UInt64 = 0x9E37_79B9_7F4A_7C15
            var places: [Int] = []
            // Names that share their first eight bytes and their length cannot be kept apart: they follow one another.
            let heads = Set(names.map { entry in entry.name.withUnsafeBufferPointer { leadingWord($0) &+ UInt64($0.count) } })
            while bits < 16 {
                for _ in 0..<256 {
                    let shift = UInt8(64 - bits)
                    places = names.map { $0.name.withUnsafeBufferPointer { DecodingTables.place(leadingWord($0), $0.count, factor, shift) } }
                    if Set(places).count == heads.count { return lay(names, places, factor, bits) }
                    factor = factor &* 0xD134_2543_DE82_EF95 &+ 2
                }
                bits += 1
            }
            return lay(names, places, factor, bits - 1)
        }

        private mutating func lay(
            _ names: [(name: [UInt8], value: Int32)], _ places: [Int], _ factor: UInt64, _ bits: Int
        ) -> (factor: UInt64, shift: UInt8) {
            // Room behind the last place, so that a search ends at an empty one.
            var table = [Code](repeating: Code(word: 0, next: 0, length: 0, value: -1, rest: 0), count: 1 << bits + names.count + 1)
            for (entry, place) in zip(names, places) {
                var free = place
                while table[free].length != 0 { free += 1 }
                func word(at index: Int) -> UInt64 {
                    Array(entry.name.dropFirst(index).prefix(8)).withUnsafeBufferPointer { leadingWord($0) }
                }
                table[free] = Code(
                    word: word(at: 0), next: word(at: 8), length: Int32(entry.name.count), value: entry.value, rest: Int32(codeBytes.count))
                codeBytes += entry.name.dropFirst(8)
            }
            codes += table
            return (factor, UInt8(64 - bits))
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
                case .elapsed, .number: preconditionFailure("a closer look is taken for facts alone, and beside their tests")
                }
            }
            return Tests(first: Int32(first), count: Int32(tests.count - first))
        }
    }

    /// The value that a trimmed text names in a coded column; -1 if it is none. Behind the text sixteen more bytes can be
    /// read.
    @inline(__always)
    func value(_ text: UnsafeBufferPointer<UInt8>, of column: Column) -> Int32 {
        guard let base = text.baseAddress, !text.isEmpty else { return -1 }
        let exact = exactValue(base, text.count, of: column)
        return exact >= 0 ? exact : foldedValue(text, column)
    }

    /// The value that a text of one byte or more names exactly; -1 if there is none. Behind it sixteen more can be read.
    @inline(__always)
    func exactValue(_ text: UnsafePointer<UInt8>, _ count: Int, of column: Column) -> Int32 {
        let word = paddedWord(text, count)
        let place = Int(column.firstCode) &+ Self.place(word, count, column.codeFactor, column.codeShift)
        let code = codes.pointer(at: place)
        if code.pointee.word == word, Int(code.pointee.length) == count, count <= 8 { return code.pointee.value }
        return exactValue(text, count, word, from: place)
    }

    /// The same, from the place on where the value is looked for.
    @inline(never)
    private func exactValue(_ text: UnsafePointer<UInt8>, _ count: Int, _ word: UInt64, from first: Int) -> Int32 {
        var place = first
        while codes[place].length != 0 {
            let code = codes[place]
            if code.word == word, Int(code.length) == count,
                count <= 8
                    || (code.next == paddedWord(text + 8, count &- 8)
                        && (count <= 16 || hasRest(code, UnsafeBufferPointer(start: text, count: count))))
            {
                return code.value
            }
            place &+= 1
        }
        return -1
    }

    private func foldedValue(_ text: UnsafeBufferPointer<UInt8>, _ column: Column) -> Int32 {
        let name = folded(text)
        return (name + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer {
            exactValue($0.baseAddress!, name.count, of: column)
        }
    }

    private func hasRest(_ code: Code, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        (8..<text.count).allSatisfy { codeBytes[Int(code.rest) + $0 - 8] == text[$0] }
    }

    @inline(__always)
    private static func place(_ word: UInt64, _ length: Int, _ factor: UInt64, _ shift: UInt8) -> Int {
        Int(truncatingIfNeeded: ((word &+ UInt64(truncatingIfNeeded: length)) &* factor) &>> UInt64(shift))
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

extension Condition {
    fileprivate var withoutCloserTests: Condition { Condition(tests: tests.filter { !$0.isCloser }) }
}

extension FlatTable<DecodingTables.Contradiction> {
    fileprivate var columns: [Int] { (0..<count).flatMap { [Int(self[$0].column), Int(self[$0].earlier)] } }
}
