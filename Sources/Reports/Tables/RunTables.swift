import GridModel
import Intake
import RulePacks
import Scoring

extension RunReport {
    /// What a pending record awaits, and what it would then do.
    func pendingMessage(_ pending: Pending) -> String {
        let fact = pack.facts[pending.fact]
        let awaited = fact.awaited?[language] ?? ""
        switch fact.user {
        case .rule(let rule):
            let points = pack.rules[rule].points.signed
            return language == .chinese
                ? "\(awaited)；确认后计\(points)分（\(pack.rules[rule].clause)）" : "\(awaited); would post \(points) (\(pack.rules[rule].clause))"
        case .ranking(let ranking):
            let category = pack.rankings[ranking].category[language]
            return language == .chinese ? "\(awaited)；确认后计入“\(category)”数量" : "\(awaited); would count for \(category)"
        }
    }
}

/// The CSV files of the run itself.
struct RunTables: Sendable {
    let report: RunReport

    private var language: Language { report.language }

    var files: [OutputPlan] {
        [
            OutputPlan(table: "run/rejects.csv") { rejects(&$0) }, OutputPlan(table: "run/pending.csv") { pending(&$0) },
            OutputPlan(table: "run/files.csv") { files(&$0) },
        ]
    }

    private func rejects(_ writer: inout CSVWriter) {
        writer.row([Word.file, .line, .kind, .recordId, .outcome, .field, .value, .message].map { $0[language] })
        var wording = RejectWording(report)
        for reject in report.rejects {
            wording.show(reject) { shown in
                writer.text(report.intake.files[reject.file].name)
                if reject.line > 0 { writer.number(reject.line) } else { writer.empty() }
                writer.plain(report.kindName(shown.kind))
                writer.text(shown.id)
                writer.plain(shown.outcome[language])
                writer.plain(shown.field)
                writer.text(shown.value)
                writer.text(shown.message)
                writer.endRow()
            }
        }
    }

    private func pending(_ writer: inout CSVWriter) {
        writer.row([Word.file, .line, .kind, .recordId].map { $0[language] } + [report.subjectHeader, Word.message[language]])
        for pending in report.book.pending {
            let origin = report.origin(pending.record)
            writer.text(report.fileName(origin))
            writer.number(origin.line)
            writer.plain(report.kindName(origin.kind))
            writer.text(origin.id)
            writer.text(report.memberId(pending.member))
            writer.text(report.pendingMessage(pending))
            writer.endRow()
        }
    }

    private func files(_ writer: inout CSVWriter) {
        writer.row(
            ([.file, .kind, .format, .encoding, .bytes, .sha256, .read] + Outcome.allCases.map { Word($0) }).map { (word: Word) in word[language] })
        for file in report.intake.files {
            writer.text(file.name)
            writer.plain(kind(file))
            writer.plain(format(file))
            writer.plain(file.encoding?.rawValue ?? "")
            if file.kind == .skipped { writer.empty() } else { writer.number(file.size) }
            writer.plain(file.digest)
            writer.number(file.counts.read)
            for outcome in Outcome.allCases { writer.number(file.counts[outcome]) }
            writer.endRow()
        }
    }

    private func kind(_ file: FileReport) -> String {
        switch file.kind {
        case .skipped, .none: ""
        case .unknown: Word.unknown[language]
        case .known(let kind): report.kindName(kind)
        }
    }

    /// Formats are the same in every language.
    private func format(_ file: FileReport) -> String {
        file.kind == .skipped ? Word.skipped.rawValue : file.format.rawValue
    }
}
