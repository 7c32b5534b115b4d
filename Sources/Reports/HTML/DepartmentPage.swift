import GridModel
import Intake
import RulePacks
import Scoring

/// The page of a department in a period, for its head.
struct DepartmentPage {
    let site: SiteModel
    let view: PeriodView
    let monthly: MonthRows
    /// Nil where nothing is measured or proposed.
    let sheet: MeasureSheet?
    let group: Int

    private var text: PageText { site.text }
    private var words: PageWords { site.words }
    private var subject: String { site.pack.scheme.subject[site.language] }
    private var line: Points { site.pack.scoring.below }
    /// The department's members, by rank.
    private var members: ArraySlice<MemberResult> { view.members(of: group) }

    func write(_ page: inout Page) {
        let name = site.groupName(site.book.groups[group])
        let home = Crumb(href: text.root(from: view.period) + "index.html", text: text.say("首页", "Start"))
        site.head(&page, title: site.title(view, name + " "), way: [home, Crumb(href: "index.html", text: view.label)], here: name)
        site.heading(&page, view, heading: name, group: group)
        DocumentsSection(site: site).line(&page, view, group)
        let pending = site.attention.pending(view, group)
        if site.pack.isScored { scored(&page, pending) } else { measured(&page, pending) }
        site.files(&page, view)
        site.foot(&page)
    }

    private func scored(_ page: inout Page, _ pending: [Int32]) {
        let marks = MarksSection(site, view, group: group)
        keyFigures(&page, marks, pending.count)
        page += """
            <section aria-labelledby="chart">
            <h2 id="chart">\(words.chartTitle)</h2>
            <div class="sides">

            """
        Histogram(site, members)?.write(&page)
        ScoreChart(site, view, group).write(&page)
        page += "</div>\n</section>\n"
        MemberTable(site, view, group).write(&page)
        watch(&page)
        if site.pack.hasClauses { ClauseChart(site, view, group: group).write(&page) }
        if let sheet {
            MeasureSection(site: site, sheet: sheet, group: group).write(&page)
            BreachSection(site: site, sheet: sheet, group: group).write(&page)
            ProposalSection(site: site, sheet: sheet, group: group).write(&page)
        }
        marks.section(&page)
        self.pending(&page, pending)
        uncounted(&page, site.attention.uncounted(view, group))
        LedgerSection(site, view, group, monthly).write(&page)
        if let sheet { CaseSection(site, sheet, group).write(&page) }
    }

    /// Where there are no points.
    private func measured(_ page: inout Page, _ pending: [Int32]) {
        guard let sheet else { return }
        UnscoredFigures(site: site, sheet: sheet).tiles(&page, group, pending: pending.count)
        MeasureSection(site: site, sheet: sheet, group: group).write(&page)
        BreachSection(site: site, sheet: sheet, group: group).write(&page)
        ProposalSection(site: site, sheet: sheet, group: group).write(&page)
        self.pending(&page, pending)
        uncounted(&page, site.attention.uncounted(view, group))
        CaseSection(site, sheet, group).write(&page)
    }

    private func keyFigures(_ page: inout Page, _ marks: MarksSection, _ pending: Int) {
        let mean = site.mean(members)
        let before = site.previousMembers(view.period, group)
        page += """
            <section aria-labelledby="key">
            <h2 id="key" class="vh">\(words.keyTitle)</h2>
            <dl class="key">
            <div><dt><a href="#members">\(subject)</a></dt><dd>\(members.count)</dd></div>
            <div><dt>\(words.average)</dt><dd>\(html: site.mean(mean))</dd>
            """
        if let before, let mean {
            page += """
                <dd class="note">\(words.versus) \(text.label(view.period.previous)) \(html: site.change(mean, since: site.mean(before)))</dd>
                """
        }
        let below = members.indices.count { site.isBelow(members[$0].value) }
        let close = members.indices.count { site.isClose(members[$0].value) }
        page += """
            </div>
            <div class="\(html: site.alert(below))"><dt><a href="#watch">\(words.below) \(points: line)</a></dt><dd>\(below)</dd>
            """
        if let before, mean != nil {
            page += "<dd class=\"note\">\(words.previousWas) \(before.indices.count { site.isBelow(before[$0].value) })</dd>"
        }
        page += """
            </div>
            <div class="\(html: site.quiet(close))"><dt><a href="#watch">\(words.closeTo) \(points: line)</a></dt><dd>\(close)</dd>\
            <dd class="note">\(site.closeRange)</dd></div>

            """
        if let sheet { MeasureSection(site: site, sheet: sheet, group: group).tile(&page) }
        marks.tiles(&page)
        page += """
            <div class="\(html: site.quiet(pending))"><dt><a href="#pending">\(words.pending)</a></dt><dd>\(pending)</dd></div>
            </dl>
            </section>

            """
    }

    // MARK: What needs attention

