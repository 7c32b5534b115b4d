import GridModel
import RulePacks
import Scoring

/// A public notice of a period: lists and scores, names as the pack has them shown. No posting and no record stands here.
struct NoticePage {
    let site: SiteModel
    let view: PeriodView
    let spec: NoticeSpec

    private var text: PageText { site.text }
    private var words: PageWords { site.words }
    private var mask: MaskedName { MaskedName(spec: spec) }

    static func path(_ period: Period) -> String { "notice/\(period).html" }

    func write(_ page: inout Page) {
        let scheme = site.pack.scheme
        let subject = scheme.subject[site.language]
        let name = text.say("\(subject)\(words.noticeTitle)", words.noticeTitle)
        site.head(
            &page, title: site.title(view, name + " "), way: [Crumb(href: "../index.html", text: text.say("首页", "Start"))],
            here: "\(words.notice) \(view.label)", isSheet: true)
        page += """
            <article class="sheet public">
            <h1>\(view.label)\(text.say("", " "))\(name)</h1>

            """
        if !view.result.isFinal { page += "<p class=\"notice\"><b>\(words.provisional)</b> \(words.notFinal)</p>\n" }
        page += text.say(
            "<p>根据《\(scheme.regulation.chinese)》，现将\(view.label)\(subject)考核结果公示如下。</p>\n",
            "<p>Under the \(scheme.regulation.english) the results of \(view.label) are made public as follows.</p>\n")
        for list in view.result.lists where spec.lists.contains(list.list) { self.list(&page, list) }
        if spec.scores { scores(&page) }
        if let objections = spec.objections {
            page += """
                <section aria-labelledby="objections">
                <h2 id="objections">\(words.objections)</h2>
                <p>\(objections[site.language])</p>
                </section>

                """
        }
        page += """
            <div class="issued"><p>\(scheme.organisation[site.language])</p><p>\(text.say("　　　　年　　月　　日", "Date: ____________"))</p></div>
            </article>

            """
        site.plainFoot(&page)
    }

    // MARK: Tables

    private func list(_ page: inout Page, _ list: ListResult) {
        let definition = site.pack.lists[list.list]
        let title = (definition.files[view.period.kind]?.title ?? definition.title)[site.language]
        page += """
            <section aria-labelledby="list-\(definition.id)">
            <h2 id="list-\(definition.id)">\(title) <span class="n">\(list.entries.count)</span></h2>

            """
        if list.entries.isEmpty { page += "<p class=\"none\">\(words.none)</p>\n" }
        tables(&page, list.entries, title: title, isOfAll: definition.isOfAll)
        page += "</section>\n"
    }

    private func scores(_ page: inout Page) {
        page += """
            <section aria-labelledby="scores">
            <h2 id="scores">\(words.allScores) <span class="n">\(view.result.members.count)</span></h2>

            """
        tables(&page, view.result.members.indices.map { ($0, view.result.members[$0].rank) }, title: words.allScores, isOfAll: false)
        page += "</section>\n"
    }

    /// A table for each group that is compared.
    private func tables(_ page: inout Page, _ entries: [(result: Int, rank: Int)], title: String, isOfAll: Bool) {
        if isOfAll || spec.columns.contains(.group) { return table(&page, entries, title) }
        page += "<div class=\"groups\">\n"
        for group in view.groups {
            let own = entries.filter { view.result.members[$0.result].group == group }
            guard !own.isEmpty else { continue }
            let name = site.groupName(site.book.groups[group])
            page += "<div>\n<h3>\(name)</h3>\n"
            table(&page, own, "\(title) \(name)")
            page += "</div>\n"
        }
        page += "</div>\n"
    }

    private func table(_ page: inout Page, _ entries: [(result: Int, rank: Int)], _ caption: String) {
        guard !entries.isEmpty else { return }
        page += "<table>\n<caption class=\"vh\">\(caption)</caption>\n<thead><tr>"
        for column in spec.columns { page += "<th scope=\"col\"\(html: isNumber(column) ? " class=\"r\"" : "")>\(words.label(header(column)))</th>" }
        page += "</tr></thead>\n<tbody>\n"
        for (result, rank) in entries {
            page += "<tr>"
            for column in spec.columns {
                page += "<td\(html: isNumber(column) ? " class=\"r\"" : "")>"
                cell(&page, column, view.result.members[result], rank)
                page += "</td>"
            }
            page += "</tr>\n"
        }
        page += "</tbody>\n</table>\n"
    }

    private func isNumber(_ column: ListColumn) -> Bool {
        switch column {
        case .rank, .months, .value: true
        case .period, .group, .subject, .name, .unit, .status: false
        }
    }

    private func header(_ column: ListColumn) -> String {
        switch column {
        case .period: words.period
        case .group: site.report.groupHeader
        case .subject: site.report.subjectHeader
        case .name: site.report.nameHeader
        case .unit: site.report.unitHeader
        case .months: Word.months[site.language]
        case .value: site.scoreWord(view)
        case .rank: words.rank
        case .status: words.status
        }
    }

    private func cell(_ page: inout Page, _ column: ListColumn, _ own: MemberResult, _ rank: Int) {
        switch column {
        case .period: page.text(view.label)
        case .group: page.text(site.groupName(own.row.group))
        case .subject: page.text(mask.id(site.report.memberId(own.member)))
        case .name: page.text(mask.name(own.row.name))
        case .unit: page.text(own.row.unit)
        case .months: page.number(own.months)
        case .value: page.value(own)
        case .rank: page.number(rank)
        case .status: page.text(site.report.status(view.result))
        }
    }
}
