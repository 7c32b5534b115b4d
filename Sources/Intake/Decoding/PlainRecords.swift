import GridModel

/// How records in plain form are read: where their columns stand, sort by sort, for reading one sort after the other
/// takes fewer instructions than asking each column for its sort.
struct PlainSteps: ~Copyable {
    /// A column and the place of its range among those of a record.
    struct Step {
        let field: Int32
        let column: Int32
        let plan: DecodingTables.Column
    }

    private let steps: UnsafeMutablePointer<Step>
    /// How many there are of codes, then of times, ids and texts.
    let codes: UnsafeBufferPointer<Step>
    let times: UnsafeBufferPointer<Step>
    let ids: UnsafeBufferPointer<Step>
    let texts: UnsafeBufferPointer<Step>
    /// Of each time.
    let lastMonths: UnsafeMutablePointer<TimeReader.LastMonth>
    /// What the columns that no field holds add to the number of a record's combination of codes.
    let combinationOfAbsent: Int

    /// - Parameter header: nil if a record's ranges are its columns.
    init(_ tables: DecodingTables, _ header: CSVHeader?) {
        var sorted: [[Step]] = [[], [], [], []]
        var absent = 0
        for index in 0..<tables.columns.count where tables.columns[index].isAskedFor {
            let column = tables.columns[index]
            guard let field = header.map({ $0.columns.firstIndex(of: index) }) ?? index else {
                absent &+= Int(column.codeStride &* (column.emptyValue &+ 1))
                continue
            }
            let place =
                switch column.sort {
                case .code: 0;
                case .time, .day: 1;
                case .id: 2;
                case .text, .number: 3
                }
            sorted[place].append(Step(field: Int32(field), column: Int32(index), plan: column))
        }
        combinationOfAbsent = absent
        let all = sorted.flatMap { $0 }
        let steps = UnsafeMutablePointer<Step>.allocate(capacity: max(1, all.count))
        self.steps = steps
        all.withUnsafeBufferPointer { if let from = $0.baseAddress { steps.initialize(from: from, count: $0.count) } }
        let part = Self.parts(steps, sorted.map(\.count))
        (codes, times, ids, texts) = (part[0], part[1], part[2], part[3])
        lastMonths = .allocate(capacity: max(1, times.count))
        lastMonths.initialize(repeating: .init(), count: times.count)
    }

    /// Consecutive parts of so many steps.
    private static func parts(_ steps: UnsafeMutablePointer<Step>, _ counts: [Int]) -> [UnsafeBufferPointer<Step>] {
        var start = UnsafePointer(steps)
        return counts.map { count in
            defer { start += count }
            return UnsafeBufferPointer(start: start, count: count)
        }
    }

    deinit {
        steps.deallocate()
        lastMonths.deallocate()
    }
}

/// Records in plain form: nothing wrong with them, every field written in its commonest form, and nothing to do but to
/// count. They are read here with as few instructions as possible; whatever is not quite so is left to `decode`, which
/// reads everything. A record that is taken here comes to just what `decode` would make of it.
extension RecordDecoder {
    /// Says where the columns stand in the ranges that `takePlain` is given; nil if a record's ranges are its columns.
    mutating func setFields(_ header: CSVHeader?) {
        plainSteps = PlainSteps(tables, header)
        // Of several fields for one column each must be looked at.
        let isGivenTwice = header.map { header in (0..<columnCount).contains { column in header.columns.count { $0 == column } > 1 } }
        takesPlain = !keepsAll && !readsRoster && !looksCloser && keyColumn >= 0 && isGivenTwice != true
        for column in 0..<columnCount { values[column] = ColumnValue(code: tables.columns[column].emptyValue) }
    }

    /// Takes a record if it is in plain form; `fields` are its ranges, and behind `bytes` sixteen more can be read. That all
    /// bytes of the record decode must be known.
    ///
    /// - Returns: whether it was taken; if not, nothing has happened.
    @inline(__always)
    mutating func takePlain(
        _ fields: UnsafePointer<FieldRange>, _ bytes: UnsafePointer<UInt8>, position: Int, line: Int, into batch: inout Batch
    ) -> Bool {
        guard takesPlain, readIds(fields, bytes), values[subject].isPresent, values[keyColumn].isPresent else { return false }
        let hash = members.prefetch(values[subject].id)
        guard readCodes(fields, bytes), readTimes(fields, bytes), hasTexts(fields, bytes), !isVersionLate,
            tables.contradictions.count == 0 || contradiction() == nil
        else { return false }
        let deciding = decidingColumn()
        guard deciding >= 0, let place = members.find(values[subject].id, hash: hash) else { return false }
        let time = values[deciding].time
        guard time >= inForce, time <= now else { return false }
        let (day, month) = calendar.dayAndMonth(time)
        guard members.isActive(place, month), let effect = plainEffect(deciding, day, month, &batch) else { return false }
        batch.countRead()
        let key = values[keyColumn].id
        let keyHash = fingerprint.ofPadded(key.baseAddress!, key.count, state: keyState)
        batch.add(Identity(keyHash: keyHash, position: position, line: line))
        batch.add(Counted(member: place.member, effect: effect, month: month))
        return true
    }

