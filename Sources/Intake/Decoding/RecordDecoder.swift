import GridModel

/// Turns raw records of one kind into what a batch keeps of them, or into issues: the first fault of a record is
/// named, in the contract's order (2.6).
struct RecordDecoder: ~Copyable {
    let plan: KindPlan
    let tables: DecodingTables
    let fingerprint: Fingerprint
    let keepsAll: Bool
    /// Nobody while the roster itself is read.
    let members: MemberIndex
    let readsRoster: Bool
    let kindIndex: Int
    let now: Int64
    let inForce: Int64
    let calendar = Calendar.shared
    let columnCount: Int
    let subject: Int
    let versionColumn: Int
    /// The key's column, if it is one id; else -1.
    let keyColumn: Int

    /// Values of the current record by column.
    let values: UnsafeMutablePointer<ColumnValue>
    private let idScratch: UnsafeMutablePointer<UInt8>
    let keyScratch: UnsafeMutablePointer<UInt8>
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

    // MARK: Faults

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
    func slice(_ bytes: UnsafeBufferPointer<UInt8>, _ range: FieldRange) -> UnsafeBufferPointer<UInt8> {
        range.isEmpty ? none : UnsafeBufferPointer(rebasing: bytes[Int(range.start)..<Int(range.end)])
    }
}
