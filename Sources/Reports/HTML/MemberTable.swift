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
    /// The period before, if it was scored.
    private let before: [PeriodView]
    /// Of a longer period.
    private let steps: MonthSteps
    /// Names of lists and marks, as tags.
    private let listTags: Pieces
    /// Of a month.
    private let scoreParts: [ScorePart]
    private let markTags: Pieces

    init(_ site: SiteModel, _ view: PeriodView, _ group: Int) {
        self.site = site
        self.view = view
        self.group = group
        months = site.months(of: view.period)
        scoreParts = ScorePart.all(site.pack, site.text)
        before = site.view(view.period.previous).map { [$0] } ?? []
        steps = MonthSteps(site, months, view.period.kind == .month ? [] : view.members(of: group))
        listTags = Pieces(
            site.pack.lists.map { list in
                "<span class=\"tag \(list.isHonour ? "star" : "on")\">\(list.names[site.language])</span> "
            })
        markTags = Pieces(
            site.pack.marks.map { mark in "<span class=\"tag \(mark.shows == .marked ? "on" : "")\">\(site.markShort(mark))</span> " })
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
        case .halfYear: text.say("较上个半年", "vs last half-year")
        case .year: text.say("较上年", "vs last year")
        }
    }

    func write(_ page: inout Page) {
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
        if !isMonth { page += "<th scope=\"col\" rowspan=\"2\" class=\"trend\" aria-hidden=\"true\">\(words.trend)</th>" }
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
            rank: Pieces(["<td class=\"r rank\" data-l=\"\(words.rank)\">"]),
            score: Pieces(["</small></th><td class=\"r score\" data-l=\"\(site.scoreWord(view))\"><a href=\"#"]),
            change: Pieces(["</a></td><td class=\"r change\" data-l=\"\(changeWord)\">"]),
            cells: Pieces(cellNames.map { "\" data-l=\"\($0)\">" }))
        view.result.members.withUnsafeBufferPointer { members in
            for index in view.members(of: group).indices { row(&page, members.baseAddress! + index, index, parts) }
        }
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
        let counts = (name: text.say("数量与名次", "Counts and ranks"), columns: site.pack.rankings.map { $0.category[language] })
        return [(text.say("得分构成", "Made of"), scoreParts.map(\.names.column))] + (counts.columns.isEmpty ? [] : [counts])
    }

    // MARK: Rows

    /// What is the same in all rows: how cells begin.
    private struct RowParts {
        let rank: Pieces
        let score: Pieces
        let change: Pieces
        let cells: Pieces
    }

    /// What cells are called where they stand alone.
    private var cellNames: [String] {
        guard isMonth else { return months.map { text.shortMonth($0.period.firstMonth) } + [text.say("计分月数", "months")] }
        return scoreParts.map(\.names.alone) + site.pack.rankings.map { $0.countName[language] }
    }

    private func row(_ page: inout Page, _ member: UnsafePointer<MemberResult>, _ index: Int, _ parts: RowParts) {
        let own = member.pointee.member
        page.raw(site.isBelow(member.pointee.value) ? "<tr class=\"below\">" : "<tr class=\"\">")
        page.put(parts.rank)
        page.number(member.pointee.rank)
        page.raw("</td><th scope=\"row\"><a href=\"#")
        page.put(site.anchorPieces, own)
        page.raw("\">")
        page.put(view.names, index)
        page.raw("</a> <small>")
        page.put(site.ids, own)
        page.put(parts.score)
        page.put(site.anchorPieces, own)
        page.raw("\">")
        page.value(member)
        page.put(parts.change)
        let previous = before.isEmpty ? nil : before[0].value(of: own)?.rounded
        site.change(&page, member.pointee.value.rounded, since: previous)
        page.raw("</td>")
        if let breakdown = member.pointee.breakdown { cells(&page, breakdown, parts) } else { cells(&page, member, parts) }
        page.raw("<td class=\"flags\">")
        let lists = view.result.lists
        for list in lists.indices where member.pointee.lists[lists[list].list] { page.put(listTags, lists[list].list) }
        for mark in site.pack.marks.indices where member.pointee.marks[mark] { page.put(markTags, mark) }
        page.raw("</td></tr>\n")
    }

    /// What a month's score is made of.
    private func cells(_ page: inout Page, _ breakdown: MemberResult.Breakdown, _ parts: RowParts) {
        page.raw("<td class=\"r ")
        page.put(parts.cells)
        page.points(scoreParts[0].points(breakdown))
        page.raw("</td>")
        for cell in 1..<scoreParts.count { amount(&page, scoreParts[cell].points(breakdown), parts, cell) }
        for index in breakdown.counts.indices {
            let place = breakdown.counts[index]
            page.raw(place.count == 0 ? "<td class=\"r zero" : place.points > .zero ? "<td class=\"r win" : "<td class=\"r ")
            page.put(parts.cells, scoreParts.count + index)
            page.number(place.count)
            if place.count > 0 {
                page.raw(language == .chinese ? " <small>第" : " <small>#")
                page.number(place.rank)
                page.raw("</small>")
            }
            page.raw("</td>")
        }
    }

    private func amount(_ page: inout Page, _ points: Points, _ parts: RowParts, _ cell: Int) {
        page.raw(points == .zero ? "<td class=\"r zero" : "<td class=\"r ")
        page.put(parts.cells, cell)
        page.signed(points)
        page.raw("</td>")
    }

    /// The scores of the months of a longer period.
    private func cells(_ page: inout Page, _ member: UnsafePointer<MemberResult>, _ parts: RowParts) {
        for index in months.indices {
            if let value = months[index].value(of: member.pointee.member) {
                page.raw(site.isBelow(value) ? "<td class=\"r low" : "<td class=\"r ")
                page.put(parts.cells, index)
                page.points(value.sum)
            } else {
                page.raw("<td class=\"r zero")
                page.put(parts.cells, index)
                page.raw("—")
            }
            page.raw("</td>")
        }
        page.raw("<td class=\"r ")
        page.put(parts.cells, months.count)
        page.number(member.pointee.months)
        page.raw("</td><td class=\"trend\" aria-hidden=\"true\">")
        steps.write(&page, member.pointee.member)
        page.raw("</td>")
    }
}
