import GridModel
import PropertyKit
import Testing

@testable import Intake

@Suite struct TimeReaderTests {
    /// As the contract's reader sees it; the reader of plain forms must see the same or leave it alone.
    private func read(_ text: String, endOfDay: Bool = false) -> (written: String, hasClock: Bool)? {
        let count = text.utf8.count
        let found = Array(text.utf8).withUnsafeBufferPointer {
            TimeReader.read($0, FieldRange(start: 0, end: Int32(count)), endOfDay: endOfDay)
        }
        if let plain = readPlain(text, endOfDay: endOfDay) {
            #expect(plain.seconds == found?.seconds && plain.hasClock == found?.hasClock, "\(text)")
        }
        return found.map { (CivilTime(seconds: $0.seconds).description, $0.hasClock) }
    }

    /// Twice, for the second time the month is known, and with digits behind the text.
    private func readPlain(_ text: String, endOfDay: Bool) -> TimeReader.Moment? {
        var last = TimeReader.LastMonth()
        return Array((text + "1234567890123456").utf8).withUnsafeBufferPointer { memory in
            let found = (0..<2).map { _ in
                TimeReader.readPlain(memory.baseAddress!, text.utf8.count, endOfDay: endOfDay, &last, .shared)
            }
            #expect(found[0]?.seconds == found[1]?.seconds)
            return found[1]
        }
    }

    @Test(arguments: ["2026-10-03", "2026-10-03 08:15", "2026-10-03T08:15", "2026-10-03 08:15:59", "2000-01-01T00:00:00", "2099-12-31"])
    func plainForms(_ text: String) {
        #expect(readPlain(text, endOfDay: false) != nil)
    }

    @Test(arguments: [
        "2026-10-03", "2026-10-3", "2026/10/03", "2026/10/3", "2026年10月3日", "2026年10月03日", "２０２６-10-03", "2026－10－03", "2026／10／３", "２０２６年１０月３日",
    ])
    func dates(_ text: String) throws {
        let moment = try #require(read(text))
        #expect(moment.written == "2026-10-03 00:00:00" && !moment.hasClock)
        let end = try #require(read(text, endOfDay: true))
        #expect(end.written == "2026-10-03 23:59:59" && !end.hasClock)
    }

    @Test(arguments: [
        "2026-10-03 08:15", "2026-10-03T08:15", "2026-10-03 8:15", "2026-10-3T8:15", "2026/10/3 8:15", "2026/10/3T08:15", "2026年10月3日8:15",
        "2026年10月3日 8:15", "2026年10月3日T08:15", "2026年10月03日08:15:00", "2026-10-03   08:15", "2026-10-03　08:15", "2026-10-03 　 08:15",
        "2026-10-03 08:15:00",
        "2026-10-03T08:15:00", "２０２６－１０－０３　０８：１５：００", "2026-10-03Ｔ08:15", "2026-10-03 00:15Z", "2026-10-03T00:15:00Z", "2026-10-03T00:15Ｚ",
        "2026-10-03T08:15+08:00", "2026-10-03 08:15:00+08:00", "2026-10-02T19:15-05:00", "2026-10-03T05:45+05:30", "2026-10-03T08:15:00+０８：００",
        "2026-10-02T19:15－05:00",
        "2026年10月3日0:15Z", "2026-10-03T14:15+14:00", "2026-10-03T00:15-00:00",
    ])
    func times(_ text: String) throws {
        for endOfDay in [false, true] {
            let moment = try #require(read(text, endOfDay: endOfDay))
            #expect(moment.written == "2026-10-03 08:15:00" && moment.hasClock)
        }
    }

    @Test(arguments: [
        ("2028-02-29", "2028-02-29 00:00:00"), ("2099-12-31 23:59:59", "2099-12-31 23:59:59"), ("2000-01-01 0:00", "2000-01-01 00:00:00"),
        ("2026-10-03T20:00Z", "2026-10-04 04:00:00"), ("2026-01-01T00:00+09:00", "2025-12-31 23:00:00"),
    ])
    func edges(_ text: String, _ written: String) {
        #expect(read(text)?.written == written)
    }

