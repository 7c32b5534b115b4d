package import GridModel
package import Intake
import RulePacks

/// A record behind a measure or a proposal.
package struct RecordedCase: Sendable {
    package let month: Month
    /// Index in the roster.
    package let member: Int
    /// Index of the fact in the pack.
    package let fact: Int
    package let day: CivilDate
    /// As `Effect.Hit` has it.
    package let value: Int64
    /// Of a rate, whether it is a good one.
    package let isMet: Bool
    /// Whether what it is about has not come to its end though its time is over.
    package let isOpen: Bool
    package let record: EntryPlace

    package init(
        month: Month, member: Int, fact: Int, day: CivilDate, value: Int64, isMet: Bool, isOpen: Bool = false, record: EntryPlace
    ) {
        (self.month, self.member, self.fact, self.day) = (month, member, fact, day)
        (self.value, self.isMet, self.isOpen, self.record) = (value, isMet, isOpen, record)
    }
}

/// What a measure comes to for somebody in a period.
package struct MeasureResult: Sendable {
    package enum Subject: Hashable, Sendable {
        /// Index in the roster.
        case member(Int)
        /// A unit, and the index of the group in which it is.
        case unit(String, group: Int)
        case group(Int)
        case all
    }

    /// Index in the pack.
    package let measure: Int
    package let subject: Subject
    package let cases: Int
    /// Of a rate, how many of the cases are good ones.
    package let met: Int
    package let value: Average?
    /// Whether the target is met; nil where there is no target or no value.
    package let isMet: Bool?
    /// Of a change, what the other measure comes to and came to before, where it is not told as it was filed.
    package let compared: (now: Average, before: Average)?

    package init(
        measure: Int, subject: Subject, cases: Int, met: Int, value: Average?, isMet: Bool?, compared: (now: Average, before: Average)? = nil
    ) {
        (self.measure, self.subject, self.cases, self.met) = (measure, subject, cases, met)
        (self.value, self.isMet, self.compared) = (value, isMet, compared)
    }
}