    /// Those below the line or close to it, the lowest first.
    private func watch(_ page: inout Page) {
        page += """
            <section aria-labelledby="watch">
            <h2 id="watch">\(words.watchTitle) \(points: line) \(words.pointsUnit)</h2>

            """
        let members = members
        let watched = members.indices.filter { site.isBelow(members[$0].value) || site.isClose(members[$0].value) }
        if watched.isEmpty {
            page += "<p class=\"none\">\(words.none)</p>\n"
        } else {
            let scoreWord = site.scoreWord(view)
            page.beginList(
                "\(words.watchTitle) \(points: line)",
                [.text(subject), .number(scoreWord), .number(words.gap), .text(words.status), .text(words.mainCauses)])
            let months = site.months(of: view.period).map(\.period.firstMonth)
            for index in watched.sorted(by: { members[$0].value < members[$1].value }) {
                let member = members[index]
                let status: HTML =
                    site.isBelow(member.value)
                    ? "<span class=\"tag on\">\(words.below) \(points: line)</span>" : "<span class=\"tag\">\(words.closeTo) \(points: line)</span>"
                page += """
                    <tr><th scope="row"><a href="#\(site.anchors[member.member])">\(member.row.name)</a> \
                    <small>\(site.report.memberId(member.member))</small></th><td class="r" data-l="\(scoreWord)"><b>\(value: member)</b></td>\
                    <td class="r" data-l="\(words.gap)">\(signed: member.value.rounded - line)</td><td data-l="\(words.status)">\(html: status)</td>\
                    <td data-l="\(words.mainCauses)">\(html: causes(of: member.member, months))</td></tr>

                    """
            }
            page.endList()
        }
        page += "</section>\n"
    }

    /// The rules that took most points off, over the whole period.
    private func causes(of member: Int, _ months: [Month]) -> HTML {
        var causes = HTML()
        let worst = site.book.ruleSums.deductions(of: member, in: months).sorted { ($0.points, $0.rule) < ($1.points, $1.rule) }.prefix(3)
        for (index, (rule, points)) in worst.enumerated() {
            if index > 0 { causes += text.say("；", "; ") }
            causes += "\(site.pack.rules[rule].wording[site.language]) \(points: points)"
        }
        return causes
    }

    private func pending(_ page: inout Page, _ items: [Int32]) {
        page += """
            <section aria-labelledby="pending">
            <h2 id="pending">\(words.pendingTitle) <span class="n">\(items.count)</span></h2>

            """
        if items.isEmpty {
            page += "<p class=\"none\">\(words.none)</p>\n"
        } else {
            page += "<p class=\"lead\">\(words.pendingLead)</p>\n"
            page.beginList(
                "\(words.pendingTitle)",
                [.text(subject), .text(words.record), .text(words.waitsFor), .text(words.wouldPost), .text(words.since), .text(words.source)])
            for index in items.prefix(AttentionLists.most) {
                let member = site.attention.pending[Int(index)].member
                page.raw("<tr><th scope=\"row\"><a href=\"#")
                page.put(site.anchorPieces, member)
                page.raw("\">")
                page.text(site.lastName(member))
                page.raw("</a> <small>")
                page.put(site.ids, member)
                page.raw("</small></th>")
                page.put(site.attention.pendingRows, Int(index))
            }
            page.endList()
            let more = items.count - AttentionLists.most
            if more > 0 {
                page += "<p class=\"none\">\(text.say("另有\(more)条，见 run/pending.csv。", "\(more) more: see run/pending.csv."))</p>\n"
            }
        }
        page += "</section>\n"
    }

    private func uncounted(_ page: inout Page, _ uncounted: AttentionLists.Uncounted) {
        page += """
            <section aria-labelledby="uncounted">
            <h2 id="uncounted">\(words.uncountedTitle) <span class="n">\(uncounted.count)</span></h2>

            """
        if uncounted.count == 0 {
            page += "<p class=\"none\">\(words.none)</p>\n"
        } else {
            page += "<p class=\"lead\">\(words.uncountedLead)</p>\n"
            page.beginList(
                "\(words.uncountedTitle)", [.text(words.record), .text(subject), .text(words.outcome), .text(words.reason), .text(words.source)])
            for row in uncounted.first { page.put(site.attention.rows, Int(row)) }
            var foot: HTML = ""
            let more = uncounted.count - uncounted.first.count
            if more > 0 {
                foot = """
                    <tfoot>
                    <tr><th scope="row"> …</th><td data-l="\(subject)"> <small></small></td><td class="nw" data-l="\(words.outcome)"></td>\
                    <td data-l="\(words.reason)">\(text.say("另有\(more)条", "\(more) more"))</td>\
                    <td class="src" data-l="\(words.source)">run/rejects.csv</td></tr>
                    </tfoot>

                    """
            }
            page.endList(foot: foot)
        }
        page += "</section>\n"
    }
}
