import GridModel
import RulePacks
import Scoring

/// The page of a period for the whole company.
struct PeriodPage {
    let site: SiteModel
    let view: PeriodView
    /// Nil where nothing is measured or proposed.
    let sheet: MeasureSheet?

    private var text: PageText { site.text }
    private var words: PageWords { site.words }
    private var language: Language { site.language }
    private var subject: String { site.pack.scheme.subject[language] }
    private var line: Points { site.pack.scoring.below }
    private var members: ArraySlice<MemberResult> { view.result.members[...] }

    func write(_ page: inout Page) {
        let home = Crumb(href: text.root(from: view.period) + "index.html", text: text.say("首页", "Start"))
        site.head(&page, title: site.title(view, ""), way: [home], here: view.label)
        site.heading(&page, view, heading: site.words.company, group: nil)
        if !site.pack.isScored {
            if let sheet { UnscoredFigures(site: site, sheet: sheet).company(&page) }
            site.files(&page, view)
            site.foot(&page)
            return
        }
        let marks = MarksSection(site, view, group: nil)
        keyFigures(&page, marks)
        distribution(&page)
        departments(&page)
        lists(&page)
        if site.pack.hasClauses { ClauseChart(site, view, group: nil).write(&page) }
        if let sheet {
            MeasureSection(site: site, sheet: sheet, group: nil).write(&page)
            ProposalSection(site: site, sheet: sheet, group: nil).write(&page)
        }
        if view.period.kind == .month, !site.pack.rankings.isEmpty { rankings(&page) }
        marks.section(&page)
        site.files(&page, view)
        site.foot(&page)
    }

    // MARK: Figures

    private func keyFigures(_ page: inout Page, _ marks: MarksSection) {
        let mean = site.mean(members)
        page += """
            <section aria-labelledby="key">
            <h2 id="key" class="vh">\(words.keyTitle)</h2>
            <dl class="key">
            <div><dt>\(subject)</dt><dd>\(members.count)</dd></div>
            <div><dt>\(words.average)</dt><dd>\(html: site.mean(mean))</dd>
            """
        if let before = site.view(view.period.previous) {
            page += "<dd class=\"note\">\(words.versus) \(before.label) "
            if let mean, let previous = site.previousMembers(view.period) { page += site.change(mean, since: site.mean(previous)) }
            page += "</dd>"
        }
        page += "</div>\n"
        extremes(&page)
        let below = members.indices.count { site.isBelow(members[$0].value) }
        let close = members.indices.count { site.isClose(members[$0].value) }
        page += """
            <div class="\(html: site.alert(below))"><dt>\(words.below) \(points: line)</dt><dd>\(below)</dd></div>
            <div class="\(html: site.quiet(close))"><dt>\(words.closeTo) \(points: line)</dt><dd>\(close)</dd>\
            <dd class="note">\(site.closeRange)</dd></div>

            """
        if let sheet { MeasureSection(site: site, sheet: sheet, group: nil).tile(&page) }
        marks.tiles(&page)
        page += """
            </dl>
            </section>

            """
    }

    private func extremes(_ page: inout Page) {
        // Of equals, the first is named as the highest and the last as the lowest.
        let highest = members.indices.reduce(nil as Int?) { best, index in
            best.map { members[$0].value < members[index].value ? index : $0 } ?? index
        }
        let lowest = members.indices.reduce(nil as Int?) { best, index in
            best.map { members[$0].value < members[index].value ? $0 : index } ?? index
        }
        for (word, index) in [(words.highest, highest), (words.lowest, lowest)] {
            guard let index else {
                page += "<div><dt>\(word)</dt><dd>—</dd><dd class=\"note\"></dd></div>\n"
                continue
            }
            let (name, group) = (members[index].row.name, site.groupName(members[index].row.group))
            page += """
                <div><dt>\(word)</dt><dd>\(value: members[index])</dd>\
                <dd class="note">\(text.say("\(name)（\(group)）", "\(name) (\(group))"))</dd></div>

                """
        }
    }

    // MARK: Departments

    private func distribution(_ page: inout Page) {
        guard let histogram = Histogram(site, members) else { return }
        page += """
            <section aria-labelledby="spread">
            <h2 id="spread">\(words.spreadTitle)</h2>

            """
        histogram.write(&page)
        page += "</section>\n"
    }

