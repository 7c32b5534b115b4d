import GridModel
package import Intake

/// The run's own check of its promises: every record has one outcome, every score is the sum of its postings.
///
/// Settled months have been checked by the run that compared them.
package enum Audit {
    /// What contradicts itself; empty if nothing does.
    package static func contradictions(_ intake: IntakeResult, _ book: ScoreBook) -> [String] {
        var found: [String] = []
        for file in intake.files where !file.counts.addUp {
            found.append("\(file.name): the outcomes of \(file.counts.read) records do not add up")
        }
        let members = intake.roster.members
        let months = book.periods.filter { $0.period.kind == .month && !book.settled.contains($0.period.firstMonth) }
        // By month and member, and not by the ledger's order: that it is right is not taken for granted here.
        var sums = [Points?](repeating: nil, count: months.count * members.count)
        let positions = Dictionary(uniqueKeysWithValues: months.enumerated().map { ($0.element.period.firstMonth, $0.offset * members.count) })
        for posting in book.ledger {
            guard let start = positions[posting.month] else { continue }
            sums[start + posting.member] = (sums[start + posting.member] ?? .zero) + posting.points
        }
        for (number, month) in months.enumerated() {
            let start = number * members.count
            for index in month.members.indices {
                let (member, score) = (month.members[index].member, month.members[index].value.sum)
                let sum = sums[start + member] ?? .zero
                sums[start + member] = nil
                if sum != score { found.append("\(month.period): the postings of \(members[member].id) sum to \(sum), the score is \(score)") }
            }
            let left = sums[start..<start + members.count].count { $0 != nil }
            if left > 0 { found.append("\(month.period): \(left) members have postings but no score") }
        }
        return found
    }
}
