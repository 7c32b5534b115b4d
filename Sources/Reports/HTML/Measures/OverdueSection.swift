import GridModel
import Intake
import RulePacks
import Scoring

/// What is open though its time is over, for a worklist: a row a record, with the measures that it misses.
struct OverdueSection {
    private let site: SiteModel
    /// The group whose page it is; nil for the whole company.
    private let group: Int?
    private let records: [(item: RecordedCase, measures: [Int])]

    init(_ lists: Worklists, _ group: Int?) {
        site = lists.site
        self.group = group
        records = group.map { lists.overdue[$0] } ?? lists.overdue.flatMap { $0 }.sorted { ($0.item.day, $0.item.record) < ($1.item.day, $1.item.record) }
    }

    private var words: PageWords { site.words }
    private var isAsked: Bool { !site.pack.measures.isEmpty }
    /// Rows of a page; all stand in the tables of cases.
    private static let most = 50

    var count: Int { records.count }

    func tile(_ page: inout Page) {
        guard isAsked else { return }
        page += """
            <div class="\(html: site.alert(count))"><dt><a href="#overdue">\(words.overdueTitle)</a></dt><dd>\(count)</dd></div>

            """
    }

    func write(_ page: inout Page) {
        guard isAsked else { return }
        page += """
            <section aria-labelledby="overdue">
            <h2 id="overdue">\(words.overdueTitle) <span class="n">\(count)</span></h2>

            """
        if records.isEmpty {
            page += "<p class=\"none\">\(words.none)</p>\n</section>\n"
            return
        }
        page += "<p class=\"lead\">\(words.overdueLead)</p>\n"
        page.beginList(
            "\(words.overdueTitle)",
            [
                .text(site.pack.scheme.subject[site.language]), group == nil ? .text(words.department) : nil, .text(words.record),
                .text(words.measure), .number(words.waited),
            ])
        for (item, measures) in records.prefix(Self.most) { row(&page, item, measures) }
        page.endList()
        if count > Self.most { page += "<p class=\"none\">\(words.more(count - Self.most))</p>\n" }
        page += "</section>\n"
    }

    private func row(_ page: inout Page, _ item: RecordedCase, _ measures: [Int]) {
        let origin = site.report.origin(item.record)
        let days = max(0, Int(site.book.asOf.dayNumber - item.day.dayNumber))
        page += "<tr><th scope=\"row\">\(html: site.memberHead(item.member, name: site.lastName(item.member)))</th>"
        if group == nil {
            page += "<td data-l=\"\(words.department)\">\(site.lastGroups[item.member].map { site.groupName(site.book.groups[$0]) } ?? "")</td>"
        }
        page += """
            <td data-l="\(words.record)">\(site.report.kindName(origin.kind)) \(origin.id)<br><span class="src">\(site.report.source(origin))</span></td>\
            <td data-l="\(words.measure)">
            """
        for (index, measure) in measures.enumerated() {
            if index > 0 { page.raw("<br>") }
            page += site.head(measure)
        }
        page += "</td><td class=\"r\" data-l=\"\(words.waited)\">\(words.days(days))<br><small>\(item.day)</small></td></tr>\n"
    }
}

extension Worklists {
    /// By group, the records that are open though their time is over, the oldest first, each with the measures it misses.
    static func overdue(_ site: SiteModel) -> [[(item: RecordedCase, measures: [Int])]] {
        var found: [EntryPlace: Int] = [:]
        var records: [(item: RecordedCase, measures: [Int])] = []
        for item in site.book.measures.cases where item.isOpen {
            let measure = site.measure(of: item)
            if let known = found[item.record] {
                if !records[known].measures.contains(measure) { records[known].measures.append(measure) }
                continue
            }
            found[item.record] = records.count
            records.append((item, [measure]))
        }
        var groups = [[(item: RecordedCase, measures: [Int])]](repeating: [], count: site.book.groups.count)
        for record in records.sorted(by: { ($0.item.day, $0.item.record) < ($1.item.day, $1.item.record) }) {
            if let group = site.lastGroups[record.item.member] { groups[group].append(record) }
        }
        return groups
    }
}
