import Clibxml2

/// One libxml2 push parser and the handler of its events.
struct XMLPushParser: ~Copyable {
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
