import PropertyKit
import Testing

@testable import Intake

@Suite struct XMLReaderTests {
    private let reading: Reading

    init() throws {
        reading = try Reading()
    }

    private let sound = "member_id=\"A\" time=\"2026-10-03\" purpose=\"consult\" outcome=\"answered\""

    private func escaped(_ text: String, inAttribute: Bool, _ random: inout Random) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "&": random.pick(["&amp;", "&#38;", "&#x26;"])
            case "<": random.pick(["&lt;", "&#60;"])
            case ">": random.pick(["&gt;", "&#62;"])
            case "\"": random.pick(["&quot;", "&#34;"])
            case "\r": "&#13;"
            case "\n" where inAttribute: "&#10;"
            default: random.once(in: 12) ? "&#\(scalar.value);" : String(scalar)
            }
        }.joined()
    }

    /// A record in one of the forms that mean the same.
    private func element(_ record: [String], _ random: inout Random) -> String {
        let noise = ["", "", "<!-- <call> & -->", "<?pi a=\"1\"?>", "\n  ", "<other>x<b/></other>", "<p:note>no</p:note>"]
        var attributes = random.once(in: 4) ? " xmlns=\"urn:x\" xmlns:p=\"urn:y\" p:note=\"no\" unknown=\"1\"" : " xmlns:p=\"urn:y\""
        var children = ""
        for column in RandomCalls.columns.indices.shuffled(using: &random) {
            let (name, value) = (RandomCalls.columns[column], record[column])
            if random.once(in: 2) {
                attributes += random.pick([" ", "\n", "  "]) + "\(name)=\"\(escaped(value, inAttribute: true, &random))\""
            } else {
                var text = escaped(value, inAttribute: false, &random)
                if random.once(in: 4), !value.utf8.contains(0x0D), !value.contains("]]>") { text = "<![CDATA[\(value)]]>" }
                if random.once(in: 4) { text = random.pick(["<!-- x -->", "<?y z?>"]) + text + random.pick(["", "<!---->", " "]) }
                children += random.pick(noise) + "<\(name)>\(text)</\(name)>"
            }
        }
        let isEmpty = children.isEmpty
        return isEmpty ? "<call\(attributes)/>" : "<call\(attributes)>\(children)\(random.pick(noise))</call>"
    }

    /// Transcripts without lines.
    private func contents(_ batches: [Batch]) -> [String] {
        batches.flatMap { batch in
            var lines = transcript([batch]).dropFirst().map { String($0.drop { $0 != ":" }) }
            lines.sort()
            return lines
        }
    }

    @Test func everyFormOfARecordIsTheSameRecordAsInCSV() throws {
        try property(seed: 1700, cases: 500) { random in
            let records = (0..<random.int(1...6)).map { RandomCalls.record($0, &random) }
            let rows = records.map { $0.map { RandomCalls.quoted($0, &random) }.joined(separator: ",") }
            let csv = ([RandomCalls.columns.joined(separator: ",")] + rows).joined(separator: "\n")
            let xml =
                "<?xml version=\"1.0\"?>\n<calls>" + records.map { element($0, &random) }.joined(separator: random.pick(["", "\n", " text "]))
                + "</calls>"
            let expected = contents(try reading.csv(Array(csv.utf8)).batches)
            for blockSize in [1 << 18, random.int(16...80)] {
                if let failure = difference(contents(try reading.xml(xml, blockSize: blockSize)), expected, "blocks of \(blockSize): \(xml)") {
                    return failure
                }
            }
            return nil
        }
    }

    @Test(arguments: [
        ("a &amp; b", "a & b"), ("&#38;", "&"), ("&amp;#38;", "&#38;"), ("&amp;amp;", "&amp;"), ("&lt;b&gt;", "<b>"), ("&#x674E;", "李"),
        ("&quot;&apos;", "\"'"), ("&amp;lt;", "&lt;"), ("&amp;&amp;&#38;x", "&&&x"),
        ("x&#38;#38;y", "x&#38;y"), ("]]&gt;", "]]>"),
    ])
    func entities(_ written: String, _ value: String) throws {
        for xml in ["<calls><call call_id=\"\(written)\"/></calls>", "<calls><call><call_id>\(written)</call_id></call></calls>"] {
            let batch = try #require(try reading.xml(xml, blockSize: 16).first)
            #expect(batch.issues.map { batch.texts(of: $0).id } == [value])
        }
    }

    @Test func rootsAndRecordsInBothLanguages() throws {
        for xml in [
            "<通话记录><通话记录 通话编号=\"c1\" \(sound)/></通话记录>", "<CALLS><Call call_id=\"c1\" \(sound)/></CALLS>",
            "<calls><call 通话编号=\"c1\" \(sound)/></calls>",
        ] {
            #expect(ids(try reading.xml(xml)) == ["c1"])
        }
    }

    @Test func foreignAndNestedElements() throws {
        let xml = """
            <calls>
            <call call_id="c1" \(sound)/>
            <message call_id="c2" \(sound)/>
            <call call_id="c3" \(sound)><note>a<b>c</b></note></call>
            <p:call xmlns:p="u" call_id="c4" \(sound)/>
            <call call_id="c5" \(sound)><other><b>c</b></other></call>
            </calls>
            """
        let batches = try reading.xml(xml)
        #expect(ids(batches) == ["c1", "c5"])
        #expect(faults(batches, reading) == ["3 foreignElement - ", "4 holdsElements note ", "5 foreignElement - "])
    }

    @Test func tagsOfManyLinesBeginWhereTheyBegin() throws {
        var xml = "<?xml version=\"1.0\"?>\r\n<calls\r\n>\r\n"
        var (expected, line) = ([Int](), 4)
        for (number, length) in [0, 10, 400, 900, 1100, 2500, 5000, 9000, 300].enumerated() {
            let padding = (0..<length / 20).map { "\r\n  u\($0)=\"value value\"" }.joined()
            expected.append(line)
            xml += "<call call_id=\"c\(number)\"\(padding)\r\n note=\"\(String(repeating: "n", count: length))\" \(sound)\r\n/>\r\n"
            line += length / 20 + 3
        }
        xml += "</calls>"
        for blockSize in [16, 17, 31, 64, 100, 1000, 4096, 1 << 18] {
            #expect(lines(try reading.xml(xml, blockSize: blockSize)) == expected, "blocks of \(blockSize)")
        }
    }

    @Test func moreLinesThanSixteenBitsCount() throws {
        let xml =
            "<calls>\n" + String(repeating: "\n", count: 70_000) + "<call call_id=\"c1\" \(sound)/>\n"
            + String(repeating: "<!--\n-->\n", count: 10_000) + "<call call_id=\"c2\"\n\(sound)/></calls>"
        for blockSize in [16, 1000, 1 << 18] { #expect(lines(try reading.xml(xml, blockSize: blockSize)) == [70_002, 90_003]) }
    }

    @Test func blocksOfEverySizeGiveTheSame() throws {
        var random = Random(seed: 1800)
        let records = (0..<8).map { RandomCalls.record($0, &random) }
        let xml =
            "\u{FEFF}<?xml version='1.0' encoding='utf-8'?>\r\n<calls>\r\n" + records.map { element($0, &random) }.joined(separator: "\r\n")
            + "\r\n</calls>\r\n"
        let bytes = Array(xml.utf8)
        let expected = transcript(try reading.xml(bytes, encoding: .utf8BOM))
        for blockSize in 16...300 {
            let found = transcript(try reading.xml(bytes, blockSize: blockSize, encoding: .utf8BOM))
            guard found == expected else {
                Issue.record("blocks of \(blockSize): \(found) instead of \(expected)")
                return
            }
        }
    }

    @Test func everyTruncationKeepsTheRecordsBeforeIt() async throws {
        let parts = [
            "<?xml version=\"1.0\"?>\n<calls>\n", "<call call_id=\"c0\" \(sound)/>",
            "\n<!-- c --><call call_id=\"c1\" member_id=\"A\"><time>2026-10-03</time><purpose>咨询</purpose><outcome><![CDATA[answered]]></outcome></call>",
            "\n<call call_id=\"c2\"\n \(sound)></call>", "\n<?p i?><call call_id=\"c3\" \(sound) note=\"&amp;&lt;李\"/>", "\n</calls>", "\n",
        ]
        let bytes = Array(parts.joined().utf8)
        var ends: [Int] = []
        var end = 0
        for part in parts {
            end += part.utf8.count
            if part.contains("call_id") { ends.append(end) }
        }
        var wrong: [String] = []
        for length in 0...bytes.count {
            let prefix = Array(bytes[..<length])
            let whole = ends.filter { $0 <= length }.count
            let isWhole = length >= bytes.count - 1
            for blockSize in [16, 100, 1 << 18] {
                let batches = try await reading.file("x.xml", prefix, partSize: 1 << 23, blockSize: blockSize)
                let breaks = batches.flatMap(\.issues).filter { $0.fault == .brokenXML }.count
                let isRight = ids(batches) == (0..<whole).map { "c\($0)" } && breaks == (isWhole || length == 0 ? 0 : 1)
                if !isRight || batches.reduce(0, { $0 + $1.read }) != whole + breaks {
                    wrong.append("\(length) bytes by \(blockSize): \(transcript(batches)) for \(shown(prefix.suffix(20)))")
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count) truncations: \(wrong.prefix(8).joined(separator: "; "))")
    }

    /// What breaks the file off behind its first record, which is kept.
    @Test(arguments: [
        "<call", "<call call_id=\"x\" call_id=\"y\"/>", "&nbsp;", "<call note=\"<\"/>", "<call note=\"&#0;\"/>", "<call note=\"&#1;\"/>", "\u{1}",
        "\0", "\u{FFFF}", "</call>", "<a></b>", "& ", "</calls><calls/>", "</calls>x",
        "<call note=x/>", "<!-- -- -->", "<![CDATA[", "<?xml version=\"1.0\"?>",
    ])
    func whatBreaksAFile(_ text: String) throws {
        for blockSize in [16, 1 << 18] {
            let batches = try reading.xml("<calls><call call_id=\"c1\" \(sound)/>\n\(text)</calls>", blockSize: blockSize)
            #expect(ids(batches) == ["c1"])
            #expect(batches.flatMap(\.issues).map(\.fault) == [.brokenXML])
        }
    }

    @Test(arguments: [
        "<!DOCTYPE calls><calls/>", "<!DOCTYPE calls [<!ENTITY a \"b\">]><calls><call call_id=\"&a;\"/></calls>",
        "<!DOCTYPE calls SYSTEM \"file:///etc/passwd\"><calls/>",
        "<!DOCTYPE calls [<!ATTLIST call call_id CDATA \"x\">]><calls><call/></calls>",
    ])
    func documentTypesAreRefused(_ xml: String) async throws {
        for blockSize in [16, 1 << 18] {
            let batches = try await reading.file("x.xml", Array(xml.utf8), partSize: 1 << 23, blockSize: blockSize)
            #expect(ids(batches).isEmpty && batches.flatMap(\.issues).map(\.fault) == [.brokenXML])
        }
    }

    @Test func aBreakWithinARecordNamesTheRecordsLine() throws {
        let batches = try reading.xml("<calls>\n<call call_id=\"c1\"\n \(sound)>\n<note>\n\n&nope;</note></call></calls>", blockSize: 16)
        #expect(faults(batches, reading) == ["2 brokenXML - "])
    }

    @Test func depthHasALimit() throws {
        for count in [300, 100_000] {
            let xml = "<calls><call call_id=\"c1\" \(sound)/>" + String(repeating: "<x>", count: count)
            let batches = try reading.xml(xml)
            #expect(ids(batches) == ["c1"] && batches.flatMap(\.issues).map(\.fault) == [.brokenXML])
        }
    }

    @Test(arguments: [TextEncoding.utf16LittleEndian, .utf16BigEndian])
    func utf16(_ encoding: TextEncoding) async throws {
        let text = "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<calls>\n<call call_id=\"李𠮷\" \(sound)/></calls>"
        let bytes = text.utf16.flatMap { encoding == .utf16LittleEndian ? [UInt8($0 & 0xFF), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        for blockSize in [16, 17, 1 << 18] {
            let batches = try await reading.file("x.xml", bytes, partSize: 1 << 23, blockSize: blockSize)
            #expect(ids(batches) == ["李𠮷"] && lines(batches) == [3])
        }
    }

    @Test(arguments: ["GB18030", "gbk", "GB2312"])
    func chineseEncodings(_ name: String) async throws {
        let bytes =
            Array("<?xml version=\"1.0\" encoding=\"\(name)\"?><calls><call call_id=\"".utf8) + [0xC0, 0xEE, 0x95, 0x34, 0xB2, 0x35]
            + Array("\" \(sound)/></calls>".utf8)
        #expect(ids(try await reading.file("x.xml", bytes, partSize: 1 << 23, blockSize: 16)) == ["李𠮷"])
    }

    @Test(arguments: ["KLINGON", "UTF-16", "ISO-8859-1", "UTF-7"])
    func otherEncodingsBreakTheFileAtOnce(_ name: String) async throws {
        let batches = try await reading.file(
            "x.xml", Array("<?xml version=\"1.0\" encoding=\"\(name)\"?><calls><call call_id=\"c1\" \(sound)/></calls>".utf8), partSize: 1 << 23)
        #expect(ids(batches).isEmpty && batches.flatMap(\.issues).map(\.fault) == [.brokenXML])
    }

    @Test func bytesThatDoNotDecodeBreakTheFileWhereTheyStand() throws {
        let start = Array("<calls><call call_id=\"c1\" \(sound)/>\n<call call_id=\"".utf8)
        for (bytes, isASCII) in [([0xFF], false), ([0xE6, 0x9D], false), ([0xED, 0xA0, 0x80], false), (Array("李".utf8), true)] as [([UInt8], Bool)] {
            for blockSize in [16, 1 << 18] {
                let batches = try reading.xml(start + bytes + Array("\" \(sound)/></calls>".utf8), blockSize: blockSize, isASCII: isASCII)
                #expect(ids(batches) == ["c1"] && batches.flatMap(\.issues).map(\.fault) == [.brokenXML])
            }
        }
    }

    @Test func randomTagsNeverCrash() throws {
        let alphabet = [
            "<calls>", "</calls>", "<call>", "</call>", "<call ", "/>", ">", "<note>", "</note>", "note=\"", "\"", "call_id=\"c\"", "&amp;", "&#38;",
            "&", "<![CDATA[", "]]>", "<!--", "-->", "<?p", "?>", "李", "\n", "x", "<",
        ].map { Array($0.utf8) }
        try property(seed: 1900, cases: 3000) { random in
            let bytes = Array("<calls>".utf8) + random.bytes(of: alphabet, most: 20)
            let whole = transcript(try reading.xml(bytes))
            return difference(
                transcript(try reading.xml(bytes, blockSize: random.int(16...40))).filter { !$0.contains("brokenXML") },
                whole.filter { !$0.contains("brokenXML") }, shown(bytes))
        }
    }

    // MARK: Records read again

    private func readAgain(
        _ wanted: [Entry], of batch: Batch, _ bytes: [UInt8], _ encoding: TextEncoding, blockSize: Int, keys: inout [[UInt8]]
    ) throws -> Batch {
        var found: [[UInt8]] = []
        let records = wanted.map { Identity($0, of: batch, reading.context.fingerprint) }
        let again = try XMLReader(plans: reading.plans, context: reading.context, blockSize: blockSize)
            .readAgain(records, of: batch, InputFile("x.xml", bytes: bytes), encoding: encoding, isASCII: false) {
                decoder, raw, text in
                if case .bytes(let key) = decoder.captured(raw, text)[0].meaning { found.append(key) }
            }
        keys = found
        return again
    }

    /// Few records stand far apart, many side by side; a long batch ends in the middle of the file.
    @Test func anyRecordsAreFoundAgainByBlocksOfAnySize() throws {
        try property(seed: 2700, cases: 500) { random in
            let records = (0..<random.int(1...30)).map { RandomCalls.record($0, &random) }
            let text =
                "<?xml version='1.0'?>\n<!-- <call/> --><calls xmlns:p=\"u\">"
                + records.map { element($0, &random) }.joined(separator: random.pick(["", "\n", "\r\n", " text ", "\r"]))
                + random.pick(["</calls>", "", "<call", "</call>"])
            let encoding = random.pick([TextEncoding.utf8, .utf8BOM, .gb18030, .utf16LittleEndian])
            let bytes: [UInt8] =
                switch encoding {
                case .utf8: Array(text.utf8)
                case .utf8BOM: Array("\u{FEFF}\(text)".utf8)
                case .gb18030: try Encoded.gb18030(Array(text.utf8))
                default: Encoded.utf16(Array(text.utf8), littleEndian: true)
                }
            var reading = reading
            if random.once(in: 2) { reading.context.longestBatch = random.int(100...2000) }
            for batch in try reading.xml(bytes, blockSize: random.pick([1 << 18, random.int(16...300)]), encoding: encoding) {
                let often = random.int(1...8)
                let wanted = batch.entries.indices.filter { _ in random.once(in: often) }
                let blockSize = random.pick([1 << 15, random.int(16...200)])
                var keys: [[UInt8]] = []
                let again = try readAgain(wanted.map { batch.entries[$0] }, of: batch, bytes, encoding, blockSize: blockSize, keys: &keys)
                let origin = "blocks of \(blockSize), \(encoding.rawValue): \(text)"
                if let failure = difference(words(again), wanted.map { words(batch)[$0] }, origin)
                    ?? difference(keys, wanted.map { Array(batch.key(of: batch.entries[$0])) }, origin)
                {
                    return failure
                }
            }
            return nil
        }
    }

    /// UTF-16 without a mark: the parser finds out by itself.
    @Test func recordsThatTheParserDecodesAreFoundAgain() throws {
        let text = "<?xml version=\"1.0\"?><calls>\n" + (0..<40).map { "<call call_id=\"c\($0)\" \(sound)/>\n" }.joined() + "</calls>"
        for littleEndian in [true, false] {
            let bytes = Array(Encoded.utf16(Array(text.utf8), littleEndian: littleEndian).drop { $0 >= 0xFE })
            for blockSize in [64, 1 << 15] {
                let batch = try #require(try reading.xml(bytes, blockSize: blockSize).first)
                let wanted = [0, 7, 8, 39]
                #expect(batch.entries.count == 40)
                var keys: [[UInt8]] = []
                let again = try readAgain(wanted.map { batch.entries[$0] }, of: batch, bytes, .utf8, blockSize: 100, keys: &keys)
                #expect(words(again) == wanted.map { words(batch)[$0] })
            }
        }
    }

    /// The value of the note, and the column in whose place it stands if the record is too long.
    @Test func recordsOfAnyLengthUpToTheLongest() throws {
        for (length, count, isTooLong) in [(5000, 1, false), (1 << 19, 2, true), ((1 << 20) - 200, 1, false), (1 << 20, 1, true), (100, 1, false)] {
            let note = String(repeating: "n", count: length)
            for ampersand in ["", "&amp;"] {
                let attribute = try reading.xml(
                    "<calls><call call_id=\"c1\" \(sound) note=\"\(ampersand)\(String(repeating: note, count: count))\"/></calls>")
                let child = try reading.xml(
                    "<calls><call call_id=\"c1\" \(sound)>" + String(repeating: "<note>\(ampersand)\(note)</note>", count: count) + "</call></calls>")
                for batches in [attribute, child] {
                    #expect(ids(batches) == (isTooLong ? [] : ["c1"]), "\(count) times \(length) bytes")
                    #expect(faults(batches, reading).contains { $0.contains("tooLong") } == isTooLong)
                }
            }
        }
    }
}
