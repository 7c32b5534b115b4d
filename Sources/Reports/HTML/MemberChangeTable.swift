import GridModel
import RulePacks

/// Whose results are others, from what to what, and by which postings and records.
struct MemberChangeTable {
    let site: SiteModel
    let members: [MemberChanges]
    /// How many members, and postings of each, the page names.
    let most: (members: Int, postings: Int)
    /// Whether they are of quarters and years, which have no postings of their own.
    var isOfAverages = false
    /// Whether they are all of one department, which need not be named.
    var isOfOneGroup = false

    private var text: PageText { site.text }
    private var words: PageWords { site.words }
    private var scoreWord: String { (isOfAverages ? Word.average : .score)[site.language] }

    /// - Parameter caption: what the table is of.
    func write(_ page: inout Page, caption: String) {
        let subject = site.pack.scheme.subject[site.language]
        page += """
            <table class="list">
            <caption>\(caption)</caption>
            <thead><tr><th scope="col">\(words.period)</th>\
            \(html: isOfOneGroup ? "" : "<th scope=\"col\">\(words.department)</th>")<th scope="col">\(subject)</th>\
            <th scope="col" class="r">\(scoreWord)</th><th scope="col" class="r">\(Word.rank[site.language])</th>\
            <th scope="col">\(text.say("名单与资格", "Lists and rights"))</th>\
            \(html: isOfAverages ? "" : "<th scope=\"col\">\(text.say("计分与记录", "Postings and records"))</th>")</tr></thead>
            <tbody>

            """
        for member in members.prefix(most.members) { row(&page, member) }
        page += """
            </tbody>
            </table>

            """
    }

    private func row(_ page: inout Page, _ member: MemberChanges) {
        let first = member.first
        let period = Period(first.period)
        page += "<tr><td class=\"nw\" data-l=\"\(words.period)\">\(period.map { text.label($0) } ?? first.period)</td>"
        if !isOfOneGroup { page += "<td data-l=\"\(words.department)\">\(site.groupName(first.group))</td>" }
        page += "<th scope=\"row\">\(first.name) <small>\(first.id)</small></th>"
        for (word, row) in [(scoreWord, member.score), (Word.rank[site.language], member.rank)] {
            page += "<td class=\"r nw\" data-l=\"\(word)\">"
            if let row { change(&page, row) }
            page += "</td>"
        }
        page += "<td data-l=\"\(text.say("名单与资格", "Lists and rights"))\">"
        for (index, mark) in member.marks.enumerated() {
            if index > 0 { page += "<br>" }
            page += "\(mark.item) "
            if mark.effect.isEmpty { change(&page, mark) } else { page += "<b class=\"nw\">\(mark.effect)</b>" }
        }
        page += "</td>"
        if !isOfAverages { postings(&page, member) }
        page += "</tr>\n"
    }

    private func postings(_ page: inout Page, _ member: MemberChanges) {
        page += "<td data-l=\"\(text.say("计分与记录", "Postings and records"))\">"
        for (index, count) in member.counts.enumerated() {
            if index > 0 { page += "<br>" }
            page += "\(count.item) "
            change(&page, count)
        }
        for (index, posting) in member.postings.prefix(most.postings).enumerated() {
            if index > 0 || !member.counts.isEmpty { page += "<br>" }
            change(&page, posting)
            page += " \(posting.clause) \(Cells.unguarded(posting.item))"
            if !posting.recordId.isEmpty { page += " \(posting.kind) \(posting.recordId) <span class=\"src\">\(posting.file):\(posting.line)</span>" }
        }
        let left = member.postings.count - most.postings
        if left > 0 { page += "<br>\(text.say("另有\(left)笔", "\(left) more"))" }
        page += "</td>"
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
}
