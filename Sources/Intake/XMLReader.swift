import CByteMasks
import Clibxml2
import Glibc

/// Reads XML files: libxml2's SAX2 push parser is fed UTF-8 that has been checked, with no access to network,
/// document types, entities or other files; its events are put together to records.
struct XMLReader {
    let plans: [KindPlan]
    let context: ReadingContext
    let blockSize: Int
    var dealing = IdentityDealing(bits: 0)

    /// Sees a record as it was decoded.
    typealias Capture = (borrowing RecordDecoder, borrowing RawRecord, UnsafeBufferPointer<UInt8>) -> Void

    /// What the root element says.
    enum Root: Sendable {
        case kind(Int)
        /// A root element that names no kind.
        case unknown
        /// The file breaks off before its root element, for the reason given.
        case broken(String, line: Int)
    }

    /// Reads the file only as far as its root element.
    func root(of file: InputFile, encoding: TextEncoding, isASCII: Bool) throws(IntakeFailure) -> Root {
        var parser = XMLPushParser(XMLRecordHandler(plans: plans, context: context, file: 0, onlyRoot: true))
        try parse(file, encoding: encoding, isASCII: isASCII, &parser)
        return parser.handler.pointee.root
    }

    /// Reads the whole file; records before a break are kept.
    ///
    /// - Parameter seen: sees every sound record as it was decoded, and its line; nothing is kept of them then.
    func read(
        _ file: InputFile, index: Int, encoding: TextEncoding, isASCII: Bool, seen: SeenRecord.Sight? = nil
    ) throws(IntakeFailure) -> [Batch] {
        var handler = XMLRecordHandler(plans: plans, context: context, file: index, onlyRoot: false)
        handler.seen = seen
        var parser = XMLPushParser(handler)
        try parse(file, encoding: encoding, isASCII: isASCII, &parser)
        return parser.handler.pointee.finish(dealing)
    }

    /// Reads some records of a batch of the file again, in the order of their positions, as far as there are sound
    /// records where they stood. Without document types a record means the same wherever it stands: no more is parsed
    /// than the records and what is near them.
    func readAgain(
        _ records: [Identity], of batch: Batch, _ file: InputFile, encoding: TextEncoding, isASCII: Bool, capture: @escaping Capture
    ) throws(IntakeFailure) -> Batch {
        var handler = XMLRecordHandler(plans: plans, context: context, file: batch.file, onlyRoot: false)
        handler.readAgain(records[...], of: batch, capture)
        var parser = XMLPushParser(handler)
        var text = TextStream(try OpenInput(file), encoding: encoding, from: encoding.markLength, blockSize: blockSize)
        try text.fill()
        // The parser takes such a text for another encoding: a record cannot be found in it by its place.
        let isDecodedByParser = text.unread.prefix(4).contains(0)
        var isBegun = isDecodedByParser
        while !parser.isDone, let next = parser.handler.pointee.nextWanted {
            if !isDecodedByParser, !isBegun || next >= text.position {
                try text.skip(to: next)
                parser.restart(at: next)
                isBegun = true
            }
            guard try feed(&text, encoding, isASCII: isASCII, most: 1 << 8, &parser) else { break }
        }
        parser.end()
        // Versions are found by the identities of the first reading.
        return parser.handler.pointee.finish(nil)[0]
    }

    private func parse(_ file: InputFile, encoding: TextEncoding, isASCII: Bool, _ parser: inout XMLPushParser) throws(IntakeFailure) {
        var text = TextStream(try OpenInput(file), encoding: encoding, from: encoding.markLength, blockSize: blockSize)
        // libxml2 takes lengths of 32 bits.
        while !parser.isDone, try feed(&text, encoding, isASCII: isASCII, most: 1 << 30, &parser) {}
        parser.end()
    }

