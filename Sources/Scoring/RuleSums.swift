package import GridModel
import Intake
import RulePacks

/// What the rules have given and taken, by member, scored month and rule. What a decision changes belongs to its rule.
package struct RuleSums: Sendable {
    /// The first scored month.
    private let first: Month
    private let memberCount: Int
    private let pointsOfRule: [Points]
    /// By rule, whether records say the points: they stand among `varied`.
    private let isVaried: [Bool]
    /// How often each rule has posted, by row and rule; there is a row for each month and member.
    private let counts: [Int32]
    /// What decisions and rules with a range have posted, by row.
    private let varied: [Int: [(rule: Int, points: Points)]]

    /// - Parameters:
    ///   - counts: how often each rule has posted, by scored month, member and rule.
    ///   - varied: what decisions and rules with a range have posted.
    init(_ counts: [Int32], _ varied: [Posting], _ active: ActiveMonths, _ pack: RulePack) {
        (first, memberCount, self.counts) = (active.months[0], active.roster.members.count, counts)
        pointsOfRule = pack.rules.map(\.points)
        isVaried = pack.rules.map { $0.range != nil }
        var rows: [Int: [(rule: Int, points: Points)]] = [:]
        for posting in varied {
            guard case .rule(let rule) = posting.source else { continue }
            rows[Int(posting.month.index - first.index) * memberCount + posting.member, default: []].append((rule, posting.points))
        }
        self.varied = rows
    }

    /// Calls `body` for every rule that has posted in a row, more than once where decisions have.
    @inline(__always)
    private func forEach(_ member: Int, _ position: Int, _ body: (_ rule: Int, Points) -> Void) {
        let row = position * memberCount + member
        for rule in pointsOfRule.indices {
            let count = counts[row * pointsOfRule.count + rule]
            if count != 0, !isVaried[rule] { body(rule, Points(hundredths: pointsOfRule[rule].hundredths * Int(count))) }
        }
        guard !varied.isEmpty, let varied = varied[row] else { return }
        for (rule, points) in varied { body(rule, points) }
    }

    /// Calls `body` for every rule that has posted to a member in a scored month, more than once where decisions have.
    package func forEach(of member: Int, in month: Month, _ body: (_ rule: Int, Points) -> Void) {
        forEach(member, Int(month.index - first.index), body)
    }

    /// The deductions and the bonuses of a member in a scored month, by its place among them.
    subscript(member: Int, position: Int) -> (minus: Points, plus: Points) {
        var (minus, plus) = (Points.zero, Points.zero)
        forEach(member, position) { rule, points in
            if pointsOfRule[rule] < .zero { minus += points } else { plus += points }
        }
        return (minus, plus)
    }

    /// How often each rule has posted for a member in some scored months, decisions left out.
    package func add(_ member: Int, _ months: [Month], to counts: inout [Int]) {
        for month in months {
            let row = (Int(month.index - first.index) * memberCount + member) * pointsOfRule.count
            for rule in pointsOfRule.indices { counts[rule] += Int(self.counts[row + rule]) }
        }
    }

    /// What each rule that deducts has taken from a member in some scored months; rules that took nothing are left out.
    package func deductions(of member: Int, in months: [Month]) -> [(rule: Int, points: Points)] {
        var sums = [Points](repeating: .zero, count: pointsOfRule.count)
        for month in months { forEach(member, Int(month.index - first.index)) { sums[$0] += $1 } }
        return sums.indices.compactMap { pointsOfRule[$0] < .zero && sums[$0] < .zero ? ($0, sums[$0]) : nil }
    }
}
