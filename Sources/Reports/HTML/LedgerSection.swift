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
    private let months: [PeriodView]

    init(_ site: SiteModel, _ view: PeriodView, _ group: Int) {
        self.site = site
        self.view = view
        self.group = group
        months = view.period.kind == .month ? [] : site.months(of: view.period)
    }

    private var text: PageText { site.text }
    private var words: PageWords { site.words }
    private var isMonth: Bool { view.period.kind == .month }

    func write(_ page: inout HTML) {
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
        let rank: HTML = "</small></h3> <span>\(words.rankIs) "
        let back: HTML = """
            </table>
            <p class="back"><a href="#members">\(words.back)</a></p>
            </details>

            """
        let (statements, monthly) = (Statements(site), MonthRows(site, view, months))
        let members = view.members(of: group)
        for index in members.indices {
            let member = members[index]
            let postings = isMonth ? view.postings(of: member.member) : 0..<0
            page.raw("<details id=\"")
            page.text(site.anchors[member.member])
            page.raw("\">\n<summary><h3>")
            page.text(member.row.name)
            page.raw(" <small>")
            page.text(site.report.memberId(member.member))
            page += rank
            page.number(member.rank)
            page.raw("</span> <span>")
            page += isMonth ? postingCount(postings.count) : monthCount(member.months)
            page.raw("</span> <b>")
            page.value(member)
            page.raw("</b></summary>\n<table class=\"")
            page.raw(isMonth ? "ledger" : "months")
            page.raw("\">\n<caption class=\"vh\">")
            page.text(member.row.name)
            page.raw(" ")
            page.text(view.label)
            page.raw("</caption>\n")
            if isMonth { statements.write(&page, member, postings) } else { monthly.write(&page, member) }
            page += back
        }
        page += "</section>\n"
    }

    private func postingCount(_ count: Int) -> HTML { text.say("\(count)笔", count == 1 ? "1 posting" : "\(count) postings") }

    private func monthCount(_ count: Int) -> HTML { text.say("\(count)个计分月", count == 1 ? "1 scored month" : "\(count) scored months") }
}