    /// Gives the parser some of the text, up to the first byte that does not decode.
    ///
    /// - Returns: whether there may be more.
    private func feed(
        _ text: inout TextStream, _ encoding: TextEncoding, isASCII: Bool, most: Int, _ parser: inout XMLPushParser
    ) throws(IntakeFailure) -> Bool {
        let unread = text.unread
        if unread.isEmpty {
            if text.isComplete { return false }
            try text.fill()
            return true
        }
        let bytes = UnsafeBufferPointer(rebasing: unread.prefix(most))
        let isLast = bytes.count == unread.count
        let valid = isASCII ? bytes.firstIndex { $0 >= 0x80 } ?? bytes.count : validUTF8Prefix(bytes)
        let isCut = valid < bytes.count && bytes.count - valid < 4 && !(isLast && text.isComplete) && !isASCII
        if valid > 0 || !isCut { parser.feed(UnsafeBufferPointer(rebasing: bytes[..<valid])) }
        if valid < bytes.count, !isCut {
            parser.stop("bytes that do not decode as \(isASCII ? "US-ASCII" : encoding.rawValue)")
            return false
        }
        text.advance(to: text.start + valid)
        if isCut, isLast { try text.fill() }
        return true
    }
}

/// One libxml2 push parser and the handler of its events.
private struct XMLPushParser: ~Copyable {
    private var parser: xmlParserCtxtPtr
    /// Given to the parser, which hands it back with every event.
    let handler: UnsafeMutablePointer<XMLRecordHandler>

    init(_ handler: consuming XMLRecordHandler) {
        self.handler = .allocate(capacity: 1)
        self.handler.initialize(to: handler)
        parser = Self.open(self.handler)
        self.handler.pointee.parser = parser
    }

    deinit {
        Self.close(parser)
        handler.deinitialize(count: 1)
        handler.deallocate()
    }

    private static func open(_ handler: UnsafeMutablePointer<XMLRecordHandler>) -> xmlParserCtxtPtr {
        var sax = xmlSAXHandler()
        sax.initialized = XML_SAX2_MAGIC
        sax.startElementNs = { state, name, prefix, _, _, _, count, _, attributes in
            handlerOf(state).pointee.start(name, isPrefixed: prefix != nil, attributes, Int(count))
        }
        sax.endElementNs = { state, _, _, _ in handlerOf(state).pointee.end() }
        sax.characters = { state, text, length in handlerOf(state).pointee.characters(text, Int(length)) }
        sax.ignorableWhitespace = sax.characters
        sax.cdataBlock = sax.characters
        sax.internalSubset = { state, _, _, _ in handlerOf(state).pointee.breakOff("a document type (DOCTYPE) is not allowed") }
        sax.serror = { state, error in
            guard let state, let error else { return }
            handlerOf(state).pointee.report(error)
        }
        let parser = xmlCreatePushParserCtxt(&sax, handler, nil, 0, nil)!
        _ = xmlCtxtUseOptions(parser, Int32(XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue | XML_PARSE_BIG_LINES.rawValue))
        return parser
    }

    private static func close(_ parser: xmlParserCtxtPtr) {
        xmlFreeDoc(parser.pointee.myDoc)
        parser.pointee.myDoc = nil
        xmlFreeParserCtxt(parser)
    }

    /// Goes on with a record that begins at a position of the text, whatever came before.
    mutating func restart(at position: Int) {
        Self.close(parser)
        parser = Self.open(handler)
        let root: StaticString = "<r>"
        handler.pointee.restart(parser, textStart: position - root.utf8CodeUnitCount)
        feed(UnsafeBufferPointer(start: root.utf8Start, count: root.utf8CodeUnitCount))
    }

    var isDone: Bool { handler.pointee.isDone }

    func feed(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard !isDone, let base = bytes.baseAddress else { return }
        let code = base.withMemoryRebound(to: CChar.self, capacity: bytes.count) { xmlParseChunk(parser, $0, Int32(bytes.count), 0) }
        check(code)
    }

    mutating func end() {
        guard !isDone else { return }
        handler.pointee.isAtEnd = true
        check(xmlParseChunk(parser, nil, 0, 1))
    }

    func stop(_ reason: String) {
        handler.pointee.breakOff(reason)
    }

    /// An encoding error may show in the returned code alone.
    private func check(_ code: Int32) {
        let isAboutNamespaces = code == 99 || code == 100 || (200..<210).contains(code)
        if parser.pointee.wellFormed == 0 || (code != 0 && !isAboutNamespaces) {
            handler.pointee.breakOff("not well-formed XML (error \(code))")
        }
    }
}

