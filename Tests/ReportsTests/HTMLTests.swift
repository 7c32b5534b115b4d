import GridModel
import Testing

@testable import Reports

@Suite struct HTMLTests {
    private func text(_ html: HTML) -> String { String(decoding: html.bytes, as: UTF8.self) }

    @Test(arguments: [
        ("plain 文字 𠮷", "plain 文字 𠮷"), ("<b>", "&lt;b&gt;"), ("a&b", "a&amp;b"), ("\"'", "&quot;&#39;"), ("&amp;", "&amp;amp;"), ("", ""),
        ("<\u{301}", "&lt;\u{301}"), ("\"\u{301}", "&quot;\u{301}"), ("a\tb\nc\rd\r\ne", "a b c d  e"),
        ("\0\u{1B}\u{7F}", "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ("\u{80}\u{A0}", "\u{80}\u{A0}"),
    ])
    func textIsEscapedByScalars(_ text: String, _ html: String) {
        #expect(self.text("\(text)") == html)
        #expect(self.text("<a title=\"\(text)\">") == "<a title=\"\(html)\">")
    }

    /// A literal put into a literal is text, whatever it looks like; only what is named HTML is HTML.
    @Test func onlyHTMLIsHTML() {
        let mark: HTML = "<b>\("<i>")</b>"
        #expect(text(mark) == "<b>&lt;i&gt;</b>")
        #expect(text("<p>\(html: mark)\("<br>")</p>") == "<p><b>&lt;i&gt;</b>&lt;br&gt;</p>")
    }

    @Test(arguments: [(0, "0", "0"), (-300, "−3", "−3"), (9750, "97.5", "+97.5"), (-5, "−0.05", "−0.05"), (123_456_789, "1234567.89", "+1234567.89")])
    func pointsHaveATrueMinus(_ hundredths: Int, _ plain: String, _ signed: String) {
        let points = Points(hundredths: hundredths)
        #expect(text("\(points: points)") == plain)
        #expect(text("\(signed: points)") == signed)
    }

    @Test(arguments: [(1, 3, "0.00"), (-2, 1, "−0.02"), (-1, 3, "0.00"), (-2, 3, "−0.01"), (29_500, 3, "98.33"), (10_000, 1, "100.00")])
    func averagesHaveTwoDecimals(_ hundredths: Int, _ count: Int, _ shown: String) {
        #expect(text("\(average: Average(sum: Points(hundredths: hundredths), count: count))") == shown)
    }

    @Test(arguments: [(0.0, "0.0"), (-7, "0.0"), (33.349, "33.3"), (33.35, "33.4"), (100, "100.0"), (250, "100.0")])
    func sharesHaveOneDecimal(_ value: Double, _ shown: String) {
        #expect(text("\(share: value)") == shown)
    }

    /// A page goes out in pieces, none lost and none twice.
    @Test func pagesAreHandedOverInPieces() {
        var pieces: [[UInt8]] = []
        var page = Page { pieces.append(Array($0)) }
        for number in 0..<40_000 { page += "<td>\(number)</td>" }
        page.hand()
        #expect(pieces.count > 5 && pieces.allSatisfy { $0.count < 1 << 18 })
        #expect(String(decoding: pieces.joined(), as: UTF8.self) == (0..<40_000).map { "<td>\($0)</td>" }.joined())
    }
}