/// All measures: the cases, and what they come to for persons, units, groups and the whole company in any period.
package struct MeasureBook: Sendable {
    /// Of measures, by month, member, measure, file and line.
    package private(set) var cases: [RecordedCase]
    /// Of proposals, in the same order.
    package private(set) var proposed: [RecordedCase]
    let pack: RulePack
    let active: ActiveMonths
    let asOf: CivilDate
    /// By scored month, member and measure.
    private var sums: [Sum]
    /// Whom filed months count though today's roster does not know them there, by the place of the month.
    private var counted: [Int: Set<Int>] = [:]
    /// The records of filed cases that today's logs do not have so.
    package private(set) var filedRecords: [FiledRecord] = []
    /// What stands in the place of the results of some periods.
    private var stated: [Period: [MeasureResult]] = [:]

    struct Sum {
        var cases: Int32 = 0
        var met: Int32 = 0
        var value: Int64 = 0

        static func += (left: inout Self, right: Self) { left = left + right }

        static func + (left: Self, right: Self) -> Self {
            Self(cases: left.cases + right.cases, met: left.met + right.met, value: left.value + right.value)
        }
    }

    /// - Parameter cases: in the order of files and lines.
    init(_ pack: RulePack, _ active: ActiveMonths, _ cases: [RecordedCase], asOf: CivilDate) {
        (self.pack, self.active, self.asOf) = (pack, active, asOf)
        let ordered = cases.enumerated().sorted { one, other in
            let (left, right) = (one.element, other.element)
            return (left.month, left.member, left.fact, one.offset) < (right.month, right.member, right.fact, other.offset)
        }.map(\.element)
        self.cases = ordered.filter { $0.isOfMeasure(pack) }
        proposed = ordered.filter { !$0.isOfMeasure(pack) }
        sums = [Sum](repeating: Sum(), count: active.months.count * active.roster.members.count * pack.measures.count)
        for item in self.cases { add(item) }
    }

    private mutating func add(_ item: RecordedCase) {
        guard case .measure(let measure) = pack.facts[item.fact].user, let position = active.position(of: item.month) else { return }
        sums[place(item.member, position, measure)] += Sum(cases: 1, met: item.isMet ? 1 : 0, value: item.value)
    }

    private func place(_ member: Int, _ position: Int, _ measure: Int) -> Int {
        (position * active.roster.members.count + member) * pack.measures.count + measure
    }

    func sum(_ member: Int, _ position: Int, _ measure: Int) -> Sum {
        sums[place(member, position, measure)]
    }

    // MARK: Filed periods

    /// The same with what was filed of some periods in the place of what they come to: longer periods are made of it.
    package func restated(_ filed: [FiledCases]) -> MeasureBook {
        var book = self
        for period in filed {
            if let results = period.results { book.stated[period.period] = results }
            guard case .month(let month) = period.period, let position = active.position(of: month) else { continue }
            for member in active.roster.members.indices {
                for measure in pack.measures.indices { book.sums[place(member, position, measure)] = Sum() }
            }
            let items = period.items.map { item in
                guard let record = item.record else { return item.case }
                book.filedRecords.append(record)
                return item.case.of(.filed(book.filedRecords.count - 1))
            }
            let (cases, proposed) = (items.filter { $0.isOfMeasure(pack) }, items.filter { !$0.isOfMeasure(pack) })
            for item in cases { book.add(item) }
            book.counted[position] = Set(cases.map(\.member))
            book.cases.put(cases, of: month)
            book.proposed.put(proposed, of: month)
        }
        return book
    }

    /// Whether a member counts in a scored month, and the row of the roster that speaks for it.
    private func row(_ member: Int, _ position: Int) -> Int? {
        if active.contains(member, position) { return active.row(member, position) }
        return counted[position]?.contains(member) ?? false ? active.roster.members[member].rows.count - 1 : nil
    }

    // MARK: Periods

    /// What the measures come to in a period: by measure, and of each the whole company first, then groups, units and members.
    ///
    /// - Parameter withMembers: whether members are told of.
    package func results(in period: Period, withMembers: Bool = true) -> [MeasureResult] {
        if let stated = stated[period] {
            return withMembers ? stated : stated.filter { if case .member = $0.subject { false } else { true } }
        }
        let positions = positions(in: period)
        return measures(in: period).flatMap { index -> [MeasureResult] in
            let measure = pack.measures[index]
            let own = sums(measure.change?.of ?? index, positions)
            let subjects = own.subjects(measure.subjects, withMembers: withMembers)
            if let (of, against) = measure.change {
                let spans = spans(of, against, period)
                let (now, before) = (spans.map { sums(of, $0.now) }, spans.map { sums(of, $0.before) })
                return subjects.map { change(index, $0, now?[$0], before?[$0], period) }
            }
            return subjects.map { result(index, $0, own[$0] ?? Sum(), period) }
        }
    }

    private func sums(_ measure: Int, _ positions: Range<Int>) -> SubjectSums {
        var sums = SubjectSums(memberCount: active.roster.members.count)
        for member in active.roster.members.indices {
            for position in positions {
                guard let row = row(member, position) else { continue }
                sums.add(
                    sum(member, position, measure), of: member, group: active.groups.index(member, row: row),
                    unit: active.roster.members[member].rows[row].unit)
            }
        }
        return sums
    }

    func positions(in period: Period) -> Range<Int> {
        guard let first = active.months.first else { return 0..<0 }
        func place(_ month: Month, _ more: Int) -> Int { max(0, min(active.months.count, Int(month.index - first.index) + more)) }
        let start = place(period.firstMonth, 0)
        return start..<max(start, place(period.lastMonth, 1))
    }

    /// The measures that are in force in a period, by their indices.
    package func measures(in period: Period) -> [Int] {
        let positions = positions(in: period)
        guard let first = positions.first, let last = positions.last else { return [] }
        let days = active.months[first].firstDay...active.months[last].lastDay
        return pack.measures.indices.filter { pack.measures[$0].effective.overlaps(days) }
    }

    /// Who is active in a period, and the group in which last.
    package func members(in period: Period) -> [(member: Int, group: Int)] {
        let positions = positions(in: period)
        return active.roster.members.indices.compactMap { member in
            positions.reversed().lazy.compactMap { row(member, $0) }.first.map { (member, active.groups.index(member, row: $0)) }
        }
    }

    /// What a measure comes to for a member in a period.
    package func result(of member: Int, _ measure: Int, in period: Period) -> MeasureResult {
        if let stated = stated[period]?.first(where: { $0.measure == measure && $0.subject == .member(member) }) { return stated }
        if let (of, against) = pack.measures[measure].change {
            let spans = spans(of, against, period)
            return change(
                measure, .member(member), spans.flatMap { sum(of: member, of, $0.now) }, spans.flatMap { sum(of: member, of, $0.before) }, period)
        }
        return result(measure, .member(member), sum(of: member, measure, positions(in: period)) ?? Sum(), period)
    }

    /// What a member has in some scored months; nil if active in none of them.
    private func sum(of member: Int, _ measure: Int, _ positions: Range<Int>) -> Sum? {
        positions.filter { row(member, $0) != nil }.map { sum(member, $0, measure) }.reduce(nil) { ($0 ?? Sum()) + $1 }
    }

    private func result(_ measure: Int, _ subject: MeasureResult.Subject, _ sum: Sum, _ period: Period) -> MeasureResult {
        let definition = pack.measures[measure]
        let value = definition.value(sum)
        let target = definition.targets[period.kind]
        var isMet = value.flatMap { value in target.map { $0.isMet(value) } }
        // What is still added up may come to be enough.
        let isSum = definition.sort == .count || definition.sort == .sum
        if isMet == false, isSum, target?.atMost == nil, !period.isFinal(asOf: asOf) { isMet = nil }
        return MeasureResult(measure: measure, subject: subject, cases: Int(sum.cases), met: Int(sum.met), value: value, isMet: isMet)
    }

    /// The cases of a period, by month, member, measure, file and line.
    package func cases(in period: Period) -> ArraySlice<RecordedCase> { cases[cases.place(of: period)] }
}

