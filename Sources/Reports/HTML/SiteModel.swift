import Foundation
import GridModel
import Intake
import RulePacks
import Scoring

/// What all pages share: lookups across periods, links, and the parts of the view model that stand on every page.
struct SiteModel: Sendable {
    let report: RunReport
    let templates: PageTemplates
    let text: PageText
    /// Anchor of each member, the same on every page.
    let anchors: [String]
    /// Results by period and member.
    private let results: [Period: [Int: MemberResult]]
    /// The last known group of each member, up to the as-of date.
    let lastGroups: [String?]
    /// Records that did not count, by the page of the last known group of their member.
    private let uncounted: [String: Uncounted]
    /// Pending records, oldest first, by the path of the department's page.
    private let pending: [String: [Pending]]
    /// The paths of all department pages.
    private let pages: Set<String>

    /// The records of a group that did not count: how many, and the first of them.
    struct Uncounted: Sendable {
        /// A page lists no more than this; the rest is in the table.
        static let most = 200

        private(set) var count = 0
        private(set) var first: [RejectReference] = []

        mutating func add(_ reference: RejectReference) {
            count += 1
            if first.count < Self.most { first.append(reference) }
        }
    }

    init(_ report: RunReport, _ templates: PageTemplates) {
        self.report = report
        self.templates = templates
        text = PageText(language: report.language)
        anchors = report.intake.roster.members.map { "m" + PageText.slug($0.id) }
        var results: [Period: [Int: MemberResult]] = [:]
        for result in report.book.periods {
            results[result.period] = Dictionary(uniqueKeysWithValues: result.members.map { ($0.member, $0) })
        }
        self.results = results
        let first = CivilDate(year: 2000, month: 1, day: 1)!
        let groups = report.intake.roster.members.map { $0.row(lastActiveIn: first, through: report.book.asOf)?.group }
        lastGroups = groups
        var uncounted: [String: Uncounted] = [:]
        let months = Set(report.book.periods.filter { $0.period.kind == .month }.map(\.period))
        report.forEachReject { reference in
            guard let member = report.memberOf(reference), let group = groups[member] else { return }
            let page = Self.departmentFile(group)
            uncounted[page, default: Uncounted()].add(reference)
            // Conflicts and absences are known to be of a month, whose pages show them too.
            guard let month = report.monthOf(reference), months.contains(.month(month)) else { return }
            for period in [Period.month(month), Period(quarterOf: month), .year(month.year)] {
                uncounted["\(period.folder)/\(page)", default: Uncounted()].add(reference)
            }
        }
        self.uncounted = uncounted
        pages = Set(
            report.book.periods.flatMap { result in
                grouped(result.members) { $0.row.group }.map { "\(result.period.folder)/\(Self.departmentFile(result.members[$0[0]].row.group))" }
            })
        pending = Self.pending(report.book, groups: groups) { results[$0]?[$1] }
    }

    /// The newest pages show all that is pending; older ones what is of their own days.
    private static func pending(
        _ book: ScoreBook, groups: [String?], result: (Period, Int) -> MemberResult?
    ) -> [String: [Pending]] {
        var pages: [String: [Pending]] = [:]
        let newest = Period.Kind.allCases.compactMap { kind in book.periods.last { $0.period.kind == kind }?.period }
        for pending in book.pending.sorted(by: { $0.day == $1.day ? $0.record < $1.record : $0.day < $1.day }) {
            let month = pending.day.month
            let own = [Period.month(month), Period(quarterOf: month), .year(month.year)].filter { !newest.contains($0) }
            for period in own + newest where pending.day <= period.lastMonth.lastDay {
                guard let group = result(period, pending.member)?.row.group ?? groups[pending.member] else { continue }
                pages["\(period.folder)/\(departmentFile(group))", default: []].append(pending)
            }
        }
        return pages
    }

    /// What a page shows of the records that did not count: the newest pages all, older ones what is of their months.
    func uncounted(_ period: Period, _ group: String) -> Uncounted {
        let page = Self.departmentFile(group)
        return uncounted[isNewest(period) ? page : "\(period.folder)/\(page)"] ?? Uncounted()
    }

