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
            case .result, .posting, .pending: sameBytes(row.group, name)
            }
        }
    }

    /// Members and records that the page names; all stand in the table.
    private static let most = 20

    private var text: PageText { site.text }
    private var words: PageWords { site.words }

    /// The line below the title.
    func line(_ page: inout Page) {
        let line = changes.text(site.language)
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
            <p class="lead">\(text.say("先列名单与资格有变的，再按得分变动大小。全部变化见", "Lists and rights first, then by how much the score has changed. All of it: ")) \(html: table)</p>

            """
        others(&page)
        members(&page)
        records(&page, .pending, text.say("待处理", "Pending"))
        records(&page, .reject, text.say("未采用的记录", "Records not used"))
        page += "</section>\n"
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
                    "<li>\(label) \(row.now.isEmpty ? text.say("不再计分", "is no longer scored") : text.say("首次计分", "is scored for the first time"))</li>\n"
            }
        }
        page += "</ul>\n"
    }

    // MARK: Members

    /// A member in a period, with what has changed.
    private struct Entry {
        let first: ChangeList.Row
        var score: ChangeList.Row?
        var rank: ChangeList.Row?
        var marks: [ChangeList.Row] = []
        /// What counts in rankings.
        var counts: [ChangeList.Row] = []
        var postings: [ChangeList.Row] = []

        /// What matters most comes first: lists, then the greatest change of the score.
        var weight: (Int, Int) {
            let hundredths = { (text: String) in Points(text)?.hundredths ?? 0 }
            return (marks.isEmpty ? 0 : 1, score.map { abs(hundredths($0.now) - hundredths($0.before)) } ?? 0)
        }
    }

    private var entries: [Entry] {
        var entries: [Entry] = []
        var places: [[UInt8]: Int] = [:]
        let (score, rank) = ([Word.score, .average].map { $0[site.language] }, Word.rank[site.language])
        let eligible = site.pack.marks.map { $0.names[site.language] }
        let counts = site.pack.rankings.map { $0.countName[site.language] }
        for row in rows where row.sort == .result || row.sort == .posting {
            let key = Array(row.period.utf8) + [0] + Array(row.id.utf8)
            if places[key] == nil {
                places[key] = entries.count
                entries.append(Entry(first: row))
            }
            let place = places[key]!
            if row.sort == .posting {
                entries[place].postings.append(row)
            } else if score.contains(where: { sameBytes($0, row.item) }) {
                entries[place].score = row
            } else if sameBytes(row.item, rank) {
                entries[place].rank = row
            } else if !row.effect.isEmpty || eligible.contains(where: { sameBytes($0, row.item) }) {
                entries[place].marks.append(row)
            } else if counts.contains(where: { sameBytes($0, row.item) }) {
                entries[place].counts.append(row)
            }
        }
        // A quarter or year follows from its months: it is told where somebody has come onto a list or off one.
        return entries.filter { !$0.marks.isEmpty || !$0.postings.isEmpty || ($0.score != nil && Period($0.first.period)?.kind == .month) }
    }

    private func members(_ page: inout Page) {
        let entries = entries.enumerated().sorted { one, other in
            one.element.weight == other.element.weight ? one.offset < other.offset : one.element.weight > other.element.weight
        }.map(\.element)
        if entries.isEmpty { return }
        let subject = site.pack.scheme.subject[site.language]
        page += """
            <table class="list">
            <caption>\(text.say("谁的结果变了，因哪些记录", "Whose results changed, and by which records"))</caption>
            <thead><tr><th scope="col">\(words.period)</th>\(html: group == nil ? "<th scope=\"col\">\(words.department)</th>" : "")<th scope="col">\(subject)</th>\
            <th scope="col" class="r">\(Word.score[site.language])</th><th scope="col" class="r">\(Word.rank[site.language])</th>\
            <th scope="col">\(text.say("名单与资格", "Lists and rights"))</th><th scope="col">\(text.say("计分与记录", "Postings and records"))</th></tr></thead>
            <tbody>

            """
        for entry in entries.prefix(Self.most) { row(&page, entry) }
        page += """
            </tbody>
            </table>

            """
        more(&page, entries.count)
    }

    private func row(_ page: inout Page, _ entry: Entry) {
        let first = entry.first
        let period = Period(first.period)
        page += "<tr><td class=\"nw\" data-l=\"\(words.period)\">\(period.map { text.label($0) } ?? first.period)</td>"
        if group == nil { page += "<td data-l=\"\(words.department)\">\(site.groupName(first.group))</td>" }
        page += "<th scope=\"row\">\(first.name) <small>\(first.id)</small></th>"
        for (word, row) in [(Word.score, entry.score), (.rank, entry.rank)] {
            page += "<td class=\"r nw\" data-l=\"\(word[site.language])\">"
            if let row { change(&page, row) }
            page += "</td>"
        }
        page += "<td data-l=\"\(text.say("名单与资格", "Lists and rights"))\">"
        for (index, mark) in entry.marks.enumerated() {
            if index > 0 { page += "<br>" }
            page += "\(mark.item) "
            if mark.effect.isEmpty { change(&page, mark) } else { page += "<b>\(mark.effect)</b>" }
        }
        page += "</td><td data-l=\"\(text.say("计分与记录", "Postings and records"))\">"
        for (index, count) in entry.counts.enumerated() {
            if index > 0 { page += "<br>" }
            page += "\(count.item) "
            change(&page, count)
        }
        for (index, posting) in entry.postings.prefix(3).enumerated() {
            if index > 0 || !entry.counts.isEmpty { page += "<br>" }
            change(&page, posting)
            page += " \(posting.clause) \(Cells.unguarded(posting.item))"
            if !posting.recordId.isEmpty { page += " \(posting.kind) \(posting.recordId) <span class=\"src\">\(posting.file):\(posting.line)</span>" }
        }
        if entry.postings.count > 3 { page += "<br>\(text.say("另有\(entry.postings.count - 3)笔", "\(entry.postings.count - 3) more"))" }
        page += "</td></tr>\n"
    }

    /// What was and what is.
    private func change(_ page: inout Page, _ row: ChangeList.Row) {
        func shown(_ value: String) -> String {
            if value.isEmpty { return text.say("无", "none") }
            let value = Cells.unguarded(value)
            return value.utf8.first == UInt8(ascii: "-") && Points(value) != nil ? "\u{2212}" + value.dropFirst() : value
        }
        page += "\(shown(row.before)) → <b>\(shown(row.now))</b>"
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