@inline(__always)
private func handlerOf(_ state: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<XMLRecordHandler> {
    state!.assumingMemoryBound(to: XMLRecordHandler.self)
}

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
        let tag = startTag
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
                restoreAmpersands()
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

    /// libxml2 hands every `&` of an attribute's value over as `&#38;`.
    private mutating func restoreAmpersands() {
        let text = UnsafeMutableBufferPointer(rebasing: bytes.mutableView[fieldStart...])
        guard memchr(text.baseAddress!, Int32(UInt8(ascii: "&")), text.count) != nil else { return }
        var (source, target) = (0, 0)
        while source < text.count {
            text[target] = text[source]
            source += text[source] == UInt8(ascii: "&") && text[source...].starts(with: "&#38;".utf8) ? 5 : 1
            target += 1
        }
        size -= source - target
        bytes.count = fieldStart + target
    }

    // MARK: Places

    private var none: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: nil, count: 0) }

    private var currentLine: Int { Int(parser?.pointee.input?.pointee.line ?? 1) }

    /// The start tag at hand: its bytes, its position in the text, and the line on which it begins. The parser stands
    /// at its end; no attribute value may hold a `<`, so the last one before it opens the tag.
    private var startTag: (text: UnsafeBufferPointer<UInt8>, position: Int, line: Int) {
        guard let input = parser?.pointee.input?.pointee, let base = input.base, let end = input.cur else {
            return (UnsafeBufferPointer(start: nil, count: 0), 0, 1)
        }
        let start = gridscore_last(base, end - base, UInt8(ascii: "<")) ?? base
        var (line, at) = (Int(input.line), UnsafeRawPointer(start))
        while let lineFeed = memchr(at, Int32(UInt8(ascii: "\n")), UnsafeRawPointer(end) - at) {
            line -= 1
            at = UnsafeRawPointer(lineFeed) + 1
        }
        return (UnsafeBufferPointer(start: start, count: end - start), textStart + Int(input.consumed) + (start - base), line)
    }
}

/// What names say, looked up once each: the parser keeps every name at one address.
private struct XMLNames: ~Copyable {
    private let slots = UnsafeMutableBufferPointer<(name: UnsafePointer<UInt8>?, value: Int)>.allocate(capacity: 64)
    private var count = 0

    init() {
        slots.initialize(repeating: (nil, 0))
    }

    deinit {
        slots.deallocate()
    }

    /// What a name says, if it has been looked up.
    @inline(__always)
    func known(_ name: UnsafePointer<UInt8>) -> Int? {
        var slot = Self.slot(of: name)
        while let other = slots[slot].name {
            if other == name { return slots[slot].value }
            slot = (slot &+ 1) & 63
        }
        return nil
    }

    /// Remembers what a name says; a file with very many names looks the others up each time.
    mutating func learn(_ name: UnsafePointer<UInt8>, _ value: Int) {
        guard count < 48 else { return }
        var slot = Self.slot(of: name)
        while slots[slot].name != nil { slot = (slot &+ 1) & 63 }
        slots[slot] = (name, value)
        count += 1
    }

    @inline(__always)
    private static func slot(of name: UnsafePointer<UInt8>) -> Int {
        Int(truncatingIfNeeded: (UInt64(UInt(bitPattern: name)) &* 0x9E37_79B9_7F4A_7C15) >> 58)
    }
}

/// Bytes that are put together anew for every record.
private struct RecordBytes: ~Copyable {
    private var memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 12)
    var count = 0

    deinit {
        memory.deallocate()
    }

    var view: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: memory.baseAddress, count: count) }
    var mutableView: UnsafeMutableBufferPointer<UInt8> { UnsafeMutableBufferPointer(rebasing: memory[..<count]) }

    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let base = bytes.baseAddress else { return }
        // The decoder reads whole words.
        if count + bytes.count + 16 > memory.count { grow(count + bytes.count + 16) }
        (memory.baseAddress! + count).update(from: base, count: bytes.count)
        count &+= bytes.count
    }

    private mutating func grow(_ needed: Int) {
        let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(needed, memory.count * 2))
        larger.baseAddress!.update(from: memory.baseAddress!, count: count)
        memory.deallocate()
        memory = larger
    }
}
