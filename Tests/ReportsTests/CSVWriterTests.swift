import PropertyKit
import Testing

@testable import Reports

@Suite struct CSVWriterTests {
    /// What is written, without the byte order mark.
    private func written(_ body: (inout CSVWriter) -> Void) -> [UInt8] {
        // The writer's hand-over escapes; a class holds what it hands over.
        final class Sink { var bytes: [UInt8] = [] }
        let sink = Sink()
        var writer = CSVWriter { sink.bytes += $0 }
        body(&writer)
        writer.hand()
        #expect(sink.bytes.starts(with: [0xEF, 0xBB, 0xBF]))
        return Array(sink.bytes.dropFirst(3))
    }

    @Test(arguments: [
        ("plain", "plain"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""), ("a\r\nb", "\"a\r\nb\""),
        ("\"\u{301}", "\"\"\"\u{301}\""), (",\u{301}", "\",\u{301}\""),
        ("x,\u{301}y", "\"x,\u{301}y\""), ("\r\n\u{301}", "\"'\r\n\u{301}\""), ("\n\u{301}", "\"\n\u{301}\""), ("=1+1", "'=1+1"),
        ("=\u{301}1", "'=\u{301}1"), ("+1", "'+1"), ("-1", "'-1"), ("-\u{301}", "'-\u{301}"),
        ("@SUM(1)", "'@SUM(1)"), ("＝1", "'＝1"), ("＋1", "'＋1"), ("－1", "'－1"), ("＠x", "'＠x"), ("＝\u{301}", "'＝\u{301}"), ("\tx", "'\tx"),
        ("\rx", "\"'\rx\""), ("=\"a\",1", "\"'=\"\"a\"\",1\""), ("", ""), (" =1", " =1"),
        ("'x", "'x"), ("．1", "．1"), ("！", "！"), ("−1", "−1"), ("号=1", "号=1"), ("\u{301}=1", "\u{301}=1"), ("\0=", "\0="), ("ＡＢ", "ＡＢ"), ("%1", "%1"),
    ])
    func textFromInput(_ text: String, _ field: String) {
        #expect(written { $0.text(text) } == Array(field.utf8))
    }

    @Test(arguments: [("-3", "-3"), ("+5", "+5"), ("97.5", "97.5"), ("a,b", "\"a,b\""), ("=x", "=x"), ("", "")])
    func wordsOfTheProgramAreNotGuarded(_ text: String, _ field: String) {
        #expect(written { $0.plain(text) } == Array(field.utf8))
    }

    @Test func rowsEndWithCRLFAndAreCounted() {
        let bytes = written { writer in
            writer.row(["a", "b"])
            writer.number(-3)
            writer.empty()
            writer.endRow()
            writer.empty()
            writer.empty()
            writer.endRow()
            #expect(writer.rows == 2)
        }
        #expect(bytes == Array("a,b\r\n-3,\r\n,\r\n".utf8))
    }

    /// Reads CSV by RFC 4180 alone, byte for byte.
    private func parse(_ bytes: [UInt8]) -> [[[UInt8]]] {
        var rows: [[[UInt8]]] = []
        var (row, field, index) = ([[UInt8]](), [UInt8](), 0)
        while index < bytes.count {
            if field.isEmpty, bytes[index] == 0x22 {
                index += 1
                while true {
                    if bytes[index] == 0x22 {
                        guard index + 1 < bytes.count, bytes[index + 1] == 0x22 else { break }
                        index += 1
                    }
                    field.append(bytes[index])
                    index += 1
                }
                index += 1
            }
            if index < bytes.count, bytes[index] == 0x2C || bytes[index...].starts(with: [0x0D, 0x0A]) {
                row.append(field)
                field = []
                if bytes[index] == 0x0D {
                    rows.append(row)
                    row = []
                    index += 1
                }
            } else if index < bytes.count {
                field.append(bytes[index])
            }
            index += 1
        }
        return rows
    }

    @Test func anyTextIsReadBack() throws {
        let alphabet = ["\"", ",", "\r", "\n", "\r\n", "\u{301}", "=", "＝", "-", "\t", "a", "号", "𠮷", "'", " ", "\0", "＠", "+"].map { Array($0.utf8) }
        try property(seed: 4000, cases: 4000) { random in
            let width = random.int(1...4)
            let table = (0..<random.int(1...4)).map { _ in (0..<width).map { _ in random.bytes(of: alphabet, most: 8) } }
            let bytes = written { writer in
                for row in table {
                    for field in row { writer.text(String(decoding: field, as: UTF8.self)) }
                    writer.endRow()
                }
            }
            let triggers = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"].map { Array($0.utf8) }
            let expected = table.map { row in
                row.map { field in (triggers.contains { field.starts(with: $0) } ? [UInt8(ascii: "'")] : []) + field }
            }
            return difference(parse(bytes), expected, shown(bytes))
        }
    }

    @Test func largeTablesAreHandedOverInPieces() {
        final class Sink {
            var bytes: [UInt8] = []
            var times = 0
        }
        let sink = Sink()
        var writer = CSVWriter {
            sink.bytes += $0
            sink.times += 1
        }
        for _ in 0..<30_000 {
            writer.text("=some text, quoted")
            writer.plain("and a word that is not quoted at all, or is it")
            writer.endRow()
        }
        writer.hand()
        #expect(sink.times > 1)
        #expect(parse(Array(sink.bytes.dropFirst(3))).count == 30_000)
    }
}
