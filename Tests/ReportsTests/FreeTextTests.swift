import GridModel
import PropertyKit
import Testing

@testable import Reports

/// Telephone numbers and names of customers are masked, and nothing else.
@Suite struct FreeTextTests {
    @Test(arguments: [
        ("13812345678", "138****5678"), ("来电 13812345678，称水压低", "来电 138****5678，称水压低"), ("138 1234 5678", "138 **** 5678"),
        ("138-1234-5678", "138-****-5678"), ("+86 138 1234 5678", "+86 138 **** 5678"), ("+8613812345678", "+86138****5678"),
        ("008613812345678", "0086138****5678"), ("86-13812345678", "86-138****5678"), ("013812345678", "0138****5678"),
        ("１３８１２３４５６７８", "１３８＊＊＊＊５６７８"), ("1381234 5678", "138**** 5678"), ("电话:13812345678。", "电话:138****5678。"),
        ("13812345678 2026-10-03", "138****5678 2026-10-03"), ("2026-10-03 13812345678", "2026-10-03 138****5678"),
        ("13812345678/15912345678", "138****5678/159****5678"), ("0635-8212345", "0635-****345"), ("06358212345", "0635****345"),
        ("(0635)8212345", "(0635)****345"), ("（0635） 8212345", "（0635） ****345"), ("010-65529988", "010-*****988"),
        ("010 6552 9988", "010 **** *988"), ("+86-635-8212345", "+86-635-****345"), ("+86 10 65529988", "+86 10 *****988"),
        ("0635-821-2345", "0635-***-*345"), ("０６３５－８２１２３４５", "０６３５－＊＊＊＊３４５"), ("0635-8212345转801", "0635-****345转801"),
    ])
    func telephoneNumbersAreMasked(_ text: String, _ shown: String) {
        #expect(FreeText.masked(text) == shown)
    }

    @Test(arguments: [
        ("李女士来电", "＊女士来电"), ("张建国先生投诉", "＊＊＊先生投诉"), ("已向欧阳女士解释", "已向＊＊女士解释"), ("诸葛明亮师傅", "＊＊＊＊师傅"),
        ("小王师傅与老李老师", "小＊师傅与老＊老师"), ("联系人：张建国", "联系人：＊＊＊"), ("户主: 李明，三楼", "户主: ＊＊，三楼"),
        ("姓名：王芳 13812345678", "姓名：＊＊ 138****5678"), ("Mr. Li called", "Mr. ** called"), ("told Mrs Wang Fang twice", "told Mrs **** **** twice"),
    ])
    func namesAreMasked(_ text: String, _ shown: String) {
        #expect(FreeText.masked(text) == shown)
    }

    @Test(arguments: [
        "", "女士优先", "用户来电", "老师傅到场", "用户：自来水公司维修处", "已装13只水表，共135.5元", "2026-10-03 08:15", "2026年10月3日", "20261003 0815", "135 20261003",
        "0815 20261003", "08:15-09:30", "TH2608-001", "GD20261003000123", "12345 96568", "13812345678.5", "1.13812345678", "138123456789",
        "1234567890",
        "计分编号 7k3m-2qxd-9abc", "第1380号 1234次", "100 97.5 -3 +5", "1.23E+11", "Mr", "Mrs.", "Miss x", "Msc Wang", "10000000000", "12812345678",
        "李明没有戴工牌", "2026-08/complaints.csv:2", "W1017",
    ])
    func nothingElseIs(_ text: String) {
        #expect(FreeText.masked(text) == text)
    }

    /// Ids are what records are found by.
    @Test func idsStay() {
        #expect(FreeText.masked("13812345678", of: .id) == "13812345678")
        #expect(FreeText.masked("13812345678", of: .text) == "138****5678")
        #expect(FreeText.masked("13812345678", of: nil) == "138****5678")
    }

    /// The code at the end of a message stays, though it may look like a number.
    @Test func codesOfMessagesStay() {
        #expect(FreeText.masked(message: "王女士 0635-8212345〔内容码 0635-8212-3456〕") == "＊女士 0635-****345〔内容码 0635-8212-3456〕")
        #expect(FreeText.masked(message: "0635-8212345 [content 0635-8212-3456]") == "0635-****345 [content 0635-8212-3456]")
    }

    // MARK: Properties

    private static let gaps = ["", " ", "-", " - ", "－", "　"]

    private func digits(_ count: Int, _ random: inout Random) -> String { (0..<count).map { _ in String(random.int(0...9)) }.joined() }

