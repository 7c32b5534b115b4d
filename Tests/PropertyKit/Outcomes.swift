import GridModel
package import Intake

extension IntakeResult {
    /// Where a record stands, and whose it is.
    package func told(_ place: EntryPlace) -> String {
        let batch = batches.batch(of: place)
        let entry = batches.entry(at: place)
        return "\(files[batch.file].name):\(batch.line(of: entry)) \(batch.id(of: entry)) of \(entry.member) in \(entry.month)"
    }

    /// What became of records: outcomes by file, issues, versions that do not stand, and conflicts.
    package var outcomes: [String] {
        var lines = files.map { file in "\(file.name) read \(file.counts.read) \(Outcome.allCases.map { file.counts[$0] })" }
        for batch in batches {
            for issue in batch.issues {
                lines.append("\(files[batch.file].name):\(batch.line(of: issue)) \(issue.fault) \(issue.column) \(batch.texts(of: issue))")
            }
        }
        lines += superseded.map { "\(told($0.place)) \($0.outcome) for \(told($0.standing))" }
        lines += conflicts.sorted { $0.key < $1.key }.map {
            "\(told($0.key)) column \($0.value.column) \($0.value.text), not \(files[$0.value.standingFile].name):\($0.value.standingLine)"
        }
        return lines
    }
}