    var pack: RulePack { report.pack }
    var book: ScoreBook { report.book }
    var line: Average { Average(pack.scoring.below) }
    var near: Average { Average(pack.scoring.near) }

    func result(_ period: Period, _ member: Int) -> MemberResult? { results[period]?[member] }

    /// Whether the period is the last of its sort.
    func isNewest(_ period: Period) -> Bool {
        book.periods.last { $0.period.kind == period.kind }?.period == period
    }

    // MARK: Links

    static func departmentFile(_ group: String) -> String { "department-\(PageText.slug(group)).html" }

    /// A group's name as pages show it: a roster may leave it empty.
    func groupName(_ group: String) -> String {
        group.isEmpty ? text.say("（未填）", "(none given)") : group
    }

    /// A link from a page of one period to a file of another.
    func link(from: Period, to: Period, _ file: String) -> String {
        let source = from.folder.split(separator: "/").map(String.init)
        let target = to.folder.split(separator: "/").map(String.init)
        if source == target { return file }
        let shared = zip(source, target).prefix { $0 == $1 }.count
        return String(repeating: "../", count: source.count - shared) + target[shared...].map { $0 + "/" }.joined() + file
    }

    func root(from period: Period) -> String {
        String(repeating: "../", count: period.folder.split(separator: "/").count)
    }

    // MARK: Every page

    func common(title: String) -> ViewModel {
        let scheme = pack.scheme
        return [
            "t": templates.words, "lang": report.language == .chinese ? "zh-CN" : "en", "title": title, "csp": templates.policy,
            "style": templates.style, "organisation": scheme.organisation[report.language], "scheme": scheme.regulation[report.language],
            "memberWord": scheme.subject[report.language], "asOf": "\(book.asOf)", "asOfText": text.date(book.asOf),
            "rulesDigest": String(pack.digest.prefix(12)), "program": "gridscore \(report.version)",
            "howNotes": howNotes.map { ["howNote": $0] }, "lineValue": text.points(pack.scoring.below),
        ]
    }

    private var howNotes: [String] {
        var notes: [String] = []
        let base = text.points(pack.scoring.base)
        if let floor = pack.scoring.floor {
            notes.append(
                text.say("每月基础分\(base)分，加减各项分值，最低\(floor)分。", "Each month starts from \(base); postings are added and taken off, down to \(floor)."))
        } else {
            notes.append(text.say("每月基础分\(base)分，加减各项分值。", "Each month starts from \(base); postings are added and taken off."))
        }
        let open = pack.unconfirmed.count
        if open > 0 {
            notes.append(
                text.say(
                    "规定未写明之处有\(open)项按现行解释处理，尚未经公司确认，见首页。",
                    "\(open) interpretations of what the regulation leaves open are not confirmed yet; the start page lists them."))
        }
        return notes
    }

    /// Exactly one of the keys `…Up`, `…Down`, `…Same`.
    func change(_ prefix: String, _ now: Points, _ before: Points?) -> ViewModel {
        func key(_ name: String) -> String { prefix.isEmpty ? name.lowercased() : prefix + name }
        guard let before else { return [key("Same"): "—"] }
        let difference = now - before
        if difference == .zero { return [key("Same"): "0"] }
        let amount = Points(hundredths: Int(difference.hundredths.magnitude))
        return [key(difference > .zero ? "Up" : "Down"): "\(amount)"]
    }

    /// The value a page shows for a result: a score as it is, an average with two decimals.
    func shown(_ result: MemberResult) -> String {
        text.number(result.breakdown == nil ? "\(result.value)" : "\(result.value.sum)")
    }

    func isBelow(_ result: MemberResult) -> Bool { result.value < line }
    func isClose(_ result: MemberResult) -> Bool { !isBelow(result) && result.value < near }

    /// The mean of the members' values, rounded to hundredths.
    func mean(_ members: [MemberResult]) -> Points? {
        guard !members.isEmpty else { return nil }
        return Average(sum: members.reduce(Points.zero) { $0 + $1.value.rounded }, count: members.count).rounded
    }

