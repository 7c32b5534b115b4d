import GridModel
import RulePacks
import Scoring

/// What each member's measures rest on: case by case in a month, month by month in a longer period.
///
/// There may be very many rows: what is the same in all of them is made once.
struct CaseSection {
    private let site: SiteModel
    private let sheet: MeasureSheet
    private let group: Int
    /// Of a longer period.
    private let months: [PeriodView]
    private let byMember: [Int]
    private let byGroup: [Int]
    /// How the rows of a measure's cases begin, by measure.
    private let heads: Pieces
    private let day: Pieces
    private let value: Pieces
    private let states: Pieces

    init(_ site: SiteModel, _ sheet: MeasureSheet, _ group: Int) {
        (self.site, self.sheet, self.group) = (site, sheet, group)
        months = sheet.view.period.kind == .month ? [] : site.months(of: sheet.view.period)
        byMember = sheet.measures.filter { site.tells($0, .subject) }
        byGroup = sheet.measures.filter { !site.tells($0, .subject) && site.tells($0, .group) }
        let words = site.words
        heads = Pieces(
            site.pack.measures.indices.map {
                "-\(site.pack.measures[$0].id)\">\n<tr class=\"head\"><th scope=\"rowgroup\" colspan=\"3\">\(html: site.head($0))</th><td class=\"src\"><b>"
            })
        day = Pieces(["<tr><td class=\"nw\" data-l=\"\(words.date)\">"])
        value = Pieces(["<td class=\"v\" data-l=\"\(words.value)\">"])
        states = Pieces(["\(words.met)", "<span class=\"tag on\">\(words.notMet)</span>", "<span class=\"tag on\">\(words.overdue)</span>"])
    }

    private var words: PageWords { site.words }
    private var view: PeriodView { sheet.view }
    private var isMonth: Bool { view.period.kind == .month }

    func write(_ page: inout Page) {
        guard !site.pack.measures.isEmpty else { return }
        page += """
            <section aria-labelledby="cases" class="ledgers">
            <h2 id="cases">\(isMonth ? words.casesTitle : words.monthsTitle)</h2>
            <p class="lead">\(isMonth ? words.casesLead : words.monthsLead)</p>
            <p class="printhint">\(words.printHint)</p>

            """
        for own in sheet.people(group) { member(&page, own) }
        if isMonth { ofGroup(&page) }
        page += "</section>\n"
    }

    // MARK: Members

    private func member(_ page: inout Page, _ own: Int) {
        let name = site.name(own, view)
        let results = byMember.map { site.book.measures.result(of: own, $0, in: view.period) }
        let (cases, missed) = (results.reduce(0) { $0 + $1.cases }, results.count { $0.isMet == false })
        page += "<details id=\"\(site.caseAnchor(own))\">\n<summary><h3>"
        page.text(name)
        page.raw(" <small>")
        page.put(site.ids, own)
        page += """
            </small></h3> <span>\(words.caseCount(cases))</span> <span>\(missed > 0 ? words.missedMeasures(missed) : "")</span> <b></b></summary>

            """
        if !isMonth {
            if byMember.isEmpty { page += "<p class=\"none\">\(words.none)</p>\n" } else { table(&page, own, name, results) }
        } else if cases == 0 {
            page += "<p class=\"none\">\(words.none)</p>\n"
        } else {
            open(&page, name: name)
            var left = sheet.cases(of: own)
            while !left.isEmpty {
                let measure = site.measure(of: site.book.measures.cases[left.lowerBound])
                let end = left.first { site.measure(of: site.book.measures.cases[$0]) != measure } ?? left.upperBound
                if let result = results.first(where: { $0.measure == measure }) {
                    block(&page, anchor: site.caseAnchor(own), result, Array(left.lowerBound..<end))
                }
                left = end..<left.upperBound
            }
            page += "</table>\n"
        }
        page += """
            <p class="back"><a href="#measures">\(words.back)</a></p>
            </details>

            """
    }

    private func open(_ page: inout Page, name: String) {
        page += """
            <table class="cases">
            <caption class="vh">\(name) \(view.label)</caption>
            <thead><tr><th scope="col">\(words.date)</th><th scope="col">\(words.record)</th><th scope="col">\(words.value)</th>\
            <th scope="col">\(words.source)</th></tr></thead>

            """
    }

