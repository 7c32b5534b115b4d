import PropertyKit

/// Random calls, sound and faulty ones, as columns with texts.
struct RandomCalls {
    static let columns = ["call_id", "member_id", "time", "purpose", "outcome", "affected_work", "note"]
    /// Notes that trouble readers of lines, quotes and tags.
    static let notes = [
        "", "", "plain", "two\nlines", "three\r\nlong\n\nlines", "a \"quoted\" word", "comma, comma", "\"", "\"\"", "＂", "=1+1", "\"\u{301}",
        ",\u{301}", "号\u{3000}码", "<b>&amp;</b>", "]]>", "&#38;",
        "a very long note that goes on for more bytes than the smallest part of a file has, and then some", "e\u{301}", "x\ny\nz\n",
    ]

    /// One record; `number` makes its id.
    static func record(_ number: Int, _ random: inout Random) -> [String] {
        var record = [
            "c\(number)", random.pick(["A", "B", "C", "Ａ"]), "2026-\(random.int(1...12))-\(random.int(1...28)) 08:\(random.int(10...59))",
            random.pick(["consult", "notify", "private", "咨询", "ＮＯＴＩＦＹ"]), random.pick(["answered", "missed", "未接"]),
            random.pick(["", "yes", "no", "是"]), random.pick(notes),
        ]
        if random.once(in: 12) { record[random.int(0...5)] = random.pick(["", "?", "2026-13-01", "1.5E+10", "=A", "Z"]) }
        return record
    }

    static func quoted(_ text: String, _ random: inout Random) -> String {
        let needsQuotes = text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
        guard needsQuotes || random.once(in: 6) else { return text }
        let doubled = text.utf8.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] }
        let space = random.once(in: 10) ? random.pick([" ", "\u{3000}"]) : ""
        return space + "\"" + String(decoding: doubled, as: UTF8.self) + "\"" + space
    }

    /// A file with rows of all sorts: blank ones, of a wrong length, with stray quotes and carriage returns, broken
    /// bytes, and now and then a quote that is never closed.
    static func csv(rows: Int, _ random: inout Random) -> [UInt8] {
        let lineEnd = random.pick(["\n", "\r\n"])
        let order = Array(columns.indices).shuffled(using: &random)
        var bytes = random.once(in: 4) ? [0xEF, 0xBB, 0xBF] : [UInt8]()
        if random.once(in: 5) { bytes += Array((lineEnd + " " + lineEnd).utf8) }
        bytes += Array((order.map { columns[$0] } + ["other"]).joined(separator: ",").utf8) + Array(lineEnd.utf8)
        for number in 0..<rows {
            let record = record(number, &random)
            var fields = order.map { quoted(record[$0], &random) } + [random.pick(["", "x", "\"u\nv\""])]
            if random.once(in: 20) { fields.removeLast() }
            if random.once(in: 20) { fields.append("extra") }
            if random.once(in: 25) { fields[random.int(0...fields.count - 1)] = random.pick(["\"a\"b", "a\rb", "a\"b\"", "\"\"x"]) }
            if random.once(in: 25) { fields = [random.pick(["", " ", "\u{3000}"])] }
            if random.once(in: 30) { fields = Array(repeating: "", count: 8) }
            bytes += Array(fields.joined(separator: ",").utf8)
            if random.once(in: 30) { bytes += [0xFF, 0xC0] }
            if random.once(in: 200) { bytes += Array(",\"never closed".utf8) }
            if number + 1 < rows || random.once(in: 2) { bytes += Array(lineEnd.utf8) }
        }
        return bytes
    }
}
