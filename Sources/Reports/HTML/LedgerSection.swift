import GridModel
import RulePacks
import Scoring

/// How each member of a department came to a score: posting by posting in a month, month by month in a longer period.
///
/// There may be hundreds of thousands of rows: what is the same in many of them is made once.
struct LedgerSection {
    private let site: SiteModel
    private let view: PeriodView
    private let group: Int
    private let monthly: MonthRows

    init(_ site: SiteModel, _ view: PeriodView, _ group: Int, _ monthly: MonthRows) {
        self.site = site
        self.view = view
        self.group = group
        self.monthly = monthly
    }

    private var text: PageText { site.text }
    private var words: PageWords { site.words }
    private var isMonth: Bool { view.period.kind == .month }

    func write(_ page: inout Page) {
        let lead =
            isMonth
            ? text.say("每人一份账，自基础分起逐笔累计，末行即得分。", "One ledger a member: from the base, posting by posting; the last line is the score.")
            : text.say("每人各月的得分，点月份查看当月逐笔明细。", "The scores of each member by month; follow a month to its postings.")
        page += """
            <section aria-labelledby="ledgers" class="ledgers">
            <h2 id="ledgers">\(isMonth ? text.say("逐笔明细", "Postings") : text.say("各月得分", "Scores by month"))</h2>
            <p class="lead">\(lead)</p>
            <p class="printhint">\(words.printHint)</p>

            """
        let rank = Pieces(["</small></h3> <span>\(words.rankIs) "])
        let kind = Pieces(["</b></summary>\n<table class=\"\(isMonth ? "ledger" : "months")\">\n<caption class=\"vh\">"])
        let caption = Pieces([" \(view.label)</caption>\n"])
        let back = Pieces([
            """
            </table>
            <p class="back"><a href="#members">\(words.back)</a></p>
            </details>

            """
        ])
        var order = StatementOrder()
        view.result.members.withUnsafeBufferPointer { members in
            for index in view.members(of: group).indices {
                let member = members.baseAddress! + index
                let own = member.pointee.member
                let postings = isMonth ? view.postings(of: own) : 0..<0
                page.raw("<details id=\"")
                page.put(site.anchorPieces, own)
                page.raw("\">\n<summary><h3>")
                page.put(view.names, index)
                page.raw(" <small>")
                page.put(site.ids, own)
                page.put(rank)
                page.number(member.pointee.rank)
                page.raw("</span> <span>")
                if isMonth { postingCount(&page, postings.count) } else { monthCount(&page, member.pointee.months) }
                page.raw("</span> <b>")
                page.value(member)
                page.put(kind)
                page.put(view.names, index)
                page.put(caption)
                if isMonth {
                    site.statements.write(&page, site, member, postings, &order)
                } else {
                    monthly.write(&page, member)
                }
                page.put(back)
            }
        }
        page += "</section>\n"
    }

    private func postingCount(_ page: inout Page, _ count: Int) {
        page.number(count)
        page.raw(site.language == .chinese ? "笔" : count == 1 ? " posting" : " postings")
    }

    private func monthCount(_ page: inout Page, _ count: Int) {
        page.number(count)
        page.raw(site.language == .chinese ? "个计分月" : count == 1 ? " scored month" : " scored months")
    }
}
