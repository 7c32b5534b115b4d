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
