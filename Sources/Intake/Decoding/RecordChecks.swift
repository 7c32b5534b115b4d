/// Faults of a record as a whole.
extension RecordDecoder {
    /// The first column with bytes that do not decode and its text; -1 and none for an unknown column, nil if there are none.
    func brokenColumn(_ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>) -> (column: Int, range: FieldRange)? {
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
    func givenTwice(_ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>) -> (column: Int, range: FieldRange)? {
        var first: (column: Int, range: FieldRange)?
        for (column, range) in raw.repeats
        where column < first?.column ?? Int.max && !slice(bytes, range).elementsEqual(slice(bytes, raw.columns[column])) {
            first = (column, range)
        }
        return first
    }
}
