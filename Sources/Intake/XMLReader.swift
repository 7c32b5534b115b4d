import Clibxml2

/// Reads XML files: libxml2's SAX2 push parser is fed UTF-8 that has been checked, with no access to network,
/// document types, entities or other files; its events are put together to records.
struct XMLReader {
    let plans: [KindPlan]
    let context: ReadingContext
    let blockSize: Int
    var partitionBits = 0

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
        let handler = XMLRecordHandler(plans: plans, context: context, file: 0, onlyRoot: true)
        try parse(file, encoding: encoding, isASCII: isASCII, handler)
        if let kind = handler.kind { return .kind(kind) }
        return handler.sawRoot ? .unknown : .broken(handler.breakReason, line: handler.breakLine)
    }

    /// Reads the whole file; records before a break are kept.
    func read(_ file: InputFile, index: Int, encoding: TextEncoding, isASCII: Bool) throws(IntakeFailure) -> [Batch] {
        let handler = XMLRecordHandler(plans: plans, context: context, file: index, onlyRoot: false)
        try parse(file, encoding: encoding, isASCII: isASCII, handler)
        return handler.finish(partitionBits: partitionBits)
    }

    /// Reads some records of a batch of the file again, in the order of their positions, as far as there are sound
    /// records where they stood.
    func readAgain(
        _ records: [Identity], of batch: Batch, _ file: InputFile, encoding: TextEncoding, isASCII: Bool, capture: @escaping Capture
    ) throws(IntakeFailure) -> Batch {
        let handler = XMLRecordHandler(plans: plans, context: context, file: batch.file, onlyRoot: false)
        handler.wanted = records.map { batch.origin.text + Int($0.position) }[...]
        handler.origin = batch.origin
        handler.capture = capture
        try parse(file, encoding: encoding, isASCII: isASCII, handler)
        return handler.finish(partitionBits: 0)[0]
    }

    private func parse(_ file: InputFile, encoding: TextEncoding, isASCII: Bool, _ handler: XMLRecordHandler) throws(IntakeFailure) {
        var text = TextStream(try OpenInput(file), encoding: encoding, from: encoding.markLength, blockSize: blockSize)
        let parser = XMLPushParser(handler)
        while !parser.isDone {
            if text.start == text.end {
                if text.isComplete { break }
                try text.fill()
                continue
            }
            let bytes = text.unread
            var valid = isASCII ? bytes.firstIndex { $0 >= 0x80 } ?? bytes.count : validUTF8Prefix(bytes)
            let isCut = valid < bytes.count && bytes.count - valid < 4 && !text.isComplete && !isASCII
            if isCut, valid == 0 {
                try text.fill()
                continue
            }
            // libxml2 takes lengths of 32 bits.
            valid = min(valid, 1 << 30)
            parser.feed(UnsafeBufferPointer(rebasing: bytes[..<valid]))
            if valid < bytes.count, !isCut, valid < 1 << 30 {
                parser.stop("bytes that do not decode as \(isASCII ? "US-ASCII" : encoding.rawValue)")
                return
            }
            text.advance(to: text.start + valid)
            if isCut { try text.fill() }
        }
        parser.end()
    }
}

/// One libxml2 push parser and the handler of its events.
private struct XMLPushParser: ~Copyable {
    private let parser: xmlParserCtxtPtr
    private let handler: XMLRecordHandler

    init(_ handler: XMLRecordHandler) {
        self.handler = handler
        var sax = xmlSAXHandler()
        sax.initialized = XML_SAX2_MAGIC
        sax.startElementNs = { state, name, prefix, _, _, _, count, _, attributes in
            handlerOf(state).start(name, isPrefixed: prefix != nil, attributes, Int(count))
        }
        sax.endElementNs = { state, _, _, _ in handlerOf(state).end() }
        sax.characters = { state, text, length in handlerOf(state).characters(text, Int(length)) }
        sax.ignorableWhitespace = sax.characters
        sax.cdataBlock = sax.characters
        sax.internalSubset = { state, _, _, _ in handlerOf(state).breakOff("a document type (DOCTYPE) is not allowed") }
        sax.serror = { state, error in
            guard let state, let error else { return }
            handlerOf(state).report(error)
        }
        parser = xmlCreatePushParserCtxt(&sax, Unmanaged.passUnretained(handler).toOpaque(), nil, 0, nil)
        handler.parser = parser
        _ = xmlCtxtUseOptions(parser, Int32(XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue | XML_PARSE_BIG_LINES.rawValue))
    }

