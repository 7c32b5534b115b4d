import GridModel
import Intake
import RulePacks
import Scoring

/// What is seen in what a run keeps of the records, and what somebody might look at. It costs nobody a point, and only months
/// that are not filed are looked at.
struct Hints: Sendable {
    /// By what they say first, then from the newest.
    let events: [SameEvent]
    let ids: [IdHint]
    /// Rules and rankings of the as-of year that no record has met, by the ids of the ledger.
    let idle: [Posting.Source]
    /// Used records of the scored months of the as-of year that no rule and no ranking takes, by department; behind all those of no department.
    let untaken: [Int]
    /// How often each rule has posted in the as-of year, by department.
    let ruleCounts: [[Int]]

    init(_ site: SiteModel, isFiled: (Period) -> Bool) {
        let open = site.periods.filter { $0.period.kind == .month && !isFiled($0.period) }
        let year = site.book.asOf.month.year
        let months = site.periods.filter { $0.period.kind == .month && $0.period.year == year }
        events = open.reversed().flatMap { site.sameEvents(in: $0) }.enumerated().sorted { one, other in
            one.element.sort == other.element.sort ? one.offset < other.offset : one.element.sort.rawValue < other.element.sort.rawValue
        }.map(\.element)
        let finder = IdHints(site)
        ids = finder.ofRoster + finder.unknown + open.reversed().flatMap { finder.records(in: $0) }
        untaken = Self.untaken(site, months.map(\.period.firstMonth))
        ruleCounts = Self.ruleCounts(site, months.map(\.period.firstMonth))
        idle = Self.idle(site, months, ruleCounts)
    }

    private static func ruleCounts(_ site: SiteModel, _ months: [Month]) -> [[Int]] {
        var counts = [[Int]](repeating: [Int](repeating: 0, count: site.pack.rules.count), count: site.book.groups.count)
        for (member, group) in site.lastGroups.enumerated() {
            if let group { site.book.ruleSums.add(member, months, to: &counts[group]) }
        }
        return counts
    }

    private static func idle(_ site: SiteModel, _ months: [PeriodView], _ counts: [[Int]]) -> [Posting.Source] {
        guard let first = months.first?.period.firstMonth.firstDay else { return [] }
        let days = first...max(first, site.book.asOf)
        let rules = site.pack.rules.indices.filter { rule in
            site.pack.rules[rule].effective.overlaps(days) && counts.allSatisfy { $0[rule] == 0 }
        }
        let rankings = site.pack.rankings.indices.filter { ranking in
            site.pack.rankings[ranking].effective.overlaps(days)
                && months.allSatisfy { $0.result.members.allSatisfy { $0.breakdown?.counts[ranking].count == 0 } }
        }
        return rules.map { .rule($0) } + rankings.map { .ranking($0) }
    }

    private static func untaken(_ site: SiteModel, _ months: [Month]) -> [Int] {
        let intake = site.report.intake
        var counts = [Int](repeating: 0, count: site.book.groups.count + 1)
        func add(_ member: Int, _ number: Int) { counts[site.lastGroups[member] ?? site.book.groups.count] += number }
        for month in months {
            for member in intake.roster.members.indices {
                let count = intake.counts.withoutEffect(member: member, month: month)
                if count != 0 { add(member, count) }
            }
        }
        // Those that were looked at more closely are entries.
        let inactive = Set(intake.inactive)
        for (number, batch) in intake.batches.enumerated() where batch.kind >= 0 && !site.pack.kinds[batch.kind].isDecisions {
            for (index, entry) in batch.entries.enumerated() where entry.effect == 0 && entry.member >= 0 && entry.month >= 0 {
                guard months.contains(Month(sinceMillennium: entry.month)),
                    !inactive.contains(EntryPlace(batch: UInt32(number), entry: UInt32(index)))
                else { continue }
                add(Int(entry.member), 1)
            }
        }
        return counts
    }
}
