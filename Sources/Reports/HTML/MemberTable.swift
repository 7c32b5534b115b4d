import GridModel
import RulePacks
import Scoring

/// The members of a department with ranks, scores and what the scores are made of.
///
/// There is a row for each member and period: what is the same in all rows of a page is made once.
struct MemberTable {
    private let site: SiteModel
    private let view: PeriodView
    private let group: Int
    private let months: [PeriodView]
    private let before: PeriodView?
    /// Names of lists and marks, as tags.
    private let listTags: [HTML]
    private let markTags: [HTML]

    init(_ site: SiteModel, _ view: PeriodView, _ group: Int) {
        self.site = site
        self.view = view
        self.group = group
        months = site.months(of: view.period)
        before = site.view(view.period.previous)
        listTags = site.pack.lists.map { list in
            let isBelow = if case .below = list.selection { true } else { false }
            return "<span class=\"tag \(isBelow ? "on" : "star")\">\(list.names[site.language])</span> "
        }
        markTags = site.pack.marks.map { mark in
            "<span class=\"tag \(mark.shows == .marked ? "on" : "")\">\(site.markShort(mark))</span> "
        }
    }

    private var text: PageText { site.text }
    private var words: PageWords { site.words }
    private var language: Language { site.language }
    private var isMonth: Bool { view.period.kind == .month }
    private var subject: String { site.pack.scheme.subject[language] }

    private var changeWord: String {
        switch view.period.kind {
        case .month: text.say("较上月", "vs last month")
        case .quarter: text.say("较上季", "vs last quarter")
        case .year: text.say("较上年", "vs last year")
        }
    }

    func write(_ page: inout HTML) {
        let members = view.members(of: group)
        page += """
            <section aria-labelledby="members">
            <h2 id="members">\(words.membersTitle)</h2>
            <p class="lead">\(words.membersLead)</p>
            <table class="members">
            <caption class="vh">\(site.groupName(site.book.groups[group])) \(view.label)</caption>
            <thead>
            <tr><th scope="col" rowspan="2" class="r">\(words.rank)</th><th scope="col" rowspan="2">\(subject)</th>\
            <th scope="col" rowspan="2" class="r">\(site.scoreWord(view))</th><th scope="col" rowspan="2" class="r">\(changeWord)</th>
            """
        for (name, columns) in columnGroups where !columns.isEmpty {
            page += "<th scope=\"colgroup\" colspan=\"\(columns.count)\" class=\"g\">\(name)</th>"
        }
        page += """
            <th scope="col" rowspan="2">\(words.flags)</th></tr>
            <tr>
            """
        for name in columnGroups.flatMap(\.columns) { page += "<th scope=\"col\" class=\"r \">\(name)</th>" }
        page += """
            </tr>
            </thead>
            <tbody>

            """
        let parts = RowParts(
            rank: "<td class=\"r rank\" data-l=\"\(words.rank)\">",
            score: "</small></th><td class=\"r score\" data-l=\"\(site.scoreWord(view))\"><a href=\"#",
            change: "</a></td><td class=\"r change\" data-l=\"\(changeWord)\">", cells: cellNames.map { "\" data-l=\"\($0)\">" })
        for index in members.indices { row(&page, members[index], parts) }
        page += """
            </tbody>
            </table>
            </section>

            """
    }

    /// The columns between the change and the flags, under their common headings.
    private var columnGroups: [(name: String, columns: [String])] {
        guard isMonth else {
            return [(text.say("各月得分", "Scores by month"), months.map { text.shortMonth($0.period.firstMonth) } + [text.say("计分月数", "months")])]
        }
        let points = [text.say("基础", "base"), text.say("扣分", "minus"), text.say("加分", "plus"), text.say("排名", "ranks"), text.say("保底", "floor")]
        return [
            (text.say("得分构成", "Made of"), points),
            (text.say("数量与名次", "Counts and ranks"), site.pack.rankings.map { $0.category[language] }),
        ]
    }

    // MARK: Rows

    /// What is the same in all rows: how cells begin.
    private struct RowParts {
        let rank: HTML
        let score: HTML
        let change: HTML
        let cells: [HTML]
    }

    /// What cells are called where they stand alone.
    private var cellNames: [String] {
        guard isMonth else { return months.map { text.shortMonth($0.period.firstMonth) } + [text.say("计分月数", "months")] }
        return [text.say("基础分", "base"), text.say("扣分", "minus"), text.say("加分", "plus"), text.say("排名加分", "ranks"), text.say("保底调整", "floor")]
            + site.pack.rankings.map { $0.countName[language] }
    }

    private func row(_ page: inout HTML, _ member: MemberResult, _ parts: RowParts) {
        let anchor = site.anchors[member.member]
        page.raw(site.isBelow(member.value) ? "<tr class=\"below\">" : "<tr class=\"\">")
        page += parts.rank
        page.number(member.rank)
        page.raw("</td><th scope=\"row\"><a href=\"#")
        page.text(anchor)
        page.raw("\">")
        page.text(member.row.name)
        page.raw("</a> <small>")
        page.text(site.report.memberId(member.member))
        page += parts.score
        page.text(anchor)
        page.raw("\">")
        page.value(member)
        page += parts.change
        let previous = before.flatMap { before in before.place(of: member.member).map { before.result.members[$0].value.rounded } }
        page += site.change(member.value.rounded, since: previous)
        page.raw("</td>")
        if let breakdown = member.breakdown { cells(&page, breakdown, parts) } else { cells(&page, member, parts) }
        page.raw("<td class=\"flags\">")
        for list in view.result.lists where member.lists[list.list] { page += listTags[list.list] }
        for mark in markTags.indices where member.marks[mark] { page += markTags[mark] }
        page.raw("</td></tr>\n")
    }

    /// What a month's score is made of.
    private func cells(_ page: inout HTML, _ breakdown: MemberResult.Breakdown, _ parts: RowParts) {
        page.raw("<td class=\"r ")
        page += parts.cells[0]
        page.points(breakdown.base)
        page.raw("</td>")
        let amounts = [breakdown.deductions, breakdown.bonuses, breakdown.rankingBonus, breakdown.floorAdjustment]
        for (index, points) in amounts.enumerated() {
            page.raw(points == .zero ? "<td class=\"r zero" : "<td class=\"r ")
            page += parts.cells[1 + index]
            page.signed(points)
            page.raw("</td>")
        }
        for (index, place) in breakdown.counts.enumerated() {
            page.raw(place.count == 0 ? "<td class=\"r zero" : place.points > .zero ? "<td class=\"r win" : "<td class=\"r ")
            page += parts.cells[1 + amounts.count + index]
            page.number(place.count)
            if place.count > 0 {
                page.raw(language == .chinese ? " <small>第" : " <small>#")
                page.number(place.rank)
                page.raw("</small>")
            }
            page.raw("</td>")
        }
    }

    /// The scores of the months of a quarter or year.
    private func cells(_ page: inout HTML, _ member: MemberResult, _ parts: RowParts) {
        for (index, month) in months.enumerated() {
            if let place = month.place(of: member.member) {
                let value = month.result.members[place].value
                page.raw(site.isBelow(value) ? "<td class=\"r low" : "<td class=\"r ")
                page += parts.cells[index]
                page.points(value.sum)
            } else {
                page.raw("<td class=\"r zero")
                page += parts.cells[index]
                page.raw("—")
            }
            page.raw("</td>")
        }
        page.raw("<td class=\"r ")
        page += parts.cells[months.count]
        page.number(member.months)
        page.raw("</td>")
    }
}
