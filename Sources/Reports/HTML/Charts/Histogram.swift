import GridModel
import RulePacks
import Scoring

/// How the scores of a period are spread: how many lie in each range, with the line that divides pass from fail.
struct Histogram {
    private let text: PageText
    private let scoring: ScoringSpec
    private let bins: ScoreBins
    private let counter: String
    private let caption: HTML

    /// The drawing's lines from above: name of the line, room for numbers, the bars' feet, the scale.
    private static let (top, foot, height) = (40, 152, 174)

    /// Nil if there are no members.
    init?(_ site: SiteModel, _ members: ArraySlice<MemberResult>) {
        let values = members.values
        guard let spread = ScoreSpread(values) else { return nil }
        let counter = site.words.counter
        (text, scoring, self.counter) = (site.text, site.pack.scoring, counter)
        bins = ScoreBins(values, line: scoring.below, near: scoring.near)
        let (line, near) = (Average(scoring.below), Average(scoring.near))
        let below = values.count { $0 < line }
        let close = values.count { $0 >= line && $0 < near }
        caption = text.say(
            "\(values.count)\(counter)，中位数\(average: Average(spread.median))，低于\(points: scoring.below)分\(below)\(counter)，接近\(close)\(counter)。",
            "\(values.count) members, median \(average: Average(spread.median)); \(below) below \(points: scoring.below), \(close) close to it.")
    }

    private var line: Points { scoring.below }

    func write(_ page: inout Page) {
        let scale = ChartScale(bins.edge(0).hundredths, bins.edge(bins.counts.count).hundredths)
        let most = ChartScale(0, max(1, bins.counts.max() ?? 1))
        page += """
            <figure class="chart histogram">
            <figcaption>\(html: caption)</figcaption>
            <svg role="img" aria-labelledby="spread-title spread-text" width="100%" height="\(Self.height)">\
            <title id="spread-title">\(text.say("得分分布", "How scores are spread"))</title><desc id="spread-text">\(html: description)</desc>

            """
        let share = 100 / Double(bins.counts.count)
        for (index, count) in bins.counts.enumerated() where count > 0 {
            let top = Self.foot - max(4, most.length(Points(hundredths: count), of: Self.foot - Self.top))
            page.at(kind(index), scale.place(bins.edge(index)))
            page.at(" width=\"", share)
            page.raw(" y=\"")
            page.number(top)
            page.raw("\" height=\"")
            page.number(Self.foot - top)
            page.at("\"/><text class=\"n\" x=\"", scale.place(bins.edge(index)) + share / 2)
            page.raw(" y=\"")
            page.number(top - 5)
            page.raw("\" text-anchor=\"middle\">")
            page.number(count)
            page.raw("</text>\n")
        }
        page += "<line class=\"foot\" x1=\"0%\" x2=\"100%\" y1=\"\(Self.foot)\" y2=\"\(Self.foot)\"/>"
        for index in 0...bins.counts.count {
            let edge = bins.edge(index)
            page.at(edge == line ? "<text class=\"lim\" x=\"" : "<text x=\"", scale.place(edge))
            page.raw(" y=\"")
            page.number(Self.foot + 17)
            page.raw("\" text-anchor=\"middle\">")
            page.points(edge)
            page.raw("</text>")
        }
        let limit = scale.place(line)
        page += """
            <line class="limit" x1="\(share: limit)%" x2="\(share: limit)%" y1="16" y2="\(Self.foot)"/>\
            <text class="lim" x="\(share: limit)%" y="11" text-anchor="middle">\(text.say("\(line)分线", "\(line) line"))</text></svg>
            </figure>

            """
    }

    /// A bin of the failing, of those close to the line, or of the others.
    private func kind(_ index: Int) -> StaticString {
        if bins.edge(index) < line { return "<rect class=\"below\" x=\"" }
        if bins.edge(index + 1) <= scoring.near { return "<rect class=\"close\" x=\"" }
        return "<rect x=\""
    }

    /// Every bin in words.
    private var description: HTML {
        var words = HTML()
        for (index, count) in bins.counts.enumerated() where count > 0 {
            let (from, to) = (bins.edge(index), bins.edge(index + 1))
            if !words.bytes.isEmpty { words += text.say("；", "; ") }
            words += text.say("\(points: from)分至不足\(points: to)分\(count)\(counter)", "\(points: from) to less than \(points: to): \(count)")
        }
        return words
    }
}
