import GridModel

/// What all records are read against.
struct ReadingContext: Sendable {
    let asOf: CivilDate
    let inForce: CivilDate
    let fingerprint: Fingerprint
    /// Nil while the roster itself is read.
    let members: MemberIndex?
    /// Whether every record becomes an entry, also those that only count.
    var keepsAll = false
    /// The greatest position and line of a record in its batch.
    var longestBatch = Identity.greatest

    /// The last second that has happened.
    var now: Int64 { CivilTime.endOfDay(asOf).seconds }
}

/// Turns raw records of one kind into what a batch keeps of them, or into issues: the first fault of a record is
/// named, in the contract's order (2.6).
struct RecordDecoder: ~Copyable {
    private let plan: KindPlan
    let tables: DecodingTables
    let fingerprint: Fingerprint
    let keepsAll: Bool
    /// Nobody while the roster itself is read.
    let members: MemberIndex
    let readsRoster: Bool
    private let kindIndex: Int
    let now: Int64
    let inForce: Int64
    let calendar = Calendar.shared
    let columnCount: Int
    let subject: Int
    private let versionColumn: Int
    /// The key's column, if it is one id; else -1.
    let keyColumn: Int

    /// Values of the current record by column.
    let values: UnsafeMutablePointer<ColumnValue>
    private let idScratch: UnsafeMutablePointer<UInt8>
    private let keyScratch: UnsafeMutablePointer<UInt8>
    /// What the record at hand would post and count.
    let hitScratch: UnsafeMutablePointer<Effect.Hit>
    var hitCount = 0
    /// Whether facts ask how long something took; then hits are collected ahead, and this says whether they only count.
    let looksCloser: Bool
    var closerHitsOnlyCount = false
    private var lastMonth = TimeReader.LastMonth()
    /// The latest time read in another form than the common ones, or until which what is open is within a limit.
    var latestOddTime = Int64.min
    /// The number of the record's combination of codes.
    var combination = 0

    /// How records in plain form are read, and whether any are.
    var plainSteps: PlainSteps
    var takesPlain = false

    /// Whether files are of an encoding in which records must be searched for broken bytes.
    let checksBytes: Bool

    /// A column of the record at hand.
    struct ColumnValue {
        /// Of a code; -1 is empty.
        var code: Int32 = -1
        var isPresent = false
        /// Whether a time of day was given.
        var hasClock = false
        /// Of a time, seconds since 2000-01-01; of a number, ten-thousandths.
        var time = RecordDecoder.noTime
        /// Of an id, folded.
        var id = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    }

    private static let noTime = Int64.min

    init(_ plan: KindPlan, index: Int, context: ReadingContext, checksBytes: Bool) {
        self.plan = plan
        fingerprint = context.fingerprint
        keepsAll = context.keepsAll
        members = context.members ?? .empty
        readsRoster = plan.roster != nil || context.members == nil
        self.checksBytes = checksBytes
        tables = plan.tables
        looksCloser = !plan.tables.closerLooks.isEmpty || !plan.tables.numbers.isEmpty
        kindIndex = index
        now = context.now
        inForce = CivilTime(context.inForce).seconds
        columnCount = plan.sorts.count
        subject = plan.kind.subjectColumn
        versionColumn = plan.kind.versionColumn ?? -1
        keyColumn = plan.kind.key.count == 1 && plan.sorts[plan.kind.key[0]] == .id ? plan.kind.key[0] : -1
        values = .allocate(capacity: columnCount)
        values.initialize(repeating: ColumnValue(), count: columnCount)
        idScratch = .allocate(capacity: columnCount * IdReader.longest)
        keyScratch = .allocate(capacity: plan.kind.key.count * (IdReader.longest + 1))
        hitScratch = .allocate(capacity: max(1, tables.facts.count))
        plainSteps = PlainSteps(tables, nil)
    }

    deinit {
        values.deallocate()
        hitScratch.deallocate()
        idScratch.deallocate()
        keyScratch.deallocate()
    }

    /// Whether the decoder looks at a column; -1 stands for those it does not know.
    func asks(_ column: Int) -> Bool {
        checksBytes || keepsAll || (column >= 0 && tables.columns[column].isAskedFor)
    }

