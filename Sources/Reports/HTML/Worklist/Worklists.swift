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
    let readings: OpenReadings
    /// By group, what is open though its time is over, the oldest first, with the measures that it misses.
    let overdue: [[(item: RecordedCase, measures: [Int])]]
    private let waitingOfGroup: [[Int]]
    private let tiesOfGroup: [[Int]]
    private let brinksOfGroup: [[Int]]

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
        var (ties, tiesOfGroup): ([Tie], [[Int]]) = ([], Array(repeating: [], count: book.groups.count))
        for view in open.sorted(by: {
            (-$0.period.lastMonth.index, -$0.period.firstMonth.index) < (-$1.period.lastMonth.index, -$1.period.firstMonth.index)
        }) {
            for tie in view.result.ties(site.pack) {
                for group in Set(tie.results.map { view.result.members[$0].group }) { tiesOfGroup[group].append(ties.count) }
                ties.append(tie)
            }
        }
        (self.ties, self.tiesOfGroup) = (ties, tiesOfGroup)
        var (brinks, brinksOfGroup): ([Brink], [[Int]]) = ([], Array(repeating: [], count: book.groups.count))
        for view in open where view.isNewest && (view.period.kind == .month || view.result.scoredMonths > 1) {
            for brink in book.brinks(in: view.result, site.pack) {
                brinksOfGroup[view.result.members[brink.result].group].append(brinks.count)
                brinks.append(brink)
            }
        }
        (self.brinks, self.brinksOfGroup) = (brinks, brinksOfGroup)
        hints = Hints(site) { chain.isFiled($0) }
        prospect = Prospect(
            site.pack, book, site.report.intake.roster, isFiled: { chain.isFiled($0) },
            isCorrected: { $0 != site.correcting && site.report.filings.correction(of: $0) != nil })
        readings = OpenReadings(site)
        let overdue = Self.overdue(site)
        self.overdue = overdue
        var waitingOfGroup = [[Int]](repeating: [], count: book.groups.count)
        for (index, item) in waiting.enumerated() { if let group = item.group { waitingOfGroup[group].append(index) } }
        self.waitingOfGroup = waitingOfGroup
        var groups = Set(newest?.groups ?? [])
        for own in [waitingOfGroup, tiesOfGroup, brinksOfGroup] { groups.formUnion(own.indices.filter { !own[$0].isEmpty }) }
        groups.formUnion(hints.events.map(\.group))
        groups.formUnion(overdue.indices.filter { !overdue[$0].isEmpty })
        self.groups = groups.sorted()
    }

    /// Indices of what is pending in a group, the oldest first.
    func waiting(_ group: Int) -> [Int] { waitingOfGroup[group] }

    /// Ties that a member of the group has part in.
    func ties(_ group: Int) -> [Tie] { tiesOfGroup[group].map { ties[$0] } }

    func brinks(_ group: Int) -> [Brink] { brinksOfGroup[group].map { brinks[$0] } }

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
