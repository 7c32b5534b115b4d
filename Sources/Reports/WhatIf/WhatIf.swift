import GridModel
import Intake
import RulePacks
import Scoring

/// The same logs scored twice: what would come out differently under an alternative.
package struct WhatIf: Sendable {
    package let alternative: Alternative
    let changes: ChangeList
    let counts: Counts
    let departments: [Department]
    package let pending: Pair
    package let rejected: Pair

    /// A number as it is and as it would be.
    package struct Pair: Sendable, Hashable {
        package let before: Int
        package let now: Int
    }

    /// What would change, as a person counts it.
    struct Counts: Sendable {
        /// Members with another score in a month; those whose scores rise in all, and those whose fall.
        var members = 0
        var rising = 0
        var falling = 0
        /// Scores of months.
        var scores = 0
        /// The greatest change of a month's score, whichever way.
        var greatest = Points.zero
        /// Members whose rank alone is another one.
        var ranksOnly = 0
        var postings = 0
        /// Values of measures in months that would be others, and how many of all periods would no longer reach their targets, or
        /// would.
        var measures = 0
        var missed = 0
        var reached = 0
        /// Records behind measures that come, go or come to something else.
        var cases = 0
        /// Proposals that would be made, or not be made, or be others.
        var proposed = 0
        var withdrawn = 0
        var amended = 0
        /// Who comes onto lists and off them.
        var lists: [ListCount] = []
        /// Members whose right is another one, by the index of the mark.
        var marks: [(mark: Int, members: Int)] = []
    }

    struct ListCount: Sendable {
        /// Index of the list in the pack.
        let list: Int
        let kind: Period.Kind
        var added = 0
        var removed = 0
    }

    /// A department, its members and the mean of the scores of its months.
    struct Department: Sendable {
        let name: String
        var members = 0
        var changed = 0
        var rising = 0
        var falling = 0
        /// How often somebody of it comes onto a list or off one.
        var listed = 0
        var before: Average?
        var now: Average?
    }

    /// Whether nothing would change.
    package var isEmpty: Bool { changes.rows.isEmpty && pending.before == pending.now && rejected.before == rejected.now }

    /// What weighs most comes first: lists and rights, then members, then scores, then proposals and measures.
    var weight: [Int] {
        [
            counts.lists.reduce(0) { $0 + $1.added + $1.removed } + counts.marks.reduce(0) { $0 + $1.members }, counts.members, counts.scores,
            counts.proposed + counts.withdrawn + counts.amended, counts.missed + counts.reached, counts.measures, changes.rows.count,
        ]
    }
}

extension WhatIf {
    /// - Parameters:
    ///   - rows: what differs in the tables of the periods compared.
    ///   - now: the run under the alternative.
    init(_ alternative: Alternative, _ rows: [ChangeList.Row], _ before: RunReport, _ now: RunReport, _ periods: [Period]) {
        self.alternative = alternative
        changes = ChangeList(since: before.book.asOf, rows: rows)
        pending = Pair(before: before.book.pending.count, now: now.book.pending.count)
        func refused(_ report: RunReport) -> Int { report.intake.totals[.rejected] + report.intake.totals[.conflict] }
        rejected = Pair(before: refused(before), now: refused(now))
        let tally = ChangeTally(rows, before)
        counts = tally.counts
        departments = tally.departments(before, now, periods)
    }
}

/// Counts changes.
private struct ChangeTally {
    private(set) var counts = WhatIf.Counts()
    /// How much the scores of a member's months change in all; by id.
    private var sums: [[UInt8]: (group: String, hundredths: Int)] = [:]
    private var listedOfGroup: [[UInt8]: Int] = [:]

