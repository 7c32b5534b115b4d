import GridModel
import RulePacks
import Scoring

/// Members' months of a quarter or year.
struct MonthRows {
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
