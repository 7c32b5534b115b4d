import GridModel

/// Reads CSV files, whole or in parts that can be read side by side.
///
/// A part owns the records that begin in it. Where its first record begins is a guess (behind the first line
/// feed), because that line feed may stand within quotes; the part before tells where the record really begins,
/// and a part that guessed wrong is read again from there. So the result is exact for any text and any split.
struct CSVReader {
    let plan: KindPlan
    let kind: Int
    let context: ReadingContext
    let blockSize: Int

    /// Records longer than this are rejected: nothing a person keeps in a log comes near it.
    static let longestRecord = 1 << 20

    /// A part of a file as read.
    struct Part: Sendable {
        var batches: [Batch] = []
        /// Where in the file the part's first record begins; nil if none begins in it.
        var firstRecord: Int?
        /// Where the first record behind the part begins.
        var nextRecord = 0
        /// Lines passed.
        var lines = 0
        /// The header, if the part holds it.
        var header: CSVHeader?
        /// Whether the part was given up because its guess looked wrong: what it read is not kept.
        var isAbandoned = false
    }

    /// A part whose start is a guess is given up once it has more faults than this, and more faults than records:
    /// it may stand within one long quoted field, whose lines are no records.
    private static let mostFaultsOfGuess = 1000

    /// What is asked of the reader.
    struct Request {
        let file: InputFile
        let index: Int
        let encoding: TextEncoding
        let checksBytes: Bool
        /// Bytes of the file in which records may begin.
        let range: Range<Int>
        /// The header, for a part behind the first.
        let header: CSVHeader?
        /// What the file looks like, if that is no text.
        let appearance: String?
        /// Whether a record is known to begin at the range's start.
        let startsRecord: Bool
    }

    func read(_ request: Request, capture: ((Entry, borrowing RecordDecoder, RawRecord, UnsafeBufferPointer<UInt8>) -> Void)? = nil)
        throws(IntakeFailure) -> Part
    {
        var part = Part()
        var batch = Batch(file: request.index, kind: kind)
        let isFirst = request.range.lowerBound == 0
        let seeks = !isFirst && !request.startsRecord
        // A part that must find its first record begins one byte early: that byte may be the line feed.
        let origin = isFirst ? request.encoding.markLength : request.range.lowerBound - (seeks ? 1 : 0)
        var text = TextStream(try OpenInput(request.file), encoding: request.encoding, from: origin, blockSize: blockSize)
        try text.fill()
        if seeks, try !skipLine(&text) {
            part.nextRecord = text.offset
            return part
        }
        var scanner = CSVScanner()
        var decoder = RecordDecoder(plan, index: kind, context: context, checksBytes: request.checksBytes)
        var raw = RawRecord(columnCount: plan.sorts.count)
        var header = request.header
        let ownsAll = request.encoding != .utf8 && request.encoding != .utf8BOM
        while true {
            if text.start == text.end, !text.isComplete { try text.fill() }
            if text.start == text.end { break }
            if !ownsAll, header != nil, text.offset >= request.range.upperBound { break }
            if part.firstRecord == nil { part.firstRecord = isFirst ? 0 : text.offset }
            let start = text.start
            let line = part.lines
            switch scanner.scan(text.base, from: start, to: text.end, isComplete: text.isComplete) {
            case .incomplete where text.end - start <= Self.longestRecord:
                try text.fill()
                continue
            case .incomplete:
                try skipLongRecord(&text, line: line, &part, &batch, header == nil ? request.appearance ?? "" : nil)
                continue
            case .openQuote:
                addBreak(header == nil ? .headerMalformed : .openQuote, line: line, note: header == nil ? request.appearance ?? "" : "", to: &batch)
                text.advance(to: text.end)
                continue
            case .record:
                break
            }
            let bytes = UnsafeBufferPointer(start: UnsafePointer(text.base), count: text.end)
            text.advance(to: scanner.next)
            part.lines += scanner.lines
            guard let known = header else {
                if isBlankLine(scanner.fields, bytes) { continue }
                guard let found = readHeader(scanner, bytes, line: line, request.appearance, &batch) else {
                    text.advance(to: text.end)
                    try drain(&text)
                    break
                }
                header = found
                continue
            }
            guard scanner.flaw != nil || !isEmpty(scanner.fields, bytes) else { continue }
            if seeks, batch.issues.count > Self.mostFaultsOfGuess, batch.issues.count > batch.entries.count {
                return Part(isAbandoned: true)
            }
            if batch.isFull {
                part.batches.append(batch)
                batch = Batch(file: request.index, kind: kind)
            }
            fill(&raw, scanner, bytes, known, line: line, isTooLong: scanner.next - start > Self.longestRecord)
            let before = batch.entries.count
            decoder.decode(raw, bytes, into: &batch)
            if let capture, batch.entries.count > before { capture(batch.entries[before], decoder, raw, bytes) }
        }
        part.header = header
        part.nextRecord = text.offset
        part.batches.append(batch)
        for index in part.batches.indices { part.batches[index].trim() }
        return part
    }

