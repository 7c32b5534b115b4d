package import GridModel
import Intake
import RulePacks

/// What the rules have given and taken, by member, scored month and rule. What a decision changes belongs to its rule.
package struct RuleSums: Sendable {
    /// The first scored month.
    private let first: Month
    private let monthCount: Int
    /// The rules that have posted.
    private let rules: [Int]
    private let pointsOfRule: [Points]
    /// For each member and month a row of these rules, for so many members together.
    private let sums: [[Points]]
    private let share: Int

    /// - Parameter postings: those of records, in parts.
    init(_ postings: [[Posting]], _ active: ActiveMonths, _ pack: RulePack, jobs: Int) async throws {
        let (first, monthCount, memberCount) = (active.months[0], active.months.count, active.roster.members.count)
        let posted = try await parallelMap(postings.count, jobs: jobs) { part in
            var hasPosted = [Bool](repeating: false, count: pack.rules.count)
            for posting in postings[part] where posting.sourceNumber >= 0 { hasPosted[Int(posting.sourceNumber)] = true }
            return hasPosted
        }
        let rules = pack.rules.indices.filter { rule in posted.contains { $0[rule] } }
        var places = [Int](repeating: 0, count: pack.rules.count)
        for (place, rule) in rules.enumerated() { places[rule] = place }
        let columns = places
        // Each goes through all postings, and adds up those of its own members.
        let share = max(1, (memberCount + jobs - 1) / jobs)
        sums = try await parallelMap((memberCount + share - 1) / share, jobs: jobs) { part in
            let members = part * share..<min(memberCount, (part + 1) * share)
            var sums = [Points](repeating: .zero, count: members.count * monthCount * rules.count)
            for part in postings {
                for posting in part where posting.sourceNumber >= 0 && members.contains(posting.member) {
                    let row = (posting.member - members.lowerBound) * monthCount + Int(posting.month.index - first.index)
                    sums[row * rules.count + columns[Int(posting.sourceNumber)]] += posting.points
                }
            }
            return sums
        }
        (self.first, self.monthCount, self.share, self.rules) = (first, monthCount, share, rules)
        pointsOfRule = pack.rules.map(\.points)
    }

    /// The sum of a rule that has posted, by its place among those.
    private func sum(_ member: Int, _ position: Int, _ column: Int) -> Points {
        sums[member / share][(member % share * monthCount + position) * rules.count + column]
    }

    /// The deductions and the bonuses of a member in a scored month, by its place among them.
    subscript(member: Int, position: Int) -> (minus: Points, plus: Points) {
        var (minus, plus) = (Points.zero, Points.zero)
        for (column, rule) in rules.enumerated() {
            let sum = sum(member, position, column)
            if pointsOfRule[rule] < .zero { minus += sum } else { plus += sum }
        }
        return (minus, plus)
    }

    /// What each rule that deducts has taken from a member in some scored months; rules that took nothing are left out.
    package func deductions(of member: Int, in months: [Month]) -> [(rule: Int, points: Points)] {
        rules.enumerated().compactMap { column, rule in
            guard pointsOfRule[rule] < .zero else { return nil }
            let taken = months.reduce(Points.zero) { $0 + sum(member, Int($1.index - first.index), column) }
            return taken < .zero ? (rule, taken) : nil
        }
    }
}
