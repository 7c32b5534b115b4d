import GridModel
import Intake
import RulePacks
import Scoring

/// What awaits people now, by department: pending records and what they would change, ties, who is close to a line, hints.
struct Worklists: Sendable {
    /// A pending record and the act it lacks.
    struct Waiting: Sendable {
        let pending: Pending
        let act: Act
        /// The member's group of today, or the last one known.
        let group: Int?
        /// Days from the day of the fact to the as-of date.
        let days: Int
    }

    let site: SiteModel
    let changes: ChangeList
    /// The oldest first.
    let waiting: [Waiting]
    /// The newest period first; only of periods that are not filed.
    let ties: [Tie]
    /// Of the newest month, quarter and year that are not filed, the nearest first.
    let brinks: [Brink]
    let hints: Hints
    let prospect: Prospect
    /// The groups that have a page.
    let groups: [Int]
    private let waitingOfGroup: [[Int]]

    /// - Parameter chain: the filings, with the one that was just made.
    init(_ site: SiteModel, _ chain: SealChain, _ changes: ChangeList) {
        (self.site, self.changes) = (site, changes)
        let book = site.book
        let newest = site.periods.last { $0.period.kind == .month }
        var waiting = book.acts(site.pack).map { index, act in
            let pending = book.pending[index]
            return Waiting(
                pending: pending, act: act, group: newest?.group(of: pending.member) ?? site.lastGroups[pending.member],
                days: max(0, Int(book.asOf.dayNumber - pending.day.dayNumber)))
        }
        waiting.sort { one, other in
            one.pending.day == other.pending.day ? one.pending.record < other.pending.record : one.pending.day < other.pending.day
        }
        self.waiting = waiting
        let open = site.periods.filter { !chain.isFiled($0.period) }
        ties = open.sorted { one, other in
            (other.period.lastMonth, other.period.firstMonth) < (one.period.lastMonth, one.period.firstMonth)
        }.flatMap { $0.result.ties(site.pack) }
        brinks = open.filter { $0.isNewest && ($0.period.kind == .month || $0.result.scoredMonths > 1) }.flatMap {
            book.brinks(in: $0.result, site.pack)
        }
        hints = Hints(site) { chain.isFiled($0) }
        prospect = Prospect(
            site.pack, book, site.report.intake.roster, isFiled: { chain.isFiled($0) },
            isCorrected: { $0 != site.correcting && site.report.filings.correction(of: $0) != nil })
        var waitingOfGroup = [[Int]](repeating: [], count: book.groups.count)
        for (index, item) in waiting.enumerated() { if let group = item.group { waitingOfGroup[group].append(index) } }
        self.waitingOfGroup = waitingOfGroup
        var groups = Set(newest?.groups ?? [])
        groups.formUnion(waitingOfGroup.indices.filter { !waitingOfGroup[$0].isEmpty })
        for tie in ties { groups.formUnion(tie.results.map { site.view(tie.period)!.result.members[$0].group }) }
        for brink in brinks { groups.insert(site.view(brink.period)!.result.members[brink.result].group) }
        groups.formUnion(hints.events.map(\.group))
        self.groups = groups.sorted()
    }

    /// Indices of what is pending in a group, the oldest first.
    func waiting(_ group: Int) -> [Int] { waitingOfGroup[group] }

    /// Ties that a member of the group has part in.
    func ties(_ group: Int) -> [Tie] {
        ties.filter { tie in tie.results.contains { site.view(tie.period)!.result.members[$0].group == group } }
    }

    func brinks(_ group: Int) -> [Brink] {
        brinks.filter { site.view($0.period)!.result.members[$0.result].group == group }
    }

    /// The pages: one for each department and one for the company.
    var plans: [OutputPlan] {
        let lists = self
        return [OutputPlan(page: "\(SiteModel.worklistFolder)/index.html") { WorklistIndex(lists: lists).write(&$0) }]
            + groups.map { group in
                OutputPlan(page: "\(SiteModel.worklistFolder)/\(site.departmentFiles[group])") { WorklistPage(lists: lists, group: group).write(&$0) }
            }
    }
}

extension SiteModel {
    /// Where worklists stand: they speak of today, and no filed period holds them.
    static let worklistFolder = "worklist"

    /// The way from a department's page of a period to its worklist: only from the newest ones, and not from what is sealed.
    func worklist(_ view: PeriodView, _ group: Int) -> String? {
        guard view.isNewest, view.period != filing, !report.filings.chain.isFiled(view.period) else { return nil }
        return "\(text.root(from: view.period))\(Self.worklistFolder)/\(departmentFiles[group])"
    }

    /// A member's name and id; a link to the postings where there is a page of the newest month that will be made again.
    func memberHead(_ member: Int, name: String) -> HTML {
        guard let newest = periods.last(where: { $0.period.kind == .month }), let group = newest.group(of: member),
            newest.period != filing, !report.filings.chain.isFiled(newest.period)
        else { return "\(name) <small>\(report.memberId(member))</small>" }
        return """
            <a href="../\(newest.period.folder)/\(departmentFiles[group])#\(anchors[member])">\(name)</a> <small>\(report.memberId(member))</small>
            """
    }
}
