import GridModel
import Intake
import RulePacks
import Scoring

/// What is noted of the records of a month while they are read once more: only sums, and the times of those that count for
/// members who win a place by them.
struct RecordTally: Sendable {
    /// What is asked.
    struct Plan: Sendable {
        let pack: RulePack
        let month: Month
        /// The first of the month's last days.
        let lastDays: CivilDate
        /// By member, the department that sees what is noted; -1 for none.
        let groups: [Int32]
        /// By ranking and member, whether the member wins a place.
        let winners: [[Bool]]
    }

    struct Place: Sendable {
        let file: Int
        let line: Int
    }

    /// So many, and the first of them.
    struct Count: Sendable {
        var number = 0
        var first: Place?
        /// The greatest of what is measured.
        var greatest = 0

        mutating func add(_ record: SeenRecord, _ measure: Int = 0) {
            number += 1
            greatest = max(greatest, measure)
            if first == nil { first = Place(file: record.file, line: record.line) }
        }

        static func += (one: inout Count, other: Count) {
            one.number += other.number
            one.greatest = max(one.greatest, other.greatest)
            if one.first == nil { one.first = other.first }
        }
    }

    /// Records of a kind that are the same but for id, member, times and notes.
    struct Sort: Hashable, Sendable {
        let kind: Int
        let codes: [Int32]
    }

    struct Event: Sendable {
        let time: Int64
        let sort: Sort
        let place: Place
    }

    struct Clocks: Sendable {
        var all = 0
        /// At 00:00:00, written with a time of day and without.
        var midnight = 0
        var dayOnly = 0
    }

    private let plan: Plan
    /// Records that no rule and no ranking takes, by department.
    private(set) var untaken: [Sort: [Int32: Count]] = [:]
    /// By file and department.
    private(set) var clocks: [Int: [Int32: Clocks]] = [:]
    /// By member.
    private(set) var nights: [Int: Count] = [:]
    /// By kind and department; the greatest number of days.
    private(set) var late: [Int: [Int32: Count]] = [:]
    /// By member, kind and check of the kind.
    private(set) var atOnce: [[Int]: Count] = [:]
    /// By ranking and member, what has counted in the last days.
    private(set) var lastDays: [[Int]: Int] = [:]
    /// By ranking and member, what has counted for those who win.
    private(set) var events: [[Int]: [Event]] = [:]

    init(_ plan: Plan) {
        self.plan = plan
    }

    /// Takes a record in.
    mutating func see(_ record: SeenRecord) {
        count(record)
        if record.month == plan.month { look(record) }
    }

    /// What the record counts for in the month.
    private mutating func count(_ record: SeenRecord) {
        for hit in record.hits where hit.month == plan.month && !hit.isAwaiting {
            let fact = plan.pack.facts[hit.fact]
            guard case .ranking(let ranking) = fact.user, let time = record.time(fact.monthColumn) else { continue }
            if time.date >= plan.lastDays { lastDays[[ranking, record.member], default: 0] += 1 }
            guard plan.winners[ranking][record.member] else { continue }
            let event = Event(
                time: time.seconds, sort: Sort(kind: record.kind, codes: record.codes), place: Place(file: record.file, line: record.line))
            events[[ranking, record.member], default: []].append(event)
        }
    }

    private mutating func look(_ record: SeenRecord) {
        let (kind, group) = (plan.pack.kinds[record.kind], plan.groups[record.member])
        if record.hits.isEmpty { untaken[Sort(kind: record.kind, codes: record.codes), default: [:]][group, default: Count()].add(record) }
        guard let time = record.time(record.decidingColumn) else { return }
        let clock = ((time.seconds % 86_400) + 86_400) % 86_400
        var clocks = clocks[record.file]?[group] ?? Clocks()
        clocks.all += 1
        if !record.hasClock(record.decidingColumn) { clocks.dayOnly += 1 } else if clock == 0 { clocks.midnight += 1 }
        self.clocks[record.file, default: [:]][group] = clocks
        if record.hasClock(record.decidingColumn), isNight(Int(clock / 3600)) { nights[record.member, default: Count()].add(record) }
        if let column = kind.versionColumn, let version = record.time(column) {
            let days = Int(version.date.dayNumber - time.date.dayNumber)
            if days > plan.pack.hints.lateDays { late[record.kind, default: [:]][group, default: Count()].add(record, days) }
        }
        for (index, check) in kind.checks.enumerated() {
            guard case .notBefore(let column, let earlier) = check, let one = record.time(earlier), let other = record.time(column),
                record.hasClock(column), record.hasClock(earlier), one == other
            else { continue }
            atOnce[[record.member, record.kind, index], default: Count()].add(record)
        }
    }

    private func isNight(_ hour: Int) -> Bool {
        let night = plan.pack.hints.night
        return night.from <= night.to ? night.from <= hour && hour < night.to : hour >= night.from || hour < night.to
    }

    /// Joins what is noted of files that follow each other.
    static func += (left: inout RecordTally, right: RecordTally) {
        func join<Key: Hashable>(_ one: inout [Key: Count], _ other: [Key: Count]) {
            for (key, count) in other { one[key, default: Count()] += count }
        }
        for (sort, counts) in right.untaken { join(&left.untaken[sort, default: [:]], counts) }
        left.clocks.merge(right.clocks) { one, _ in one }
        join(&left.nights, right.nights)
        for (kind, counts) in right.late { join(&left.late[kind, default: [:]], counts) }
        join(&left.atOnce, right.atOnce)
        left.lastDays.merge(right.lastDays, uniquingKeysWith: +)
        for (key, events) in right.events { left.events[key, default: []] += events }
    }
}
