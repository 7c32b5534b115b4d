import GridModel
import RulePacks
import Scoring

/// What pages of schemes without points have in the place of scores: how many cases there are, which measures are met and missed.
struct UnscoredFigures {
    let site: SiteModel
    let sheet: MeasureSheet

    private var words: PageWords { site.words }
    private var subject: String { site.pack.scheme.subject[site.language] }
    private var view: PeriodView { sheet.view }

    /// The page of the whole company, between its head and its files.
    func company(_ page: inout Page) {
        tiles(&page, nil, pending: view.groups.reduce(0) { $0 + site.attention.pending(view, $1).count })
        MeasureSection(site: site, sheet: sheet, group: nil).write(&page)
        departments(&page)
        ProposalSection(site: site, sheet: sheet, group: nil).write(&page)
    }

    /// The key figures of a department, or of the whole company.
    func tiles(_ page: inout Page, _ group: Int?, pending: Int) {
        let members = group.map { view.members(of: $0).count } ?? view.result.members.count
        let (met, missed) = sheet.states(group)
        let bad = sheet.missedCount(group)
        page += """
            <section aria-labelledby="key">
            <h2 id="key" class="vh">\(words.keyTitle)</h2>
            <dl class="key">
            <div><dt>\(subject)</dt><dd>\(members)</dd></div>
            <div><dt>\(words.cases)</dt><dd>\(sheet.caseCount(group))</dd></div>
            <div class="\(html: site.quiet(met))"><dt><a href="#measures">\(words.measuresMet)</a></dt><dd>\(met)</dd></div>
            <div class="\(html: site.alert(missed))"><dt><a href="#measures">\(words.measuresMissed)</a></dt><dd>\(missed)</dd></div>

            """
        let title: HTML = group == nil ? "\(words.breachesTitle)" : "<a href=\"#breaches\">\(words.breachesTitle)</a>"
        if site.pack.measures.contains(where: { $0.sort == .rate }) {
            page += "<div class=\"\(html: site.alert(bad))\"><dt>\(html: title)</dt><dd>\(bad)</dd></div>\n"
        }
        page += """
            <div class="\(html: site.quiet(pending))"><dt>\(html: group == nil ? "\(words.pending)" : "<a href=\"#pending\">\(words.pending)</a>")</dt><dd>\(pending)</dd></div>
            </dl>
            </section>

            """
    }

    private func departments(_ page: inout Page) {
        page += """
            <section aria-labelledby="departments">
            <h2 id="departments">\(words.sideBySide)</h2>
            <table class="cards">
            <caption>\(words.sideBySideMeasured)</caption>
            <thead><tr><th scope="col">\(words.department)</th>\(html: headers)</tr></thead>
            <tbody>

            """
        for group in view.groups {
            page += """
                <tr><th scope="row"><a href="\(site.departmentFiles[group])">\(site.groupName(site.book.groups[group]))</a></th>\
                \(html: cells(group))</tr>

                """
        }
        page += """
            </tbody>
            </table>
            </section>

            """
    }

    /// The headers of a department's figures.
    var headers: HTML {
        var headers = HTML()
        for word in [subject, words.cases, words.measuresMet, words.measuresMissed, words.breachesTitle, words.pending] {
            headers += "<th scope=\"col\" class=\"r\">\(word)</th>"
        }
        return headers
    }

    /// - Parameter worklist: where what is pending leads; nil where it leads nowhere.
    func cells(_ group: Int, worklist: String? = nil) -> HTML {
        let (met, missed) = sheet.states(group)
        let (bad, pending) = (sheet.missedCount(group), site.attention.pending(view, group).count)
        let number: HTML = worklist.map { "<a href=\"\($0)\">\(pending)</a>" } ?? "\(pending)"
        return """
            <td class="r" data-l="\(subject)">\(view.members(of: group).count)</td><td class="r" data-l="\(words.cases)">\(sheet.caseCount(group))</td>\
            <td class="r" data-l="\(words.measuresMet)">\(met)</td>\
            <td class="r \(html: site.alert(missed))" data-l="\(words.measuresMissed)">\(missed)</td>\
            <td class="r \(html: site.alert(bad))" data-l="\(words.breachesTitle)">\(bad)</td>\
            <td class="r \(html: site.quiet(pending))" data-l="\(words.pending)">\(html: number)</td>
            """
    }

    // MARK: The start page

    /// The departments with the newest page of each.
    func newestPages(_ page: inout Page) {
        page += """
            <section aria-labelledby="departments">
            <h2 id="departments">\(words.departmentsTitle)</h2>
            <table class="cards">
            <caption>\(words.departmentsCaption)</caption>
            <thead><tr><th scope="col">\(words.department)</th><th scope="col">\(words.newestPage)</th>\(html: headers)</tr></thead>
            <tbody>

            """
        let provisional: HTML = view.result.isFinal ? "" : " <span class=\"tag\">\(words.provisional)</span>"
        for group in view.groups {
            let file = site.departmentFiles[group]
            page += """
                <tr><th scope="row"><a href="\(view.period.folder)/\(file)">\(site.groupName(site.book.groups[group]))</a></th>\
                <td data-l="\(words.newestPage)">\(view.label)\(html: provisional)</td>\(html: cells(group, worklist: "\(SiteModel.worklistFolder)/\(file)"))</tr>

                """
        }
        page += """
            </tbody>
            </table>
            <p class="none">\(site.text.say("待办、逾期未结的记录、提示：", "What is pending, what is open and overdue, hints: "))\
            <a href="\(SiteModel.worklistFolder)/index.html">\(words.worklistsTitle)</a></p>
            </section>

            """
    }

    /// Of a period, in the table of all periods.
    static func periodHeaders(_ words: PageWords) -> HTML {
        var headers = HTML()
        for word in [words.cases, words.measuresMet, words.measuresMissed] { headers += "<th scope=\"col\" class=\"r\">\(word)</th>" }
        return headers
    }

    var periodCells: HTML {
        let (met, missed) = sheet.states(nil)
        return """
            <td class="r" data-l="\(words.cases)">\(sheet.caseCount(nil))</td><td class="r" data-l="\(words.measuresMet)">\(met)</td>\
            <td class="r \(html: site.alert(missed))" data-l="\(words.measuresMissed)">\(missed)</td>
            """
    }
}
