import GridModel
import RulePacks
import Scoring

/// The cases of a department that are not met, what is open and overdue first.
struct BreachSection {
    let site: SiteModel
    let sheet: MeasureSheet
    let group: Int

    private var words: PageWords { site.words }
    private var view: PeriodView { sheet.view }

    func write(_ page: inout Page) {
        guard site.pack.measures.contains(where: { $0.sort == .rate }) else { return }
        let missed = sheet.missed(group)
        page += """
            <section aria-labelledby="breaches">
            <h2 id="breaches">\(words.breachesTitle) <span class="n">\(missed.count)</span></h2>

            """
        if missed.isEmpty {
            page += "<p class=\"none\">\(words.none)</p>\n</section>\n"
            return
        }
        page += "<p class=\"lead\">\(words.breachesLead)</p>\n"
        page.beginList(
            "\(words.breachesTitle)", style: "breaches",
            [
                .text(words.date), .text(site.pack.scheme.subject[site.language]), .text(words.measure), .text(words.status), .text(words.record),
                .text(words.source),
            ])
        for index in missed.prefix(AttentionLists.most) { row(&page, site.book.measures.cases[index]) }
        page.endList()
        let more = missed.count - AttentionLists.most
        if more > 0 { page += "<p class=\"none\">\(site.text.say("另有\(more)件，见", "\(more) more: see")) <a href=\"cases.csv\">cases.csv</a></p>\n" }
        page += "</section>\n"
    }

    private func row(_ page: inout Page, _ item: RecordedCase) {
        let measure = site.measure(of: item)
        page.raw("<tr><td class=\"nw\" data-l=\"")
        page.text(words.date)
        page.raw("\">")
        page.day(item.day)
        page.raw("</td><th scope=\"row\">")
        // What is not told of persons names nobody.
        if !site.tells(measure, .subject) {
            page.raw("—")
        } else if let place = view.place(of: item.member) {
            page += "<a href=\"#\(site.caseAnchor(item.member))\">"
            page.put(view.names, place)
            page.raw("</a> <small>")
            page.put(site.ids, item.member)
            page.raw("</small>")
        } else {
            page += "\(site.lastName(item.member)) <small>\(site.report.memberId(item.member))</small>"
        }
        page += "</th><td data-l=\"\(words.measure)\">\(html: site.head(measure))</td><td class=\"nw\" data-l=\"\(words.status)\">"
        page += item.isOpen ? "<span class=\"tag on\">\(words.overdue)</span>" : "\(words.notMet)"
        page.raw("</td>")
        sheet.records.record(&page, item.record)
        sheet.records.source(&page, item.record)
    }
}
