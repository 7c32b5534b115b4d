import GridModel
import Intake
import RulePacks
import Scoring

/// Makes the content codes of rejects: of what is wrong and with what, and not of where it stands or of the language.
final class ContentCodes {
    private let report: RunReport
    private var hash = ShortCodeHash()

    init(_ report: RunReport) {
        self.report = report
    }

    func code(_ reject: Reject, _ shown: ShownReject) -> ShortCode {
        hash.add(shown.outcome.rawValue)
        if case .unknownFile = reject.source {
            hash.add(report.intake.files[reject.file].digest)
            return hash.code()
        }
        let kind = shown.kind < 0 ? nil : report.pack.kinds[shown.kind]
        hash.add(kind?.id ?? "")
        hash.add(shown.id)
        hash.add(kind.flatMap { shown.column < 0 ? nil : $0.columns[shown.column].id } ?? "")
        hash.add(shown.value)
        return hash.code()
    }
}

/// The rows of the rejects that a decision has taken note of.
struct AcknowledgedRows {
    private let report: RunReport
    private let decisions: [Acknowledgement.Row: DecisionRecord]
    /// Names of files as they are meant, by index.
    private let files: [Int: String]

    init(_ report: RunReport) {
        self.report = report
        var decisions: [Acknowledgement.Row: DecisionRecord] = [:]
        for item in report.book.decisions.acknowledgements { decisions[item.row] = item.decision }
        self.decisions = decisions
        var files: [Int: String] = [:]
        if !decisions.isEmpty {
            let named = Set(report.book.decisions.acknowledgements.map { Array($0.decision[.file].utf8) })
            for (index, file) in report.intake.files.enumerated() {
                // Tables show a name that looks like a formula with an apostrophe before it.
                for name in [file.name, "'" + file.name] where named.contains(Array(name.utf8)) { files[index] = name }
            }
        }
        self.files = files
    }

    /// The decision that has taken note of a row.
    func decision(on reject: Reject, _ code: ShortCode) -> DecisionRecord? {
        guard let file = files[reject.file] else { return nil }
        return decisions[Acknowledgement.Row(file: file, line: reject.line, content: code)]
    }

    /// How many rows of each outcome were met, and which decisions have met none.
    var met: (rejected: Int, conflicts: Int, unknownFiles: Int, idle: [DecisionRecord]) {
        var (rejected, conflicts, unknownFiles) = (0, 0, 0)
        guard !decisions.isEmpty else { return (0, 0, 0, []) }
        var used: Set<EntryPlace> = []
        var wording = RejectWording(report, isMasked: false)
        for reject in report.rejects where files[reject.file] != nil {
            wording.show(reject) { shown in
                guard let decision = shown.acknowledgement else { return }
                used.insert(decision.place)
                switch shown.outcome {
                case .rejected: rejected += 1
                case .conflict: conflicts += 1
                default: unknownFiles += 1
                }
            }
        }
        let idle = report.book.decisions.acknowledgements.map(\.decision).filter { !used.contains($0.place) }
        return (rejected, conflicts, unknownFiles, idle)
    }
}

extension RunReport {
    /// The mark before the message of a row that a decision has taken note of.
    func wording(of decision: DecisionRecord, _ isMasked: Bool) -> String {
        let reason = isMasked ? FreeText.masked(decision.reason) : decision.reason
        return say(
            "已知悉（裁定\(decision.id)，\(decision.decidedBy)：\(reason)）；", "acknowledged (decision \(decision.id), \(decision.decidedBy): \(reason)); ")
    }

    /// What stands behind a message, to be named by a decision.
    func wording(of code: ShortCode) -> String {
        say("〔内容码 \(code)〕", " [content \(code)]")
    }
}
