import GridModel
import Intake
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
        let (statements, monthly) = (Statements(site, view, self), MonthRows(site, view, months))
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

/// Members' postings of a month, each with the running total.
private struct Statements {
    private let site: SiteModel
    private let head: HTML
    /// The cells of wording and clause, but for rankings, whose wording is not the same for all.
    private let rules: [HTML]
    private let base: HTML
    private let floor: HTML
    private let kinds: [HTML]
    private let files: [HTML]

    init(_ site: SiteModel, _ view: PeriodView, _ section: LedgerSection) {
        self.site = site
        let words = site.words
        var head: HTML = "<thead><tr>"
        for column in [words.date, words.wording, words.clause, words.record, words.source, words.points, words.running] {
            head += "<th scope=\"col\">\(column)</th>"
        }
        head += "</tr></thead>\n<tbody>\n"
        self.head = head
        func cells(_ source: Posting.Source) -> HTML { "</td><td>\(site.report.wording(source))</td><td>\(site.pack.clause(source))</td><td>" }
        rules = site.pack.rules.indices.map { cells(.rule($0)) }
        (base, floor) = (cells(.base), cells(.floor))
        kinds = site.pack.kinds.indices.map { "\(site.report.kindName($0)) " }
        files = site.report.intake.files.map { "</td><td>\($0.name):" }
    }

    func write(_ page: inout HTML, _ member: MemberResult, _ postings: Range<Int>) {
        page += head
        var running = Points.zero
        site.book.ledger.withUnsafeBufferPointer { ledger in
            site.origins.read { places, ids in
                for position in site.book.statement(postings) {
                    let (posting, origin) = (ledger[position], places[position])
                    running += posting.points
                    page.raw("<tr><td>")
                    if let day = posting.day { page.monthAndDay(day) }
                    switch posting.source {
                    case .base: page += base
                    case .floor: page += floor
                    case .rule(let rule): page += rules[rule]
                    case .ranking(let ranking): self.ranking(&page, ranking, member)
                    }
                    if let origin {
                        if origin.kind >= 0 { page += kinds[Int(origin.kind)] }
                        page.text(origin.id(in: ids))
                        page += files[Int(origin.file)]
                        page.number(origin.line)
                    } else {
                        page.raw("</td><td>")
                    }
                    page.raw("</td><td>")
                    if posting.source == .base { page.points(posting.points) } else { page.signed(posting.points) }
                    page.raw("</td><td>")
                    page.points(running)
                    page.raw("</td></tr>\n")
                }
            }
        }
        page.raw("</tbody>\n")
    }

    private func ranking(_ page: inout HTML, _ ranking: Int, _ member: MemberResult) {
        let definition = site.pack.rankings[ranking]
        let category = definition.category[site.language]
        page += "</td><td>\(site.report.wording(.ranking(ranking)))"
        if let place = member.breakdown?.counts[ranking] {
            page += site.text.say("：\(category)第\(place.rank)名（\(place.count)）", ": rank \(place.rank) by \(category) (\(place.count))")
        }
        page += "</td><td>\(definition.clause)</td><td>"
    }
}

/// Members' months of a quarter or year.
private struct MonthRows {
    private let site: SiteModel
    private let view: PeriodView
    private let months: [PeriodView]
    private let head: HTML
    private let average: HTML
    /// How the row of each month begins, up to the folder that its pages are in; and what stands behind the link.
    private let starts: [HTML]
    private let labels: [HTML]
    private let lists: [HTML]
    private let marks: [HTML]
    private let groups: [HTML]

    init(_ site: SiteModel, _ view: PeriodView, _ months: [PeriodView]) {
        self.site = site
        self.view = view
        self.months = months
        let words = site.words
        head = """
            <thead><tr><th scope="col">\(words.month)</th><th scope="col">\(words.department)</th><th scope="col" class="r">\(words.rank)</th>\
            <th scope="col" class="r">\(words.score)</th><th scope="col">\(words.flags)</th></tr></thead>
            <tbody>

            """
        average = """
            </tbody>
            <tfoot><tr><th scope="row" colspan="3">\(words.average)</th><td class="r">
            """
        starts = months.map { "<tr><th scope=\"row\"><a href=\"\(site.text.path(from: view.period, to: $0.period))" }
        labels = months.map { "\">\($0.label)</a></th><td>" }
        lists = site.pack.lists.map { "\($0.names[site.language])" }
        marks = site.pack.marks.map { "\(site.markShort($0))" }
        groups = site.book.groups.map { "\(site.groupName($0))" }
    }

    func write(_ page: inout HTML, _ member: MemberResult) {
        page += head
        for (index, month) in months.enumerated() {
            guard let place = month.place(of: member.member) else { continue }
            let score = month.result.members[place]
            page += starts[index]
            page.text(site.departmentFiles[score.group])
            page.raw("#")
            page.text(site.anchors[member.member])
            page += labels[index]
            page += groups[score.group]
            page.raw("</td><td class=\"r\">")
            page.number(score.rank)
            page.raw("</td><td class=\"r\">")
            page.points(score.value.sum)
            page.raw("</td><td>")
            flags(&page, month, score)
            page.raw("</td></tr>\n")
        }
        page += average
        page.value(member)
        page.raw("</td><td></td></tr></tfoot>\n")
    }

    private func flags(_ page: inout HTML, _ month: PeriodView, _ score: MemberResult) {
        var isFirst = true
        func flag(_ name: HTML) {
            if !isFirst { page.raw(site.language == .chinese ? "、" : ", ") }
            isFirst = false
            page += name
        }
        for list in month.result.lists where score.lists[list.list] { flag(lists[list.list]) }
        for mark in marks.indices where score.marks[mark] { flag(marks[mark]) }
    }
}
