import GridModel
import RulePacks

/// A correction sheet for people.
struct CorrectionPage {
    let site: SiteModel
    let sheet: CorrectionSheet

    private var text: PageText { site.text }
    private var words: PageWords { site.words }

    func write(_ page: inout Page) {
        let title = text.say("更正单", "Correction sheet")
        let label = text.label(sheet.period)
        let seal = sheet.filing.seal
        site.head(
            &page, title: "\(title) \(label) - \(site.pack.scheme.organisation[site.language])",
            way: [Crumb(href: "../../index.html", text: text.say("首页", "Start"))], here: "\(title) \(label)")
        page += """
            <h1>\(title) <small>\(label)</small></h1>
            <p class="sub">\(words.asOf) \(html: site.asOf)</p>

            """
        page += text.say(
            "<p class=\"notice\"><b>备案文件未动</b> \(label)已由\(seal.by)于\(String(seal.at.prefix(10)))备案（第\(seal.number)号\(site.revision(seal.revision))）。本单列出照现有记录会有的变动，登记更正前不生效。</p>\n",
            "<p class=\"notice\"><b>The filed files are untouched</b> \(label) was filed by \(seal.by) on \(String(seal.at.prefix(10))) (no. \(seal.number)\(site.revision(seal.revision))). This sheet tells what would now come out differently; nothing takes effect until a correction is filed.</p>\n"
        )
        changes(&page)
        causes(&page)
        files(&page)
        site.foot(&page)
    }

    private func changes(_ page: inout Page) {
        page += """
            <section aria-labelledby="changes">
            <h2 id="changes">\(text.say("变动", "What would change"))</h2>
            <table class="list">
            <caption>\(text.say("涉及\(sheet.memberCount)\(words.counter)", "\(sheet.memberCount) members affected"))</caption>
            <thead><tr><th scope="col">\(words.department)</th><th scope="col">\(site.pack.scheme.subject[site.language])</th>\
            <th scope="col">\(Word.item[site.language])</th><th scope="col" class="r">\(Word.filed[site.language])</th>\
            <th scope="col" class="r">\(Word.now[site.language])</th><th scope="col">\(Word.effect[site.language])</th></tr></thead>
            <tbody>

            """
        for row in CorrectionRow.rows(sheet.changes, sheet.language).prefix(Self.longest) {
            let change = row.first
            // What measures tell of a department, or of all, is of no member.
            let who: HTML = change.id.isEmpty ? "\(text.say("合计", "together"))" : "\(change.name) <small>\(change.id)</small>"
            page += """
                <tr><td>\(site.groupName(change.group))</td><th scope="row">\(html: who)</th><td>\(row.item)</td>\
                <td class="r" data-l="\(Word.filed[site.language])">\(row.before)</td>\
                <td class="r" data-l="\(Word.now[site.language])"><b>\(row.now)</b></td><td>\(change.effect.text(site.language))</td></tr>

                """
        }
        page += """
            </tbody>
            </table>

            """
        more(&page, CorrectionRow.rows(sheet.changes, sheet.language).count, "changes.csv")
        page += "</section>\n"
    }

    private func causes(_ page: inout Page) {
        page += """
            <section aria-labelledby="causes">
            <h2 id="causes">\(text.say("原因", "What causes it"))</h2>

            """
        page.beginList(
            "\(text.say("原因", "What causes it"))",
            [
                .text(site.pack.scheme.subject[site.language]), .text(Word.change[site.language]), .text(words.clause),
                .text(Word.wording[site.language]), .number(Word.filed[site.language]), .number(Word.now[site.language]), .text(words.record),
            ])
        for cause in sheet.causes.prefix(Self.longest) {
            let source = cause.file.isEmpty ? "" : "\(cause.file):\(cause.line)"
            page += """
                <tr><th scope="row">\(cause.name) <small>\(cause.id)</small></th><td>\(cause.change.word[site.language])</td>\
                <td class="nw">\(cause.clause)</td><td>\(cause.wording)</td><td class="r" data-l="\(Word.filed[site.language])">\(cause.before)</td>\
                <td class="r" data-l="\(Word.now[site.language])"><b>\(cause.now)</b></td>\
                <td>\(cause.kind) \(cause.recordId) <span class="src">\(source)</span></td></tr>

                """
        }
        page.endList()
        more(&page, sheet.causes.count, "causes.csv")
        if !sheet.otherCauses.isEmpty {
            page += "<ul>\n"
            for (_, file, message) in sheet.otherCauses.prefix(Self.longest) { page += "<li><b>\(file)</b> \(message)</li>\n" }
            page += "</ul>\n"
        }
        page += "</section>\n"
    }

