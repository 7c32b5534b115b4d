import GridModel
import Intake
import RulePacks
import Scoring

/// The marks of a page: a tile each among the key figures, and a section with what has set them.
struct MarksSection {
    private let site: SiteModel
    private let view: PeriodView
    /// The group whose page it is; nil for the whole company.
    private let group: Int?
    /// Causes by their indices.
    private let marks: [(mark: Mark, causes: [Int32], persons: Int)]
    /// How the cell of the department begins.
    private let department: Pieces

    init(_ site: SiteModel, _ view: PeriodView, group: Int?) {
        self.site = site
        self.view = view
        self.group = group
        marks = site.pack.marks.enumerated().filter { view.period.kind == .month || $0.element.scope != .month }.map { index, mark in
            let causes = site.attention.causes(index, mark, view, group)
            return (mark, causes, Set(causes.map { site.attention.causes[Int($0)].member }).count)
        }
        department = Pieces(["<td data-l=\"\(site.words.department)\">"])
    }

    func tiles(_ page: inout Page) {
        for (mark, _, persons) in marks {
            page += """
                <div class="\(html: site.alert(persons))"><dt><a href="#mark-\(mark.id)">\(site.markShort(mark))</a></dt><dd>\(persons)</dd></div>

                """
        }
    }

    func section(_ page: inout Page) {
        if site.pack.marks.isEmpty { return }
        let words = site.words
        page += """
            <section aria-labelledby="marks">
            <h2 id="marks">\(words.marksTitle)</h2>

            """
        for (mark, causes, persons) in marks {
            let name = site.markName(mark, view.period.year)
            page += "<h3 id=\"mark-\(mark.id)\">\(name) <span class=\"n\">\(persons)</span></h3>\n"
            if causes.isEmpty {
                page += "<p class=\"none\">\(words.none)</p>\n"
                takenBack(&page, mark)
                continue
            }
            page.beginList(
                "\(name)",
                [
                    .text(site.pack.scheme.subject[site.language]), group == nil ? .text(words.department) : nil, .text(words.date),
                    .text(words.wording), .text(words.clause), .number(words.points), .text(words.record), .text(words.source),
                ])
            let shown = causes.prefix(AttentionLists.most)
            for cause in shown { row(&page, Int(cause)) }
            page.endList()
            let more = causes.count - shown.count
            if more > 0 {
                page += "<p class=\"none\">\(site.text.say("另有\(more)条，见各月的 ledger.csv。", "\(more) more: see ledger.csv of the months."))</p>\n"
            }
            takenBack(&page, mark)
        }
        page += "</section>\n"
    }

    /// What had set a mark until a decision took it back.
    private func takenBack(_ page: inout Page, _ mark: Mark) {
        guard let index = site.pack.marks.firstIndex(where: { sameBytes($0.id, mark.id) }) else { return }
        let notes = DecisionNotes(site.report)
        for effect in site.book.decisions.effects {
            for cause in effect.marks where AttentionLists.isShown(cause, index, mark, view, group) {
                let origin = site.report.origin(cause.record)
                let name = view.result.members[view.place(of: cause.member)!].row.name
                let record = "\(site.report.kindName(origin.kind)) \(origin.id)"
                page += """
                    <p class="none">\(site.text.say("裁定\(effect.decision.id)撤销：", "Reversed by decision \(effect.decision.id): "))\
                    \(name) <small>\(site.report.memberId(cause.member))</small>\(site.text.say("，", ", "))\(record)\
                    \(site.text.say("（", " ("))\(notes.reason(effect.decision))\(site.text.say("）", ")"))</p>

                    """
            }
        }
    }

    private func row(_ page: inout Page, _ cause: Int) {
        let member = site.attention.causes[cause].member
        let place = view.place(of: member)!
        page.raw("<tr><th scope=\"row\"><a href=\"")
        if group == nil { page.text(site.departmentFiles[view.result.members[place].group]) }
        site.member(&page, member, view, place)
        if group == nil {
            page.put(department)
            page.text(site.groupName(view.result.members[place].row.group))
            page.raw("</td>")
        }
        page.put(site.attention.causeRows, cause)
    }
}
