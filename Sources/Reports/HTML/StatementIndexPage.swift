import GridModel
import RulePacks
import Scoring

/// The statements of a department in a period: who has one, or all of them to be printed in one go.
struct StatementIndexPage {
    let model: StatementModel
    let view: PeriodView
    let group: Int

    private var site: SiteModel { model.site }
    private var words: PageWords { site.words }
    private var name: String { site.groupName(site.book.groups[group]) }

    private func head(_ page: inout Page, _ crumbs: [Crumb], here: String) {
        var way = crumbs
        if let href = model.departmentPage(view, group) { way.insert(Crumb(href: href, text: name), at: 0) }
        site.head(&page, title: site.title(view, "\(name) \(words.statements) "), way: way, here: here, isSheet: true)
    }

    func write(_ page: inout Page) {
        head(&page, [], here: "\(words.statements) \(view.label)")
        let subject = site.pack.scheme.subject[site.language]
        let (unit, isScored) = (words.label(site.report.unitHeader), site.pack.isScored)
        let provisional: HTML = view.result.isFinal ? "" : " <span class=\"tag\">\(words.provisional)</span>"
        page += """
            <h1>\(name) <small>\(words.statements) \(view.label)</small>\(html: provisional)</h1>
            <p class="sub">\(words.statementsLead) <a href="all.html">\(words.printAll)</a></p>
            <section>

            """
        page.beginList(
            "\(words.statements) \(view.label)", style: isScored ? "roll" : "",
            [
                isScored ? .number(words.rank) : nil, .text(words.label(subject)), unit.isEmpty ? nil : .text(unit),
                isScored ? .number(site.scoreWord(view)) : nil,
            ])
        for index in view.members(of: group).indices {
            let own = view.result.members[index]
            page += """
                <tr>\(html: isScored ? "<td class=\"r\" data-l=\"\(words.rank)\">\(own.rank)</td>" : "")<th scope="row"><a href="\(model.file(own.member))">\(own.row.name)</a> \
                <small>\(site.report.memberId(own.member))</small></th>\(html: unit.isEmpty ? "" : "<td data-l=\"\(unit)\">\(own.row.unit)</td>")\
                \(html: isScored ? "<td class=\"r\" data-l=\"\(site.scoreWord(view))\"><b>\(value: own)</b></td>" : "")</tr>

                """
        }
        page.endList()
        page += "</section>\n"
        site.plainFoot(&page)
    }

    /// All statements, each on a sheet of its own.
    func writeAll(_ page: inout Page) {
        head(&page, [Crumb(href: "index.html", text: "\(words.statements) \(view.label)")], here: words.printAll)
        page += """
            <div class="screen"><h1>\(name) <small>\(words.statements) \(view.label)</small></h1></div>

            """
        for index in view.members(of: group).indices { StatementPage(model: model, view: view, index: index, level: 2).sheet(&page) }
        site.plainFoot(&page)
    }
}