    init(_ rows: [ChangeList.Row], _ report: RunReport) {
        let (language, pack) = (report.language, report.pack)
        var ranked: Set<[UInt8]> = []
        var ofMark: [Int: Set<[UInt8]>] = [:]
        for row in rows {
            let id = Array(row.id.utf8)
            switch row.sort {
            case .posting: counts.postings += 1
            case .record: counts.cases += 1
            case .proposal:
                guard row.isOwn else { continue }
                if row.before.isEmpty { counts.proposed += 1 } else if row.now.isEmpty { counts.withdrawn += 1 } else { counts.amended += 1 }
            case .measure:
                if row.isValue(language), row.isOwn { counts.measures += 1 }
                if row.isState(language), sameBytes(row.now, Word.breach[language]) { counts.missed += 1 }
                if row.isState(language), sameBytes(row.before, Word.breach[language]) { counts.reached += 1 }
            case .result:
                if sameBytes(row.item, Word.score[language]) {
                    counts.scores += 1
                    // Who is scored on one side only has nothing to be compared with.
                    let change = (Points(row.now)?.hundredths ?? 0) - (Points(row.before)?.hundredths ?? 0)
                    let isCompared = !row.now.isEmpty && !row.before.isEmpty
                    sums[id] = (row.group, (sums[id]?.hundredths ?? 0) + (isCompared ? change : 0))
                    if isCompared, abs(change) > abs(counts.greatest.hundredths) { counts.greatest = Points(hundredths: change) }
                } else if let list = pack.lists.firstIndex(where: { sameBytes($0.names[language], row.item) }), !row.effect.isEmpty {
                    add(list, Period(row.period)?.kind ?? .month, isAdded: sameBytes(row.now, Word.yes[language]))
                    listedOfGroup[Array(row.group.utf8), default: 0] += 1
                } else if let mark = pack.marks.firstIndex(where: { sameBytes($0.names[language], row.item) }) {
                    if !row.now.isEmpty, !row.before.isEmpty { ofMark[mark, default: []].insert(id) }
                } else if sameBytes(row.item, pack.rankHeader(language)), Period(row.period)?.kind == .month {
                    ranked.insert(id)
                }
            case .rules, .version, .period, .pending, .reject: break
            }
        }
        counts.members = sums.count
        counts.rising = sums.values.count { $0.hundredths > 0 }
        counts.falling = sums.values.count { $0.hundredths < 0 }
        counts.ranksOnly = ranked.subtracting(sums.keys).count
        counts.marks = ofMark.map { ($0.key, $0.value.count) }.sorted { $0.mark < $1.mark }
        counts.lists.sort { ($0.list, $0.kind.length) < ($1.list, $1.kind.length) }
    }

    private mutating func add(_ list: Int, _ kind: Period.Kind, isAdded: Bool) {
        let place = counts.lists.firstIndex { $0.list == list && $0.kind == kind } ?? counts.lists.count
        if place == counts.lists.count { counts.lists.append(WhatIf.ListCount(list: list, kind: kind)) }
        if isAdded { counts.lists[place].added += 1 } else { counts.lists[place].removed += 1 }
    }

    /// By name, those of the present run with what becomes of them.
    func departments(_ before: RunReport, _ now: RunReport, _ periods: [Period]) -> [WhatIf.Department] {
        var departments: [[UInt8]: WhatIf.Department] = [:]
        var sums: [[UInt8]: (before: (points: Points, count: Int), now: (points: Points, count: Int))] = [:]
        var members: [[UInt8]: Set<Int>] = [:]
        func look(_ report: RunReport, _ add: ([UInt8], MemberResult) -> Void) {
            for result in report.book.periods where result.period.kind == .month && periods.contains(result.period) {
                for member in result.members {
                    let key = Array(member.row.group.utf8)
                    departments[key] = departments[key] ?? WhatIf.Department(name: member.row.group)
                    sums[key] = sums[key] ?? ((.zero, 0), (.zero, 0))
                    members[key, default: []].insert(member.member)
                    add(key, member)
                }
            }
        }
        look(before) { key, member in
            sums[key]!.before.points += member.value.sum
            sums[key]!.before.count += 1
        }
        look(now) { key, member in
            sums[key]!.now.points += member.value.sum
            sums[key]!.now.count += 1
        }
        for (key, sum) in sums {
            departments[key]!.members = members[key]!.count
            departments[key]!.listed = listedOfGroup[key] ?? 0
            if sum.before.count > 0 { departments[key]!.before = Average(sum: sum.before.points, count: sum.before.count) }
            if sum.now.count > 0 { departments[key]!.now = Average(sum: sum.now.points, count: sum.now.count) }
        }
        for (_, change) in self.sums {
            let key = Array(change.group.utf8)
            departments[key]?.changed += 1
            if change.hundredths > 0 { departments[key]?.rising += 1 }
            if change.hundredths < 0 { departments[key]?.falling += 1 }
        }
        return departments.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    }
}