    private func wide(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { (0x30...0x39).contains($0.value) ? Unicode.Scalar($0.value + 0xFEE0)! : $0 }))
    }

    /// Whatever stands around it and however it is grouped: four digits of a mobile number are gone, and its ends are there.
    @Test func everyMobileNumberIsMasked() throws {
        try property(seed: 0x13800, cases: 4000) { random in
            let number = "1\(random.int(3...9))" + digits(9, &random)
            let grouping = random.pick([[11], [3, 4, 4], [3, 8], [7, 4], [3, 3, 5], [5, 6]])
            let gap = grouping == [3, 8] ? random.pick(["-", " - ", "－"]) : random.pick(Self.gaps.dropFirst())
            var rest = number[...]
            let parts = grouping.map { length -> Substring in
                defer { rest = rest.dropFirst(length) }
                return rest.prefix(length)
            }
            var text = random.pick(["", "+86", "+86 ", "0086-", "86 ", "0"]) + parts.joined(separator: gap)
            if random.once(in: 4) { text = wide(text) }
            text =
                random.pick(["", "电话", "请回电：", "tel:", "2026-10-03 ", "100 ", "（"]) + text + random.pick(["", "。", "）", " 谢谢", ", 2026-10-03", "转告"])
            let shown = FreeText.masked(text)
            let left = shown.unicodeScalars.compactMap(\.digit).map { String($0) }.joined()
            if left.contains(number) { return "\(text) is shown as \(shown)" }
            let stars = shown.unicodeScalars.count { $0 == "*" || $0 == "＊" }
            return difference([stars, shown.unicodeScalars.count], [4, text.unicodeScalars.count], text)
                ?? difference(FreeText.masked(shown), shown, "masked again: \(text)")
        }
    }

    @Test func everyFixedLineIsMasked() throws {
        try property(seed: 0x0635, cases: 4000) { random in
            let area = random.pick(["010", "021", "0635", "0531", "0755"])
            let local = String(random.int(2...9)) + digits(area.count == 3 || random.once(in: 2) ? 7 : 6, &random)
            let gap = random.pick(["", "-", "－", ")", "）", " - "])
            var text = (gap == ")" ? "(" : gap == "）" ? "（" : "") + area + gap + local
            if random.once(in: 4) { text = wide(text) }
            text = random.pick(["", "电话", "请回电：", "2026-10-03 "]) + text + random.pick(["", "。", " 谢谢", "转8001"])
            let shown = FreeText.masked(text)
            let stars = shown.unicodeScalars.count { $0 == "*" || $0 == "＊" }
            return difference([stars, shown.unicodeScalars.count], [local.count - 3, text.unicodeScalars.count], "\(text) is shown as \(shown)")
        }
    }

    /// Dates and times in every form that is read, points, scores, posting ids and ids of records.
    @Test func datesPointsAndIdsAreNeverMasked() throws {
        try property(seed: 0xDA7E, cases: 6000) { random in
            func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
            let (year, month, day) = (random.int(2000...2099), random.int(1...12), random.int(1...28))
            let date = random.pick([
                "\(year)-\(two(month))-\(two(day))", "\(year)/\(month)/\(day)", "\(year)年\(month)月\(day)日", "\(year)\(two(month))\(two(day))",
                "\(year)－\(month)－\(day)",
            ])
            let time = random.pick(["", " \(random.int(0...23)):\(two(random.int(0...59)))", "T\(two(random.int(0...23))):00:00+08:00"])
            let points = Points(hundredths: random.int(-30_000...30_000))
            let code = ShortCode(bits: random.next())
            let id = random.pick(["W", "TH", "GD", "JC2610-", ""]) + String(random.int(1...999_999))
            let words = [date + time, points.signed, "\(points)", id, "2026-08/calls.csv:\(random.int(1...99999))", "第\(random.int(1...99))条"]
            let text = (0..<random.int(1...4)).map { _ in random.pick(words) }.joined(separator: random.pick(["，", " ", "; ", "、"]))
            if code.description.unicodeScalars.contains(where: { $0.digit == nil && $0 != "-" }) {
                if let wrong = difference(FreeText.masked("\(text) \(code)"), "\(text) \(code)", "") { return wrong }
            }
            return difference(FreeText.masked(text), text, "")
        }
    }

    /// On any text: as long as before, only digits, ideographs and letters give way to stars, and once is enough.
    @Test func masksChangeNothingElse() throws {
        let alphabet = [
            "1", "3", "8", "0", "6", "5", "-", " ", "+", "86", "．", ".", "李", "王", "先生", "师傅", "联系人", "：", "Mr", "Li", "，", "９", "\u{301}", "x",
        ]
        .map { Array($0.utf8) }
        try property(seed: 0x5EA, cases: 20_000) { random in
            let text = String(decoding: random.bytes(of: alphabet, most: 30), as: UTF8.self)
            let shown = FreeText.masked(text)
            let (before, after) = (Array(text.unicodeScalars), Array(shown.unicodeScalars))
            if before.count != after.count { return "\(text) is shown as \(shown)" }
            for (one, other) in zip(before, after) where one != other {
                guard other == one.mask, one.digit != nil || one.isIdeograph || one.properties.isAlphabetic else {
                    return "\(text) is shown as \(shown)"
                }
            }
            return difference(FreeText.masked(shown), shown, text)
        }
    }
}
