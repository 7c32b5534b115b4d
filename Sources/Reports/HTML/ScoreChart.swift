import GridModel
import RulePacks
import Scoring

/// The bars of a department's page: one a member, with the line that divides pass from fail.
struct ScoreChart {
    private let site: SiteModel
    private let view: PeriodView
    private let members: ArraySlice<MemberResult>
    /// The right end of the scale, a round number above all values.
    private let end: Double
    private let line: Double

    init(_ site: SiteModel, _ view: PeriodView, _ group: Int) {
        self.site = site
        self.view = view
        let members = view.members(of: group)
        self.members = members
        line = Double(site.pack.scoring.below.hundredths) / 100
        let highest = members.indices.map { Double(members[$0].value.rounded.hundredths) / 100 }.max() ?? 0
        end = (max(highest, line, 1) / 10).rounded(.up) * 10
    }

    private var text: PageText { site.text }

    func write(_ page: inout Page) {
        let below = site.pack.scoring.below
        let limit = line / end * 100
        page += """
            <figure class="chart">
            <figcaption>\(html: summary)</figcaption>
            <div class="row scale" aria-hidden="true"><span></span><svg width="100%" height="20">
            """
        for tick in ticks {
            page += "<text x=\"\(share: tick / end * 100)%\" y=\"14\" text-anchor=\"middle\">\(Int(tick))</text>"
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
                page.share(Double(value.rounded.hundredths) / 100 / self.end * 100)
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
    }

    private var summary: HTML {
        let order = members.indices
        guard let high = order.max(by: { members[$0].value < members[$1].value }), let low = order.min(by: { members[$0].value < members[$1].value })
        else { return "" }
        let (highest, lowest) = (members[high], members[low])
        let below = order.count { site.isBelow(members[$0].value) }
        let line = "\(site.pack.scoring.below)"
        return text.say(
            "\(members.count)人，最高\(value: highest)（\(highest.row.name)），最低\(value: lowest)（\(lowest.row.name)），低于\(line)分\(below)人。",
            "\(members.count) members; highest \(value: highest) (\(highest.row.name)), lowest \(value: lowest) (\(lowest.row.name)); \(below) below \(line)."
        )
    }

    /// Round numbers on the scale, away from the line's own label.
    private var ticks: [Double] {
        let step = end <= 150 ? 20.0 : end <= 300 ? 50 : (end / 6 / 100).rounded(.up) * 100
        return stride(from: step, to: end, by: step).filter { abs($0 - line) / end > 0.15 }
    }
}