    @Test(arguments: [
        "", " ", "2026", "2026-10", "2026-10-", "2026-1-1-", "26-10-03", "1999-12-31", "2100-01-01", "9999-12-31", "1970-01-01", "2026-00-03",
        "2026-13-03", "2026-10-00",
        "2026-10-32", "2026-02-29", "2026-04-31", "2026-010-03", "2026-10-003", "02026-10-03", "2026.10.03", "20261003", "2026 10 03", "2026-10/03",
        "2026/10-03", "03-10-2026",
        "10/3/2026", "3/10/26", "46083", "46083.5", "2026年10月3", "2026年10-3日", "2026-10月3日", "2026年10月3号", "2026年10月日", "10月3日", "2026-10-03日",
        "2026-10-0308:15",
        "2026-10-0308:15:00", "2026-10-03 8", "2026-10-03 8:5", "2026-10-03 08:15:", "2026-10-03 08:15:0", "2026-10-03 08:15:00.000",
        "2026-10-03 08:15:00,5", "2026-10-03 24:00",
        "2026-10-03T24:00:00", "2026-10-03 23:60", "2026-10-03 23:59:60", "2026-10-03 123:00", "2026-10-03 -8:15", "2026-10-03t08:15",
        "2026-10-03 T08:15", "2026-10-03T 08:15",
        "2026-10-03TT08:15", "2026-10-03T", "2026-10-03 ", "2026-10-03Z", "2026-10-03+08:00", "2026-10-03 08:15z", "2026-10-03 08:15 Z",
        "2026-10-03 08:15ZZ", "2026-10-03 08:15Z ",
        "2026-10-03 08:15+8", "2026-10-03 08:15+08", "2026-10-03 08:15+0800", "2026-10-03 08:15+8:00", "2026-10-03 08:15+08:0",
        "2026-10-03 08:15+08:60", "2026-10-03 08:15+24:00",
        "2026-10-03 08:15+08:00Z", "2026-10-03 08:15+08:00 ", "2026-10-03 08:15±08:00", "2026-10-03 08:15＋08:00", "2026-10-03\t08:15",
        "2026-10-03\n08:15", "2026-10-03\u{A0}08:15",
        "2026-10-03 08:15 AM", "2026-10-03 下午3:15", "2026-10-03 08.15", "2026-10-03 08-15", "2026−10−03", "2026‐10‐03", "2026—10—03", "٢٠٢٦-10-03",
        "२०२६-10-03", "-026-10-03",
        "+2026-10-03", "2026-+1-03", "2026--1-03", "2026-10-03\0", "2026-10-03\u{301}", "2026-1\u{1}-03", "２０２６．10．03", "2026-10-03 08:15 +08:00",
        "today", "2026-Oct-03",
        "2026-10-03 8：1５：", "2026-10-03 08:1５：0", "2026\u{1}10\u{2}3\u{3}",
    ])
    func everythingElse(_ text: String) {
        #expect(read(text) == nil)
        #expect(read(text, endOfDay: true) == nil)
    }