    /// A page must open: the rest is in the table.
    private static let longest = 500

    private func more(_ page: inout Page, _ count: Int, _ file: String) {
        guard count > Self.longest else { return }
        page += """
            <p class="none">\(text.say("另有\(count - Self.longest)条，见", "\(count - Self.longest) more, see")) <a href="\(file)">\(file)</a></p>

            """
    }

    private func files(_ page: inout Page) {
        page += """
            <section aria-labelledby="files" class="files">
            <h2 id="files">\(words.filesTitle)</h2>
            <ul>

            """
        if site.report.makesWorkbooks {
            let name = PeriodWorkbooks.name(sheet.period)
            page += "<li><a href=\"\(name)\">\(name)</a> <span>\(text.say("Excel工作簿，含以下各表", "Excel workbook with all these tables"))</span></li>\n"
        }
        page += """
            <li><a href="changes.csv">changes.csv</a> <span>\(text.say("变动", "changes"))</span></li>
            <li><a href="causes.csv">causes.csv</a> <span>\(text.say("原因", "causes"))</span></li>

            """
        for plan in sheet.proposed { page += "<li><a href=\"\(plan.name)\">\(plan.name)</a> <span>\(text.say("更正后", "as corrected"))</span></li>\n" }
        page += """
            </ul>
            </section>

            """
    }
}

/// A row of the changes: a cell of the scores or rankings, or all that has changed of a measure for somebody.
private struct CorrectionRow {
    let first: ValueChange
    private(set) var item: String
    private(set) var before: String
    private(set) var now: String

    private init(_ change: ValueChange) {
        (first, item, before, now) = (change, Cells.unguarded(change.item), Cells.unguarded(change.before), Cells.unguarded(change.now))
    }

    /// The same changes, those of one measure side by side: `83.33 · 达标 · 6件`.
    static func rows(_ changes: [ValueChange], _ language: Language) -> [CorrectionRow] {
        var rows: [CorrectionRow] = []
        var last: String?
        for change in changes {
            guard let (measure, column) = change.measure(language) else {
                rows.append(CorrectionRow(change))
                last = nil
                continue
            }
            var row = CorrectionRow(change)
            // Value and state speak for themselves.
            func told(_ value: String) -> String {
                if value.isEmpty || column == .amount || column == .state { return value }
                if language == .english { return "\(column[language]) \(value)" }
                return column == .cases ? "\(value)件" : column == .met ? "达标\(value)件" : "\(column[language])\(value)"
            }
            (row.item, row.before, row.now) = (Cells.unguarded(measure), told(row.before), told(row.now))
            if let known = rows.last, last.map({ sameBytes($0, measure) }) ?? false, sameBytes(known.first.id, change.id),
                sameBytes(known.first.group, change.group)
            {
                func joined(_ one: String, _ other: String) -> String { one.isEmpty || other.isEmpty ? one + other : "\(one) · \(other)" }
                rows[rows.count - 1].before = joined(known.before, row.before)
                rows[rows.count - 1].now = joined(known.now, row.now)
            } else {
                rows.append(row)
            }
            last = measure
        }
        return rows
    }
}
