import GridModel

/// A kind's columns, conditions, checks and facts as flat tables: the pack's rules as they are applied to every record,
/// without following references. A class, for so many tables would be copied with every call.
final class DecodingTables: Sendable {
    private let store = TableStore()
    let columns: FlatTable<Column>
    let codes: FlatTable<CodeNames.Code>
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

    init(_ kind: LogKind, sorts: [KindPlan.Sort], facts: [(index: Int, fact: GridModel.Fact)], calendar: WorkCalendar?) {
        var conditions = ConditionRows(kind)
        decidingTimes = store.table(kind.decidingTimes.map { DecidingTime(column: Int32($0.column), tests: conditions.add($0.condition)) })
        contradictions = store.table(
            kind.checks.map { check in
                switch check {
                case .notBefore(let column, let earlier):
                    Contradiction(column: Int32(column), earlier: Int32(earlier), tests: Tests(first: 0, count: 0))
                case .requiredWhere(let column, let condition):
                    Contradiction(column: Int32(column), earlier: -1, tests: conditions.add(condition))
                }
            })
        var marks: [Tests] = []
        self.facts = store.table(
            facts.map { index, fact in
                let first = marks.count
                marks += fact.marks.map { conditions.add($0.condition) }
                let isRanking = if case .ranking = fact.user { true } else { false }
                return Fact(
                    index: UInt16(index), tests: conditions.add(fact.condition.withoutCloserTests), requires: conditions.add(fact.requires),
                    monthColumn: Int32(fact.monthColumn), firstDay: fact.effective.lowerBound.dayNumber,
                    lastDay: fact.effective.upperBound.dayNumber, firstMark: Int32(first), markCount: Int32(fact.marks.count),
                    onlyCounts: isRanking && fact.marks.isEmpty)
            })
        self.marks = store.table(marks)
        closerLooks = facts.compactMap { index, fact in
            let tests = fact.condition.tests.filter(\.isCloser)
            if tests.isEmpty, fact.met.tests.isEmpty, fact.value == nil { return nil }
            let met = fact.met.tests.isEmpty ? nil : (conditions.add(fact.met.withoutCloserTests), fact.met.tests.filter(\.isCloser))
            let ends = fact.condition.tests.compactMap { if case .overdue(_, let done) = $0 { done } else { nil } }
            return CloserLook(fact: UInt16(index), tests: tests, met: met, ends: ends, value: fact.value, range: fact.range)
        }
        var numbers: [Int: (places: Int, atLeast: Number?, atMost: Number?)] = [:]
        for (index, column) in kind.columns.enumerated() {
            if case .number(let places, let atLeast, let atMost) = column.type { numbers[index] = (places, atLeast, atMost) }
        }
        self.numbers = numbers
        self.calendar = calendar
        let asked = Set(conditions.tests.flatMap { [Int($0.column), Int($0.other)] }).union(self.contradictions.columns)
            .union(closerLooks.flatMap(\.columns))
        let combinations = CodeCombinations(kind, conditions)
        var names = CodeNames()
        columns = store.table(
            kind.columns.indices.map {
                Column(
                    kind.columns[$0], sorts[$0], stride: combinations.strides[$0],
                    isAskedFor: $0 == 0 || sorts[$0] != .text || asked.contains($0), &names)
            })
        codes = store.table(names.codes)
        codeBytes = store.table(names.bytes)
        tests = store.table(conditions.tests)
        allowed = store.table(conditions.allowed)
        let words = (facts.count + 63) / 64
        wordsOfFacts = words
        let table = self.facts
        let fitting = (0..<combinations.count).map { combinations.candidates($0, table) }
        self.combinations = store.table(fitting.map { combinations.effect($0, table) })
        candidates = store.table(
            fitting.flatMap { facts in
                (0..<words).map { word in facts.reduce(UInt64(0)) { $1 / 64 == word ? $0 | 1 << UInt64($1 % 64) : $0 } }
            })
    }
}

extension DecodingTables.Column {
    /// - Parameter names: takes up the names of its values, if it is coded.
    fileprivate init(_ column: GridModel.Column, _ sort: KindPlan.Sort, stride: Int32, isAskedFor: Bool, _ names: inout CodeNames) {
        let first = names.codes.count
        var (endOfDay, emptyAfterAsOf, emptyValue, factor, shift) = (false, false, Int32(-1), UInt64(0), UInt8(63))
        switch column.type {
        case .time(let end, let empty): (endOfDay, emptyAfterAsOf) = (end, empty)
        case .code(let values, let value):
            emptyValue = value.map { Int32($0) } ?? -1
            (factor, shift) = names.add(values)
        default: break
        }
        self.init(
            sort: sort, isRequired: column.isRequired, endOfDay: endOfDay, emptyAfterAsOf: emptyAfterAsOf, emptyValue: emptyValue,
            firstCode: Int32(first), codeShift: shift, codeFactor: factor, codeStride: stride, isAskedFor: isAskedFor || column.isRequired)
    }
}

extension Condition {
    fileprivate var withoutCloserTests: Condition { Condition(tests: tests.filter { !$0.isCloser }) }
}

extension FlatTable<DecodingTables.Contradiction> {
    fileprivate var columns: [Int] { (0..<count).flatMap { [Int(self[$0].column), Int(self[$0].earlier)] } }
}
