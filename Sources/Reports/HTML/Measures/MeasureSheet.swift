import GridModel
import Intake
import RulePacks
import Scoring

/// What measures and proposals come to in a period, made ready for all pages of it.
struct MeasureSheet: Sendable {
    let view: PeriodView
    /// The measures in force, by their indices.
    let measures: [Int]
    let proposals: [ProposedItem]
    /// How cells about records are written.
    let records: RecordRows
    private let company: [Int: MeasureResult]
    /// By group and measure.
    private let groups: [[Int: MeasureResult]]
    private let units: [[Int: [MeasureResult]]]
    /// By group, the cases of rates that are not met: indices among all cases, those that are open first.
    private let missed: [[Int]]
    private let counts: [Int]
    private let people: [[Int]]
    /// Of a month, for each member: where the cases begin, and behind all where they end.
    private let starts: [Int]

    init(_ site: SiteModel, _ view: PeriodView) {
        self.view = view
        records = RecordRows(site.report, site.words)
        let (book, period) = (site.book.measures, view.period)
        measures = book.measures(in: period)
        proposals = site.pack.proposals.isEmpty ? [] : site.report.proposals(in: period)
        var company: [Int: MeasureResult] = [:]
        var groups = [[Int: MeasureResult]](repeating: [:], count: site.book.groups.count)
        var units = [[Int: [MeasureResult]]](repeating: [:], count: site.book.groups.count)
        for result in site.pack.measures.isEmpty ? [] : book.results(in: period, withMembers: false) {
            switch result.subject {
            case .all: company[result.measure] = result
            case .group(let group): groups[group][result.measure] = result
            case .unit(_, let group): units[group][result.measure, default: []].append(result)
            case .member: break
            }
        }
        (self.company, self.groups, self.units) = (company, groups, units)
        (counts, missed) = Self.cases(site, view)
        var people = site.book.groups.indices.map { view.members(of: $0).map(\.member) }
        // Whoever is active and has no result, for want of a value with a weight.
        for (member, group) in book.members(in: period) where view.place(of: member) == nil { people[group].append(member) }
        self.people = people
        starts = period.kind == .month ? Self.starts(book.cases(in: period), site.report.intake.roster.members.count) : []
    }

    /// By the group that the member was in then: how many there are, and those that are missed.
    private static func cases(_ site: SiteModel, _ view: PeriodView) -> (counts: [Int], missed: [[Int]]) {
        let cases = site.book.measures.cases(in: view.period)
        var missed = [[Int]](repeating: [], count: site.book.groups.count)
        var counts = [Int](repeating: 0, count: site.book.groups.count)
        var (month, months) = (view, [view.period.firstMonth: view])
        for index in cases.indices {
            let item = cases[index]
            if view.period.kind != .month, month.period != .month(item.month) {
                month = months[item.month] ?? site.view(.month(item.month)) ?? view
                months[item.month] = month
            }
            guard let group = month.group(of: item.member) ?? site.lastGroups[item.member] else { continue }
            counts[group] += 1
            if site.isMissed(item) { missed[group].append(index) }
        }
        let sorted = missed.map { own in
            own.sorted { one, other in
                let (left, right) = (cases[one], cases[other])
                if left.isOpen != right.isOpen { return left.isOpen }
                if left.day != right.day { return (left.day < right.day) == left.isOpen }
                return one < other
            }
        }
        return (counts, sorted)
    }

    private static func starts(_ cases: ArraySlice<RecordedCase>, _ memberCount: Int) -> [Int] {
        var starts: [Int] = []
        for index in cases.indices { while starts.count <= cases[index].member { starts.append(index) } }
        while starts.count <= memberCount { starts.append(cases.endIndex) }
        return starts
    }

    // MARK: Results

    /// What a measure comes to for a group, or for the whole company.
    func result(_ measure: Int, _ group: Int?) -> MeasureResult? { group.map { groups[$0][measure] } ?? company[measure] }

    func units(_ measure: Int, _ group: Int) -> [MeasureResult] { units[group][measure] ?? [] }

    /// Cases of rates that are not met, by their indices among all.
    func missed(_ group: Int) -> [Int] { missed[group] }

    /// Who is told of on a group's page: those of the results in their order, then others who are active, by id.
    func people(_ group: Int) -> [Int] { people[group] }

    /// How many cases a group has, or the whole company.
    func caseCount(_ group: Int?) -> Int { group.map { counts[$0] } ?? counts.reduce(0, +) }

    /// How many cases of rates are not met.
    func missedCount(_ group: Int?) -> Int { group.map { missed[$0].count } ?? missed.reduce(0) { $0 + $1.count } }

    /// How many measures are met and missed by a group, or by the whole company.
    func states(_ group: Int?) -> (met: Int, missed: Int) {
        let states = measures.compactMap { result($0, group)?.isMet }
        return (states.count { $0 }, states.count { !$0 })
    }

    /// Of a month, a member's cases by measure: indices among all.
    func cases(of member: Int) -> Range<Int> { starts[member]..<starts[member + 1] }
}

extension RulePack {
    /// Whether points are posted by clauses and not by measures alone.
    var hasClauses: Bool { !rules.isEmpty || !rankings.isEmpty }
}

extension SiteModel {
    /// A member's name in a period.
    func name(_ member: Int, _ view: PeriodView) -> String {
        if let place = view.place(of: member) { return view.result.members[place].row.name }
        return report.row(of: member, in: min(view.period.lastMonth, book.asOf.month))?.name ?? ""
    }

    /// The measure that a case is of.
    func measure(of item: RecordedCase) -> Int {
        guard case .measure(let measure) = pack.facts[item.fact].user else { preconditionFailure("a case that is of no measure") }
        return measure
    }

    /// Whether a case is one of a rate that is not met.
    func isMissed(_ item: RecordedCase) -> Bool { !item.isMet && pack.measures[measure(of: item)].sort == .rate }

    func tells(_ measure: Int, _ level: Measure.Subject) -> Bool { pack.measures[measure].subjects.contains(level) }

    /// A measure's wording and clause.
    func head(_ measure: Int) -> HTML { "\(pack.measures[measure].wording[language]) <small>\(words.clause) \(pack.measures[measure].clause)</small>" }

    /// Value and weight of a posting that a measure has made, leading to its cases.
    @inline(never)
    func weighing(_ page: inout Page, _ measure: Int, _ posting: Posting) {
        guard let weighing = book.measures.weighings(of: posting.member, in: posting.month).first(where: { $0.measure == measure }) else { return }
        if weighing.cases > 0, tells(measure, .subject) {
            page += "<a href=\"#\(caseAnchor(posting.member))-\(pack.measures[measure].id)\">\(report.shown(weighing))</a>"
        } else {
            page += "\(report.shown(weighing))"
        }
    }

    /// The anchor of a member's cases: where nobody has a score it is that of the member.
    func caseAnchor(_ member: Int) -> String { pack.isScored ? "c" + anchors[member].dropFirst() : anchors[member] }
}

extension Page {
    /// Appends the value of a measure in a sort of period with its unit; a dash where there is none.
    mutating func value(_ result: MeasureResult?, of measure: Measure, in kind: Period.Kind, _ language: Language) {
        guard let value = result?.value else { return raw("—") }
        text(measure.shown(value, language, kind))
    }

    /// Appends whether a target is met: a missed one in a frame.
    mutating func state(_ isMet: Bool?, _ words: PageWords) {
        switch isMet {
        case true?: text(words.met)
        case false?: self += "<span class=\"tag on\">\(words.breach)</span>"
        case nil: break
        }
    }
}
