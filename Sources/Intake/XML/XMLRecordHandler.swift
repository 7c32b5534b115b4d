import Clibxml2

/// Puts events together: the root names the kind, its children are records, their attributes and children fields.
struct XMLRecordHandler: ~Copyable {
    private let plans: [KindPlan]
    private let context: ReadingContext
    private let file: Int
    private let onlyRoot: Bool
    var parser: xmlParserCtxtPtr?
    private var capture: XMLReader.Capture?
    /// Sees every sound record.
    var seen: SeenRecord.Sight?

    private var kind: Int?
    private var sawRoot = false
    private(set) var isDone = false
    private var breakReason = ""
    private var breakLine = 1

    /// Whether all bytes have been given: a tag that starts now has no end.
    var isAtEnd = false
    /// The records to be read again, all others being passed over; nil if all are read.
    private var wanted: ArraySlice<Identity>?
    /// Whether the record at hand is passed over.
    private var isPassedOver = false
    /// The position in the text of the first byte that the parser was given.
    private var textStart = 0
    /// Where the record at hand starts: its position in the text, and its line counted from 0.
    private var recordPosition = 0
    private var recordLine = 0
    private var depth = 0
    private var decoder: RecordDecoder?
    private var raw = RawRecord(columnCount: 0)
    /// What names of fields and records say.
    private var fieldNames = XMLNames()
    private var recordNames = XMLNames()
    /// The bytes of the record at hand; its ranges refer to them.
    private var bytes = RecordBytes()
    /// How many bytes its fields have.
    private var size = 0
    /// The column of the field at hand, -1 if it is unknown; its text starts at `fieldStart`.
    private var field = -1
    private var fieldStart = 0
    private var batches: [Batch] = []
    private var batch: Batch

    /// Start tags up to this length are copied as a whole.
    private static let longestCopied = 1 << 12
    /// Elements nested deeper than this break the file.
    private static let deepest = 256

    init(plans: [KindPlan], context: ReadingContext, file: Int, onlyRoot: Bool) {
        self.plans = plans
        self.context = context
        self.file = file
        self.onlyRoot = onlyRoot
        batch = Batch(file: file, kind: -1)
    }

    /// What was found of the root.
    var root: XMLReader.Root {
        if let kind { return .kind(kind) }
        return sawRoot ? .unknown : .broken(breakReason, line: breakLine)
    }

    /// All batches, once the file has been read.
    mutating func finish(_ dealing: IdentityDealing?) -> [Batch] {
        batches.append(batch)
        let latestMonth = decoder?.latestMonth ?? .min
        for index in batches.indices { batches[index].seal(dealing, latestMonth: latestMonth) }
        return batches
    }

    // MARK: Reading again

    /// Passes over all records but these of a batch.
    mutating func readAgain(_ records: ArraySlice<Identity>, of batch: Batch, _ capture: @escaping XMLReader.Capture) {
        (wanted, self.capture) = (records, capture)
        begin(batch.kind, origin: batch.origin)
    }

    /// The position in the text of the next record to be read again.
    var nextWanted: Int? { wanted?.first.map { batch.origin.text + Int($0.position) } }

    /// Forgets all that came before the bytes that a new parser is given.
    mutating func restart(_ parser: xmlParserCtxtPtr, textStart: Int) {
        (self.parser, self.textStart, depth) = (parser, textStart, 0)
        // The names were those of the parser before.
        fieldNames = XMLNames()
        recordNames = XMLNames()
    }

    // MARK: Events

    mutating func start(
        _ name: UnsafePointer<UInt8>?, isPrefixed: Bool, _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, _ count: Int
    ) {
        guard !isDone, let name else { return }
        if isAtEnd { return breakOff("the file ends within a tag") }
        depth += 1
        switch depth {
        case 1: startRoot(name, isPrefixed)
        case 2: startRecord(name, isPrefixed, attributes, count)
        case 3: startField(name, isPrefixed)
        default:
            if depth > Self.deepest { return breakOff("elements are nested more than \(Self.deepest) deep") }
            if depth == 4, field >= 0, raw.shapeFault == nil { raw.shapeFault = .init(fault: .holdsElements, column: field) }
        }
    }

    mutating func end() {
        guard !isDone else { return }
        if depth == 3 {
            endField()
        } else if depth == 2 {
            endRecord()
        }
        depth -= 1
    }

    mutating func characters(_ text: UnsafePointer<UInt8>?, _ count: Int) {
        guard !isDone, depth == 3, field >= 0, let text else { return }
        append(UnsafeBufferPointer(start: text, count: count))
    }

    /// An error of the parser; those about namespaces are none here, for names are compared as they stand.
    mutating func report(_ error: UnsafeMutablePointer<xmlError>) {
        let isAboutNamespaces = error.pointee.domain == Int32(XML_FROM_NAMESPACE.rawValue)
        guard !isAboutNamespaces, error.pointee.level.rawValue >= XML_ERR_ERROR.rawValue else { return }
        let message = error.pointee.message.map { String(cString: $0) } ?? ""
        let place = "line \(error.pointee.line), column \(error.pointee.int2)"
        breakOff("not well-formed XML: \(message.split(separator: "\n").first ?? "") at \(place)")
    }

    /// Ends the reading: one rejected record stands for the break.
    mutating func breakOff(_ reason: String) {
        guard !isDone else { return }
        isDone = true
        (breakReason, breakLine) = (reason, currentLine)
        // The first reading has told of it.
        guard !onlyRoot, wanted == nil else { return stop() }
        batch.countRead()
        batch.add(.brokenXML, line: depth >= 2 ? raw.line : currentLine - 1 - batch.origin.line, id: none, value: none, note: reason)
        stop()
    }

