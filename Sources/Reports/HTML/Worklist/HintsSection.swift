import GridModel
import Intake
import RulePacks
import Scoring

/// Hints of a department: deductions that may be about one event, ids that look alike.
struct HintsSection {
    private let lists: Worklists
    private let group: Int
    private let events: [SameEvent]
    private let ids: [IdHint]

    init(lists: Worklists, group: Int) {
        (self.lists, self.group) = (lists, group)
        events = lists.hints.events.filter { $0.group == group }
        let groups = lists.site.lastGroups
        ids = lists.hints.ids.filter { hint in
            switch hint {
            case .members(let members): members.contains { groups[$0] == group }
            case .unknown(_, let member, _, _): groups[member] == group
            case .records(_, let own, _, _): own == group
            }
        }
    }

    /// Rows of a table.
    private static let most = 20
    /// Postings that a row names.
    private static let mostPostings = 6

    private var site: SiteModel { lists.site }
    private var text: PageText { site.text }
    private var words: PageWords { site.words }
    private var subject: String { site.pack.scheme.subject[site.language] }

    /// Whether there are deductions that may be about one event.
    var hasEvents: Bool { !events.isEmpty }

    /// How many hints there are.
    var count: Int { events.count + ids.count }

    func tile(_ page: inout Page) {
        page += """
            <div class="\(html: site.quiet(count))"><dt><a href="#hints">\(words.hintsTitle)</a></dt><dd>\(count)</dd></div>

            """
    }

    func write(_ page: inout Page) {
        page += """
            <section aria-labelledby="hints">
            <h2 id="hints">\(words.hintsTitle) <span class="n">\(events.count + ids.count)</span></h2>
            <p class="lead">\(words.hintsLead)</p>

            """
        if events.isEmpty, ids.isEmpty { page += "<p class=\"none\">\(words.none)</p>\n" }
        if !events.isEmpty { self.events(&page, events) }
        if !ids.isEmpty { IdHintTable(site: site, group: group).write(&page, ids) }
        page += "</section>\n"
    }

    private func events(_ page: inout Page, _ events: [SameEvent]) {
        let days = site.pack.hints.sameEventDays
        let title =
            days == 0
            ? text.say("一人同一天的几笔扣分", "Several deductions of one member on one day")
            : text.say("一人\(days + 1)天内的几笔扣分", "Several deductions of one member within \(days + 1) days")
        page += """
            <h3>\(title) <span class="n">\(events.count)</span></h3>
            <p class="lead">\(text.say("请核对是否同一件事。确是同一件事、只应计一次的，可用裁定撤销重复的一笔。", "Are they about one event? If so, and if it should count once, a decision reverses the others."))</p>

            """
        page.beginList("\(title)", [.text(subject), .text(words.date), .text(words.seen), .text(text.say("各笔", "Postings"))])
        for event in events.prefix(Self.most) { row(&page, event) }
        page.endList()
        if events.count > Self.most { page += "<p class=\"none\">\(words.more(events.count - Self.most))</p>\n" }
    }

    private func row(_ page: inout Page, _ event: SameEvent) {
        let view = site.view(event.month)!
        let name = view.place(of: event.member).map { view.result.members[$0].row.name } ?? site.lastName(event.member)
        let postings = event.postings.map { site.book.ledger[$0] }
        let (first, last) = (postings[0].day!, postings[postings.count - 1].day!)
        let day: HTML = first == last ? "\(first)" : "\(first)<br>\(last)"
        page += """
            <tr><th scope="row">\(html: site.memberHead(event.member, name: name))</th><td class="nw" data-l="\(words.date)">\(html: day)</td>\
            <td data-l="\(words.seen)">\(html: seen(event, postings))</td><td data-l="\(text.say("各笔", "Postings"))"><ul class="then">
            """
        for (index, posting) in zip(event.postings, postings).prefix(Self.mostPostings) {
            let origin = site.report.origin(posting.record!)
            page += """
                <li>\(site.report.wording(posting.source)) \(signed: posting.points) <code>\(site.report.code(ofPosting: index).description)</code> \
                <span class="src">\(site.report.kindName(origin.kind)) \(origin.id) \(site.report.source(origin))</span></li>
                """
        }
        if postings.count > Self.mostPostings { page += "<li>\(words.more(postings.count - Self.mostPostings))</li>" }
        page += "</ul></td></tr>\n"
    }

