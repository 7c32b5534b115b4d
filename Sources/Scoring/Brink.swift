package import GridModel
package import RulePacks

/// A member whom one more posting of some rule would bring onto a list of those below a line, or of those who are again.
package struct Brink: Sendable {
    package let period: Period
    /// Index of the list in the pack.
    package let list: Int
    /// Index among the results of the period.
    package let result: Int
    /// Indices of the rules of which one posting would do it, the lightest first.
    package let rules: [Int]
    /// The points of each of these: where a person sets them, the lightest that would do it.
    package let points: [Points]
}

/// The line below which a list has everybody, or has those who have been below it in the periods before.
private struct ListLine {
    let points: Points
    let orEqual: Bool
    /// Whoever has fewer scored months is not listed.
    private(set) var months: Int
    /// The lists whose streaks must go on.
    private(set) var streaks: [Int] = []

    init?(_ list: Int, _ kind: Period.Kind, _ pack: RulePack) {
        let own = pack.lists[list].files[kind]?.months ?? 0
        switch pack.lists[list].selection {
        case .below(let points, let orEqual): (self.points, self.orEqual, months) = (points, orEqual, own)
        case .top: return nil
        case .streak(let of, _):
            guard let line = ListLine(of, kind, pack) else { return nil }
            self = line
            months = max(months, own)
            streaks.append(list)
        }
    }
}

extension ScoreBook {
    /// Those in a period whom one event of the as-of date's month would bring below the line of a list, the nearest first, list by
    /// list.
    ///
    /// Others' results are left as they are, and so are places in rankings: a posting changes no count.
    package func brinks(in result: PeriodResult, _ pack: RulePack) -> [Brink] {
        let rules = pack.rules.indices.filter { pack.rules[$0].points < .zero && pack.rules[$0].effective.contains(asOf) }
            .sorted { pack.rules[$0].points == pack.rules[$1].points ? $0 < $1 : pack.rules[$0].points > pack.rules[$1].points }
        guard result.period.contains(asOf.month), let month = self.result(of: .month(asOf.month)), !rules.isEmpty else { return [] }
        let scores = Dictionary(month.members.indices.map { (month.members[$0].member, $0) }) { first, _ in first }
        let (standings, sums) = (Standings(pack, asOf: asOf), monthSums(result.period))
        let streaks = streaks(before: result.period, pack)
        let isLimited = pack.rules.contains { $0.atMost != nil }
        let hasRanges = pack.rules.contains { $0.range != nil }
        var brinks: [Brink] = []
        for list in result.lists {
            guard let listLine = ListLine(list.list, result.period.kind, pack) else { continue }
            let (line, orEqual, months) = (Average(listLine.points), listLine.orEqual, listLine.months)
            for index in result.members.indices {
                let (member, value) = (result.members[index].member, result.members[index].value)
                guard !value.isBelow(line, orEqual: orEqual), result.members[index].months >= months, let place = scores[member],
                    let sum = month.members[place].breakdown?.sum, listLine.streaks.allSatisfy({ streaks.isReady(member, for: $0) })
                else { continue }
                let (own, marks) = (month.members[place].value.sum, month.members[place].marks)
                var posted = [Int](repeating: 0, count: pack.rules.count)
                if isLimited { ruleSums.add(member, [asOf.month], to: &posted) }
                func isEnough(_ points: Points) -> Bool {
                    let (lift, fall) = standings.adjustments(sum + points, marks)
                    let score = sum + points + lift + fall
                    let then =
                        result.period.kind == .month
                        ? Average(score) : standings.value(sums[member].points + score - own, sums[member].months, result.period)
                    return then.isBelow(line, orEqual: orEqual)
                }
                var enough = rules.compactMap { rule -> (rule: Int, points: Points)? in
                    if let limit = pack.rules[rule].atMost, posted[rule] >= limit { return nil }
                    return pack.rules[rule].lightest(isEnough).map { (rule, $0) }
                }
                if enough.isEmpty { continue }
                if hasRanges { enough.sort { $0.points == $1.points ? $0.rule < $1.rule : $0.points > $1.points } }
                brinks.append(
                    Brink(period: result.period, list: list.list, result: index, rules: enough.map(\.rule), points: enough.map(\.points)))
            }
        }
        return brinks.sorted { one, other in
            let (first, second) = (result.members[one.result].value, result.members[other.result].value)
            if one.list != other.list { return one.list < other.list }
            return first == second ? one.result < other.result : first < second
        }
    }
}

extension Rule {
    /// The lightest points that it may post and that are enough; nil if none are. More of them are enough as well.
    fileprivate func lightest(_ isEnough: (Points) -> Bool) -> Points? {
        if isEnough(points) { return points }
        guard let range, range.lowerBound < points, isEnough(range.lowerBound) else { return nil }
        var (enough, not) = (range.lowerBound.hundredths, points.hundredths)
        while not - enough > 1 {
            let middle = enough + (not - enough) / 2
            if isEnough(Points(hundredths: middle)) { enough = middle } else { not = middle }
        }
        return Points(hundredths: enough)
    }
}