    private mutating func stop() {
        isDone = true
        if let parser { xmlStopParser(parser) }
    }

    // MARK: Root

    private mutating func startRoot(_ name: UnsafePointer<UInt8>, _ isPrefixed: Bool) {
        guard wanted == nil else { return }
        sawRoot = true
        let folded = folded(text(of: name))
        kind = isPrefixed ? nil : plans.firstIndex { $0.isRoot(folded) }
        guard !onlyRoot, let kind else { return stop() }
        begin(kind, origin: Batch.Origin())
    }

    private mutating func begin(_ kind: Int, origin: Batch.Origin) {
        self.kind = kind
        batch = Batch(file: file, kind: kind, origin: origin)
        raw = RawRecord(columnCount: plans[kind].sorts.count)
        decoder = RecordDecoder(plans[kind], index: kind, context: context, checksBytes: false)
        decoder!.setFields(nil)
    }

    // MARK: Records

    private mutating func startRecord(
        _ name: UnsafePointer<UInt8>, _ isPrefixed: Bool, _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, _ count: Int
    ) {
        guard let kind else { return }
        let tag = XMLStartTag(parser, textStart: textStart)
        recordPosition = tag.position
        if let wanted {
            isPassedOver = recordPosition != nextWanted
            if isPassedOver { return }
            recordLine = Int(wanted.first!.line) + batch.origin.line
        } else {
            recordLine = tag.line - 1
        }
        raw.reset()
        raw.line = recordLine - batch.origin.line
        if isPrefixed || !isRecord(name, kind) {
            raw.shapeFault = .init(fault: .foreignElement, note: String(decoding: text(of: name), as: UTF8.self))
        }
        // Most values stand in the tag as they read, and are copied with it at once.
        let copied = tag.text.count <= Self.longestCopied ? tag.text.count : 0
        bytes.count = 0
        bytes.append(UnsafeBufferPointer(rebasing: tag.text[..<copied]))
        size = 0
        for index in 0..<count {
            // Local name, prefix, URI, begin and end of the value.
            let attribute = attributes! + index * 5
            guard let name = attribute[0], attribute[1] == nil, let begin = attribute[3], let end = attribute[4] else { continue }
            let column = self.column(named: name, kind)
            guard column >= 0 else { continue }
            let start = UInt(bitPattern: begin) &- UInt(bitPattern: tag.text.baseAddress)
            if start < UInt(copied) {
                let length = end - begin
                size &+= length
                let range = FieldRange(start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: Int(start) &+ length))
                raw.set(column, range, in: bytes.view)
            } else {
                (field, fieldStart) = (column, bytes.count)
                append(UnsafeBufferPointer(start: begin, count: end - begin))
                size -= bytes.restoreAmpersands(from: fieldStart)
                endField()
            }
        }
        field = -1
    }

    private mutating func endRecord() {
        if wanted != nil {
            if isPassedOver { return }
            wanted?.removeFirst()
        } else if batch.isFull(nextPosition: recordPosition, nextLine: raw.line, longest: context.longestBatch) {
            batches.append(batch)
            batch = Batch(file: file, kind: batch.kind, origin: .init(text: recordPosition, line: recordLine))
            raw.line = 0
        }
        raw.position = recordPosition - batch.origin.text
        let sound = batch.sound
        if raw.shapeFault == nil, raw.repeats.isEmpty,
            decoder!.takePlain(
                raw.columns.baseAddress!, bytes.view.baseAddress!, position: raw.position, line: raw.line, into: &batch)
        {
            return
        }
        decoder!.decode(raw, bytes.view, into: &batch)
        if batch.sound > sound { capture?(decoder!, raw, bytes.view) }
        if let seen {
            if batch.sound > sound { seen(decoder!, recordLine + 1) }
            batch.forget()
        }
        if let wanted, wanted.isEmpty || batch.sound == sound { stop() }
    }

    // MARK: Fields

    private mutating func startField(_ name: UnsafePointer<UInt8>, _ isPrefixed: Bool) {
        guard let kind, !isPassedOver else { return }
        field = isPrefixed ? -1 : column(named: name, kind)
        fieldStart = bytes.count
    }

    private mutating func endField() {
        guard field >= 0 else { return }
        let range = FieldRange(start: Int32(fieldStart), end: Int32(bytes.count))
        raw.set(field, range, in: bytes.view)
        field = -1
    }

    @inline(__always)
    private mutating func column(named name: UnsafePointer<UInt8>, _ kind: Int) -> Int {
        fieldNames.known(name) ?? lookUpColumn(name, kind)
    }

    @inline(never)
    private mutating func lookUpColumn(_ name: UnsafePointer<UInt8>, _ kind: Int) -> Int {
        let column = plans[kind].column(named: text(of: name))
        fieldNames.learn(name, column)
        return column
    }

    @inline(__always)
    private mutating func isRecord(_ name: UnsafePointer<UInt8>, _ kind: Int) -> Bool {
        (recordNames.known(name) ?? lookUpRecord(name, kind)) > 0
    }

    @inline(never)
    private mutating func lookUpRecord(_ name: UnsafePointer<UInt8>, _ kind: Int) -> Int {
        let isRecord = plans[kind].isRecord(folded(text(of: name))) ? 1 : 0
        recordNames.learn(name, isRecord)
        return isRecord
    }

    private func text(of name: UnsafePointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: name, count: Int(xmlStrlen(name)))
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        if size + text.count > CSVReader.longestRecord {
            raw.shapeFault = .init(fault: .tooLong)
        } else {
            size += text.count
            bytes.append(text)
        }
    }

    // MARK: Places

    private var none: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: nil, count: 0) }

    private var currentLine: Int { Int(parser?.pointee.input?.pointee.line ?? 1) }
}
