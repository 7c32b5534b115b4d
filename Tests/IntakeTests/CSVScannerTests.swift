import PropertyKit
import Testing

@testable import Intake

@Suite struct CSVScannerTests {
    private static let hostile: [[UInt8]] =
        [
            "\"", "\"", "\"\"", ",", ",", "\n", "\r\n", "\r", " ", "\t", "\u{3000}", "\u{A0}", "a", "bc", "\u{301}", "\0", "号", "\u{2028}",
        ].map { Array($0.utf8) } + [[0xE3, 0x80], [0xFF]]

    /// Scans a text through windows of a size, as a stream of blocks would show it.
    private func scan(_ text: [UInt8], window: Int) -> (records: [ReferenceCSV.Record], openQuoteAt: Int?, flaws: [CSVScanner.Flaw?]) {
        var records: [ReferenceCSV.Record] = []
        var flaws: [CSVScanner.Flaw?] = []
        var scanner = CSVScanner()
        // The scanner writes into the bytes at hand; some room lies behind them.
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: text.count + 64)
        defer { memory.deallocate() }
        memory.initialize(repeating: 0x22, count: text.count + 64)
        var (start, end) = (0, 0)
        func fill(_ end: Int) -> Int {
            let next = min(text.count, end + window)
            for index in end..<next { memory[index] = text[index] }
            scanner.restart()
            return next
        }
        end = fill(0)
        while start < text.count {
            switch scanner.scan(memory, from: start, to: end, isComplete: end == text.count) {
            case .incomplete:
                if end == text.count { return (records, -1, flaws) }
                end = fill(end)
            case .openQuote:
                return (records, start, flaws)
            case .record:
                scanner.unescape(memory)
                let fields = scanner.fields.map { field in (Int(field.start)..<Int(field.end)).map { memory[$0] } }
                records.append(
                    .init(
                        fields: fields, hasTextAfterQuote: scanner.flaw == .textAfterQuote,
                        hasBareCarriageReturn: scanner.flaw == .bareCarriageReturn,
                        lines: scanner.lines, end: scanner.next))
                flaws.append(scanner.flaw)
                start = scanner.next
                if start == end, end < text.count { end = fill(end) }
            }
        }
        return (records, nil, flaws)
    }

    /// A record with two flaws shows one of them.
    private func compare(_ text: [UInt8], window: Int) -> String? {
        let expected = ReferenceCSV(text)
        let found = scan(text, window: window)
        var merged: [ReferenceCSV.Record] = []
        for (index, record) in found.records.enumerated() {
            var record = record
            if index < expected.records.count {
                let reference = expected.records[index]
                let isEither = reference.hasTextAfterQuote && reference.hasBareCarriageReturn
                if isEither, found.flaws[index] != nil { (record.hasTextAfterQuote, record.hasBareCarriageReturn) = (true, true) }
            }
            merged.append(record)
        }
        return difference(merged, expected.records, "\(shown(text)) by \(window)")
            ?? difference(found.openQuoteAt, expected.openQuoteAt, "\(shown(text)) by \(window)")
    }

    @Test(arguments: [
        ("a,b\n", [["a", "b"]]), ("a,b", [["a", "b"]]), ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]), ("\"a,b\",c\n", [["a,b", "c"]]),
        ("\"a\"\"b\"\n", [["a\"b"]]), ("\"\"\n", [[""]]),
        ("\"\"\"\"\n", [["\""]]), ("a\"b,c\n", [["a\"b", "c"]]), (" \"a\" ,\u{3000}\"b\"\u{3000}\n", [["a", "b"]]), ("\"a\nb\"\n", [["a\nb"]]),
        ("\"a\r\nb\",c\n", [["a\r\nb", "c"]]), (",\n", [["", ""]]),
        ("\n\n", [[""], [""]]), ("a,\"\"\n", [["a", ""]]), ("\"\u{301}\"\n", [["\u{301}"]]), ("a,\u{301}b\n", [["a", "\u{301}b"]]),
        ("\"a\"\r\n", [["a"]]), ("a\r", [["a"]]),
    ])
    func records(_ text: String, _ expected: [[String]]) {
        let fields = expected.map { $0.map { Array($0.utf8) } }
        #expect(ReferenceCSV(Array(text.utf8)).records.map(\.fields) == fields)
        for window in 1...8 { #expect(scan(Array(text.utf8), window: window).records.map(\.fields) == fields) }
    }

    @Test(
        arguments: [
            ("\"a\"b,c\n", CSVScanner.Flaw.textAfterQuote), ("\"a\" b\n", .textAfterQuote), ("\"a\"\"b\"c\n", .textAfterQuote),
            ("\"\"x\n", .textAfterQuote), ("a\rb\n", .bareCarriageReturn),
            ("\"a\"\rb\n", .bareCarriageReturn), ("a\r\r\n", .bareCarriageReturn), ("\"a\"\u{301},b\n", .textAfterQuote), ("a,b\n", nil),
            ("\"a\rb\"\n", nil), ("a\"b\"c\n", nil),
        ] as [(String, CSVScanner.Flaw?)])
    func flaws(_ text: String, _ flaw: CSVScanner.Flaw?) {
        for window in 1...8 { #expect(scan(Array(text.utf8), window: window).flaws == [flaw]) }
    }

    @Test func openQuotes() {
        for text in ["a\n\"b", "a\n\"b\"\"", "a\nx, \"b\nc,d\n"] {
            for window in 1...8 {
                let found = scan(Array(text.utf8), window: window)
                #expect(found.records.count == 1 && found.openQuoteAt == 2)
            }
        }
    }

    @Test func hostileTextAsTheReferenceReadsIt() throws {
        try property(seed: 1200, cases: 6000) { random in
            let text = random.bytes(of: Self.hostile, most: 20)
            for window in [1, 2, 3, random.int(4...64), text.count + 1] {
                if let failure = compare(text, window: window) { return failure }
            }
            return nil
        }
    }

    /// Texts longer than the windows, of nothing but what the scanner hops to and what may stand around it.
    @Test func denseTextByEveryWindow() throws {
        let pieces =
            Self.hostile + ["\"a\n\"\"b\"", " \u{3000}\"", "\"\u{2003} ", "\r\r\n", "\"\r\n", "a\"", "abcdefghijklmnop"].map { Array($0.utf8) }
        try property(seed: 1250, cases: 24) { random in
            // Quotes that are rarely balanced leave one long field: every other text has none but balanced ones.
            let isMild = random.once(in: 2)
            let alphabet = isMild ? pieces.filter { $0.count { $0 == 0x22 } % 2 == 0 } : pieces
            let text = (0..<random.int(20...200)).flatMap { _ in random.pick(alphabet) }
            for window in 16...200 {
                if let failure = compare(text, window: window) { return failure }
            }
            return nil
        }
    }

    @Test func everyShortTextOfQuotesCommasAndLineEnds() {
        let alphabet: [UInt8] = [0x22, 0x2C, 0x0A, 0x0D, 0x20, 0x61]
        for length in 1...5 {
            for number in 0..<(0..<length).reduce(1, { product, _ in product * alphabet.count }) {
                var (rest, text) = (number, [UInt8]())
                for _ in 0..<length {
                    text.append(alphabet[rest % alphabet.count])
                    rest /= alphabet.count
                }
                if let failure = compare(text, window: 1 + number % 4) {
                    Issue.record("\(failure)")
                    return
                }
            }
        }
    }
}

@Suite struct LongRecordSkipperTests {
    private static let hostile: [[UInt8]] = [
        "\"", "\"", "\"\"", ",", ",", "\n", "\r\n", "\r", " ", "\t", "\u{3000}", "\u{A0}", "a", "bc", "\u{301}", "\0",
    ].map { Array($0.utf8) }

    /// The end of the first record of a text, its lines, and whether it ends within quotes.
    private func skip(_ text: [UInt8], window: Int) -> (end: Int?, lines: Int, isOpen: Bool) {
        var skipper = LongRecordSkipper()
        var (start, end) = (0, 0)
        while end < text.count {
            end = min(text.count, end + window)
            switch text[start..<end].withUnsafeBufferPointer({ skipper.skip($0, isComplete: end == text.count) }) {
            case .ended(let count): return (start + count, skipper.lines, false)
            case .goesOn(let count): start += count
            }
        }
        return (nil, skipper.lines, skipper.isInQuotes)
    }

    private func compare(_ text: [UInt8], window: Int) -> String? {
        guard !text.isEmpty else { return nil }
        let reference = ReferenceCSV(text)
        let found = skip(text, window: window)
        guard let first = reference.records.first else { return difference(found.isOpen, true, "\(shown(text)) by \(window)") }
        return difference(found.end ?? text.count, first.end, "\(shown(text)) by \(window)")
            ?? difference(found.lines, first.lines, "lines of \(shown(text)) by \(window)")
            ?? difference(found.isOpen, false, "\(shown(text)) by \(window)")
    }

    @Test func endsWhereTheReferenceEnds() throws {
        try property(seed: 1300, cases: 6000) { random in
            compare(random.bytes(of: Self.hostile, most: 14), window: random.int(1...9))
        }
    }

    /// White space of any sort may stand before an opening quote.
    @Test(arguments: ["\u{3000}", "\u{A0}", "\u{B}", "\u{C}", "\u{2003}"])
    func whiteSpaceBeforeAQuote(_ space: String) throws {
        #expect(compare(Array("a,\(space)\"x\ny\",b\nc\n".utf8), window: 100) == nil)
    }
}
