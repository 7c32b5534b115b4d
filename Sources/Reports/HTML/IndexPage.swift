import GridModel
import Intake
import RulePacks
import Scoring

/// The start page: what needs attention, the departments, all periods, the open questions.
struct IndexPage {
    let site: SiteModel
    let chain: SealChain
    let changes: ChangeList

    private var words: PageWords { site.words }
    private var language: Language { site.language }
    private var subject: String { site.pack.scheme.subject[language] }

    func write(_ page: inout Page) {
        site.head(&page, title: "\(words.indexTitle) - \(site.pack.scheme.organisation[language])")
        page += """
            <h1>\(words.indexTitle)</h1>
            <p class="sub">\(words.asOf) \(html: site.asOf) <span>\(words.asOfMeans)</span></p>

            """
        let section = ChangesSection(site: site, changes: changes)
        section.line(&page)
        attention(&page)
        section.write(&page)
        if let newest = site.periods.last(where: { $0.period.kind == .month }) {
            if site.pack.isScored {
                departments(&page, newest)
            } else {
                UnscoredFigures(site: site, sheet: MeasureSheet(site, newest)).newestPages(&page)
            }
        }
        DocumentsSection(site: site).write(&page)
        FilingsSection(site: site, chain: chain).write(&page)
        periods(&page)
        register(&page)
        site.foot(&page)
    }

    // MARK: What needs attention

    private func attention(_ page: inout Page) {
        let totals = site.report.intake.totals
        let pending = site.book.pending.sorted { $0.day > $1.day }
        let rejects: HTML = "<br><a href=\"run/rejects.csv\">run/rejects.csv</a>"
        page += """
            <section aria-labelledby="now">
            <h2 id="now">\(words.attention)</h2>
            <dl class="key">
            <div class="\(html: site.alert(pending.count))"><dt><a href="\(SiteModel.worklistFolder)/index.html">\(words.pending)</a></dt><dd>\(pending.count)</dd><dd class="note">\
            \(html: pending.first.map { "\(words.newest) \($0.day)<br>" } ?? "")<a href="run/pending.csv">run/pending.csv</a></dd></div>

            """
        let unknown = site.report.intake.files.count { $0.isUnknown }
        let met = AcknowledgedRows(site.report).met
        for (name, number, acknowledged, meaning) in [
            (words.rejected, totals[.rejected], met.rejected, words.rejectedMeans),
            (words.conflict, totals[.conflict], met.conflicts, words.conflictMeans),
            (words.unknownFiles, unknown, met.unknownFiles, words.unknownMeans),
        ] {
            let open = number - acknowledged
            let noted: HTML = acknowledged == 0 ? "" : "<br>\(words.acknowledged(acknowledged))"
            page += """
                <div class="\(html: site.alert(open))"><dt>\(name)</dt><dd>\(open)</dd><dd class="note">\(meaning)\(html: noted)\(html: rejects)</dd></div>

                """
        }
        page += "</dl>\n"
        if !pending.isEmpty { self.pending(&page, pending.prefix(5)) }
        page += "</section>\n"
    }

    private func pending(_ page: inout Page, _ items: ArraySlice<Pending>) {
        page += """
            <table class="list">
            <caption>\(words.pendingLatest)</caption>
            <thead><tr><th scope="col">\(words.since)</th><th scope="col">\(subject)</th><th scope="col">\(words.department)</th>\
            <th scope="col">\(words.record)</th><th scope="col">\(words.waitsFor)</th><th scope="col">\(words.wouldPost)</th></tr></thead>
            <tbody>

            """
        for item in items {
            let origin = site.report.origin(item.record)
            let group = site.lastGroups[item.member].map { site.book.groups[$0] } ?? ""
            page += """
                <tr><td class="nw" data-l="\(words.since)">\(item.day)</td><th scope="row">\(site.lastName(item.member))</th>\
                <td data-l="\(words.department)">\(site.groupName(group))</td>\
                <td data-l="\(words.record)">\(site.report.kindName(origin.kind)) \(origin.id)</td>\
                <td data-l="\(words.waitsFor)">\(site.need(item))</td><td data-l="\(words.wouldPost)">\(html: site.wouldDo(item))</td></tr>

                """
        }
        page += """
            </tbody>
            </table>

            """
    }

    // MARK: Departments

    private func departments(_ page: inout Page, _ newest: PeriodView) {
        let line = site.pack.scoring.below
        page += """
            <section aria-labelledby="departments">
            <h2 id="departments">\(words.departmentsTitle)</h2>
            <table class="cards dep">
            <caption>\(words.departmentsCaption)</caption>
            <thead><tr><th scope="col">\(words.department)</th><th scope="col">\(words.newestPage)</th><th scope="col" class="r">\(subject)</th>\
            <th scope="col" class="r">\(words.average)</th><th scope="col" class="r">\(words.change)</th>\
            <th scope="col" class="r">\(words.below) \(points: line)</th><th scope="col" class="r">\(words.closeTo) \(points: line)</th>\
            <th scope="col" class="r">\(words.pending)</th></tr></thead>
            <tbody>

            """
        let provisional: HTML = newest.result.isFinal ? "" : " <span class=\"tag\">\(words.provisional)</span>"
        for group in newest.groups {
            let row = DepartmentRow(site, newest, group)
            let pending = site.attention.pending(newest, group).count
            page += """
                <tr><th scope="row"><a href="\(newest.period.folder)/\(site.departmentFiles[group])">\(row.name)</a></th>\
                <td data-l="\(words.newestPage)">\(newest.label)\(html: provisional)</td><td class="r" data-l="\(subject)">\(row.members.count)</td>\
                <td class="r" data-l="\(words.average)">\(html: site.mean(row.mean))</td><td class="r" data-l="\(words.change)">\(html: row.change)</td>\
                \(html: row.belowAndClose)<td class="r \(html: site.quiet(pending))" data-l="\(words.pending)">\
                <a href="\(SiteModel.worklistFolder)/\(site.departmentFiles[group])">\(pending)</a></td></tr>

                """
        }
        page += """
            </tbody>
            </table>
            <p class="none">\(site.text.say("待办办妥后会怎样、并列、临近分数线、提示：", "What would come of what is pending, ties, who is close to the line, hints: "))\
            <a href="\(SiteModel.worklistFolder)/index.html">\(words.worklistsTitle)</a></p>
            </section>

            """
    }

