import GridModel
import RulePacks
import Scoring

/// What awaits a verification, a confirmation or a signature, how long, and what it would change.
struct WaitingSection {
    let lists: Worklists
    /// The group whose page it is; nil for the whole company's.
    let group: Int?

    /// Records that a page lists; all stand in the table.
    private static let mostOfGroup = 50
    private static let mostOfAll = 20

    private var site: SiteModel { lists.site }
    private var words: PageWords { site.words }
    private var items: [Int] { group.map { lists.waiting($0) } ?? Array(lists.waiting.indices) }
    private var shown: ArraySlice<Int> { items.prefix(group == nil ? Self.mostOfAll : Self.mostOfGroup) }

    /// The settings that the shown records rest on.
    var touched: Set<Setting> {
        Set(
            shown.flatMap { index in
                let hits = lists.waiting[index].act.hits
                return hits.map { Setting(site.pack.facts[$0.fact].user) } + hits.flatMap { $0.marks.map { .mark($0) } }
            })
    }

    func tile(_ page: inout Page) {
        let items = items
        let oldest = items.first.map { "\(words.oldest) \(words.days(lists.waiting[$0].days))" } ?? ""
        page += """
            <div class="\(html: site.alert(items.count))"><dt><a href="#waiting">\(words.pending)</a></dt><dd>\(items.count)</dd><dd class="note">\(oldest)</dd></div>

            """
    }

    func write(_ page: inout Page) {
        let items = items
        page += """
            <section aria-labelledby="waiting">
            <h2 id="waiting">\(words.pendingTitle) <span class="n">\(items.count)</span></h2>

            """
        if items.isEmpty {
            page += "<p class=\"none\">\(words.none)</p>\n</section>\n"
            return
        }
        page += "<p class=\"lead\">\(words.waitingLead)</p>\n"
        page.beginList(
            "\(words.pendingTitle)", style: "waiting\(group == nil ? " company" : "")",
            [
                .text(site.pack.scheme.subject[site.language]), group == nil ? .text(words.department) : nil, .text(words.record),
                .number(words.waited), .text(words.wouldBe),
            ])
        let consequences = Consequences(site: site, group: group)
        var known: [Act: HTML] = [:]
        for index in shown {
            let item = lists.waiting[index]
            let lines = known[item.act] ?? measured(item.act) ?? consequences.lines(item.act, lists.prospect.outcome(of: item.act))
            known[item.act] = lines
            row(&page, item, lines)
        }
        page.endList()
        if items.count > shown.count {
            page +=
                "<p class=\"none\">\(words.more(items.count - shown.count))\(site.text.say("，见", ", see")) <a href=\"../run/pending.csv\">run/pending.csv</a></p>\n"
        }
        page += "</section>\n"
    }

    /// What an act would come to that only measures and proposals wait for; nil for any other.
    private func measured(_ act: Act) -> HTML? {
        let facts = act.hits.map { site.pack.facts[$0.fact] }
        let isWeighed = facts.contains { if case .measure(let index) = $0.user { site.pack.measures[index].weight != nil } else { false } }
        let isAside = facts.allSatisfy { fact in
            switch fact.user {
            case .measure, .proposal: true
            case .rule, .ranking: false
            }
        }
        guard isAside, !facts.isEmpty else { return nil }
        var list: HTML = "<ul class=\"then\">"
        for fact in facts {
            let isMeasure = if case .measure = fact.user { true } else { false }
            list += "<li>\(isMeasure ? site.text.say("计入指标：", "counts for ") : site.text.say("提出建议：", "proposes: "))\(html: site.report.wouldDo(fact, site.text))</li>"
        }
        if isWeighed { list += "<li>\(site.text.say("得分下次运行后才能确定。", "Only the next run can tell the score."))</li>" }
        list += "</ul>"
        return list
    }

    private func row(_ page: inout Page, _ item: Worklists.Waiting, _ lines: HTML) {
        let origin = site.report.origin(item.pending.record)
        page += "<tr><th scope=\"row\">\(html: site.memberHead(item.pending.member, name: site.lastName(item.pending.member)))</th>"
        if group == nil {
            page += "<td data-l=\"\(words.department)\">\(item.group.map { site.groupName(site.book.groups[$0]) } ?? "")</td>"
        }
        page += """
            <td data-l="\(words.record)">\(site.report.kindName(origin.kind)) \(origin.id)<br><b>\(site.need(item.pending))</b><br>\
            <span class="src">\(site.report.source(origin))</span></td>\
            <td class="r" data-l="\(words.waited)">\(words.days(item.days))<br><small>\(item.pending.day)</small></td>\
            <td data-l="\(words.wouldBe)">\(html: lines)</td></tr>

            """
    }
}