    /// ASCII in its full-width form where the contract folds it, each sign at random.
    private func widened(_ text: String, _ random: inout Random) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    let isFolded =
                        (scalar.value < 0x7F && scalar.properties.isAlphabetic) || ("0"..."9").contains(scalar) || ["-", "/", ":"].contains(scalar)
                    if scalar == " " { return random.once(in: 3) ? "\u{3000}" : scalar }
                    return isFolded && random.once(in: 3) ? Unicode.Scalar(scalar.value + 0xFEE0)! : scalar
                }))
    }

    @Test func everyFormOfAMomentIsTheSameMoment() throws {
        try property(seed: 600, cases: 4000) { random in
            let date = CivilDate(dayNumber: Int32(random.int(1...36_500)))
            let (hour, minute, second) = (random.int(0...23), random.int(0...59), random.pick([0, 0, 7, 30, 59]))
            let expected = CivilTime(date, secondOfDay: hour * 3600 + minute * 60 + second)
            func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
            var forms: [String] = []
            // Offsets: the moment is shifted to the local time there, then written.
            for offset in [nil, "Z", random.pick(["+08:00", "+00:00", "-00:00", "+05:30", "-05:00", "+14:00", "-11:45", "+23:59", "-23:59"])] {
                var shift = 0
                if let offset, offset != "Z" {
                    let parts = offset.dropFirst().split(separator: ":").map { Int($0)! }
                    shift = (parts[0] * 60 + parts[1]) * (offset.first == "-" ? -1 : 1) - 480
                } else if offset != nil {
                    shift = -480
                }
                let local = CivilTime(seconds: expected.seconds + Int64(shift) * 60)
                let clock = Int(local.seconds - CivilTime(local.date).seconds)
                let parts = local.date.components
                guard parts.year >= 2000, parts.year <= 2099 else { continue }
                let seconds = clock % 60 == 0 && random.once(in: 2) ? "" : ":\(two(clock % 60))"
                for hourText in ["\(clock / 3600)", two(clock / 3600)] {
                    for (month, day) in [("\(parts.month)", "\(parts.day)"), (two(parts.month), two(parts.day))] {
                        let time = "\(hourText):\(two(clock / 60 % 60))\(seconds)\(offset ?? "")"
                        let apart = random.pick([" ", "T", "  "])
                        forms.append("\(parts.year)-\(month)-\(day)\(apart)\(time)")
                        forms.append("\(parts.year)/\(month)/\(day)\(apart)\(time)")
                        forms.append("\(parts.year)年\(month)月\(day)日\(random.pick(["", " ", "T"]))\(time)")
                    }
                }
            }
            for form in forms {
                let text = random.once(in: 2) ? widened(form, &random) : form
                // A full-width plus is not folded.
                if let failure = difference(read(text)?.written, expected.description, text) { return failure }
            }
            return nil
        }
    }

    @Test func randomTextIsNeverMisread() throws {
        // What is read must, written out again, have the digits of the text: nothing is dropped or rolled over.
        let alphabet = [
            "2026", "20", "10", "1", "03", "3", "0", "9", "-", "-", "/", "年", "月", "日", " ", "T", ":", "08", "15", "Z", "+", "\u{301}", "a",
        ].map { Array($0.utf8) }
        try property(seed: 700, cases: 20_000) { random in
            let bytes = random.bytes(of: alphabet, most: 14)
            let text = String(decoding: bytes, as: UTF8.self)
            guard let written = read(text)?.written, !text.contains("Z"), !text.contains("+") else { return nil }
            func numbers(_ text: String) -> [Int] {
                text.utf8.split { !(0x30...0x39).contains($0) }.map { Int(String(decoding: $0, as: UTF8.self))! }
            }
            let (found, given) = (numbers(written), numbers(text))
            // A trailing `-hh:mm` is an offset.
            guard given.count == 3 || given.count == 5 || given.count == 6, !text.dropFirst(9).contains("-") else { return nil }
            return difference(Array(found.prefix(given.count)), given, text)
        }
    }

    // MARK: Against a plain reader

    private func compare(_ text: [UInt8], endOfDay: Bool) -> String? {
        // What stands around a time belongs to other fields.
        let memory = [0x39] + text + [0x3A, 0x30, 0x30, 0x39]
        let found = memory.withUnsafeBufferPointer { view in
            TimeReader.read(view, FieldRange(start: 1, end: Int32(text.count + 1)), endOfDay: endOfDay).map { "\($0.seconds) \($0.hasClock)" }
        }
        return difference(found, referenceTime(text, endOfDay: endOfDay).map { "\($0.seconds) \($0.hasClock)" }, shown(text))
    }

    @Test func everyByteAtEveryPlace() throws {
        let texts = [
            "2026-10-03", "2028-02-29", "2026-10-03 08:15", "2026-12-31T23:59", "2026-10-03 08:15:00", "2099-12-31T23:59:59", "2026/1/3 8:15",
            "2026年10月3日8:15", "2026-10-03T08:15Z", "2026-10-03 08:15+08:00", "２０２６-10-03 08:15",
        ]
        for text in texts.map({ Array($0.utf8) }) {
            for endOfDay in [false, true] {
                for index in text.indices {
                    for byte in UInt8.min...UInt8.max {
                        var other = text
                        other[index] = byte
                        if let failure = compare(other, endOfDay: endOfDay) {
                            Issue.record("\(failure)")
                            return
                        }
                    }
                }
            }
        }
    }

    @Test func randomChangesOfValidTexts() throws {
        let pieces = ["0", "1", "2", "9", "-", "/", ":", " ", "T", "Z", "+", "年", "月", "日", "\u{3000}", "３", "：", "－", "＋", "\0", "é"].map {
            Array($0.utf8)
        }
        try property(seed: 2180, cases: 20_000) { random in
            func two(_ range: ClosedRange<Int>) -> String { String(random.int(range) + 100).suffix(2).description }
            var text = Array("20\(two(0...99))-\(two(1...12))-\(two(1...31))".utf8)
            if !random.once(in: 4) { text += Array("\(random.pick([" ", "T"]))\(two(0...24)):\(two(0...60))".utf8) }
            if random.once(in: 2) { text += Array(":\(two(0...60))".utf8) }
            if random.once(in: 3) { text += Array("\(random.pick(["+", "-"]))\(two(0...24)):\(two(0...60))".utf8) }
            for _ in 0..<random.pick([0, 1, 1, 2, 3]) {
                let index = random.int(0...text.count - 1)
                text.replaceSubrange(index..<min(text.count, index + random.int(0...1)), with: random.once(in: 5) ? [] : random.pick(pieces))
                if text.isEmpty { return nil }
            }
            return compare(text, endOfDay: random.once(in: 2))
        }
    }
}