    private func departments(_ page: inout Page) {
        let chart = SpreadChart(site, members)
        page += """
            <section aria-labelledby="departments">
            <h2 id="departments">\(words.sideBySide)</h2>
            <table class="cards dep">
            <caption>\(words.sideBySideCaption(line))</caption>
            <thead><tr><th scope="col">\(words.department)</th><th scope="col" class="r">\(subject)</th>\
            <th scope="col" class="r">\(words.average)</th><th scope="col" class="r">\(words.change)</th>\
            <th scope="col" class="r">\(words.median)</th>\
            <th scope="col" class="r">\(words.highest)</th><th scope="col" class="r">\(words.lowest)</th>\
            <th scope="col" class="r">\(words.below) \(points: line)</th><th scope="col" class="r">\(words.closeTo) \(points: line)</th>\
            <th scope="col" class="span" aria-hidden="true">
            """
        chart.axis(&page)
        page += "</th></tr></thead>\n<tbody>\n"
        for group in view.groups {
            let row = DepartmentRow(site, view, group)
            guard let spread = ScoreSpread(row.members.values) else { continue }
            // Whole points in a month, an average in a longer period, as everywhere.
            func value(_ value: Average) -> HTML { view.period.kind == .month ? "\(points: value.sum)" : "\(average: value)" }
            page += """
                <tr><th scope="row"><a href="\(site.departmentFiles[group])">\(row.name)</a></th>\
                <td class="r" data-l="\(subject)">\(row.members.count)</td>\
                <td class="r" data-l="\(words.average)"><b>\(html: site.mean(row.mean))</b></td>\
                <td class="r" data-l="\(words.change)">\(html: row.change)</td>\
                <td class="r" data-l="\(words.median)">\(average: Average(spread.median))</td>\
                <td class="r" data-l="\(words.highest)">\(html: value(spread.highest))</td>\
                <td class="r" data-l="\(words.lowest)">\(html: value(spread.lowest))</td>\
                \(html: row.belowAndClose)<td class="span" aria-hidden="true">
                """
            chart.row(&page, spread, row.mean ?? .zero)
            page += "</td></tr>\n"
        }
        page += """
            </tbody>
            </table>
            </section>

            """
    }

    // MARK: Lists and rankings

    private func lists(_ page: inout Page) {
        if view.result.lists.isEmpty { return }
        page += """
            <section aria-labelledby="lists">
            <h2 id="lists">\(words.listsTitle)</h2>
            <div class="columns">

            """
        for list in view.result.lists { self.list(&page, list) }
        page += """
            </div>
            </section>

            """
    }

    private func list(_ page: inout Page, _ list: ListResult) {
        let definition = site.pack.lists[list.list]
        let title = (definition.files[view.period.kind]?.title ?? definition.title)[language]
        let condition = ListWords(site.pack, language).condition(definition, view.period.kind).map { text.say("；", "; ") + $0 } ?? ""
        page += """
            <div>
            <h3>\(title) <span class="n">\(list.entries.count)</span></h3>
            <p class="lead">\(text.say("依据：第\(definition.clause)条", "article \(definition.clause)"))\(condition)</p>

            """
        if list.entries.isEmpty {
            page += "<p class=\"none\">\(words.none)</p>\n"
        } else {
            page.beginList("\(title)", style: "plain", [.text(words.department), .number(words.rank), .text(subject), .number(site.scoreWord(view))])
            for entry in list.entries {
                let member = view.result.members[entry.result]
                page += """
                    <tr><td>\(site.groupName(member.row.group))</td><td class="r">\(entry.rank)</td><th scope="row">\
                    <a href="\(site.departmentFiles[member.group])#\(site.anchors[member.member])">\(member.row.name)</a> \
                    <small>\(site.report.memberId(member.member))</small></th><td class="r"><b>\(value: member)</b></td></tr>

                    """
            }
            page.endList()
        }
        page += "</div>\n"
    }

    private func rankings(_ page: inout Page) {
        let rankings = site.pack.rankings
        let note = text.say(
            "各类数量在\(words.group)内排名；名次、姓名、数量和加分。并列者同享名次和加分。",
            "Counts ranked within each \(words.group): rank, name, count and points. Equal counts share rank and points.")
        page += """
            <section aria-labelledby="rankings">
            <h2 id="rankings">\(words.rankingsTitle)</h2>
            <p class="lead">\(note)</p>

            """
        page.beginList("\(words.rankingsTitle)", style: "winners", [.text(words.department)] + rankings.map { .text($0.category[language]) })
        for group in view.groups {
            page += """
                <tr><th scope="row"><a href="\(site.departmentFiles[group])">\(site.groupName(site.book.groups[group]))</a></th>
                """
            for index in rankings.indices {
                page += "<td data-l=\"\(rankings[index].category[language])\">"
                winners(&page, view.members(of: group), index)
                page += "</td>"
            }
            page += "</tr>\n"
        }
        page.endList()
        page += "</section>\n"
    }

    private func winners(_ page: inout Page, _ members: ArraySlice<MemberResult>, _ ranking: Int) {
        func place(_ index: Int) -> MemberResult.Count { members[index].breakdown!.counts[ranking] }
        let winners = members.indices.filter { place($0).points > .zero }.sorted { place($0).rank < place($1).rank }
        if winners.isEmpty {
            page += "<span class=\"none\">\(words.none)</span>"
            return
        }
        page += "<ol>"
        for index in winners {
            let place = place(index)
            page += """
                <li><span class="p">\(place.rank)</span><span>\(members[index].row.name)</span><span class="r">\(place.count)</span>\
                <b class="r">\(signed: place.points)</b></li>
                """
        }
        page += "</ol>"
    }
}