    func twoDecimals(_ points: Points?) -> String {
        points.map { text.number("\(Average($0))") } ?? "—"
    }

    func count(_ number: Int, alert: Bool = true) -> (text: String, style: String) {
        ("\(number)", number == 0 ? "zero" : alert ? "alert" : "")
    }

    // MARK: Records

    func source(_ place: EntryPlace) -> String {
        let origin = report.origin(place)
        return "\(origin.file):\(origin.line)"
    }

    /// What a pending record would do once the act is done.
    func wouldDo(_ pending: Pending) -> String {
        switch pack.facts[pending.fact].user {
        case .rule(let rule): "\(pack.rules[rule].wording[report.language]) \(text.signed(pack.rules[rule].points))"
        case .ranking(let ranking): text.say("\(pack.rankings[ranking].category.chinese)数量 +1", "\(pack.rankings[ranking].category.english) +1")
        }
    }

    /// Pending records that a department's page shows, oldest first.
    func pending(_ period: Period, of group: String) -> [Pending] {
        pending["\(period.folder)/\(Self.departmentFile(group))"] ?? []
    }

    // MARK: Marks

    /// The marks section and tiles of a page; `members` are those shown on it.
    func marks(_ result: PeriodResult, _ members: [MemberResult], acrossDepartments: Bool) -> [ViewModel] {
        let shown = Set(members.map(\.member))
        return pack.marks.indices.filter { result.period.kind == .month || pack.marks[$0].scope == .year }.map { index in
            let mark = pack.marks[index]
            let causes = book.markCauses.filter { cause in
                cause.mark == index && shown.contains(cause.member)
                    && (mark.scope == .year ? cause.month.year == result.period.year : result.period.contains(cause.month))
            }
            let persons = Set(causes.map(\.member)).count
            let style = count(persons)
            var model: ViewModel = [
                "markName": markName(mark, result.period.year), "markShort": markShort(mark), "markAnchor": "mark-\(mark.id)",
                "markCount": style.text, "markClass": style.style,
            ]
            if !causes.isEmpty {
                model["markTable"] = ["markRows": causes.map { markRow($0, result.period, acrossDepartments) }]
            }
            return model
        }
    }

    func markShort(_ mark: Mark) -> String {
        let english = mark.id.split(separator: "_").joined(separator: " ")
        return mark.shows == .marked ? text.say(mark.names.chinese, english) : text.say("无\(mark.names.chinese)", "not \(english)")
    }

    private func markName(_ mark: Mark, _ year: Int) -> String {
        if mark.shows == .marked { return mark.title[report.language] }
        return text.say("失去\(year)年\(mark.names.chinese)", "\(year): \(markShort(mark))")
    }

    private func markRow(_ cause: MarkCause, _ period: Period, _ acrossDepartments: Bool) -> ViewModel {
        let origin = report.origin(cause.record)
        let row = result(period, cause.member)?.row
        let anchor = "#\(anchors[cause.member])"
        var model: ViewModel = [
            "markMember": row?.name ?? "", "markMemberId": report.memberId(cause.member), "markDepartment": groupName(row?.group ?? ""),
            "markHref": acrossDepartments ? Self.departmentFile(row?.group ?? "") + anchor : anchor, "markDate": "\(cause.day)",
            "markWording": "", "markClause": "", "markPoints": "", "markKind": report.kindName(origin.kind), "markRecord": origin.id,
            "markSource": "\(origin.file):\(origin.line)",
        ]
        if case .rule(let rule) = pack.facts[cause.fact].user {
            model["markWording"] = pack.rules[rule].wording[report.language]
            model["markClause"] = pack.rules[rule].clause
            model["markPoints"] = text.signed(pack.rules[rule].points)
        }
        return model
    }

    // MARK: Heading of a period

