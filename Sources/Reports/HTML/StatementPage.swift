import GridModel
import Intake
import RulePacks
import Scoring

/// The statement of a member for a period, as one page or as one of several on a page.
struct StatementPage {
    let model: StatementModel
    let view: PeriodView
    /// Where the member stands among the results.
    let index: Int
    /// How deep headings are nested below the statement's own.
    var level = 1

    private var site: SiteModel { model.site }
    private var text: PageText { site.text }
    private var words: PageWords { site.words }
    private var result: MemberResult { view.result.members[index] }
    private var member: Int { result.member }
    private var isMonth: Bool { view.period.kind == .month }

    func write(_ page: inout Page) {
        let group = site.groupName(site.book.groups[result.group])
        var way = [Crumb(href: "index.html", text: "\(words.statements) \(view.label)")]
        if let href = model.departmentPage(view, result.group) { way.insert(Crumb(href: href, text: group), at: 0) }
        site.head(&page, title: site.title(view, "\(result.row.name) \(words.statement) "), way: way, here: result.row.name, isSheet: true)
        sheet(&page)
        site.plainFoot(&page)
    }

    /// The statement itself.
    func sheet(_ page: inout Page) {
        page += "<article class=\"sheet\">\n"
        title(&page)
        who(&page)
        notes(&page)
        if site.pack.isScored {
            figures(&page)
            if isMonth {
                month(&page, view, index)
            } else {
                months(&page)
            }
            StatementStanding(model: model, view: view, index: index, level: level + 1).write(&page)
        }
        StatementMeasures(model: model, view: view, index: index, level: level + 1).write(&page)
        StatementPending(model: model, view: view, index: index, level: level + 1).write(&page)
        uncounted(&page)
        StatementAppeal(model: model, view: view, level: level + 1).write(&page)
        page += """
            <div class="sign"><p>\(words.label(site.pack.scheme.subject[site.language]))\(text.say("", " "))\(words.signMember)<span></span></p>\
            <p>\(words.signHead)<span></span></p><p>\(words.signDate)<span></span></p></div>
            </article>

            """
    }

    // MARK: Head

    private func title(_ page: inout Page) {
        let scheme = site.pack.scheme
        let provisional: HTML = view.result.isFinal ? "" : " <span class=\"tag\">\(words.provisional)</span>"
        page += """
            <p class="org">\(scheme.organisation[site.language]) <span>\(scheme.regulation[site.language])</span></p>
            \(html: opening(0, " class=\"name\""))\(words.statement) <small>\(view.label)</small>\(html: provisional)\(html: closing(0))

            """
    }

    private func who(_ page: inout Page) {
        page += """
            <dl class="who">
            <div><dt>\(words.label(site.report.nameHeader))</dt><dd>\(result.row.name)</dd></div>
            <div><dt>\(words.label(site.report.subjectHeader))</dt><dd>\(site.report.memberId(member))</dd></div>
            <div><dt>\(words.label(site.report.groupHeader))</dt><dd>\(site.groupName(result.row.group))</dd></div>

            """
        if !result.row.unit.isEmpty { page += "<div><dt>\(words.label(site.report.unitHeader))</dt><dd>\(result.row.unit)</dd></div>\n" }
        page += "<div><dt>\(words.asOf)</dt><dd>\(html: site.asOf)</dd></div>\n</dl>\n"
    }

    /// That the period has not ended, that it is filed, and what would now come out differently.
    private func notes(_ page: inout Page) {
        if !view.result.isFinal { page += "<p class=\"notice\"><b>\(words.provisional)</b> \(words.provisionalMeans)</p>\n" }
        let filings = site.report.filings
        let months = isMonth ? [view] : site.months(of: view.period)
        for month in months where site.report.requested.damaged[month.period.firstMonth] != nil {
            page += text.say(
                "<p class=\"notice\"><b>备案副本有误</b> \(month.label)的备案副本缺失或被改动，本单按现有日志开具。</p>\n",
                "<p class=\"notice\"><b>The filed copies are damaged</b> Those of \(month.label) are missing or were changed; this statement follows the logs as they are.</p>\n"
            )
        }
        if (months + [view]).contains(where: { filings.chain.isDoubtful($0.period) }) {
            page += text.say(
                "<p class=\"notice\"><b>备案封存有误</b> 本单按现有日志开具。</p>\n",
                "<p class=\"notice\"><b>Seals do not hold</b> This statement follows the logs as they are.</p>\n")
        } else if let note = site.noted.first(where: { $0.period == view.period }) {
            let day = String(note.at.prefix(10))
            page += text.say(
                "<p class=\"notice\"><b>已备案</b> 第\(note.number)号\(site.revision(note.revision))，\(note.by)，\(day)。本单与备案一致。</p>\n",
                "<p class=\"notice\"><b>Filed</b> no. \(note.number)\(site.revision(note.revision)) by \(note.by) on \(day). This statement agrees with what was filed.</p>\n"
            )
        }
        let changes = model.corrections(of: member, in: view.period)
        guard !changes.isEmpty else { return }
        page += "<p class=\"notice\"><b>\(text.say("更正单待登记", "A correction is open"))</b> "
        for (index, change) in changes.enumerated() {
            if index > 0 { page += text.say("；", "; ") }
            page += "\(change.item) \(shown(change.before)) → \(shown(change.now))"
        }
        page += text.say("。登记更正前以备案为准。</p>\n", ". Until it is filed, what was filed stands.</p>\n")
    }