    /// Moves behind the first line feed; false if the file has none left.
    private func skipLine(_ text: inout TextStream) throws(IntakeFailure) -> Bool {
        while true {
            if let index = text.unread.firstIndex(of: UInt8(ascii: "\n")) {
                text.advance(to: text.start + index + 1)
                return true
            }
            text.advance(to: text.end)
            if text.isComplete { return false }
            try text.fill()
        }
    }

    private func drain(_ text: inout TextStream) throws(IntakeFailure) {
        while !text.isComplete {
            text.advance(to: text.end)
            try text.fill()
        }
        text.advance(to: text.end)
    }

    /// - Parameter header: for the header's record, what the file looks like; nil for other records.
    private func skipLongRecord(
        _ text: inout TextStream, line: Int, _ part: inout Part, _ batch: inout Batch, _ header: String?
    ) throws(IntakeFailure) {
        var skipper = LongRecordSkipper()
        var isOpen = true
        while isOpen {
            switch skipper.skip(text.unread, isComplete: text.isComplete) {
            case .ended(let count):
                text.advance(to: text.start + count)
                isOpen = false
                continue
            case .goesOn(let count):
                text.advance(to: text.start + count)
            }
            if text.isComplete { break }
            try text.fill()
        }
        part.lines += skipper.lines
        if let header {
            addBreak(.headerMalformed, line: line, note: header, to: &batch)
            try drain(&text)
        } else if isOpen, skipper.isInQuotes {
            addBreak(.openQuote, line: line, to: &batch)
        } else {
            batch.countRead()
            batch.add(.tooLong, line: line, id: nothing, value: nothing)
        }
    }

    private func addBreak(_ fault: Fault, line: Int, note: String = "", to batch: inout Batch) {
        batch.countRead()
        batch.add(fault, line: line, id: nothing, value: nothing, note: note)
    }

    private var nothing: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: nil, count: 0) }

    private func readHeader(
        _ scanner: CSVScanner, _ bytes: UnsafeBufferPointer<UInt8>, line: Int, _ appearance: String?, _ batch: inout Batch
    ) -> CSVHeader? {
        guard scanner.flaw == nil else {
            addBreak(.headerMalformed, line: line, note: appearance ?? "", to: &batch)
            return nil
        }
        switch CSVHeader.read(scanner.fields, bytes, plan: plan) {
        case .header(let header):
            return header
        case .lacks(let missing, let delimiter):
            let names = missing.map { plan.kind.columns[$0].id }.joined(separator: ", ")
            let hint = appearance.map { "|file|\($0)" } ?? delimiter.map { "|delimiter|\($0)" } ?? ""
            addBreak(.headerLacks, line: line, note: names + hint, to: &batch)
            return nil
        }
    }

    private func isBlankLine(_ fields: [FieldRange], _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        fields.count == 1 && trimmed(bytes, fields[0]).isEmpty
    }

    @inline(__always)
    private func isEmpty(_ fields: [FieldRange], _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        for field in fields where !field.isEmpty && !trimmed(bytes, field).isEmpty { return false }
        return true
    }

    /// Sorts the scanner's fields into columns.
    @inline(__always)
    private func fill(
        _ raw: inout RawRecord, _ scanner: borrowing CSVScanner, _ bytes: UnsafeBufferPointer<UInt8>, _ header: borrowing CSVHeader,
        line: Int, isTooLong: Bool
    ) {
        raw.reset()
        raw.line = line
        let count = scanner.fields.count
        for index in 0..<min(count, header.columns.count) {
            let column = header.columns[index]
            if column >= 0 {
                raw.set(column, scanner.fields[index], in: bytes)
            } else {
                raw.unknown.append(scanner.fields[index])
            }
        }
        if isTooLong {
            // Its id is not told, as it is not where such a record is skipped.
            raw.reset()
            raw.shapeFault = .init(fault: .tooLong)
        } else if let flaw = scanner.flaw {
            raw.shapeFault = .init(fault: flaw == .textAfterQuote ? .textAfterQuote : .bareCarriageReturn)
        } else if count != header.columns.count {
            raw.shapeFault = .init(fault: .fieldCount, detail: count, note: String(header.columns.count))
        }
    }
}