    /// The effect of the record at hand; nil if it does not only count.
    @inline(__always)
    private mutating func plainEffect(_ deciding: Int, _ day: Int32, _ month: Int16, _ batch: inout Batch) -> UInt16? {
        let known = tables.combinations[combination]
        let isKnown = deciding == known.column && day >= known.firstDay && day <= known.lastDay
        if isKnown {
            if known.isWithoutEffect { return 0 }
            if let effect = batch.lastEffect(of: combination, in: month) { return effect }
        }
        guard collectHits(deciding: deciding) else { return nil }
        let effect = batch.index(of: hits)
        if isKnown { batch.keep(effect, of: combination, in: month) }
        return effect
    }

    // Each of these reads the columns of one sort; false if one of them is not in plain form.

    @inline(__always)
    private func readIds(_ fields: UnsafePointer<FieldRange>, _ bytes: UnsafePointer<UInt8>) -> Bool {
        for step in plainSteps.ids {
            let range = fields[Int(step.field)]
            let count = Int(range.end &- range.start)
            let text = bytes + Int(range.start)
            guard count > 0 ? IdReader.isPlain(text, count) : !step.plan.isRequired else { return false }
            values[Int(step.column)].isPresent = count > 0
            values[Int(step.column)].id = UnsafeBufferPointer(start: text, count: count)
        }
        return true
    }

    @inline(__always)
    private mutating func readCodes(_ fields: UnsafePointer<FieldRange>, _ bytes: UnsafePointer<UInt8>) -> Bool {
        let (values, tables) = (values, tables)
        var combination = plainSteps.combinationOfAbsent
        for step in plainSteps.codes {
            let range = fields[Int(step.field)]
            let count = Int(range.end &- range.start)
            var code = step.plan.emptyValue
            if count > 0 {
                code = tables.exactValue(bytes + Int(range.start), count, of: step.plan)
                if code < 0 { return false }
            } else if step.plan.isRequired {
                return false
            }
            values[Int(step.column)].code = code
            values[Int(step.column)].isPresent = count > 0
            combination &+= Int(step.plan.codeStride &* (code &+ 1))
        }
        self.combination = combination
        return true
    }

    @inline(__always)
    private func readTimes(_ fields: UnsafePointer<FieldRange>, _ bytes: UnsafePointer<UInt8>) -> Bool {
        for index in 0..<plainSteps.times.count {
            let step = plainSteps.times[index]
            let range = fields[Int(step.field)]
            let count = Int(range.end &- range.start)
            let value = values + Int(step.column)
            value.pointee.isPresent = count > 0
            if count > 0 {
                let text = bytes + Int(range.start)
                guard step.plan.sort != .day || count == 10,
                    let moment = TimeReader.readPlain(text, count, endOfDay: step.plan.endOfDay, &plainSteps.lastMonths[index], calendar)
                else { return false }
                value.pointee.time = moment.seconds
                value.pointee.hasClock = moment.hasClock
            } else if step.plan.isRequired {
                return false
            }
        }
        return true
    }

    /// Of texts it only matters whether there are any.
    @inline(__always)
    private func hasTexts(_ fields: UnsafePointer<FieldRange>, _ bytes: UnsafePointer<UInt8>) -> Bool {
        for step in plainSteps.texts {
            let range = fields[Int(step.field)]
            let first = bytes[Int(range.start)]
            // What is not white space for certain: visible ASCII and the leads of nearly all Chinese.
            let isText = first > 0x20 && first < 0x7F || first >= 0xE4 && first < 0xF0
            guard range.isEmpty ? !step.plan.isRequired : isText else { return false }
            values[Int(step.column)].isPresent = !range.isEmpty
        }
        return true
    }
}
