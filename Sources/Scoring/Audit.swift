import GridModel
package import Intake

/// The run's own check of its promises: every record has one outcome, every score is the sum of its postings.
package enum Audit {
    /// What contradicts itself; empty if nothing does.
    package static func contradictions(_ intake: IntakeResult, _ book: ScoreBook) -> [String] {
        var found: [String] = []
        for file in intake.files where !file.counts.addUp {
            found.append("\(file.name): the outcomes of \(file.counts.read) records do not add up")
        }
        var sums: [Month: [Int: Points]] = [:]
        for posting in book.ledger { sums[posting.month, default: [:]][posting.member, default: .zero] += posting.points }
        for result in book.periods {
            guard case .month(let month) = result.period else { continue }
            var remaining = sums[month] ?? [:]
            for member in result.members {
                let sum = remaining.removeValue(forKey: member.member) ?? .zero
                if sum != member.value.sum {
                    let id = intake.roster.members[member.member].id
                    found.append("\(month): the postings of \(id) sum to \(sum), the score is \(member.value.sum)")
                }
            }
            if !remaining.isEmpty { found.append("\(month): \(remaining.count) members have postings but no score") }
        }
        return found
    }
}
