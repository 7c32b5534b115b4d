import Crypto
import FoundationEssentials
import GridModel
import Intake
import RulePacks
import Scoring

/// What all pages share: lookups across periods, links and figures.
struct SiteModel: Sendable {
    let report: RunReport
    let origins: PostingOrigins
    let text: PageText
    let words: PageWords
    let style: [UInt8]
    let script: [UInt8]
    /// Nothing is loaded; the one style sheet and the one script are known by their digests.
    let policy: String
    /// Of sheets, which have no script.
    let sheetPolicy: String
    /// Months, then longer periods.
    let periods: [PeriodView]
    private let positions: [Period: Int]
    /// Anchor of each member, the same on every page.
    let anchors: [String]
    /// The same, ready to be written, and the ids beside them.
    let anchorPieces: Pieces
    let ids: Pieces
    /// The name of each group's pages, the same in every folder.
    let departmentFiles: [String]
    /// The last known group of each member, up to the as-of date.
    let lastGroups: [Int?]
    let attention: AttentionLists
    let statements: Statements
    let scoredMonths: [Month]
    let clauseSums: ClauseSums
    /// How many readings nobody has confirmed.
    let openQuestions: Int
    /// The filings that pages of periods name.
    let noted: [FilingNote]
    /// The period whose correction is being filed.
    let correcting: Period?
    /// The period that is being filed, as a correction or not.
    let filing: Period?

    init(_ report: RunReport, _ origins: PostingOrigins, request: FilingRequest?) {
        self.report = report
        self.origins = origins
        let text = PageText(language: report.language)
        self.text = text
        words = PageWords(report)
        let measures = report.pack.measures.isEmpty && report.pack.proposals.isEmpty ? [] : PackageResources.measures_css
        let halfYears = report.pack.scheme.halfYears ? PackageResources.half_years_css : []
        (style, script) = (PackageResources.style_css + measures + halfYears, PackageResources.page_js)
        func source(_ bytes: [UInt8]) -> String { "'sha256-\(Data(SHA256.hash(data: bytes)).base64EncodedString())'" }
        sheetPolicy = "default-src 'none'; style-src \(source(style)); img-src 'none'; base-uri 'none'; form-action 'none'"
        policy = "\(sheetPolicy); script-src \(source(script))"
        let (book, members) = (report.book, report.intake.roster.members)
        let scope = PeriodScope(book)
        periods = book.periods.map { result in
            PeriodView(
                result, label: text.label(result.period), isNewest: scope.isNewest(result.period), book, memberCount: members.count)
        }
        positions = Dictionary(uniqueKeysWithValues: periods.enumerated().map { ($0.element.period, $0.offset) })
        anchors = members.map { "m" + PageText.slug($0.id) }
        anchorPieces = Pieces(texts: anchors.count) { [anchors] in anchors[$0] }
        ids = Pieces(texts: members.count) { members[$0].id }
        departmentFiles = book.groups.map { "department-\(PageText.slug($0)).html" }
        lastGroups = report.lastGroups
        let chain = report.filings.chain
        let made = request.flatMap { FilingNote($0, chain) }
        noted = [made].compactMap { $0 } + chain.filings.map { FilingNote($0) }.filter { $0.period != made?.period }
        correcting = request?.correcting
        filing = request?.filed
        openQuestions = report.pack.unconfirmed.count
        statements = Statements(report, text, words)
        let months = periods.filter { $0.period.kind == .month }
        scoredMonths = months.map(\.period.firstMonth)
        clauseSums = ClauseSums(report, text, months, correcting: correcting)
        attention = AttentionLists(report, periods, positions, lastGroups, scope, text, words)
    }

    var pack: RulePack { report.pack }
    var book: ScoreBook { report.book }
    var language: Language { report.language }

    func view(_ period: Period) -> PeriodView? { positions[period].map { periods[$0] } }

    /// The scored months of a period.
    func months(of period: Period) -> [PeriodView] {
        periods.filter { $0.period.kind == .month && period.contains($0.period.firstMonth) }
    }

    /// A group's name as pages show it: a roster may leave it empty.
    func groupName(_ group: String) -> String {
        group.isEmpty ? text.say("（未填）", "(none given)") : group
    }

    // MARK: Figures

    func isBelow(_ value: Average) -> Bool { value < Average(pack.scoring.below) }
    func isClose(_ value: Average) -> Bool { !isBelow(value) && value < Average(pack.scoring.near) }

