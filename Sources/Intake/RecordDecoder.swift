import GridModel

/// What all records are read against.
struct ReadingContext: Sendable {
    let asOf: CivilDate
    let inForce: CivilDate
    let fingerprint: Fingerprint
    /// Nil while the roster itself is read.
    let members: MemberIndex?

    /// The last second that has happened.
    var now: Int64 { CivilTime.endOfDay(asOf).seconds }
}

/// Turns raw records of one kind into entries of a batch, or into issues: the first fault of a record is named,
/// in the contract's order (2.6).
struct RecordDecoder: ~Copyable {
    private let plan: KindPlan
    private let context: ReadingContext
    private let kindIndex: Int
    private let now: Int64
    private let inForce: Int64

    /// Values of the current record by column: codes (-1 is empty), times, and whether there is a value.
    private let codes: UnsafeMutablePointer<Int32>
    private let times: UnsafeMutablePointer<Int64>
    private let hasClock: UnsafeMutablePointer<Bool>
    private let present: UnsafeMutablePointer<Bool>
    /// Folded ids by column.
    private let ids: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>
    private let idScratch: UnsafeMutablePointer<UInt8>
    private var hits: [Effect.Hit] = []
    private var key: [UInt8] = []

    /// Whether files are of an encoding in which records must be searched for broken bytes.
    let checksBytes: Bool

    private static let noTime = Int64.min

    init(_ plan: KindPlan, index: Int, context: ReadingContext, checksBytes: Bool) {
        self.plan = plan
        self.context = context
        self.checksBytes = checksBytes
        kindIndex = index
        now = context.now
        inForce = CivilTime(context.inForce).seconds
        let count = plan.sorts.count
        codes = .allocate(capacity: count)
        times = .allocate(capacity: count)
        hasClock = .allocate(capacity: count)
        present = .allocate(capacity: count)
        ids = .allocate(capacity: count)
        ids.initialize(repeating: UnsafeBufferPointer(start: nil, count: 0), count: count)
        idScratch = .allocate(capacity: count * IdReader.longest)
    }

    deinit {
        codes.deallocate()
        times.deallocate()
        hasClock.deallocate()
        present.deallocate()
        ids.deallocate()
        idScratch.deallocate()
    }

    /// Reads one record; `bytes` are what its ranges refer to.
    mutating func decode(_ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>, into batch: inout Batch) {
        batch.countRead()
        if let fault = raw.shapeFault {
            return reject(fault.fault, column: fault.column, detail: fault.detail, value: none, note: fault.note, raw, bytes, &batch)
        }
        if checksBytes, let broken = brokenColumn(raw, bytes) {
            return reject(.brokenBytes, column: broken.column, value: slice(bytes, broken.range), raw, bytes, &batch)
        }
        var contentHash: UInt64 = 0
        let versionColumn = plan.kind.versionColumn ?? -1
        for column in 0..<plan.sorts.count {
            let range = raw.columns[column]
            if let fault = read(column, range, bytes) {
                return reject(fault, column: column, value: slice(bytes, range), raw, bytes, &batch)
            }
            if column != versionColumn { contentHash = hash(column, range, bytes, contentHash) }
        }
        if let (fault, column, detail) = contradiction() {
            return reject(fault, column: column, detail: detail, value: slice(bytes, raw.columns[column]), raw, bytes, &batch)
        }
        if let twice = givenTwice(raw, bytes) {
            return reject(.givenTwice, column: twice.column, value: slice(bytes, twice.range), raw, bytes, &batch)
        }
        let deciding = decidingColumn()
        if deciding >= 0, times[deciding] < inForce {
            return reject(.beforeInForce, column: deciding, value: slice(bytes, raw.columns[deciding]), raw, bytes, &batch)
        }
        let subject = plan.kind.subjectColumn
        var member: Int32 = -1
        if let members = context.members, plan.roster == nil {
            member = members.find(ids[subject])
            if member < 0 {
                return reject(.notOnRoster, column: subject, value: slice(bytes, raw.columns[subject]), raw, bytes, &batch)
            }
        }
        let isVersionLate = versionColumn >= 0 && present[versionColumn] && times[versionColumn] > now
        let isDecidedLate = deciding >= 0 && times[deciding] > now
        if isDecidedLate || isVersionLate {
            let column = isDecidedLate ? deciding : versionColumn
            return reject(.future, column: column, value: slice(bytes, raw.columns[column]), member: member, raw, bytes, &batch)
        }
        add(raw, bytes, member: member, deciding: deciding, contentHash: contentHash, into: &batch)
    }

