import GridModel
import RulePacks

@testable import Intake

/// What two readings of the same logs must have in common, however they were made.
struct IntakeSummary {
    let pack: RulePack

    /// All that scoring and reports may ask, whatever of it stands in entries and whatever has been added up.
    func lines(_ intake: IntakeResult) -> [String] {
        func place(_ place: EntryPlace) -> String {
            let batch = intake.batches.batch(of: place)
            let entry = intake.batches.entry(at: place)
            return "\(intake.files[batch.file].name):\(batch.line(of: entry)) \(batch.id(of: entry)) of \(entry.member) in \(entry.month)"
        }
        var lines = intake.files.map { file in "\(file.name) read \(file.counts.read) \(Outcome.allCases.map { file.counts[$0] })" }
        for batch in intake.batches {
            for issue in batch.issues {
                lines.append("\(intake.files[batch.file].name):\(batch.line(of: issue)) \(issue.fault) \(issue.column) \(batch.texts(of: issue))")
            }
        }
        lines += intake.superseded.map { "\(place($0.place)) \($0.outcome) for \(place($0.standing))" }
        lines += intake.conflicts.sorted { $0.key < $1.key }.map {
            "\(place($0.key)) column \($0.value.column) \($0.value.text), not \(intake.files[$0.value.standingFile].name):\($0.value.standingLine)"
        }
        lines += intake.inactive.map { "\(place($0)) inactive, \(intake.memberText($0))" }
        lines.append("from \(intake.earliestMonth.map { "\($0)" } ?? "never"), \(intake.bytes) bytes")
        return lines + effects(intake, place)
    }

    /// What standing records of active members do: counts added up, all else one by one.
    private func effects(_ intake: IntakeResult, _ name: (EntryPlace) -> String) -> [String] {
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
                        lines.append("\(name(place)): \(hit)")
                    }
                }
            }
        }
        for month in Int16(300)..<330 {
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
}
