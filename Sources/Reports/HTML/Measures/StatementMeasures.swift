import GridModel
import RulePacks
import Scoring

/// A member's measures of a period on the statement: what they come to, the cases behind them, what is proposed.
struct StatementMeasures {
    let model: StatementModel
    let view: PeriodView
    let index: Int
    let level: Int

    private var site: SiteModel { model.site }
    private var words: PageWords { site.words }
    private var language: Language { site.language }
    private var member: Int { view.result.members[index].member }
    private var measures: [Int] { site.book.measures.measures(in: view.period).filter { site.tells($0, .subject) } }

    /// A sheet must stay a sheet: the rest is in the table.
    private static let most = 100

    func write(_ page: inout Page) {
        let results = measures.map { site.book.measures.result(of: member, $0, in: view.period) }
        if !results.isEmpty {
            heading(&page, words.measuresTitle)
            if site.report.filings.correction(of: view.period) != nil {
                page += "<p class=\"lead\">\(site.text.say("本节依现有日志。", "This section follows the logs as they are."))</p>\n"
            }
            table(&page, results)
            cases(&page)
        }
        proposals(&page)
    }

    private func heading(_ page: inout Page, _ title: String, _ count: Int? = nil) {
        page += "\(html: HTML(ready: Array("<h\(level)>".utf8)))\(title)"
        if let count { page += " <span class=\"n\">\(count == 0 ? words.none : "\(count)")</span>" }
        page += "\(html: HTML(ready: Array("</h\(level)>".utf8)))\n"
    }

    private func table(_ page: inout Page, _ results: [MeasureResult]) {
        page.beginList(
            "\(words.measuresTitle)",
            [
                .text(words.measure), .number(words.cases), .number(words.goodCases), .number(words.value), .text(words.target),
                .text(words.targetState),
            ])
        for result in results {
            let measure = site.pack.measures[result.measure]
            page += """
                <tr><th scope="row">\(html: site.head(result.measure))</th><td class="r" data-l="\(words.cases)">\(measure.change == nil ? "\(result.cases)" : site.report.compared(result) ?? "")</td>\
                <td class="r" data-l="\(words.goodCases)">\(measure.sort == .rate ? "\(result.met)" : "")</td><td class="r" data-l="\(words.value)"><b>
                """
            page.value(result, of: measure, in: view.period.kind, language)
            page += "</b></td><td data-l=\"\(words.target)\">\(measure.targets[view.period.kind]?.text ?? "")</td><td data-l=\"\(words.targetState)\">"
            page.state(result.isMet, words)
            page += "</td></tr>\n"
        }
        page.endList()
    }

    private func cases(_ page: inout Page) {
        let all = site.book.measures.cases
        let own = model.cases(of: member, in: view.period).filter { site.tells(site.measure(of: all[$0]), .subject) }
        heading(&page, words.casesTitle, own.count)
        if own.isEmpty { return }
        page.beginList("\(words.casesTitle)", [.text(words.date), .text(words.measure), .text(words.basis), .text(words.value)])
        for index in own.sorted(by: { (all[$0].day, $0) < (all[$1].day, $1) }).prefix(Self.most) {
            let item = all[index]
            let (measure, origin) = (site.measure(of: item), site.report.origin(item.record))
            page += """
                <tr><td class="nw">\(item.day)</td><th scope="row">\(html: site.head(measure))</th><td>\(site.report.kindName(origin.kind)) \(origin.id) \
                <span class="src">\(site.report.source(origin))</span></td><td data-l="\(words.value)">
                """
            let definition = site.pack.measures[measure]
            if let value = definition.value(of: item) {
                page.text(definition.shown(value, language))
            } else if definition.sort == .rate {
                page += item.isMet ? "\(words.met)" : "<span class=\"tag on\">\(item.isOpen ? words.overdue : words.notMet)</span>"
            }
            page += "</td></tr>\n"
        }
        page.endList()
        let more = own.count - Self.most
        if more > 0 { page += "<p class=\"none\">\(site.text.say("另有\(more)件，见 cases.csv", "\(more) more: see cases.csv"))</p>\n" }
    }

    private func proposals(_ page: inout Page) {
        let own = model.proposals(in: view.period).filter { $0.member == member }
        if own.isEmpty { return }
        heading(&page, words.proposalsTitle, own.count)
        page += "<ul class=\"plain\">\n"
        for item in own { page += "<li>\(html: site.proposal(item))<br><small>\(words.cause)</small> \(html: site.cause(item))</li>\n" }
        page += "</ul>\n"
    }
}