    // MARK: Columns

    /// Reads one column's value; returns what is wrong with it.
    @inline(__always)
    private mutating func read(_ column: Int, _ range: FieldRange, _ bytes: UnsafeBufferPointer<UInt8>) -> Fault? {
        if range.isEmpty {
            present[column] = false
            codes[column] = plan.defaults[column]
            times[column] = Self.noTime
            hasClock[column] = false
            ids[column] = none
            return plan.required[column] ? .missing : nil
        }
        present[column] = true
        switch plan.sorts[column] {
        case .text:
            return nil
        case .code:
            let value = plan.codes[column].value(slice(bytes, range))
            codes[column] = value
            return value < 0 ? .unknownValue : nil
        case .time, .day:
            guard let moment = TimeReader.read(bytes, range, endOfDay: plan.endOfDay[column]) else {
                return plan.sorts[column] == .day ? .notADate : .notATime
            }
            let isDay = plan.sorts[column] == .day
            times[column] = isDay ? CivilTime(CivilTime(seconds: moment.seconds).date).seconds : moment.seconds
            hasClock[column] = moment.hasClock && !isDay
            return nil
        case .id:
            switch IdReader.read(slice(bytes, range), scratch: idScratch + column * IdReader.longest) {
            case .id(let id):
                ids[column] = id
                return nil
            case .malformed: return .notAnId
            case .damaged: return .damagedId
            }
        }
    }

    /// Continues the fingerprint of the record's content with one column.
    @inline(__always)
    private func hash(_ column: Int, _ range: FieldRange, _ bytes: UnsafeBufferPointer<UInt8>, _ state: UInt64) -> UInt64 {
        switch plan.sorts[column] {
        case .code: Fingerprint.mix(state &+ context.fingerprint.seed, UInt64(bitPattern: Int64(codes[column])) &+ 7)
        case .time, .day: Fingerprint.mix(state &+ context.fingerprint.seed, UInt64(bitPattern: times[column]) &+ 3)
        case .id: context.fingerprint.of(ids[column], state: state)
        case .text: context.fingerprint.of(slice(bytes, range), state: state)
        }
    }

    // MARK: Faults of the whole record

    /// The first column with bytes that do not decode and its text; -1 and none for an unknown column, nil if there are none.
    private func brokenColumn(_ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>) -> (column: Int, range: FieldRange)? {
        func isBroken(_ range: FieldRange) -> Bool { validUTF8Prefix(slice(bytes, range)) < range.count }
        for column in raw.columns.indices where isBroken(raw.columns[column]) { return (column, raw.columns[column]) }
        for (column, range) in raw.repeats where isBroken(range) { return (column, range) }
        return raw.unknown.contains(where: isBroken) ? (-1, .empty) : nil
    }

    private func contradiction() -> (fault: Fault, column: Int, detail: Int)? {
        for check in plan.kind.checks {
            switch check {
            case .notBefore(let column, let earlier):
                guard present[column], present[earlier] else { continue }
                let bothClocked = hasClock[column] && hasClock[earlier]
                let isBefore =
                    bothClocked
                    ? times[column] < times[earlier]
                    : CivilTime(seconds: times[column]).date < CivilTime(seconds: times[earlier]).date
                if isBefore { return (.before, column, earlier) }
            case .requiredWhere(let column, let condition):
                if !present[column], holds(condition) { return (.missingWhere, column, 0) }
            }
        }
        return nil
    }