    // MARK: Periods

    private func periods(_ page: inout Page) {
        page += """
            <section aria-labelledby="periods">
            <h2 id="periods">\(words.periodsTitle)</h2>

            """
        let views = site.periods
        for year in views.filter({ $0.period.kind == .year }).reversed() {
            page += """
                <table class="cards periods">
                <caption>\(year.label)</caption>
                <thead><tr><th scope="col">\(words.period)</th><th scope="col">\(words.status)</th><th scope="col" class="r">\(subject)</th>\
                \(html: headers)</tr></thead>
                <tbody>

                """
            // A period stands before those within it, and the newest first.
            let within = views.filter { $0.period.year == year.period.year }.sorted { one, other in
                (one.period.lastMonth.index, one.period.kind.length) > (other.period.lastMonth.index, other.period.kind.length)
            }
            for view in within { row(&page, view) }
            page += """
                </tbody>
                </table>

                """
        }
        page += "</section>\n"
    }

    private var headers: HTML {
        if !site.pack.isScored { return UnscoredFigures.periodHeaders(words) }
        return "<th scope=\"col\" class=\"r\">\(words.average)</th><th scope=\"col\">\(words.lists)</th>"
    }

    private func row(_ page: inout Page, _ view: PeriodView) {
        let isFiled = chain.filing(of: view.period) != nil
        let status: HTML =
            isFiled ? "\(site.text.say("已备案", "Filed"))" : view.result.isFinal ? "\(words.final)" : "<span class=\"tag\">\(words.provisional)</span>"
        page += """
            <tr class="\(view.period.kind.rawValue)"><th scope="row"><a href="\(view.period.folder)/index.html">\(view.label)</a></th>\
            <td data-l="\(words.status)">\(html: status)</td><td class="r" data-l="\(subject)">\(view.result.members.count)</td>
            """
        if !site.pack.isScored {
            page += "\(html: UnscoredFigures(site: site, sheet: MeasureSheet(site, view)).periodCells)</tr>\n"
            return
        }
        page += """
            <td class="r" data-l="\(words.average)">\(html: site.mean(site.mean(view.result.members[...])))</td>\
            <td class="lists" data-l="\(words.lists)">
            """
        for list in view.result.lists { page += "<span>\(site.pack.lists[list.list].names[language]) <b>\(list.entries.count)</b></span> " }
        page += "</td></tr>\n"
    }

    // MARK: Open questions

    private func register(_ page: inout Page) {
        let open = site.pack.unconfirmed
        guard !open.isEmpty else { return }
        page += """
            <section aria-labelledby="register">
            <h2 id="register">\(words.registerTitle)</h2>
            <p class="lead">\(words.registerLead)</p>
            <details class="fold">
            <summary>\(open.count) \(words.registerOpen)</summary>

            """
        page.beginList(
            "\(words.registerTitle)", style: "register", [.text(words.clause), .text(words.question), .text(words.reading), .text(words.status)])
        for entry in open {
            page += """
                <tr><td class="nw">\(entry.clause)</td><th scope="row">\(entry.question[language])</th>\
                <td>\(entry.readings[entry.inForce].text[language])</td><td><span class="tag">\(words.unconfirmed)</span></td></tr>

                """
        }
        page.endList()
        page += """
            </details>
            </section>

            """
    }
}

/// A department's figures, as the start page and the period pages show them side by side.
struct DepartmentRow {
    private let site: SiteModel
    let name: String
    /// By rank.
    let members: ArraySlice<MemberResult>
    let mean: Points?
    private let before: Points?

    init(_ site: SiteModel, _ view: PeriodView, _ group: Int) {
        self.site = site
        name = site.groupName(site.book.groups[group])
        members = view.members(of: group)
        mean = site.mean(members)
        before = site.previousMembers(view.period, group).flatMap { site.mean($0) }
    }

    var change: HTML { site.change(mean ?? .zero, since: before) }

    /// The cells of those below the line and close to it.
    var belowAndClose: HTML {
        let line = site.pack.scoring.below
        let below = members.indices.count { site.isBelow(members[$0].value) }
        let close = members.indices.count { site.isClose(members[$0].value) }
        return """
            <td class="r \(html: site.alert(below))" data-l="\(site.words.below) \(points: line)">\(below)</td>\
            <td class="r \(html: site.quiet(close))" data-l="\(site.words.closeTo) \(points: line)">\(close)</td>
            """
    }
}