    deinit {
        xmlFreeDoc(parser.pointee.myDoc)
        parser.pointee.myDoc = nil
        xmlFreeParserCtxt(parser)
    }

    var isDone: Bool { handler.isDone }

    func feed(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard !isDone, let base = bytes.baseAddress else { return }
        let code = base.withMemoryRebound(to: CChar.self, capacity: bytes.count) { xmlParseChunk(parser, $0, Int32(bytes.count), 0) }
        check(code)
    }

    func end() {
        guard !isDone else { return }
        handler.isAtEnd = true
        check(xmlParseChunk(parser, nil, 0, 1))
    }

    func stop(_ reason: String) {
        handler.breakOff(reason)
    }

    /// An encoding error may show in the returned code alone.
    private func check(_ code: Int32) {
        let isAboutNamespaces = code == 99 || code == 100 || (200..<210).contains(code)
        if parser.pointee.wellFormed == 0 || (code != 0 && !isAboutNamespaces) { handler.breakOff("not well-formed XML (error \(code))") }
    }
}

private func handlerOf(_ state: UnsafeMutableRawPointer?) -> XMLRecordHandler {
    Unmanaged<XMLRecordHandler>.fromOpaque(state!).takeUnretainedValue()
}

/// Puts events together: the root names the kind, its children are records, their attributes and children fields.
final class XMLRecordHandler {
    private let plans: [KindPlan]
    private let context: ReadingContext
    private let file: Int
    private let onlyRoot: Bool
    var parser: xmlParserCtxtPtr?
    var capture: XMLReader.Capture?

    private(set) var kind: Int?
    private(set) var sawRoot = false
    private(set) var isDone = false
    private(set) var breakReason = ""
    private(set) var breakLine = 1

    /// Whether all bytes have been given: a tag that starts now has no end.
    var isAtEnd = false
    /// The records to be read again, all others being passed over; nil if all are read.
    var wanted: ArraySlice<Int>?
    /// Records passed.
    private var count = 0
    /// Where the first batch begins.
    var origin = Batch.Origin()
    private var depth = 0
    private var decoder: RecordDecoder?
    private var raw = RawRecord(columnCount: 0)
    /// The bytes of the record at hand; its ranges refer to them.
    private var bytes: [UInt8] = []
    /// The column of the field at hand, -1 if it is unknown; its text starts at `fieldStart`.
    private var field = -1
    private var fieldStart = 0
    private var batches: [Batch] = []
    private var batch: Batch

    /// Elements nested deeper than this break the file.
    private static let deepest = 256

    init(plans: [KindPlan], context: ReadingContext, file: Int, onlyRoot: Bool) {
        self.plans = plans
        self.context = context
        self.file = file
        self.onlyRoot = onlyRoot
        batch = Batch(file: file, kind: -1)
    }

    /// All batches, once the file has been read.
    func finish(partitionBits: Int) -> [Batch] {
        batches.append(batch)
        for index in batches.indices { batches[index].seal(partitionBits: partitionBits) }
        return batches
    }

    // MARK: Events

