import GridModel
import Intake
import PropertyKit
import Scoring

/// The results of every period, a line a member and a list.
func scores(_ book: ScoreBook, _ intake: IntakeResult) -> [String] {
    book.periods.flatMap { result in
        ["\(result.period) final \(result.isFinal) months \(result.scoredMonths)"]
            + result.members.map { member in
                "\(intake.roster.members[member.member].id) \(member.row.group) \(member.months) \(member.value.sum)/\(member.value.count) rank \(member.rank) marks \(member.marks) lists \(member.lists) \(member.breakdown.map { "\($0)" } ?? "")"
            } + result.lists.map { "list \($0.list): \($0.entries)" }
    }
}

/// The ledger without files and lines.
func postings(_ book: ScoreBook, _ intake: IntakeResult) -> [String] {
    book.ledger.map { posting in
        let id = posting.record.map { place in
            let batch = intake.batches[Int(place.batch)]
            return "\(batch.kind) \(batch.id(of: batch.entries[Int(place.entry)]))"
        }
        return "\(posting.month) \(posting.member) \(posting.source) \(posting.points) \(id ?? "")"
    }
}

/// All that a run says about its records: outcomes, issues, postings and pending records with files and lines.
func records(_ book: ScoreBook, _ intake: IntakeResult) -> [String] {
    var lines = intake.outcomes + intake.inactive.map { "\(intake.told($0)) inactive" }
    lines += book.ledger.map { "\($0.month) \($0.member) \($0.source) \($0.points) \($0.record.map(intake.told) ?? "")" }
    return lines + book.pending.map { "\(intake.told($0.record)) pending \($0.fact) \($0.month.map { "\($0)" } ?? "")" }
}
