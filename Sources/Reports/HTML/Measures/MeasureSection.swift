import GridModel
import RulePacks
import Scoring

/// The measures of a page: each with its target and value, and below it departments, or units and members.
struct MeasureSection {
    let site: SiteModel
    let sheet: MeasureSheet
    /// The group whose page it is; nil for the whole company.
    let group: Int?

    private var words: PageWords { site.words }
    private var language: Language { site.language }
    private var view: PeriodView { sheet.view }

    /// The measures that the page tells of.
    private var shown: [Int] {
        sheet.measures.filter { measure in
            let levels: [Measure.Subject] = group == nil ? [.all, .group] : [.group, .unit, .subject]
            return levels.contains { site.tells(measure, $0) }
        }
    }

    /// A tile among the key figures.
    func tile(_ page: inout Page) {
        guard !site.pack.measures.isEmpty else { return }
        let missed = sheet.states(group).missed
        page += """
            <div class="\(html: site.alert(missed))"><dt><a href="#measures">\(words.measuresMissed)</a></dt><dd>\(missed)</dd></div>

            """
    }

    func write(_ page: inout Page) {
        guard !site.pack.measures.isEmpty else { return }
        let shown = shown
        page += """
            <section aria-labelledby="measures" class="measures">
            <h2 id="measures">\(words.measuresTitle) <span class="n">\(shown.count)</span></h2>

            """
        if shown.isEmpty {
            page += "<p class=\"none\">\(words.none)</p>\n"
        } else {
            page += "<p class=\"lead\">\(words.measuresLead(ofCompany: group == nil))</p>\n"
            for measure in shown { write(&page, measure) }
        }
        page += "</section>\n"
    }

    // MARK: A measure

    private struct Row {
        /// The cell that says who is meant, up to its end.
        let head: HTML
        let isIndented: Bool
        let result: MeasureResult
        /// Where its value leads; empty where it leads nowhere.
        let href: String
    }