    /// The mean of the members' values, rounded to hundredths.
    func mean(_ members: ArraySlice<MemberResult>) -> Points? {
        guard !members.isEmpty else { return nil }
        let sum = members.indices.reduce(Points.zero) { $0 + members[$1].value.rounded }
        return Average(sum: sum, count: members.count).rounded
    }

    /// The members of a group, or of all, in the period before; nil if there is no such period or nobody in it.
    func previousMembers(_ period: Period, _ group: Int? = nil) -> ArraySlice<MemberResult>? {
        guard let before = view(period.previous) else { return nil }
        let members = group.map { before.members(of: $0) } ?? before.result.members[...]
        return members.isEmpty ? nil : members
    }

    /// With two decimals; a dash where there is none.
    func mean(_ points: Points?) -> HTML { points.map { "\(average: Average($0))" } ?? "—" }

    /// The change of a value since the period before.
    func change(_ page: inout Page, _ now: Points, since before: Points?) {
        guard let before else { return page.raw("—") }
        if now == before { return page.raw("0") }
        page.raw(now > before ? "<span class=\"up\">" : "<span class=\"down\">")
        page.points(Points(hundredths: Int((now - before).hundredths.magnitude)))
        page.raw("<span class=\"vh\"> ")
        page.text(now > before ? words.up : words.down)
        page.raw("</span></span>")
    }

    func change(_ now: Points, since before: Points?) -> HTML { HTML { change(&$0, now, since: before) } }

    /// The class of a number that asks for attention unless it is zero.
    func alert(_ number: Int) -> HTML { number == 0 ? "zero" : "alert" }

    /// The class of a number that is only told.
    func quiet(_ number: Int) -> HTML { number == 0 ? "zero" : "" }

    /// Which scores are close to the line.
    var closeRange: String {
        text.say("\(pack.scoring.below)至\(pack.scoring.near)分", "\(pack.scoring.below) to \(pack.scoring.near)")
    }

    // MARK: Words of the pack

    func markShort(_ mark: Mark) -> String {
        let english = mark.id.split(separator: "_").joined(separator: " ")
        return mark.shows == .marked ? text.say(mark.names.chinese, english) : text.say("无\(mark.names.chinese)", "not \(english)")
    }

    func markName(_ mark: Mark, _ year: Int) -> String {
        if mark.shows == .marked { return mark.title[language] }
        return text.say("失去\(year)年\(mark.names.chinese)", "\(year): \(markShort(mark))")
    }

    /// What a pending record would do once the act is done.
    func wouldDo(_ pending: Pending) -> HTML { report.wouldDo(pack.facts[pending.fact], text) }

    /// Ends a link's address at a member's anchor, and names the member: up to the end of the cell.
    func member(_ page: inout Page, _ member: Int, _ view: PeriodView, _ place: Int) {
        page.raw("#")
        page.put(anchorPieces, member)
        page.raw("\">")
        page.put(view.names, place)
        page.raw("</a> <small>")
        page.put(ids, member)
        page.raw("</small></th>")
    }

    /// What a pending record waits for.
    func need(_ pending: Pending) -> String { pack.facts[pending.fact].awaited?[language] ?? "" }

    func lastName(_ member: Int) -> String { report.lastName(member) }
}

extension RunReport {
    /// The last known group of each member, up to the as-of date.
    fileprivate var lastGroups: [Int?] {
        let first = CivilDate(year: 2000, month: 1, day: 1)!
        let indices = Dictionary(uniqueKeysWithValues: book.groups.enumerated().map { (Array($0.element.utf8), $0.offset) })
        return intake.roster.members.map { member in
            member.row(lastActiveIn: first, through: book.asOf).flatMap { indices[Array($0.group.utf8)] }
        }
    }
}

extension Page {
    /// Appends the value that a page shows for a result: a score as it is, an average with two decimals.
    mutating func value(_ result: MemberResult) {
        if result.breakdown == nil { average(result.value) } else { points(result.value.sum) }
    }

    mutating func value(_ result: UnsafePointer<MemberResult>) {
        if result.pointee.breakdown == nil { average(result.pointee.value) } else { points(result.pointee.value.sum) }
    }
}

extension HTML.Interpolation {
    mutating func appendInterpolation(value result: MemberResult) { append { $0.value(result) } }
}
