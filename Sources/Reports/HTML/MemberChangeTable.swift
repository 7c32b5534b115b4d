import GridModel
import RulePacks

/// Whose results are others, from what to what, and by which postings and records.
struct MemberChangeTable {
    let site: SiteModel
    let members: [MemberChanges]
    /// How many members, and postings of each, the page names.
    let most: (members: Int, postings: Int)
    /// Whether they are of longer periods, which have no postings of their own.
    var isOfAverages = false
    /// Whether they are all of one department, which need not be named.
    var isOfOneGroup = false

    private var text: PageText { site.text }
    private var words: PageWords { site.words }
    private var isScored: Bool { site.pack.isScored }
    private var listsWord: String {
        if site.pack.proposals.isEmpty { return text.say("名单与资格", "Lists and rights") }
        return isScored ? text.say("名单、资格与建议", "Lists, rights and proposals") : text.say("建议", "Proposals")
    }
    private var recordsWord: String { isScored ? text.say("计分与记录", "Postings and records") : text.say("指标与记录", "Measures and records") }
    /// Counts and values of measures that a member's row names.
    private static let mostValues = 12

    private var scoreWord: String { (isOfAverages ? Word.average : .score)[site.language] }

    /// - Parameter caption: what the table is of.
    func write(_ page: inout Page, caption: String) {
        let subject = site.pack.scheme.subject[site.language]
        page += """
            <table class="list">
            <caption>\(caption)</caption>
            <thead><tr><th scope="col">\(words.period)</th>\
            \(html: isOfOneGroup ? "" : "<th scope=\"col\">\(words.department)</th>")<th scope="col">\(subject)</th>\
            \(html: isScored ? "<th scope=\"col\" class=\"r\">\(scoreWord)</th><th scope=\"col\" class=\"r\">\(site.report.rankHeader)</th>" : "")\
            <th scope="col">\(listsWord)</th>\(html: isOfAverages ? "" : "<th scope=\"col\">\(recordsWord)</th>")</tr></thead>
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
        // What measures tell of a department, or of all, is of no member.
        if first.id.isEmpty {
            page += "<th scope=\"row\">\(text.say("合计", "together"))</th>"
        } else {
            page += "<th scope=\"row\">\(first.name) <small>\(first.id)</small></th>"
        }
        for (word, row) in isScored ? [(scoreWord, member.score), (site.report.rankHeader, member.rank)] : [] {
            page += "<td class=\"r nw\" data-l=\"\(word)\">"
            if let row { change(&page, row) }
            page += "</td>"
        }
        page += "<td data-l=\"\(listsWord)\">"
        for (index, mark) in member.marks.enumerated() {
            if index > 0 { page += "<br>" }
            page += "\(Cells.unguarded(mark.item)) "
            if mark.effect.isEmpty { change(&page, mark) } else { page += "<b class=\"nw\">\(mark.effect)</b>" }
        }
        page += "</td>"
        if !isOfAverages { postings(&page, member) }
        page += "</tr>\n"
    }

    private func postings(_ page: inout Page, _ member: MemberChanges) {
        page += "<td data-l=\"\(recordsWord)\">"
        let values = member.counts + member.measures
        for (index, value) in values.prefix(Self.mostValues).enumerated() {
            if index > 0 { page += "<br>" }
            page += "\(Cells.unguarded(value.item)) "
            change(&page, value)
        }
        if values.count > Self.mostValues {
            page += "<br>\(text.say("另有\(values.count - Self.mostValues)项", "\(values.count - Self.mostValues) more"))"
        }
        for (index, posting) in member.postings.prefix(most.postings).enumerated() {
            if index > 0 || !values.isEmpty { page += "<br>" }
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
