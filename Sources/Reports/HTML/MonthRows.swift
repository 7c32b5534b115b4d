import GridModel
import RulePacks
import Scoring

/// Members' months of a longer period, made ready for all departments.
struct MonthRows: Sendable {
    private let months: [PeriodView]
    private let anchors: Pieces
    private let head: Pieces
    private let average: Pieces
    /// How the row of a month and group begins, up to the member's anchor.
    private let starts: Pieces
    /// What stands behind the link, with the group.
    private let groups: Pieces
    private let groupCount: Int
    private let lists: Pieces
    private let marks: Pieces
    private let markCount: Int
    private let separator: Pieces

    init(_ site: SiteModel, _ view: PeriodView) {
        let months = view.period.kind == .month ? [] : site.months(of: view.period)
        self.months = months
        anchors = site.anchorPieces
        let words = site.words
        head = Pieces([
            """
            <thead><tr><th scope="col">\(words.month)</th><th scope="col">\(words.department)</th><th scope="col" class="r">\(words.rank)</th>\
            <th scope="col" class="r">\(words.score)</th><th scope="col">\(words.flags)</th></tr></thead>
            <tbody>

            """
        ])
        average = Pieces([
            """
            </tbody>
            <tfoot><tr><th scope="row" colspan="3">\(words.average)</th><td class="r">
            """
        ])
        groupCount = site.book.groups.count
        starts = Pieces(
            months.flatMap { month -> [HTML] in
                let path = site.text.path(from: view.period, to: month.period)
                return site.departmentFiles.map { "<tr><th scope=\"row\"><a href=\"\(path)\($0)#" }
            })
        groups = Pieces(
            months.flatMap { month in
                site.book.groups.map { group -> HTML in "\">\(month.label)</a></th><td>\(site.groupName(group))</td><td class=\"r\">" }
            })
        lists = Pieces(site.pack.lists.map { "\($0.names[site.language])" })
        marks = Pieces(site.pack.marks.map { "\(site.markShort($0))" })
        markCount = site.pack.marks.count
        separator = Pieces([site.text.say("、", ", ")])
    }

    func write(_ page: inout Page, _ member: UnsafePointer<MemberResult>) {
        page.put(head)
        for index in months.indices {
            guard let place = months[index].place(of: member.pointee.member) else { continue }
            months[index].result.members.withUnsafeBufferPointer { members in
                let score = members.baseAddress! + place
                let cell = index * groupCount + score.pointee.group
                page.put(starts, cell)
                page.put(anchors, member.pointee.member)
                page.put(groups, cell)
                page.number(score.pointee.rank)
                page.raw("</td><td class=\"r\">")
                page.points(score.pointee.value.sum)
                page.raw("</td><td>")
                flags(&page, months[index].result.lists, score)
                page.raw("</td></tr>\n")
            }
        }
        page.put(average)
        page.value(member)
        page.raw("</td><td></td></tr></tfoot>\n")
    }

    private func flags(_ page: inout Page, _ lists: [ListResult], _ score: UnsafePointer<MemberResult>) {
        var isFirst = true
        for list in lists.indices where score.pointee.lists[lists[list].list] {
            if !isFirst { page.put(separator) }
            isFirst = false
            page.put(self.lists, lists[list].list)
        }
        for mark in 0..<markCount where score.pointee.marks[mark] {
            if !isFirst { page.put(separator) }
            isFirst = false
            page.put(marks, mark)
        }
    }
}