    /// A cell of a table, with a true minus.
    private func shown(_ cell: String) -> String {
        let cell = Cells.unguarded(cell)
        return cell.utf8.first == UInt8(ascii: "-") && Points(cell) != nil ? "\u{2212}" + cell.dropFirst() : cell
    }

    /// What the value is made of.
    private func figures(_ page: inout Page) {
        let members = view.members(of: result.group).count
        page += """
            <dl class="key sum">
            <div class="total"><dt>\(site.scoreWord(view))</dt><dd>\(value: result)</dd></div>
            <div><dt>\(words.label(site.report.rankHeader))</dt><dd>\(result.rank) <small>/ \(members)</small></dd></div>

            """
        if let made = result.breakdown {
            for (name, points) in [
                (Word.base, made.base), (.deductions, made.deductions), (.bonuses, made.bonuses), (.rankingBonus, made.rankingBonus),
                (.measured, made.measured), (.floorAdjustment, made.floorAdjustment), (.capAdjustment, made.capAdjustment),
            ] where ![.measured, .floorAdjustment, .capAdjustment].contains(name) || points != .zero {
                let shown: HTML = name == .base ? "\(points: points)" : "\(signed: points)"
                page += "<div class=\"\(points == .zero ? "zero" : "")\"><dt>\(words.label(name[site.language]))</dt><dd>\(html: shown)</dd></div>\n"
            }
        } else {
            page += "<div><dt>\(words.label(Word.months[site.language]))</dt><dd>\(result.months)</dd></div>\n"
        }
        page += "</dl>\n"
    }

    // MARK: Months

    private func months(_ page: inout Page) {
        heading(&page, 1, words.scoresByMonth)
        let (caps, hasWeights) = (site.pack.caps, site.pack.hasWeights)
        let parts: [Word] =
            [.base, .deductions, .bonuses, .rankingBonus] + (hasWeights ? [.measured] : []) + [.floorAdjustment] + (caps ? [.capAdjustment] : []) + [.score]
        let headers = parts.map { words.label($0[site.language]) } + [words.label(site.report.rankHeader)]
        page.beginList("\(words.scoresByMonth)", [.text(words.month), .text(words.department)] + headers.map { .number($0) })
        let months = site.months(of: view.period).compactMap { month in month.place(of: member).map { (month, $0) } }
        for (month, place) in months {
            let own = month.result.members[place]
            page += "<tr><th scope=\"row\">\(month.label)</th><td data-l=\"\(words.department)\">\(site.groupName(own.row.group))</td>"
            if let made = own.breakdown {
                var cells: [HTML] = [
                    "\(points: made.base)", "\(signed: made.deductions)", "\(signed: made.bonuses)", "\(signed: made.rankingBonus)",
                ]
                if hasWeights { cells.append("\(signed: made.measured)") }
                cells.append("\(signed: made.floorAdjustment)")
                if caps { cells.append("\(signed: made.capAdjustment)") }
                cells += ["<b>\(value: own)</b>", "\(own.rank)"]
                for (header, cell) in zip(headers, cells) { page += "<td class=\"r\" data-l=\"\(header)\">\(html: cell)</td>" }
            }
            page += "</tr>\n"
        }
        page.endList()
        for (month, place) in months {
            let own = month.result.members[place]
            page += """
                <div class="month">
                \(html: opening(1))\(month.label) <small>\(words.score) \(value: own)</small>\(html: closing(1))

                """
            StatementPage(model: model, view: view, index: index, level: level + 1).month(&page, month, place)
            page += "</div>\n"
        }
    }

