import GridModel

/// Reads CSV files, whole or in parts that can be read side by side.
///
/// A part owns the records that begin in it. That a record begins at its start is a guess (it stands behind a line
/// feed), because that line feed may stand within quotes; the part before tells where the record really begins, and
/// what was guessed wrong is read again from there. So the result is exact for any text and any split.
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
        /// Where in the file the first record behind the part begins; nil if that is not known.
        var nextRecord: Int? = 0
        /// Lines passed.
        var lines = 0
        /// The header, if the part holds it or was given it.
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
        /// Whether a record is only guessed to begin at the range's start.
        let isGuess: Bool
        /// Bytes of the file.
        var size = 0
        var dealing = IdentityDealing(bits: 0)
    }

    /// - Parameter seen: sees every sound record as it was decoded, and its line; nothing is kept of them then.
    func read(_ request: Request, seen: SeenRecord.Sight? = nil) throws(IntakeFailure) -> Part {
        var part = Part()
        part.header = request.header
        let origin = max(request.range.lowerBound, request.encoding.markLength)
        var text = TextStream(
            try OpenInput(request.file), encoding: request.encoding, from: origin, limit: request.range.upperBound, blockSize: blockSize)
        var batch = Batch(file: request.index, kind: kind, origin: .init(file: origin, text: 0, header: part.header))
        batch.reserve(bytes: min(request.range.count, request.size))
        var scanner = CSVScanner()
        var decoder = RecordDecoder(plan, index: kind, context: context, checksBytes: request.checksBytes)
        var raw = RawRecord(columnCount: plan.sorts.count)
        if let header = part.header {
            raw.setHeader(header, for: decoder)
            decoder.setFields(header)
        }
        while true {
            if text.start == text.end {
                if !text.isComplete {
                    try text.fill()
                    scanner.restart()
                }
                if text.start == text.end { break }
            }
            if text.isAtLimit, part.header != nil { break }
            let start = text.start
            let line = part.lines - batch.origin.line
            switch scanner.scan(text.base, from: start, to: text.end, isComplete: text.isComplete) {
            case .incomplete where text.end - start <= Self.longestRecord:
                try text.fill()
                scanner.restart()
                continue
            case .incomplete:
                try skipLongRecord(&text, line: line, &part, &batch, part.header == nil ? request.appearance ?? "" : nil)
                scanner.restart()
                continue
            case .openQuote:
                let isHeader = part.header == nil
                addBreak(isHeader ? .headerMalformed : .openQuote, line: line, note: isHeader ? request.appearance ?? "" : "", to: &batch)
                text.advance(to: text.end)
                continue
            case .record:
                break
            }
            let bytes = UnsafeBufferPointer(start: UnsafePointer(text.base), count: text.end)
            let position = text.position
            text.advance(to: scanner.next)
            part.lines += scanner.lines
            scanner.unescape(text.base) { part.header == nil || raw.isAskedFor(field: $0) }
            guard part.header != nil else {
                if isBlankLine(scanner.fields, bytes) { continue }
                guard let found = readHeader(scanner, bytes, line: line, request.appearance, &batch) else {
                    try drain(&text)
                    break
                }
                part.header = found
                batch.origin.header = found
                raw.setHeader(found, for: decoder)
                decoder.setFields(found)
                continue
            }
            if batch.isFull(nextPosition: position, nextLine: line, longest: context.longestBatch) {
                part.batches.append(batch)
                let begin = Batch.Origin(file: origin, text: position, line: batch.origin.line + line, header: part.header)
                batch = Batch(file: request.index, kind: kind, origin: begin)
            }
            let recordLine = part.lines - scanner.lines - batch.origin.line
            let isTooLong = scanner.next - start > Self.longestRecord
            if scanner.flaw == nil, scanner.fields.count == raw.fieldColumns.count, !isTooLong,
                !request.checksBytes || isWellFormed(bytes[start..<scanner.next]),
                decoder.takePlain(
                    scanner.fields.baseAddress!, bytes.baseAddress!, position: position - batch.origin.text, line: recordLine, into: &batch)
            {
                continue
            }
            if isBlank(scanner, bytes) { continue }
            if request.isGuess, batch.issues.count > Self.mostFaultsOfGuess, batch.issues.count > batch.sound {
                return Part(isAbandoned: true)
            }
            raw.position = position - batch.origin.text
            raw.take(scanner, bytes, line: recordLine, isTooLong: isTooLong)
            let sound = batch.sound
            decoder.decode(raw, bytes, into: &batch)
            guard let seen else { continue }
            if batch.sound > sound { seen(decoder, batch.origin.line + recordLine + 1) }
            batch.forget()
        }
        part.nextRecord = text.fileOffset
        part.batches.append(batch)
        for index in part.batches.indices { part.batches[index].seal(request.dealing, latestMonth: decoder.latestMonth) }
        return part
    }

    /// Reads some records of a batch again, as far as there are sound records where they stood.
    ///
    /// - Parameters:
    ///   - records: in the order of their positions.
    ///   - capture: sees each of them as it was decoded.
    func readAgain(
        _ records: [Identity], of batch: Batch, _ request: Request,
        capture: (borrowing RecordDecoder, borrowing RawRecord, UnsafeBufferPointer<UInt8>) -> Void = { _, _, _ in }
    ) throws(IntakeFailure) -> Batch {
        var result = Batch(file: batch.file, kind: kind, origin: batch.origin)
        guard let header = batch.origin.header else { return result }
        var text = TextStream(try OpenInput(request.file), encoding: request.encoding, from: batch.origin.file, blockSize: blockSize)
        var scanner = CSVScanner()
        var decoder = RecordDecoder(plan, index: kind, context: context, checksBytes: request.checksBytes)
        var raw = RawRecord(columnCount: plan.sorts.count)
        raw.setHeader(header, for: decoder)
        for record in records {
            let before = text.position - text.start
            let target = batch.origin.text + Int(record.position)
            guard target >= text.position else { break }
            try text.skip(to: target)
            if text.position - text.start != before { scanner.restart() }
            while case .incomplete = scanner.scan(text.base, from: text.start, to: text.end, isComplete: text.isComplete) {
                guard text.end - text.start <= Self.longestRecord else { return result }
                try text.fill()
                scanner.restart()
            }
            scanner.unescape(text.base) { raw.isAskedFor(field: $0) }
            let bytes = UnsafeBufferPointer(start: UnsafePointer(text.base), count: text.end)
            raw.position = Int(record.position)
            raw.take(scanner, bytes, line: Int(record.line), isTooLong: false)
            let sound = result.sound
            decoder.decode(raw, bytes, into: &result)
            guard result.sound > sound else { break }
            capture(decoder, raw, bytes)
            text.advance(to: scanner.next)
        }
        return result
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
        _ scanner: borrowing CSVScanner, _ bytes: UnsafeBufferPointer<UInt8>, line: Int, _ appearance: String?, _ batch: inout Batch
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

    private func isBlankLine(_ fields: UnsafeBufferPointer<FieldRange>, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        fields.count == 1 && trimmed(bytes, fields[0]).isEmpty
    }

    private func isWellFormed(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        validUTF8Prefix(UnsafeBufferPointer(rebasing: bytes)) == bytes.count
    }

    /// Whether a record holds nothing but white space: it is none.
    private func isBlank(_ scanner: borrowing CSVScanner, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        scanner.flaw == nil && scanner.fields.allSatisfy { trimmed(bytes, $0).isEmpty }
    }
}

extension RawRecord {
    /// Sorts the scanner's fields into columns.
    @inline(__always)
    fileprivate mutating func take(
        _ scanner: borrowing CSVScanner, _ bytes: UnsafeBufferPointer<UInt8>, line: Int, isTooLong: Bool
    ) {
        reset()
        self.line = line
        let fields = scanner.fields
        for index in 0..<min(fields.count, fieldColumns.count) { set(Int(fieldColumns[index]), fields[index], in: bytes) }
        if isTooLong {
            // Its id is not told, as it is not where such a record is skipped.
            reset()
            shapeFault = .init(fault: .tooLong)
        } else if let flaw = scanner.flaw {
            shapeFault = .init(fault: flaw == .textAfterQuote ? .textAfterQuote : .bareCarriageReturn)
        } else if fields.count != fieldColumns.count {
            shapeFault = .init(fault: .fieldCount, detail: fields.count, note: String(fieldColumns.count))
        }
    }
}