    /// The second of two differing values of one column, the first such column in the order of the kind.
    private func givenTwice(_ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>) -> (column: Int, range: FieldRange)? {
        var first: (column: Int, range: FieldRange)?
        for (column, range) in raw.repeats
        where column < first?.column ?? Int.max && !slice(bytes, range).elementsEqual(slice(bytes, raw.columns[column])) {
            first = (column, range)
        }
        return first
    }

    @inline(__always)
    private func decidingColumn() -> Int {
        for time in plan.kind.decidingTimes where time.condition.tests.isEmpty || holds(time.condition) {
            return present[time.column] ? time.column : -1
        }
        return -1
    }

    // MARK: Facts

    /// A time as scoring sees it: empty if it is, or if it has not happened and counts as empty then.
    @inline(__always)
    private func happened(_ column: Int) -> Int64? {
        guard present[column], !(plan.emptyAfterAsOf[column] && times[column] > now) else { return nil }
        return times[column]
    }

    @inline(__always)
    private func holds(_ condition: borrowing Condition) -> Bool {
        for test in condition.tests {
            switch test {
            case .code(let column, let values, let orEmpty):
                let code = codes[column]
                if code < 0 ? !orEmpty : !values.contains(Int(code)) { return false }
            case .present(let column):
                if !isPresent(column) { return false }
            case .empty(let column):
                if isPresent(column) { return false }
            case .overdue(let due, let done):
                guard let limit = happenedOrPlanned(due) else { return false }
                if let end = happened(done) {
                    if end <= limit { return false }
                } else if limit >= now {
                    return false
                }
            }
        }
        return true
    }

    private func isPresent(_ column: Int) -> Bool {
        plan.emptyAfterAsOf[column] ? happened(column) != nil : present[column]
    }

    private func happenedOrPlanned(_ column: Int) -> Int64? {
        present[column] ? times[column] : nil
    }

    /// Collects what the record would post and count.
    @inline(__always)
    private mutating func collectHits(deciding: Int) {
        hits.removeAll(keepingCapacity: true)
        for index in plan.facts.indices where holds(plan.facts[index].fact.condition) {
            let fact = plan.facts[index].fact
            let isAwaiting = !holds(fact.requires)
            var time = happened(fact.monthColumn)
            // What awaits an act may name a day to come: the month it will count in is not known yet.
            if isAwaiting, let planned = time, planned > now { time = nil }
            guard let day = (time ?? (isAwaiting && deciding >= 0 ? times[deciding] : nil)).map({ CivilTime(seconds: $0).date }),
                fact.effective.contains(day), (time ?? now) <= now
            else { continue }
            var marks: UInt8 = 0
            for (bit, mark) in fact.marks.enumerated() where holds(mark.condition) { marks |= 1 << UInt8(bit) }
            hits.append(
                Effect.Hit(
                    fact: UInt16(plan.facts[index].index), month: time == nil ? -1 : day.month.sinceMillennium,
                    day: UInt16(clamping: day.dayNumber), isAwaiting: isAwaiting, marks: marks))
        }
    }

    // MARK: Results

