import GridModel
import PropertyKit
import RulePacks

@testable import Intake

/// All that scoring and reports may ask, whatever of it stands in entries and whatever has been added up.
func summary(_ intake: IntakeResult, _ pack: RulePack) -> [String] {
    var lines = intake.outcomes
    lines += intake.inactive.map { "\(intake.told($0)) inactive, \(intake.memberText($0))" }
    lines.append("from \(intake.earliestMonth.map { "\($0)" } ?? "never"), \(intake.bytes) bytes")
    return lines + effects(intake, pack)
}

/// What standing records of active members do: counts added up, all else one by one.
private func effects(_ intake: IntakeResult, _ pack: RulePack) -> [String] {
    var lines: [String] = []
    var sums: [String: Int] = [:]
    let inactive = Set(intake.inactive)
    for (number, batch) in intake.batches.enumerated() {
        for (index, entry) in batch.entries.enumerated() where entry.effect != Batch.standsNot && entry.member >= 0 {
            let place = EntryPlace(batch: UInt32(number), entry: UInt32(index))
            guard !inactive.contains(place) else { continue }
            let hits = batch.effects[Int(entry.effect)].hits
            if hits.isEmpty { sums["nothing by \(entry.member) in \(entry.month)", default: 0] += 1 }
            for hit in hits {
                if case .ranking = pack.facts[Int(hit.fact)].user, hit.month >= 0, !hit.isAwaiting {
                    sums["fact \(hit.fact) of \(entry.member) in \(hit.month)", default: 0] += 1
                } else {
                    lines.append("\(intake.told(place)): \(hit)")
                }
            }
        }
    }
    // None is later than the as-of date's, in 2026.
    for month in min(330, intake.earliestMonth?.sinceMillennium ?? 330)..<330 {
        for member in intake.roster.members.indices {
            let number = intake.counts.withoutEffect(member: member, month: Month(sinceMillennium: month))
            if number != 0 { sums["nothing by \(member) in \(month)", default: 0] += number }
        }
        for (fact, plan) in pack.facts.enumerated() {
            guard case .ranking = plan.user else { continue }
            for (member, number) in intake.counts.numbers(month: Month(sinceMillennium: month), fact: fact).enumerated() where number != 0 {
                sums["fact \(fact) of \(member) in \(month)", default: 0] += Int(number)
            }
        }
    }
    return lines + sums.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
}