    private func write(_ page: inout Page, _ index: Int) {
        let measure = site.pack.measures[index]
        let own = sheet.result(index, group)
        let hasTarget = measure.targets[view.period.kind] != nil
        let rows = group.map { people(index, $0) } ?? departments(index)
        let missed = rows.count { $0.isIndented && $0.result.isMet == false }
        page += """
            <details id="measure-\(measure.id)"\(html: group == nil && own?.isMet == false ? " open" : "")>
            <summary><h3>\(html: site.head(index))</h3> <span class="of">\(html: own.map { basis($0, measure) } ?? "")</span> <span class="to">
            """
        if let target = measure.targets[view.period.kind] { page += "\(words.target) \(target.text)" }
        page += "</span> <b>"
        if own != nil { page.value(own, of: measure, in: view.period.kind, language) }
        page += "</b> <span class=\"is\">"
        page.state(own?.isMet, words)
        // What is met as a whole may be missed by somebody.
        if missed > 0, group != nil || own?.isMet != false { page += " <small>\(group == nil ? words.missedDepartments(missed) : words.missedMembers(missed, isMissed: own?.isMet == false))</small>" }
        page += "</span></summary>\n"
        defer { page += "</details>\n" }
        if let (of, _) = measure.change {
            let name: HTML = "\(site.pack.measures[of].wording[language])"
            let link: HTML = shown.contains(of) ? "<a href=\"#measure-\(site.pack.measures[of].id)\">\(html: name)</a>" : name
            page += "<p class=\"none\">\(html: words.casesAreThose(of: link))\(view.result.isFinal ? "" : words.endedMonths)</p>\n"
        } else if group == nil ? rows.isEmpty : !site.tells(index, .subject) {
            let isListed = group != nil && view.period.kind == .month && own?.cases != 0
            page += """
                <p class="none">\(words.itsCases) <a href="\(isListed ? "#of-\(measure.id)" : "cases.csv")">\(isListed ? words.casesTitle : "cases.csv")</a></p>

                """
        }
        if rows.isEmpty { return }
        page += """
            <table class="cards">
            <caption class="vh">\(measure.wording[language])</caption>
            <thead><tr><th scope="col">\(group == nil ? words.department : site.pack.scheme.subject[language])</th>\
            \(html: heads(measure))\
            \(html: hasTarget ? "<th scope=\"col\">\(words.targetState)</th>" : "<td></td>")</tr></thead>
            <tbody>

            """
        for row in rows {
            page += "<tr\(html: row.isIndented ? "" : " class=\"sum\"")>\(html: row.head)"
            rest(&page, row.result, measure)
            page += "<td class=\"r\" data-l=\"\(words.value(of: measure))\">"
            if row.href.isEmpty { page += "<b>" } else { page += "<b><a href=\"\(row.href)\">" }
            page.value(row.result, of: measure, in: view.period.kind, language)
            page += row.href.isEmpty ? "</b></td>" : "</a></b></td>"
            if hasTarget {
                page += "<td data-l=\"\(words.targetState)\">"
                page.state(row.result.isMet, words)
                page += "</td>"
            } else {
                page.raw("<td></td>")
            }
            page += "</tr>\n"
        }
        page += "</tbody>\n</table>\n"
    }

    /// What a value is made of, in a few characters.
    private func basis(_ result: MeasureResult, _ measure: Measure) -> HTML {
        measure.change == nil ? "\(words.caseCount(result.cases))" : site.report.compared(result).map { "\($0)" } ?? ""
    }

    /// The columns of what values are made of, and of the values.
    private func heads(_ measure: Measure) -> HTML {
        func head(_ name: String) -> HTML { "<th scope=\"col\" class=\"r\">\(name)</th>" }
        let value = words.value(of: measure)
        return switch measure.sort {
        case .count: head(value)
        case .sum, .mean: "\(html: head(words.cases))\(html: head(value))"
        case .rate: "\(html: head(words.cases))\(html: head(words.goodCases))\(html: head(value))"
        case .change:
            "\(html: head(measure.change.map { words.before($0.against) } ?? ""))\(html: head(words.wholePeriod))\(html: head(value))"
        }
    }

    /// The cells of what a value is made of.
    private func rest(_ page: inout Page, _ result: MeasureResult, _ measure: Measure) {
        if let (of, against) = measure.change {
            for (name, value) in [(words.before(against), result.compared?.before), (words.wholePeriod, result.compared?.now)] {
                page += "<td class=\"r\" data-l=\"\(name)\">\(value.map { site.pack.measures[of].shown($0, language) } ?? "—")</td>"
            }
        } else if measure.sort != .count {
            page += "<td class=\"r\" data-l=\"\(words.cases)\">\(result.cases)</td>"
            if measure.sort == .rate { page += "<td class=\"r\" data-l=\"\(words.goodCases)\">\(result.met)</td>" }
        }
    }

    private func departments(_ measure: Int) -> [Row] {
        view.groups.compactMap { group in
            guard let result = sheet.result(measure, group) else { return nil }
            let href = "\(site.departmentFiles[group])#measure-\(site.pack.measures[measure].id)"
            return Row(
                head: "<th scope=\"row\"><a href=\"\(href)\">\(site.groupName(site.book.groups[group]))</a></th>", isIndented: true,
                result: result, href: "")
        }
    }

    /// The units, then the members in the page's order.
    private func people(_ measure: Int, _ group: Int) -> [Row] {
        let units = site.pack.roster.unit == nil ? [] : sheet.units(measure, group)
        var rows = units.map { result -> Row in
            let name = if case .unit(let name, _) = result.subject { name } else { "" }
            return Row(
                head: "<th scope=\"row\">\(site.groupName(name)) <small>\(words.label(site.report.unitHeader))</small></th>",
                isIndented: false, result: result, href: "")
        }
        guard site.tells(measure, .subject) else { return rows }
        let id = site.pack.measures[measure].id
        for member in sheet.people(group) {
            let result = site.book.measures.result(of: member, measure, in: view.period)
            let anchor = "#\(site.caseAnchor(member))"
            rows.append(
                Row(
                    head: "<th scope=\"row\">\(site.name(member, view)) <small>\(site.report.memberId(member))</small></th>", isIndented: true, result: result,
                    href: result.cases == 0 ? "" : view.period.kind == .month ? "\(anchor)-\(id)" : anchor))
        }
        return rows
    }
}