/// What was filed of the measures and proposals of a period.
package struct FiledCases: Sendable {
    package let period: Period
    /// Of a month, its cases and what records propose, by member and measure as they were filed; those whose record today's logs
    /// do not have so name it.
    package let items: [(case: RecordedCase, record: FiledRecord?)]
    /// What the measures came to; nil where the pack has none.
    package let results: [MeasureResult]?

    package init(period: Period, items: [(case: RecordedCase, record: FiledRecord?)], results: [MeasureResult]?) {
        (self.period, self.items, self.results) = (period, items, results)
    }
}

/// Where the record of a filed case stood.
package struct FiledRecord: Sendable {
    /// Index in the pack.
    package let kind: Int
    package let id: String
    package let file: String
    package let line: Int

    package init(kind: Int, id: String, file: String, line: Int) {
        (self.kind, self.id, self.file, self.line) = (kind, id, file, line)
    }
}

extension EntryPlace {
    /// The place of a record that stands among those of filed cases only.
    package static func filed(_ index: Int) -> EntryPlace { EntryPlace(batch: .max - 1, entry: UInt32(index)) }

    /// Its index there; nil for records of today's logs.
    package var filedIndex: Int? { batch == .max - 1 ? Int(entry) : nil }
}

extension RecordedCase {
    fileprivate func isOfMeasure(_ pack: RulePack) -> Bool { if case .measure = pack.facts[fact].user { true } else { false } }

    fileprivate func of(_ record: EntryPlace) -> RecordedCase {
        RecordedCase(month: month, member: member, fact: fact, day: day, value: value, isMet: isMet, isOpen: isOpen, record: record)
    }
}

extension [RecordedCase] {
    fileprivate func place(of period: Period) -> Range<Int> {
        partitionIndex { $0.month >= period.firstMonth }..<partitionIndex { $0.month > period.lastMonth }
    }

    /// Puts a month's cases in the place of those that it has.
    fileprivate mutating func put(_ cases: [RecordedCase], of month: Month) { replaceSubrange(place(of: .month(month)), with: cases) }
}
