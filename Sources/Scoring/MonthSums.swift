package import GridModel
package import RulePacks

/// What the months of a longer period have come to for each member: what its results and lists are made of.
package struct MonthSums: Sendable {
    package struct Own: Sendable {
        /// The sum of the scores.
        package fileprivate(set) var points = Points.zero
        /// Of how many months.
        package fileprivate(set) var months = 0
        /// The score in the last scored month.
        package fileprivate(set) var last: Points?
    }

    /// By index in the roster.
    private let sums: [Own]
    /// Those that have been changed.
    private var changed: [Int: Own] = [:]
    private let lastMonth: Month?

    /// Of a month, whose results are their own sums.
    package static let none = MonthSums([])

    /// - Parameter months: the results of the scored months, one after the other.
    package init(_ months: [PeriodResult]) {
        let last = months.last?.period.firstMonth
        let count = months.reduce(0) { count, month in month.members.indices.reduce(count) { max($0, month.members[$1].member + 1) } }
        var sums = [Own](repeating: Own(), count: count)
        for month in months {
            let isLast = month.period.firstMonth == last
            for index in month.members.indices {
                let (member, score) = (month.members[index].member, month.members[index].value.sum)
                sums[member].points += score
                sums[member].months += 1
                if isLast { sums[member].last = score }
            }
        }
        (self.sums, lastMonth) = (sums, last)
    }

    package subscript(member: Int) -> Own {
        if !changed.isEmpty, let own = changed[member] { return own }
        return member < sums.count ? sums[member] : Own()
    }

    /// Changes the score of a member in one of the months.
    package mutating func add(_ delta: Points, to member: Int, in month: Month) {
        var own = self[member]
        own.points += delta
        if month == lastMonth, let score = own.last { own.last = score + delta }
        changed[member] = own
    }

    /// By what a list compares a member; nil if there is nothing to compare.
    package func value(_ measure: AwardList.Measure, of member: Int, average: Average) -> Average? {
        if sums.isEmpty { return average }
        switch measure {
        case .average: return average
        case .sum: return Average(self[member].points)
        case .lastMonth: return self[member].last.map { Average($0) }
        }
    }
}

extension ScoreBook {
    /// What the months of a period have come to.
    package func monthSums(_ period: Period) -> MonthSums {
        if period.kind == .month { return .none }
        return MonthSums(periods.filter { $0.period.kind == .month && period.contains($0.period.firstMonth) })
    }
}
