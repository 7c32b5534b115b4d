import GridModel
import Intake
import RulePacks
import Scoring

/// What all statements share. It is made only where some were asked for.
struct StatementModel: Sendable {
    let site: SiteModel
    let ledger: StatementLedger
    let records: MemberRecords
    /// Of each month, by group and ranking: whom a ranking compares.
    private let fields: [Month: [[RankingGaps]]]
    /// What would now come out differently, by filed period and the member's id.
    private let corrections: [Period: [[UInt8]: [ValueChange]]]
    /// What the months of the longer periods asked for have come to.
    private let sums: [Period: MonthSums]
    /// Of the months asked for, where each member's cases stand.
    private let sheets: [(month: Month, sheet: MeasureSheet)]
    private let proposed: [Period: [ProposedItem]]
    let standings: Standings
    let open: OpenFacts

    init(_ site: SiteModel) {
        self.site = site
        ledger = StatementLedger(site.report, site.origins)
        records = MemberRecords(site.report, site.words)
        let standings = Standings(site.pack, asOf: site.book.asOf)
        (self.standings, open) = (standings, OpenFacts(site.pack))
        sums = Dictionary(uniqueKeysWithValues: site.requests.statements.map { ($0, site.book.monthSums($0)) })
        let asked = site.requests.statements
        let months = site.pack.measures.isEmpty ? [] : site.scoredMonths.filter { month in asked.contains { $0.contains(month) } }
        sheets = months.compactMap { month in site.view(.month(month)).map { (month, MeasureSheet(site, $0)) } }
        proposed = site.pack.proposals.isEmpty ? [:] : Dictionary(uniqueKeysWithValues: asked.map { ($0, site.report.proposals(in: $0)) })
        var fields: [Month: [[RankingGaps]]] = [:]
        for view in site.periods where view.period.kind == .month {
            fields[view.period.firstMonth] = Self.fields(site, standings, view)
        }
        self.fields = fields
        let sheets = site.report.filings.corrections.filter { $0.period != site.correcting && site.requests.statements.contains($0.period) }
        corrections = Dictionary(uniqueKeysWithValues: sheets.map { ($0.period, Dictionary(grouping: $0.changes) { Array($0.id.utf8) }) })
    }

    private static func fields(_ site: SiteModel, _ standings: Standings, _ view: PeriodView) -> [[RankingGaps]] {
        let month = view.period.firstMonth
        let roster = site.report.intake.roster.members
        func field(_ ranking: Int, _ members: ArraySlice<MemberResult>) -> RankingGaps {
            let rule = site.pack.rankings[ranking]
            let compared = members.filter { $0.breakdown != nil }
            return RankingGaps(
                rule, isInForce: standings.isInForce(rule, month), compared.map { $0.breakdown!.counts[ranking] },
                days: rule.partMonth == .full ? [] : compared.map { standings.activeDays(roster[$0.member], in: month) },
                whole: standings.dayCount(month))
        }
        let rankings = site.pack.rankings.indices
        let company = rankings.map { site.pack.rankings[$0].within == .all ? field($0, view.result.members[...]) : nil }
        return site.book.groups.indices.map { group in rankings.map { company[$0] ?? field($0, view.members(of: group)) } }
    }

    func fields(of month: Month, group: Int) -> [RankingGaps] { fields[month]?[group] ?? [] }

    /// What would now come out differently for a member than was filed.
    func corrections(of member: Int, in period: Period) -> [ValueChange] {
        corrections[period]?[Array(site.report.memberId(member).utf8)] ?? []
    }

    func sums(of period: Period) -> MonthSums { sums[period] ?? .none }

    /// On how many days of a month a member is active; 0 if no ranking asks.
    func days(of member: Int, in month: Month) -> Int {
        guard site.pack.rankings.contains(where: { $0.partMonth != .full }) else { return 0 }
        return standings.activeDays(site.report.intake.roster.members[member], in: month)
    }

    // MARK: Measures

    /// A member's cases in a period: indices among all.
    func cases(of member: Int, in period: Period) -> [Int] {
        sheets.filter { period.contains($0.month) }.flatMap { Array($0.sheet.cases(of: member)) }
    }

    func proposals(in period: Period) -> [ProposedItem] { proposed[period] ?? [] }

    // MARK: Places

    /// The folder of a department's statements of a period.
    static func folder(_ period: Period, _ departmentFile: String) -> String {
        "statements/\(period)/\(departmentFile.split(separator: ".")[0])"
    }

    func folder(_ period: Period, _ group: Int) -> String { Self.folder(period, site.departmentFiles[group]) }

    /// The name of a member's statement.
    func file(_ member: Int) -> String { PageText.slug(site.report.memberId(member)) + ".html" }

    /// The way from a statement to the department's page of the period; nil if there is none: a filed period has the pages
    /// that were filed.
    func departmentPage(_ view: PeriodView, _ group: Int) -> String? {
        let path = "\(view.period.folder)/\(site.departmentFiles[group])"
        if let filing = site.report.filings.filing(of: view.period), !filing.seal.files.contains(where: { sameBytes($0.path, path) }) { return nil }
        return "../../../\(path)"
    }
}

extension SiteModel {
    /// What was asked for.
    var requests: PageRequests { report.requested.requests }
}
