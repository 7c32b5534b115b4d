import GridModel
import RulePacks
import Scoring

/// What has changed since results were last published: in one line, and who and by which records. Of the whole company on the
/// start page, of a department on its worklist.
struct ChangesSection {
    private let site: SiteModel
    private let changes: ChangeList
    /// Whose changes are told; nil for the whole company's.
    private let group: Int?
    private let rows: [ChangeList.Row]

    init(site: SiteModel, changes: ChangeList, group: Int? = nil) {
        (self.site, self.changes, self.group) = (site, changes, group)
        guard let group else {
            rows = changes.rows
            return
        }
        // Records that were not used bear no department; its newest page lists them.
        let name = site.book.groups[group]
        rows = changes.rows.filter { row in
            switch row.sort {
            case .rules, .version, .period: true
            case .reject: false
            case .result, .posting, .measure, .record, .proposal, .pending: sameBytes(row.group, name)
            }
        }
    }

    /// Members and records that the page names; all stand in the table.
    private static let most = 20

    private var text: PageText { site.text }
    private var words: PageWords { site.words }

    /// The line below the title.
    func line(_ page: inout Page) {
        let line = changes.text(site.language, counter: site.words.counter)
        if changes.rows.isEmpty {
            // Another run of the same day that changes nothing leaves the page as it is.
            if let since = changes.since, since != site.book.asOf { page += "<p class=\"sub\">\(line)</p>\n" }
        } else {
            page += "<p class=\"sub\"><a href=\"#changed\">\(line)</a></p>\n"
        }
    }

    /// Whether there is nothing to tell.
    var isEmpty: Bool { rows.isEmpty }

    func write(_ page: inout Page) {
        if rows.isEmpty { return }
        page += """
            <section aria-labelledby="changed">
            <h2 id="changed">\(title)</h2>
            <p class="lead">\(order)\(text.say("全部变化见", "All of it: ")) \(html: table)</p>

            """
        others(&page)
        members(&page)
        records(&page, .pending, text.say("待处理", "Pending"))
        records(&page, .reject, text.say("未采用的记录", "Records not used"))
        page += "</section>\n"
    }

    /// What comes first.
    private var order: String {
        site.pack.isScored
            ? text.say("先列名单与资格有变的，再按得分变动大小。", "Lists and rights first, then by how much the score has changed. ")
            : text.say("先列建议有变的，再列新未达标的。", "Proposals first, then targets that are newly missed. ")
    }

    private var title: String {
        guard group != nil, let since = changes.since else {
            return text.say("自上次发布以来的变化", "What changed since the last publication")
        }
        return text.say("自上次发布（截至\(since)）以来的变化", "What changed since the results as of \(since)")
    }

    /// The table of all changes, as a link.
    private var table: HTML { "<a href=\"\(group == nil ? "" : "../")\(ChangeList.path)\">\(ChangeList.path)</a>" }

    /// Rules, program and periods.
    private func others(_ page: inout Page) {
        let rows = rows.filter { [.rules, .version, .period].contains($0.sort) }
        if rows.isEmpty { return }
        page += "<ul>\n"
        for row in rows.prefix(Self.most) {
            switch row.sort {
            case .rules: page += "<li>\(text.say("规则已更换", "The rules are others")): <code>\(row.before)</code> → <code>\(row.now)</code></li>\n"
            case .version: page += "<li>\(text.say("程序版本", "Version of the program")): \(row.before) → \(row.now)</li>\n"
            default:
                let label = Period(row.period).map { text.label($0) } ?? row.period
                page +=
                    "<li>\(label) \(row.now.isEmpty ? gone : new)</li>\n"
            }
        }
        page += "</ul>\n"
    }

    private var gone: String {
        site.pack.isScored ? text.say("不再计分", "is no longer scored") : text.say("不再计入", "is no longer counted")
    }

    private var new: String {
        site.pack.isScored ? text.say("首次计分", "is scored for the first time") : text.say("首次计入", "is counted for the first time")
    }

    private func members(_ page: inout Page) {
        let members = MemberChanges.all(rows, site.pack, site.language)
        if members.isEmpty { return }
        let table = MemberChangeTable(site: site, members: members, most: (members: Self.most, postings: 3), isOfOneGroup: group != nil)
        table.write(&page, caption: text.say("谁的结果变了，因哪些记录", "Whose results changed, and by which records"))
        more(&page, members.count)
    }

    // MARK: Records

    private func records(_ page: inout Page, _ sort: ChangeList.Sort, _ title: String) {
        let rows = rows.filter { $0.sort == sort }
        if rows.isEmpty { return }
        page += """
            <table class="list">
            <caption>\(title)</caption>
            <thead><tr><th scope="col">\(Word.change[site.language])</th><th scope="col">\(words.record)</th>\
            <th scope="col">\(Word.message[site.language])</th><th scope="col">\(words.source)</th></tr></thead>
            <tbody>

            """
        for row in rows.prefix(Self.most) {
            let source = row.line.isEmpty ? row.file : "\(row.file):\(row.line)"
            page += """
                <tr><td class="nw" data-l="\(Word.change[site.language])">\(row.now.isEmpty ? text.say("不再", "gone") : text.say("新增", "new")) \
                \(row.now.isEmpty ? row.before : row.now)</td><th scope="row">\(row.kind) \(row.recordId) \(row.name)</th>\
                <td data-l="\(Word.message[site.language])">\(FreeText.masked(message: Cells.unguarded(row.item)))</td><td class="src" data-l="\(words.source)">\(source)</td></tr>

                """
        }
        page += """
            </tbody>
            </table>

            """
        more(&page, rows.count)
    }

    private func more(_ page: inout Page, _ count: Int) {
        guard count > Self.most else { return }
        page += """
            <p class="none">\(text.say("另有\(count - Self.most)条，见", "\(count - Self.most) more, see")) \(html: table)</p>

            """
    }
}