    /// Reads one record; `bytes` are what its ranges refer to. Behind them sixteen more bytes can be read.
    mutating func decode(_ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>, into batch: inout Batch) {
        batch.countRead()
        if let fault = raw.shapeFault {
            return reject(fault.fault, column: fault.column, detail: fault.detail, value: none, note: fault.note, raw, bytes, &batch)
        }
        if checksBytes, let broken = brokenColumn(raw, bytes) {
            return reject(.brokenBytes, column: broken.column, value: slice(bytes, broken.range), raw, bytes, &batch)
        }
        combination = 0
        for column in 0..<columnCount {
            let range = raw.columns[column]
            if let fault = read(column, range, bytes) {
                return reject(fault, column: column, value: slice(bytes, range), raw, bytes, &batch)
            }
        }
        if tables.contradictions.count > 0, let (fault, column, detail) = contradiction() {
            return reject(fault, column: column, detail: detail, value: slice(bytes, raw.columns[column]), raw, bytes, &batch)
        }
        if !raw.repeats.isEmpty, let twice = givenTwice(raw, bytes) {
            return reject(.givenTwice, column: twice.column, value: slice(bytes, twice.range), raw, bytes, &batch)
        }
        let deciding = decidingColumn()
        if deciding >= 0, values[deciding].time < inForce {
            return reject(.beforeInForce, column: deciding, value: slice(bytes, raw.columns[deciding]), raw, bytes, &batch)
        }
        var place: MemberIndex.Place?
        if !readsRoster {
            place = members.find(values[subject].id)
            if place == nil, !(plan.kind.isDecisions && !values[subject].isPresent) {
                return reject(.notOnRoster, column: subject, value: slice(bytes, raw.columns[subject]), raw, bytes, &batch)
            }
        }
        let isDecidedLate = deciding >= 0 && values[deciding].time > now
        if isDecidedLate || isVersionLate {
            let column = isDecidedLate ? deciding : versionColumn
            return reject(.future, column: column, value: slice(bytes, raw.columns[column]), member: place?.member, raw, bytes, &batch)
        }
        if looksCloser, let lacking = collectCloserHits(deciding: deciding) {
            switch lacking {
            case .year(let year, let column, let isOpen):
                return reject(
                    .calendarLacks, column: column, detail: year, value: slice(bytes, raw.columns[column]), note: isOpen ? "now" : "",
                    member: place?.member, raw, bytes, &batch)
            case .points(let column, let range):
                return reject(
                    .outOfBounds, column: column, value: slice(bytes, raw.columns[column]), note: "\(range.lowerBound) \(range.upperBound)",
                    member: place?.member, raw, bytes, &batch)
            }
        }
        add(raw, bytes, place, deciding: deciding, into: &batch)
    }

    /// Whether the version is of a time to come.
    @inline(__always)
    var isVersionLate: Bool { versionColumn >= 0 && values[versionColumn].isPresent && values[versionColumn].time > now }

    // MARK: Columns

    /// Reads one column's value; returns what is wrong with it.
    @inline(__always)
    private mutating func read(_ column: Int, _ range: FieldRange, _ bytes: UnsafeBufferPointer<UInt8>) -> Fault? {
        let plan = tables.columns[column]
        if range.isEmpty {
            values[column] = ColumnValue(code: plan.emptyValue)
            combination &+= Int(plan.codeStride &* (plan.emptyValue &+ 1))
            return plan.isRequired ? .missing : nil
        }
        values[column].isPresent = true
        switch plan.sort {
        case .text:
            return nil
        case .code:
            let value = tables.value(slice(bytes, range), of: plan)
            values[column].code = value
            combination &+= Int(plan.codeStride &* (value &+ 1))
            return value < 0 ? .unknownValue : nil
        case .time, .day:
            let text = slice(bytes, range)
            guard
                let moment = TimeReader.readPlain(text.baseAddress!, text.count, endOfDay: plan.endOfDay, &lastMonth, calendar)
                    ?? readOddTime(range, bytes, endOfDay: plan.endOfDay)
            else {
                return plan.sort == .day ? .notADate : .notATime
            }
            let isDay = plan.sort == .day
            values[column].time = isDay ? Int64(calendar.dayAndMonth(moment.seconds).day) &* 86_400 : moment.seconds
            values[column].hasClock = moment.hasClock && !isDay
            return nil
        case .number:
            return readNumber(column, slice(bytes, range))
        case .id:
            switch IdReader.read(slice(bytes, range), scratch: idScratch + column &* IdReader.longest) {
            case .id(let id):
                values[column].id = id
                return nil
            case .malformed: return .notAnId
            case .damaged: return .damagedId
            }
        }
    }