    /// The postings and rankings of a month.
    private func month(_ page: inout Page, _ month: PeriodView, _ place: Int) {
        heading(&page, 1, words.postings)
        let own = month.result.members[place]
        let lines = model.ledger.lines(of: member, in: month, month.postings(of: member))
        page.beginList(
            "\(words.postings) \(month.label)", style: "stmt",
            [.text(words.date), .text(words.clause), .text(words.wording), .text(words.basis), .number(words.points), .number(words.running)])
        var running = Points.zero
        for line in lines {
            running += line.points
            row(&page, line, running)
        }
        page.endList(foot: "<tfoot><tr><th scope=\"row\" colspan=\"4\">\(words.score)</th><td></td><td class=\"r\">\(points: running)</td></tr></tfoot>\n")
        StatementRankings(model: model, month: month, own: own, hasLead: month.period == view.period, level: level + 1).write(&page)
    }

    private func row(_ page: inout Page, _ line: StatementLine, _ running: Points) {
        page.raw("<tr><td class=\"nw\">")
        if let day = line.day { page.monthAndDay(day) }
        page += "</td><td class=\"nw\">\(line.clause)</td><th scope=\"row\">\(line.wording)"
        if let code = line.code { page += " <code>\("\(code)")</code>" }
        for (index, part) in line.evidence.enumerated() {
            page += "\(html: index == 0 ? "<br><small>" : text.say("；", "; "))\(part.name)\(text.say("：", ": "))\(part.text)"
        }
        if !line.evidence.isEmpty { page += "</small>" }
        if let note = line.note { page += "<br><small>\(note)</small>" }
        page += "</th><td>"
        if !line.kind.isEmpty { page += "\(line.kind) \(line.recordId)<br><span class=\"src\">\(line.file):\(line.line)</span>" }
        let shown: HTML = line.part == .base ? "\(points: line.points)" : "\(signed: line.points)"
        page += """
            </td><td class="r" data-l="\(words.points)">\(html: shown)</td><td class="r" data-l="\(words.running)">\(points: running)</td></tr>

            """
    }

    // MARK: What did not count

    /// A sheet must stay a sheet: the rest is in the table.
    private static let most = 50

    private func uncounted(_ page: inout Page) {
        let rejects = model.records.rejects(of: member, in: view.period)
        let repeats = model.records.repeats(of: member, in: view.period)
        heading(&page, 1, words.notCounted, count: rejects.count)
        if !rejects.isEmpty {
            page += "<p class=\"lead\">\(words.notCountedLead)</p>\n"
            page.beginList(
                "\(words.notCounted)", style: "missed", [.text(words.record), .text(words.outcome), .text(words.reason), .text(words.source)])
            for reject in rejects.prefix(Self.most) { page.put(model.records.rejectRows, reject) }
            page.endList()
            let more = rejects.count - Self.most
            if more > 0 { page += "<p class=\"none\">\(text.say("另有\(more)条，见 run/rejects.csv", "\(more) more: see run/rejects.csv"))</p>\n" }
        }
        guard repeats.duplicate + repeats.superseded > 0 else { return }
        page += text.say(
            "<p class=\"none\">另有重复的记录\(repeats.duplicate)条、已更新的旧记录\(repeats.superseded)条，均以采用的一条为准。</p>\n",
            "<p class=\"none\">Besides \(repeats.duplicate) duplicate and \(repeats.superseded) superseded records, of which another version counts.</p>\n"
        )
    }

    // MARK: Headings

    private func opening(_ depth: Int, _ attributes: String = "") -> HTML { HTML(ready: Array("<h\(level + depth)\(attributes)>".utf8)) }
    private func closing(_ depth: Int) -> HTML { HTML(ready: Array("</h\(level + depth)>".utf8)) }

    private func heading(_ page: inout Page, _ depth: Int, _ title: String, count: Int? = nil) {
        model.heading(&page, level + depth, title, count: count)
    }
}

extension StatementModel {
    /// The heading of a section.
    func heading(_ page: inout Page, _ level: Int, _ title: String, count: Int? = nil) {
        page += "\(html: HTML(ready: Array("<h\(level)>".utf8)))\(title)"
        // A section of nothing takes one line.
        if let count { page += " <span class=\"n\">\(count == 0 ? site.words.none : "\(count)")</span>" }
        page += "\(html: HTML(ready: Array("</h\(level)>".utf8)))\n"
    }
}

extension SiteModel {
    /// The end of a page that is printed and handed out.
    func plainFoot(_ page: inout Page) {
        page += """
            </main>
            <footer class="end plain">
            <p class="stamp"><span>\(words.asOf) \(html: asOf)</span> <span>\(words.rulesDigest) <code>\(String(pack.digest.prefix(12)))</code></span> \
            <span>\(words.madeBy) gridscore \(report.version)</span></p>
            </footer>
            </body>
            </html>

            """
    }
}