    func heading(_ result: PeriodResult, heading: String, crumbs: [(href: String, text: String)], here: String, page: String) -> ViewModel {
        [
            "heading": heading, "periodLabel": text.label(result.period), "provisional": !result.isFinal,
            "trail": ["crumbs": crumbs.map { ["crumbHref": $0.href, "crumbText": $0.text] }, "crumbHere": here] as ViewModel,
            "scoreWord": templates.words[result.period.kind == .month ? "score" : "average"] ?? "",
            "neighbours": neighbours(result.period, page),
        ]
    }

    private func neighbours(_ period: Period, _ page: String) -> [ViewModel] {
        // The whole company's page is there whenever the period is.
        func exists(_ other: Period) -> Bool {
            page == "index.html" ? book.result(of: other) != nil : pages.contains("\(other.folder)/\(page)")
        }
        var list: [(String, Period)] = []
        if exists(period.previous) { list.append((text.say("上一期", "Previous"), period.previous)) }
        if let next = book.periods.first(where: { $0.period.previous == period && $0.period.kind == period.kind })?.period, exists(next) {
            list.append((text.say("下一期", "Next"), next))
        }
        let quarter = Period(quarterOf: period.firstMonth)
        if period.kind == .month, exists(quarter) { list.append((text.say("所属季度", "Its quarter"), quarter)) }
        let year = Period.year(period.year)
        if period.kind != .year, exists(year) { list.append((text.say("全年", "Its year"), year)) }
        return list.map { ["neighbourSort": $0.0, "neighbourLabel": text.label($0.1), "neighbourHref": link(from: period, to: $0.1, page)] }
    }

    /// The tables of a period, as links.
    func files(_ result: PeriodResult) -> [ViewModel] {
        var files = [("scores.csv", text.say("得分表", "scores"))]
        if result.period.kind == .month {
            files += [("ledger.csv", text.say("全部明细", "all postings")), ("rankings.csv", text.say("单项排名", "rankings"))]
        }
        for list in result.lists {
            if let file = pack.lists[list.list].files[result.period.kind] { files.append((file.stem + ".csv", file.title[report.language])) }
        }
        let root = root(from: result.period)
        files += [
            (root + "run/pending.csv", text.say("待办", "pending")), (root + "run/rejects.csv", text.say("未计入的记录", "records that did not count")),
        ]
        return files.map { ["fileHref": $0.0, "fileName": $0.0.split(separator: "/").last.map(String.init) ?? "", "fileNote": $0.1] }
    }

    /// Tiles that period and department pages share.
    func keyFigures(_ result: PeriodResult, _ members: [MemberResult]) -> ViewModel {
        let below = count(members.count { isBelow($0) })
        let close = count(members.count { isClose($0) }, alert: false)
        var model: ViewModel = [
            "memberCount": "\(members.count)", "average": twoDecimals(mean(members)), "belowCount": below.text, "belowClass": below.style,
            "closeCount": close.text, "closeClass": close.style,
            "closeRange": text.say("\(pack.scoring.below)至\(pack.scoring.near)分", "\(pack.scoring.below) to \(pack.scoring.near)"),
        ]
        if book.result(of: result.period.previous) != nil {
            model["previousLabel"] = text.label(result.period.previous)
        }
        return model
    }

    /// The members of a group in the period before; nil if there is no such period or nobody in it.
    func previousMembers(_ period: Period, _ group: String?) -> [MemberResult]? {
        guard let before = book.result(of: period.previous) else { return nil }
        let members = before.members.filter { member in group.map { sameBytes($0, member.row.group) } ?? true }
        return members.isEmpty ? nil : members
    }
}

extension RunReport {
    /// The member whose record a reject is, if that is known.
    func memberOf(_ reference: RejectReference) -> Int? {
        let member: Int32
        switch reference.source {
        case .unknownFile: return nil
        case .issue(let batch, let index): member = intake.batches[batch].issues[index].member
        case .conflict(let place), .inactive(let place): member = intake.batches.entry(at: place).member
        }
        return member < 0 ? nil : Int(member)
    }

    /// The month of a reject, where its record could be read.
    func monthOf(_ reference: RejectReference) -> Month? {
        switch reference.source {
        case .unknownFile, .issue: return nil
        case .conflict(let place), .inactive(let place):
            return intake.month(of: place)
        }
    }
}