    @inline(never)
    private mutating func readNumber(_ column: Int, _ text: UnsafeBufferPointer<UInt8>) -> Fault? {
        let (places, atLeast, atMost) = tables.numbers[column]!
        guard let number = Number(folded(text), places: places) else { return .notANumber }
        if atLeast.map({ number < $0 }) == true || atMost.map({ number > $0 }) == true { return .outOfBounds }
        values[column].time = number.tenThousandths
        return nil
    }

    @inline(never)
    private mutating func readOddTime(_ range: FieldRange, _ bytes: UnsafeBufferPointer<UInt8>, endOfDay: Bool) -> TimeReader.Moment? {
        guard let moment = TimeReader.read(bytes, range, endOfDay: endOfDay, calendar) else { return nil }
        latestOddTime = max(latestOddTime, moment.seconds)
        return moment
    }

    /// The month of the latest time read, of whatever column and record, from January 2000 on.
    var latestMonth: Int16 {
        var day = lastMonth.latest
        for index in 0..<plainSteps.times.count { day = max(day, plainSteps.lastMonths[index].latest) }
        let common = day == Int32.min ? Int16.min : calendar.dayAndMonth(Int64(day) * 86_400).month
        return max(common, latestOddTime == Int64.min ? Int16.min : calendar.dayAndMonth(latestOddTime).month)
    }

    /// The fingerprint of all known columns but the version column, as they were understood.
    private func contentHash(_ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let seed = fingerprint.seed
        var state: UInt64 = 0
        for column in 0..<columnCount where column != versionColumn {
            let value = values[column]
            switch tables.columns[column].sort {
            case .code: state = Fingerprint.mix(state &+ seed, UInt64(bitPattern: Int64(value.code)) &+ 7)
            case .time, .day, .number: state = Fingerprint.mix(state &+ seed, UInt64(bitPattern: value.time) &+ 3)
            case .id: state = fingerprint.of(value.id, state: state)
            case .text: state = fingerprint.of(slice(bytes, raw.columns[column]), state: state)
            }
        }
        return state
    }

    // MARK: Faults of the whole record

    /// The first column with bytes that do not decode and its text; -1 and none for an unknown column, nil if there are none.
    private func brokenColumn(_ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>) -> (column: Int, range: FieldRange)? {
        func isBroken(_ range: FieldRange) -> Bool { validUTF8Prefix(slice(bytes, range)) < range.count }
        for column in raw.columns.indices where isBroken(raw.columns[column]) { return (column, raw.columns[column]) }
        for (column, range) in raw.repeats where isBroken(range) { return (column, range) }
        return raw.unknown.contains(where: isBroken) ? (-1, .empty) : nil
    }