    private func seen(_ event: SameEvent, _ postings: [Posting]) -> HTML {
        let sum = postings.reduce(Points.zero) { $0 + $1.points }
        let total = text.say("\(postings.count)笔共\(points: sum)分" as HTML, "\(postings.count) postings, \(points: sum)" as HTML)
        let what: String
        switch event.sort {
        case .oneRecord: what = text.say("一条记录计了几款", "one record met several clauses")
        case .severalKinds: what = text.say("不同日志各有记录", "records in several logs")
        case .oneKind:
            let isOneRule = Set(postings.map(\.source)).count == 1
            what = isOneRule ? text.say("同一款几次", "one clause several times") : text.say("几款各一次", "several clauses")
        }
        return "\(what)\(text.say("，", ": "))\(html: total)"
    }
}

/// Ids that look alike, of a department or of the whole company.
struct IdHintTable {
    let site: SiteModel
    /// Members of other groups are not named; nil for the whole company's page.
    let group: Int?

    private static let most = 20

    private var text: PageText { site.text }
    private var words: PageWords { site.words }

    func write(_ page: inout Page, _ hints: [IdHint]) {
        let title = text.say("形近的编号", "Ids that look alike")
        page += """
            <h3>\(title) <span class="n">\(hints.count)</span></h3>
            <p class="lead">\(text.say("只差大小写、前导零或形近字符。请核对是否同一编号写成了两样。", "They differ only in case, leading zeros or characters that look alike. Is one of them the other, written differently?"))</p>

            """
        page.beginList("\(title)", [.text(words.seen), .text(words.source)])
        for hint in hints.prefix(Self.most) { row(&page, hint) }
        page.endList()
        if hints.count > Self.most { page += "<p class=\"none\">\(words.more(hints.count - Self.most))</p>\n" }
    }

    private func row(_ page: inout Page, _ hint: IdHint) {
        page += "<tr><th scope=\"row\">"
        var source = HTML()
        switch hint {
        case .members(let members):
            page += "\(text.say("花名册中形近：", "on the roster: "))"
            let own = members.filter { group == nil || site.lastGroups[$0] == group }
            for (index, member) in own.enumerated() {
                if index > 0 { page += text.say("、", ", ") }
                page += "<b>\(site.report.memberId(member))</b> \(site.lastName(member))"
            }
            if members.count > own.count { page += "\(text.say("，", ", "))\(words.others(members.count - own.count))" }
            source = "\(site.report.kindName(site.pack.roster.kind))"
        case .unknown(let value, let member, let records, let first):
            page += text.say(
                "花名册中没有 <b>\(value)</b>（\(records)条记录），形似 <b>\(site.report.memberId(member))</b> \(site.lastName(member))",
                "<b>\(value)</b> is not on the roster (\(records) records); it looks like <b>\(site.report.memberId(member))</b> \(site.lastName(member))"
            )
            source = "\(site.report.intake.files[first.file].name):\(first.line)"
        case .records(let member, _, let kind, let postings):
            page += "\(site.lastName(member)) <small>\(site.report.memberId(member))</small> \(site.report.kindName(kind))\(text.say("：", ": "))"
            for (index, posting) in postings.prefix(6).enumerated() {
                let origin = site.report.origin(site.book.ledger[posting].record!)
                if index > 0 {
                    page += text.say("、", ", ")
                    source += "<br>"
                }
                page += "<b>\(origin.id)</b>"
                source += "\(site.report.source(origin))"
            }
            if postings.count > 6 { page += "\(text.say("，", ", "))\(words.more(postings.count - 6))" }
        }
        page += "</th><td class=\"src\" data-l=\"\(words.source)\">\(html: source)</td></tr>\n"
    }
}
