import GridModel

/// How the decoder reads one column of a record in its plain form, the one that nearly all records have.
struct PlainStep {
    let column: Int32
    /// Where the column's range stands among those of a record.
    let field: Int32
    let sort: KindPlan.Sort
    let isRequired: Bool
    let endOfDay: Bool
    let codeShift: UInt8
    let emptyValue: Int32
    let firstCode: Int32
    let codeStride: Int32
    let codeFactor: UInt64
    var lastMonth = TimeReader.LastMonth()

    init(_ column: DecodingTables.Column, index: Int, field: Int) {
        self.column = Int32(index)
        self.field = Int32(field)
        sort = column.sort
        isRequired = column.isRequired
        endOfDay = column.endOfDay
        codeShift = column.codeShift
        emptyValue = column.emptyValue
        firstCode = column.firstCode
        codeStride = column.codeStride
        codeFactor = column.codeFactor
    }
}

/// Records in plain form: nothing wrong with them, every field written in its commonest form, and nothing to do but to
/// count. They are read here with as few instructions as possible; whatever is not quite so is left to `decode`, which
/// reads everything. A record that is taken here comes to just what `decode` would make of it.
extension RecordDecoder {
    /// Says where the columns stand in the ranges that `takePlain` is given; nil if a record's ranges are its columns.
    mutating func setFields(_ header: CSVHeader?) {
        steps.removeAll()
        combinationOfAbsent = 0
        takesPlain = !keepsAll && !checksBytes && !readsRoster && keyColumn >= 0
        for column in 0..<columnCount where tables.columns[column].isAskedFor {
            let fields = header.map { $0.columns.indices.filter { index in header!.columns[index] == column } } ?? [column]
            let plan = tables.columns[column]
            values[column] = ColumnValue(code: plan.emptyValue)
            if fields.isEmpty { combinationOfAbsent &+= Int(plan.codeStride &* (plan.emptyValue &+ 1)) }
            // Of several fields for one column each must be looked at.
            if fields.count > 1 { takesPlain = false }
            if let field = fields.first { steps.append(PlainStep(plan, index: column, field: field)) }
        }
    }

    /// Takes a record if it is in plain form; `fields` are its ranges, and behind `bytes` sixteen more can be read.
    ///
    /// - Returns: whether it was taken; if not, nothing has happened.
    @inline(__always)
    mutating func takePlain(
        _ fields: UnsafePointer<FieldRange>, _ bytes: UnsafePointer<UInt8>, position: Int, line: Int, into batch: inout Batch
    ) -> Bool {
        guard takesPlain, readPlain(fields, bytes), tables.contradictions.count == 0 || contradiction() == nil else { return false }
        let deciding = decidingColumn()
        guard deciding >= 0, !isVersionLate, let place = members.find(values[subject].id) else { return false }
        let time = values[deciding].time
        guard time >= inForce, time <= now else { return false }
        let (day, month) = calendar.dayAndMonth(time)
        guard members.isActive(place, month) else { return false }
        let effect: UInt16
        let plain = tables.combinations[combination]
        if deciding == plain.column, day >= plain.firstDay, day <= plain.lastDay {
            if plain.isWithoutEffect {
                effect = 0
            } else if let known = lastEffects.effect(of: combination, in: month) {
                effect = known
            } else {
                guard collectHits(deciding: deciding) else { return false }
                effect = batch.index(of: hits)
                lastEffects.set(effect, of: combination, in: month)
            }
        } else {
            guard collectHits(deciding: deciding) else { return false }
            effect = batch.index(of: hits)
        }
        batch.countRead()
        batch.add(Identity(keyHash: keyHash(values[keyColumn].id), position: position, line: line))
        batch.add(Counted(member: place.member, effect: effect, month: month))
        return true
    }

    /// Reads all columns that are asked for; false if one of them is not in plain form.
    @inline(__always)
    private mutating func readPlain(_ fields: UnsafePointer<FieldRange>, _ bytes: UnsafePointer<UInt8>) -> Bool {
        var combination = combinationOfAbsent
        let isPlain = steps.withUnsafeMutableBufferPointer { steps in
            for index in steps.indices {
                let step = steps.baseAddress! + index
                let range = fields[Int(step.pointee.field)]
                let value = values + Int(step.pointee.column)
                let (text, count) = (bytes + Int(range.start), Int(range.end &- range.start))
                if count == 0 {
                    if step.pointee.isRequired { return false }
                    value.pointee = ColumnValue(code: step.pointee.emptyValue)
                    combination &+= Int(step.pointee.codeStride &* (step.pointee.emptyValue &+ 1))
                    continue
                }
                value.pointee.isPresent = true
                switch step.pointee.sort {
                case .code:
                    let code = tables.exactValue(text, count, step.pointee)
                    if code < 0 { return false }
                    value.pointee.code = code
                    combination &+= Int(step.pointee.codeStride &* (code &+ 1))
                case .time, .day:
                    let isDay = step.pointee.sort == .day
                    guard !isDay || count == 10,
                        let moment = TimeReader.readPlain(text, count, endOfDay: step.pointee.endOfDay, &step.pointee.lastMonth, calendar)
                    else { return false }
                    value.pointee.time = moment.seconds
                    value.pointee.hasClock = moment.hasClock
                case .id:
                    guard IdReader.isPlain(text, count) else { return false }
                    value.pointee.id = UnsafeBufferPointer(start: text, count: count)
                case .text:
                    // What is not white space for certain: visible ASCII and the leads of nearly all Chinese.
                    guard text[0] > 0x20 && text[0] < 0x7F || text[0] >= 0xE4 && text[0] < 0xF0 else { return false }
                }
            }
            return true
        }
        self.combination = combination
        return isPlain
    }
}

/// The effects last found of combinations of codes that only count, with their month.
struct LastEffects: ~Copyable {
    private struct Known {
        var month: Int16 = -1
        var effect: UInt16 = 0
    }

    private let known: UnsafeMutableBufferPointer<Known>

    init(combinations: Int) {
        known = .allocate(capacity: combinations)
        known.initialize(repeating: Known())
    }

    deinit {
        known.deallocate()
    }

    /// To be called before a new batch: each numbers its effects by itself.
    func forget() { known.update(repeating: Known()) }

    @inline(__always)
    func effect(of combination: Int, in month: Int16) -> UInt16? {
        let last = known[combination]
        return last.month == month ? last.effect : nil
    }

    @inline(__always)
    func set(_ effect: UInt16, of combination: Int, in month: Int16) {
        known[combination] = Known(month: month, effect: effect)
    }
}