    func contradiction() -> (fault: Fault, column: Int, detail: Int)? {
        for index in 0..<tables.contradictions.count {
            let check = tables.contradictions[index]
            let column = Int(check.column)
            if check.earlier < 0 {
                if !values[column].isPresent, holds(check.tests) { return (.missingWhere, column, 0) }
                continue
            }
            let (late, early) = (values[column], values[Int(check.earlier)])
            guard late.isPresent, early.isPresent, late.time < early.time else { continue }
            let haveClocks = late.hasClock && early.hasClock
            if haveClocks || calendar.dayAndMonth(late.time).day < calendar.dayAndMonth(early.time).day {
                return (.before, column, Int(check.earlier))
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
    func decidingColumn() -> Int {
        for index in 0..<tables.decidingTimes.count {
            let time = tables.decidingTimes[index]
            if holds(time.tests) { return values[Int(time.column)].isPresent ? Int(time.column) : -1 }
        }
        return -1
    }

    // MARK: Facts

    /// A time as scoring sees it: none if it is empty, or if it has not happened and counts as empty then.
    @inline(__always)
    func happened(_ column: Int) -> Int64? {
        let value = values[column]
        guard value.isPresent, !(tables.columns[column].emptyAfterAsOf && value.time > now) else { return nil }
        return value.time
    }

    /// Whether all tests of a condition hold.
    @inline(__always)
    func holds(_ tests: DecodingTables.Tests) -> Bool {
        for index in Int(tests.first)..<Int(tests.first &+ tests.count) {
            let test = tables.tests[index]
            let column = Int(test.column)
            switch test.sort {
            case .code:
                if !tables.allowed[Int(test.firstAllowed &+ values[column].code &+ 1)] { return false }
            case .present:
                if !isPresent(column) { return false }
            case .empty:
                if isPresent(column) { return false }
            case .overdue:
                guard values[column].isPresent else { return false }
                let limit = values[column].time
                if let end = happened(Int(test.other)) {
                    if end <= limit { return false }
                } else if limit >= now {
                    return false
                }
            }
        }
        return true
    }

    private func isPresent(_ column: Int) -> Bool {
        tables.columns[column].emptyAfterAsOf ? happened(column) != nil : values[column].isPresent
    }

    /// Collects what the record would post and count. Returns whether it does nothing but count.
    @inline(__always)
    mutating func collectHits(deciding: Int) -> Bool {
        hitCount = 0
        var onlyCounts = true
        for word in 0..<tables.wordsOfFacts {
            var candidates = tables.candidates[combination &* tables.wordsOfFacts &+ word]
            while candidates != 0 {
                let fact = tables.facts[word &* 64 &+ candidates.trailingZeroBitCount]
                candidates &= candidates &- 1
                if holds(fact.tests), let hit = hit(fact, deciding: deciding) {
                    if !fact.onlyCounts || hit.isAwaiting { onlyCounts = false }
                    hitScratch[hitCount] = hit
                    hitCount &+= 1
                }
            }
        }
        return onlyCounts
    }

    /// What was collected, good until the next record.
    @inline(__always)
    var hits: UnsafeBufferPointer<Effect.Hit> { UnsafeBufferPointer(start: hitScratch, count: hitCount) }

    /// What the record does for a fact whose tests hold; nil if that is nothing.
    @inline(__always)
    private func hit(_ fact: DecodingTables.Fact, deciding: Int) -> Effect.Hit? {
        let isAwaiting = !holds(fact.requires)
        var time = happened(Int(fact.monthColumn))
        // What awaits an act may name a day to come: the month it will count in is not known yet.
        if isAwaiting, let planned = time, planned > now { time = nil }
        guard let moment = time ?? (isAwaiting && deciding >= 0 ? values[deciding].time : nil) else { return nil }
        let (day, month) = calendar.dayAndMonth(moment)
        guard day >= fact.firstDay, day <= fact.lastDay, (time ?? now) <= now else { return nil }
        return Effect.Hit(
            fact: fact.index, month: time == nil ? -1 : month,
            // Of what only counts nobody asks the day.
            day: fact.onlyCounts && !isAwaiting ? 0 : UInt16(clamping: day), isAwaiting: isAwaiting, marks: marks(of: fact))
    }

    /// Bit n: the n-th mark of a fact holds.
    @inline(__always)
    private func marks(of fact: DecodingTables.Fact) -> UInt8 {
        var marks: UInt8 = 0
        for bit in 0..<Int(fact.markCount) where holds(tables.marks[Int(fact.firstMark) + bit]) { marks |= 1 << UInt8(bit) }
        return marks
    }

    // MARK: Results

    @inline(__always)
    private mutating func add(
        _ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>, _ place: MemberIndex.Place?, deciding: Int, into batch: inout Batch
    ) {
        let keyHash = keyHash(keyBytes())
        batch.add(Identity(keyHash: keyHash, position: raw.position, line: raw.line))
        let month = deciding >= 0 ? calendar.dayAndMonth(values[deciding].time).month : -1
        let member = place?.member ?? -1
        let isActive = place.map { members.isActive($0, month) } ?? false
        let onlyCounts = looksCloser ? closerHitsOnlyCount : collectHits(deciding: deciding)
        let effect = batch.index(of: hits)
        if isActive, onlyCounts, !keepsAll {
            batch.add(Counted(member: member, effect: effect, month: month))
        } else {
            addEntry(raw, bytes, member: member, isActive: isActive, effect: effect, month: month, into: &batch)
        }
    }

    @inline(__always)
    func keyHash(_ key: UnsafeBufferPointer<UInt8>) -> UInt64 { fingerprint.of(key, state: keyState) }

    @inline(__always)
    var keyState: UInt64 { Self.keyState(ofKind: kindIndex) }

    /// What fingerprints of keys begin with: it keeps equal keys of different kinds apart.
    @inline(__always)
    static func keyState(ofKind kind: Int) -> UInt64 { UInt64(kind) &+ 1 }

    /// The bytes of the record's key.
    @inline(__always)
    private func keyBytes() -> UnsafeBufferPointer<UInt8> {
        keyColumn >= 0 ? values[keyColumn].id : joinedKey()
    }

    /// A key of several columns, kept until the next record.
    private func joinedKey() -> UnsafeBufferPointer<UInt8> {
        var written = 0
        for column in plan.kind.key {
            if column != plan.kind.key[0] {
                keyScratch[written] = 0
                written += 1
            }
            func put(_ bytes: UnsafeRawBufferPointer) {
                for byte in bytes {
                    keyScratch[written] = byte
                    written += 1
                }
            }
            if plan.sorts[column] == .id {
                put(UnsafeRawBufferPointer(values[column].id))
            } else {
                withUnsafeBytes(of: values[column].time) { put($0) }
            }
        }
        return UnsafeBufferPointer(start: keyScratch, count: written)
    }

    private mutating func addEntry(
        _ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>, member: Int32, isActive: Bool, effect: UInt16, month: Int16,
        into batch: inout Batch
    ) {
        let key = keyBytes()
        let start = batch.append(key)
        if member >= 0, !isActive {
            let written = slice(bytes, raw.columns[subject])
            if !written.elementsEqual(values[subject].id) { batch.keepUnfolded(written, ofRecordAt: raw.position) }
        }
        if let roster = plan.roster { batch.add(rosterRow: rosterRow(roster, raw, bytes)) }
        batch.add(
            Entry(
                line: UInt32(raw.line), position: UInt32(raw.position), member: member, keyStart: start, keyLength: UInt16(key.count),
                idLength: UInt16(values[plan.kind.key[0]].id.count), effect: effect, month: month),
            keepsAll ? EntryVersion(contentHash: contentHash(raw, bytes), updated: updated) : nil)
    }

    /// As `EntryVersion` has it.
    private var updated: UInt32 {
        guard versionColumn >= 0, values[versionColumn].isPresent else { return 0 }
        return UInt32(clamping: values[versionColumn].time + 86_400)
    }

    private func rosterRow(_ roster: RosterColumns, _ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>) -> RosterRow {
        func text(_ column: Int?) -> String { column.map { String(decoding: slice(bytes, raw.columns[$0]), as: UTF8.self) } ?? "" }
        func day(_ column: Int?) -> CivilDate? { column.flatMap { values[$0].isPresent ? CivilTime(seconds: values[$0].time).date : nil } }
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
        let text = slice(bytes, raw.columns[subject])
        guard !readsRoster, subject != 0, !text.isEmpty,
            case .id(let id) = IdReader.read(text, scratch: idScratch + subject * IdReader.longest)
        else { return -1 }
        return members.find(id)?.member ?? -1
    }

    private var none: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: nil, count: 0) }

    @inline(__always)
    private func slice(_ bytes: UnsafeBufferPointer<UInt8>, _ range: FieldRange) -> UnsafeBufferPointer<UInt8> {
        range.isEmpty ? none : UnsafeBufferPointer(rebasing: bytes[Int(range.start)..<Int(range.end)])
    }

    // MARK: A second look

    /// The normalised and the written value of every column of the record last decoded, to tell two versions apart.
    func captured(_ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>) -> [CapturedValue] {
        var captured: [CapturedValue] = []
        for column in 0..<columnCount {
            let text = slice(bytes, raw.columns[column])
            let value = values[column]
            let meaning: CapturedValue.Meaning =
                switch tables.columns[column].sort {
                case .code: .number(Int64(value.code))
                case .time, .day, .number: .number(value.time)
                case .id: .bytes(Array(value.id))
                case .text: .bytes(Array(text))
                }
            captured.append(CapturedValue(meaning: meaning, text: String(decoding: text, as: UTF8.self)))
        }
        return captured
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
