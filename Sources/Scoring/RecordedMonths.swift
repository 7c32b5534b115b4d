import GridModel
import Intake
import RulePacks

/// Which members have a record in which scored month: one that posts, counts or is pending in it, or one that does none of
/// these and whose deciding time lies in it.
struct RecordedMonths: Sendable {
    private var isRecorded: [Bool]
    private let monthCount: Int

    init(_ intake: IntakeResult, _ pack: RulePack, _ active: ActiveMonths, decided: [Posting]) {
        monthCount = active.months.count
        isRecorded = Array(repeating: false, count: active.roster.members.count * monthCount)
        for position in active.months.indices {
            let month = active.months[position]
            for member in active.roster.members.indices where intake.counts.withoutEffect(member: member, month: month) > 0 {
                isRecorded[member * monthCount + position] = true
            }
            for fact in pack.facts.indices {
                if case .rule = pack.facts[fact].user { continue }
                for (member, count) in intake.counts.numbers(month: month, fact: fact).enumerated() where count > 0 {
                    isRecorded[member * monthCount + position] = true
                }
            }
        }
        let inactive = Set(intake.inactive)
        for (number, batch) in intake.batches.enumerated() where batch.kind >= 0 && !pack.kinds[batch.kind].isDecisions {
            for (index, entry) in batch.entries.enumerated() where entry.effect != Batch.standsNot && entry.member >= 0 {
                guard !inactive.contains(EntryPlace(batch: UInt32(number), entry: UInt32(index))) else { continue }
                var months = batch.effects[Int(entry.effect)].hits.map(\.month).filter { $0 >= 0 }
                if months.isEmpty { months = [entry.month] }
                for month in months where month >= 0 { add(Int(entry.member), Month(sinceMillennium: month), active) }
            }
        }
        for posting in decided { add(posting.member, posting.month, active) }
    }

    private mutating func add(_ member: Int, _ month: Month, _ active: ActiveMonths) {
        if let position = active.position(of: month) { isRecorded[member * monthCount + position] = true }
    }

    func contains(_ member: Int, _ position: Int) -> Bool { isRecorded[member * monthCount + position] }
}