    /// The cases of a measure, by day.
    private func block(_ page: inout Page, anchor: String, _ result: MeasureResult, _ cases: [Int]) {
        let measure = site.pack.measures[result.measure]
        page += "<tbody id=\"\(anchor)"
        page.put(heads, result.measure)
        page.value(result, of: measure, in: view.period.kind, site.language)
        page.raw("</b> ")
        page.state(result.isMet, words)
        page.raw("</td></tr>\n")
        let all = site.book.measures.cases
        for index in cases.sorted(by: { (all[$0].day, $0) < (all[$1].day, $1) }) {
            page.put(day)
            page.monthAndDay(all[index].day)
            page.raw("</td>")
            sheet.records.record(&page, all[index].record)
            page.put(value)
            if let value = measure.value(of: all[index]) {
                page.text(measure.shown(value, site.language))
            } else if measure.sort == .rate {
                page.put(states, all[index].isMet ? 0 : all[index].isOpen ? 2 : 1)
            }
            page.raw("</td>")
            sheet.records.source(&page, all[index].record)
        }
        page.raw("</tbody>\n")
    }

    // MARK: A department

    /// What is told of the department and not of persons.
    private func ofGroup(_ page: inout Page) {
        let all = site.book.measures.cases
        var cases: [Int: [Int]] = [:]
        if !byGroup.isEmpty {
            for member in sheet.people(group) {
                for index in sheet.cases(of: member) { cases[site.measure(of: all[index]), default: []].append(index) }
            }
        }
        let shown = byGroup.filter { cases[$0] != nil && sheet.result($0, group) != nil }
        guard !shown.isEmpty else { return }
        page += """
            <details>
            <summary><h3>\(words.notByMember)</h3> <span>\(words.caseCount(shown.reduce(0) { $0 + cases[$1]!.count }))</span> <span></span> <b></b></summary>

            """
        open(&page, name: words.notByMember)
        for measure in shown { block(&page, anchor: "of", sheet.result(measure, group)!, cases[measure]!) }
        page += """
            </table>
            <p class="back"><a href="#measures">\(words.back)</a></p>
            </details>

            """
    }

    // MARK: Longer periods

    private func table(_ page: inout Page, _ own: Int, _ name: String, _ results: [MeasureResult]) {
        let shown = months.filter { $0.place(of: own) != nil }
        page += """
            <table class="cards spans">
            <caption class="vh">\(name) \(view.label)</caption>
            <thead><tr><th scope="col">\(words.measure)</th>
            """
        for month in shown { page += "<th scope=\"col\" class=\"r\">\(site.text.shortMonth(month.period.firstMonth))</th>" }
        page += "<th scope=\"col\" class=\"r\">\(words.wholePeriod)</th><th scope=\"col\">\(words.target)</th></tr></thead>\n<tbody>\n"
        for result in results {
            let measure = site.pack.measures[result.measure]
            page += "<tr><th scope=\"row\">\(html: site.head(result.measure))</th>"
            for month in shown {
                let then = site.book.measures.result(of: own, result.measure, in: month.period)
                page += "<td class=\"r\" data-l=\"\(site.text.shortMonth(month.period.firstMonth))\">"
                if then.cases > 0, let group = month.group(of: own) {
                    let href = site.text.link(from: view.period, to: month.period, site.departmentFiles[group])
                    page += "<a href=\"\(href)#\(site.caseAnchor(own))-\(measure.id)\">"
                    number(&page, then, measure)
                    page.raw("</a>")
                } else {
                    number(&page, then, measure)
                }
                page.raw("</td>")
            }
            page += "<td class=\"r\" data-l=\"\(words.wholePeriod)\"><b>"
            page.value(result, of: measure, in: view.period.kind, site.language)
            page += "</b></td><td data-l=\"\(words.target)\">\(measure.targets[view.period.kind]?.text ?? "") "
            if result.isMet == false { page.state(false, words) }
            page += "</td></tr>\n"
        }
        page += "</tbody>\n</table>\n"
    }

    /// The value of a month, without its unit.
    private func number(_ page: inout Page, _ result: MeasureResult, _ measure: Measure) {
        guard let value = result.value else { return page.raw("—") }
        page.text(measure.number(value, .month))
    }
}