    func start(
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

    func end() {
        guard !isDone else { return }
        if depth == 3 {
            endField()
        } else if depth == 2 {
            endRecord()
        }
        depth -= 1
    }

    func characters(_ text: UnsafePointer<UInt8>?, _ count: Int) {
        guard !isDone, depth == 3, field >= 0, let text else { return }
        append(UnsafeBufferPointer(start: text, count: count))
    }

    /// An error of the parser; those about namespaces are none here, for names are compared as they stand.
    func report(_ error: UnsafeMutablePointer<xmlError>) {
        let isAboutNamespaces = error.pointee.domain == Int32(XML_FROM_NAMESPACE.rawValue)
        guard !isAboutNamespaces, error.pointee.level.rawValue >= XML_ERR_ERROR.rawValue else { return }
        let message = error.pointee.message.map { String(cString: $0) } ?? ""
        let place = "line \(error.pointee.line), column \(error.pointee.int2)"
        breakOff("not well-formed XML: \(message.split(separator: "\n").first ?? "") at \(place)")
    }

    /// Ends the reading: one rejected record stands for the break.
    func breakOff(_ reason: String) {
        guard !isDone else { return }
        isDone = true
        (breakReason, breakLine) = (reason, currentLine)
        guard !onlyRoot else { return stop() }
        batch.countRead()
        batch.add(.brokenXML, line: depth >= 2 ? raw.line : currentLine - 1, id: none, value: none, note: reason)
        stop()
    }

    private func stop() {
        isDone = true
        if let parser { xmlStopParser(parser) }
    }

    // MARK: Root

    private func startRoot(_ name: UnsafePointer<UInt8>, _ isPrefixed: Bool) {
        sawRoot = true
        let folded = folded(UnsafeBufferPointer(start: name, count: xmlLength(name)))
        kind = isPrefixed ? nil : plans.firstIndex { $0.isRoot(folded) }
        guard !onlyRoot, let kind else { return stop() }
        batch = Batch(file: file, kind: kind, origin: origin)
        raw = RawRecord(columnCount: plans[kind].sorts.count)
        decoder = RecordDecoder(plans[kind], index: kind, context: context, checksBytes: false)
    }

    // MARK: Records

    private func startRecord(
        _ name: UnsafePointer<UInt8>, _ isPrefixed: Bool, _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, _ count: Int
    ) {
        guard let kind else { return }
        bytes.removeAll(keepingCapacity: true)
        raw.reset()
        raw.line = startLine - 1
        let folded = folded(UnsafeBufferPointer(start: name, count: xmlLength(name)))
        if isPrefixed || !plans[kind].isRecord(folded) {
            raw.shapeFault = .init(
                fault: .foreignElement, note: String(decoding: UnsafeBufferPointer(start: name, count: xmlLength(name)), as: UTF8.self))
        }
        for index in 0..<count {
            // Local name, prefix, URI, begin and end of the value.
            let attribute = attributes! + index * 5
            guard let name = attribute[0], attribute[1] == nil, let begin = attribute[3], let end = attribute[4] else { continue }
            let column = plans[kind].column(named: UnsafeBufferPointer(start: name, count: xmlLength(name)))
            guard column >= 0 else { continue }
            (field, fieldStart) = (column, bytes.count)
            append(UnsafeBufferPointer(start: begin, count: end - begin))
            restoreAmpersands()
            endField()
        }
        field = -1
    }

    private func endRecord() {
        defer { count += 1 }
        if let next = wanted {
            guard next.first == count else { return }
            wanted = next.dropFirst()
        } else if batch.isFull {
            batches.append(batch)
            batch = Batch(file: file, kind: batch.kind, origin: .init(text: count))
        }
        raw.position = count - batch.origin.text
        let sound = batch.sound
        bytes.withUnsafeBufferPointer { view in
            decoder!.decode(raw, view, into: &batch)
            if batch.sound > sound { capture?(decoder!, raw, view) }
        }
        if let wanted, wanted.isEmpty || batch.sound == sound { stop() }
    }

    // MARK: Fields

    private func startField(_ name: UnsafePointer<UInt8>, _ isPrefixed: Bool) {
        guard let kind else { return }
        field = isPrefixed ? -1 : plans[kind].column(named: UnsafeBufferPointer(start: name, count: xmlLength(name)))
        fieldStart = bytes.count
    }

    private func endField() {
        guard field >= 0 else { return }
        let range = FieldRange(start: Int32(fieldStart), end: Int32(bytes.count))
        bytes.withUnsafeBufferPointer { raw.set(field, range, in: $0) }
        field = -1
    }

    private func append(_ text: UnsafeBufferPointer<UInt8>) {
        if bytes.count + text.count > CSVReader.longestRecord {
            raw.shapeFault = .init(fault: .tooLong)
        } else {
            bytes.append(contentsOf: text)
        }
    }

    /// libxml2 hands every `&` of an attribute's value over as `&#38;`.
    private func restoreAmpersands() {
        guard bytes[fieldStart...].contains(UInt8(ascii: "&")) else { return }
        var target = fieldStart
        var source = fieldStart
        while source < bytes.count {
            bytes[target] = bytes[source]
            source += bytes[source] == UInt8(ascii: "&") && bytes[source...].starts(with: "&#38;".utf8) ? 5 : 1
            target += 1
        }
        bytes.removeLast(bytes.count - target)
    }

    // MARK: Places

    private var none: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: nil, count: 0) }

    private var currentLine: Int { Int(parser?.pointee.input?.pointee.line ?? 1) }

    /// The line on which the start tag at hand begins. The parser stands at its end; no attribute value may hold
    /// a `<`, so the last one before it opens the tag.
    private var startLine: Int {
        guard let input = parser?.pointee.input, let base = input.pointee.base, var at = input.pointee.cur else { return 1 }
        var line = Int(input.pointee.line)
        while at > base {
            at -= 1
            if at.pointee == UInt8(ascii: "<") { break }
            if at.pointee == UInt8(ascii: "\n") { line -= 1 }
        }
        return line
    }

    private func xmlLength(_ text: UnsafePointer<UInt8>) -> Int { Int(xmlStrlen(text)) }
}
