import GridModel
import RulePacks
import Scoring

/// The bars of a department's page: one a member, with the line that divides pass from fail.
struct ScoreChart {
    private let site: SiteModel
    private let view: PeriodView
    private let members: ArraySlice<MemberResult>
    private let scale: ChartScale

    /// A department larger than this is read from its distribution; the bars are folded.
    private static let most = 60

    init(_ site: SiteModel, _ view: PeriodView, _ group: Int) {
        self.site = site
        self.view = view
        let members = view.members(of: group)
        self.members = members
        let highest = members.values.max()?.rounded.hundredths ?? 0
        // A round number above all values.
        scale = ChartScale(0, (max(highest, site.pack.scoring.below.hundredths, 100) + 999) / 1000 * 1000)
    }

    private var text: PageText { site.text }

    func write(_ page: inout Page) {
        let below = site.pack.scoring.below
        let limit = scale.place(below)
        let isFolded = members.count > Self.most
        if isFolded {
            page += "<details class=\"fold\">\n<summary>\(text.say("逐人得分（\(members.count)\(site.words.counter)）", "Score of each of the \(members.count) members"))</summary>\n"
        }
        page += """
            <figure class="chart">
            <figcaption>\(html: summary)</figcaption>
            <div class="row scale" aria-hidden="true"><span></span><svg width="100%" height="20">
            """
        for tick in scale.ticks(atMost: 7) where abs(scale.place(tick) - limit) > 15 {
            page += "<text x=\"\(share: scale.place(tick))%\" y=\"14\" text-anchor=\"middle\">\(points: tick)</text>"
        }
        page += """
            <text class="lim" x="\(share: limit)%" y="14" text-anchor="middle">\(text.say("\(below)分线", "\(below) line"))</text></svg>\
            <span></span></div>
            <ol role="list">

            """
        let notes = Pieces(["", "\(text.say("接近\(below)", "close to \(below)"))", "\(text.say("低于\(below)", "below \(below)"))"])
        let start = Pieces([
            """
            </span><svg aria-hidden="true" width="100%" height="20"><rect x="0%" y="4" width="
            """
        ])
        let end = Pieces([
            """
            %" height="12"/><line x1="\(share: limit)%" x2="\(share: limit)%" y1="0" y2="20"/></svg><b>
            """
        ])
        view.result.members.withUnsafeBufferPointer { results in
            for index in members.indices {
                let member = results.baseAddress! + index
                let value = member.pointee.value
                let (isBelow, isClose) = (site.isBelow(value), site.isClose(value))
                page.raw(isBelow ? "<li class=\"row below\"><span>" : isClose ? "<li class=\"row close\"><span>" : "<li class=\"row \"><span>")
                page.put(view.names, index)
                page.put(start)
                page.share(scale.place(value.rounded))
                page.put(end)
                page.value(member)
                page.raw("</b><i>")
                page.put(notes, isBelow ? 2 : isClose ? 1 : 0)
                page.raw("</i></li>\n")
            }
        }
        page += """
            </ol>
            </figure>

            """
        if isFolded { page += "</details>\n" }
    }

    private var summary: HTML {
        let order = members.indices
        guard let high = order.max(by: { members[$0].value < members[$1].value }), let low = order.min(by: { members[$0].value < members[$1].value })
        else { return "" }
        let (highest, lowest) = (members[high], members[low])
        return text.say(
            "最高\(value: highest)（\(highest.row.name)），最低\(value: lowest)（\(lowest.row.name)）。",
            "Highest \(value: highest) (\(highest.row.name)), lowest \(value: lowest) (\(lowest.row.name)).")
    }
}