    private mutating func add(
        _ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>, member: Int32, deciding: Int, contentHash: UInt64,
        into batch: inout Batch
    ) {
        key.removeAll(keepingCapacity: true)
        for column in plan.kind.key {
            if column != plan.kind.key[0] { key.append(0) }
            if plan.sorts[column] == .id {
                key.append(contentsOf: ids[column])
            } else {
                withUnsafeBytes(of: times[column]) { key.append(contentsOf: $0) }
            }
        }
        let keyHash = key.withUnsafeBufferPointer { context.fingerprint.of($0, state: UInt64(kindIndex) &+ 1) }
        let start = key.withUnsafeBufferPointer { batch.append($0) }
        let month = deciding >= 0 ? CivilTime(seconds: times[deciding]).date.month.sinceMillennium : -1
        if member >= 0, context.members?.isActive(member, month) == false {
            let written = slice(bytes, raw.columns[plan.kind.subjectColumn])
            if !written.elementsEqual(ids[plan.kind.subjectColumn]) { batch.keepUnfolded(written) }
        }
        if let roster = plan.roster { batch.add(rosterRow: rosterRow(roster, raw, bytes)) }
        collectHits(deciding: deciding)
        let effect = hits.isEmpty ? 0 : batch.index(of: hits)
        var updated: UInt32 = 0
        if let column = plan.kind.versionColumn, present[column] { updated = UInt32(clamping: times[column] + 86_400) }
        batch.add(
            Entry(
                keyHash: keyHash, contentHash: contentHash, updated: updated, line: UInt32(raw.line), member: member, keyStart: start,
                keyLength: UInt16(key.count), idLength: UInt16(ids[plan.kind.key[0]].count), effect: effect, month: month))
    }

    private func rosterRow(_ roster: RosterColumns, _ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>) -> RosterRow {
        func text(_ column: Int?) -> String { column.map { String(decoding: slice(bytes, raw.columns[$0]), as: UTF8.self) } ?? "" }
        func day(_ column: Int?) -> CivilDate? { column.flatMap { present[$0] ? CivilTime(seconds: times[$0]).date : nil } }
        return RosterRow(
            name: text(roster.name), group: text(roster.group), unit: text(roster.unit), from: day(roster.from), to: day(roster.to))
    }

    /// Records a fault, with the folded id if it is valid, else the text under the id's header.
    private mutating func reject(
        _ fault: Fault, column: Int, detail: Int = 0, value: UnsafeBufferPointer<UInt8>, note: String = "", member: Int32? = nil,
        _ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>, _ batch: inout Batch
    ) {
        let written = slice(bytes, raw.columns[0])
        var id = written
        if !written.isEmpty, case .id(let folded) = IdReader.read(written, scratch: idScratch) { id = folded }
        batch.add(
            fault, line: raw.line, column: column, detail: detail, member: member ?? memberNamed(raw, bytes), id: id, value: value, note: note)
    }

    /// The member a faulty record names, if its id can be read, so that reports can show it to the right head.
    private func memberNamed(_ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
        let column = plan.kind.subjectColumn
        let text = slice(bytes, raw.columns[column])
        guard let members = context.members, column != 0, !text.isEmpty,
            case .id(let id) = IdReader.read(text, scratch: idScratch + column * IdReader.longest)
        else { return -1 }
        return members.find(id)
    }

    private var none: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: nil, count: 0) }

    @inline(__always)
    private func slice(_ bytes: UnsafeBufferPointer<UInt8>, _ range: FieldRange) -> UnsafeBufferPointer<UInt8> {
        range.isEmpty ? none : UnsafeBufferPointer(rebasing: bytes[Int(range.start)..<Int(range.end)])
    }

    // MARK: A second look

    /// The normalised and the written value of every column of the record last decoded, to tell two versions apart.
    func values(_ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>) -> [CapturedValue] {
        var values: [CapturedValue] = []
        for column in plan.sorts.indices {
            let text = slice(bytes, raw.columns[column])
            let meaning: CapturedValue.Meaning =
                switch plan.sorts[column] {
                case .code: .number(Int64(codes[column]))
                case .time, .day: .number(times[column])
                case .id: .bytes(Array(ids[column]))
                case .text: .bytes(Array(text))
                }
            values.append(CapturedValue(meaning: meaning, text: String(decoding: text, as: UTF8.self)))
        }
        return values
    }
}

/// A column's value as it was understood and as it was written.
struct CapturedValue: Sendable {
    enum Meaning: Hashable, Sendable {
        case number(Int64)
        case bytes([UInt8])
    }

    let meaning: Meaning
    let text: String
}
