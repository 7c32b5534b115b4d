import GridModel
import RulePacks
import Scoring

/// Ties on which points or a place on a list depend.
struct TiesSection {
    private let lists: Worklists
    /// The group whose page it is: members of others are only counted. Nil for the whole company's.
    private let group: Int?
    private let ties: [Tie]

    private static let most = 30
    /// Members that a row names.
    private static let mostNamed = 8

    private var site: SiteModel { lists.site }
    private var text: PageText { site.text }
    private var words: PageWords { site.words }
    private var language: Language { site.language }

    init(lists: Worklists, group: Int?) {
        (self.lists, self.group) = (lists, group)
        let pack = lists.site.pack
        // On the company's page only what no department sees as a whole.
        ties =
            group.map { lists.ties($0) }
            ?? lists.ties.filter { tie in
                switch tie.place {
                case .ranking(let ranking, _): pack.rankings[ranking].within == .all
                case .list(let list, _, _): pack.lists[list].isOfAll
                }
            }
    }

    var touched: Set<Setting> {
        Set(
            ties.map { tie in
                switch tie.place {
                case .ranking(let ranking, _): .ranking(ranking)
                case .list(let list, _, _): .list(list)
                }
            })
    }

    func tile(_ page: inout Page) {
        let count = ties.count
        page += """
            <div class="\(html: site.quiet(count))"><dt><a href="#ties">\(words.tiesShort)</a></dt><dd>\(count)</dd></div>

            """
    }

    func write(_ page: inout Page) {
        page += """
            <section aria-labelledby="ties">
            <h2 id="ties">\(group == nil ? words.tiesOfCompany : words.tiesTitle) <span class="n">\(ties.count)</span></h2>

            """
        if ties.isEmpty {
            page += "<p class=\"none\">\(words.none)</p>\n</section>\n"
            return
        }
        let keepsOff = ties.contains { tie in if case .list(_, let count, let places) = tie.place { count < places } else { false } }
        page += "<p class=\"lead\">\(words.tiesLead(isSplit: site.pack.rankings.contains { $0.ties == .split }, keepsOff: keepsOff))</p>\n"
        // What is older is there to be looked up.
        let recent = ties.filter { $0.period.lastMonth.index >= site.book.asOf.month.index - 1 }
        let older = ties.filter { $0.period.lastMonth.index < site.book.asOf.month.index - 1 }
        if !recent.isEmpty { table(&page, recent) }
        if !older.isEmpty {
            page += """
                <details class="fold aside">
                <summary>\(text.say("更早而尚未备案的周期：\(older.count)处", "\(older.count) of earlier periods that are not filed"))</summary>

                """
            table(&page, older)
            page += "</details>\n"
        }
        page += "</section>\n"
    }

    private func table(_ page: inout Page, _ ties: [Tie]) {
        page.beginList(
            "\(words.tiesTitle)", [.text(words.period), .text(text.say("项目", "Item")), .text(words.rank), .text(words.tied), .text(words.treatment)])
        for tie in ties.prefix(Self.most) { row(&page, tie) }
        page.endList()
        if ties.count > Self.most { page += "<p class=\"none\">\(words.more(ties.count - Self.most))</p>\n" }
    }

    private func row(_ page: inout Page, _ tie: Tie) {
        let view = site.view(tie.period)!
        let members = view.result.members
        let item: String
        let value: HTML
        let treatment: String
        switch tie.place {
        case .ranking(let ranking, let points):
            let rule = site.pack.rankings[ranking]
            item = text.say("\(rule.category.chinese)排名", "ranking by \(rule.category.english)")
            let counts = Set(tie.results.map { members[$0].breakdown!.counts[ranking].count })
            // Where counts are divided by days, equal places need not have equal counts.
            let number = counts.count == 1 ? " \(counts.first!)" : text.say("按在岗天数相同", ", equal by active days")
            value = "\(rule.countName[language])\(number)"
            treatment = text.say(points > .zero ? "各加\(points)分" : "各\(points.signed)分", "\(points.signed) each")
        case .list(let list, let count, let places):
            item = (site.pack.lists[list].files[tie.period.kind]?.title ?? site.pack.lists[list].title)[language]
            // By other measures equal places need not have equal averages.
            value = site.pack.lists[list].measure == .average ? "\(site.scoreWord(view)) \(value: members[tie.results[0]])" : ""
            treatment =
                count > places
                ? text.say("都列入：共\(count)\(words.counter)，原取前\(places)名", "all are on it: \(count) instead of the first \(places)")
                : text.say("都不列入：共\(count)\(words.counter)，原取前\(places)名", "none of them is on it: \(count) instead of the first \(places)")
        }
        let own = tie.results.filter { group == nil || members[$0].group == group }
        var names = HTML()
        for (index, result) in own.prefix(Self.mostNamed).enumerated() {
            if index > 0 { names += text.say("、", ", ") }
            names += "\(members[result].row.name) <small>\(site.report.memberId(members[result].member))</small>"
            if group == nil { names += " <small>\(site.groupName(members[result].row.group))</small>" }
        }
        if own.count > Self.mostNamed { names += text.say(" 等\(own.count)\(words.counter)", " and \(own.count - Self.mostNamed) more") }
        if tie.results.count > own.count { names += "\(text.say("，", ", "))\(words.others(tie.results.count - own.count))" }
        let provisional: HTML = view.result.isFinal ? "" : " <span class=\"tag\">\(words.provisional)</span>"
        page += """
            <tr><td data-l="\(words.period)">\(view.label)\(html: provisional)</td><th scope="row">\(item)</th>\
            <td class="nw" data-l="\(words.rank)">\(words.place(tie.rank))</td>\
            <td data-l="\(words.tied)">\(html: names)<br><small>\(html: value)</small></td><td data-l="\(words.treatment)">\(treatment)</td></tr>

            """
    }
}
