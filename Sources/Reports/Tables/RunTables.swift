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
            let points = pack.rules[rule].shownPoints
            return say("\(awaited)；确认后计\(points)分（\(pack.rules[rule].clause)）", "\(awaited); would post \(points) (\(pack.rules[rule].clause))")
        case .ranking(let ranking):
            let category = pack.rankings[ranking].category[language]
            return say("\(awaited)；确认后计入“\(category)”数量", "\(awaited); would count for \(category)")
        case .measure(let measure):
            let wording = pack.measures[measure].wording[language]
            return say("\(awaited)；确认后计入指标“\(wording)”", "\(awaited); would count for the measure \(wording)")
        case .proposal(let proposal):
            let wording = pack.proposals[proposal].wording[language]
            return say("\(awaited)；确认后提出“\(wording)”", "\(awaited); would propose: \(wording)")
        }
    }
}

/// The tables of the run itself.
struct RunTables: Sendable {
    let report: RunReport

    private var language: Language { report.language }

    /// The CSV files.
    var files: [OutputPlan] { [rejects(), pending(), inputs].files(in: "run") }

    /// - Parameter isMeant: whether a record is of the table; all are if nothing else is said.
    func rejects(_ isMeant: @escaping @Sendable (Reject) -> Bool = { _ in true }) -> Table {
        let columns =
            [Column(Word.file[language]), Column(Word.line[language], .count)]
            + [Word.kind, .recordId, .outcome, .field].map { Column($0[language]) } + [Word.value, .message].map { Column($0[language], .prose) }
        return Table("rejects", columns) { rejects(isMeant, &$0) }
    }

    private func rejects(_ isMeant: (Reject) -> Bool, _ writer: inout CSVWriter) {
        var wording = RejectWording(report, isMasked: writer.form == .bare)
        for reject in report.rejects where isMeant(reject) {
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

    /// - Parameter isMeant: whether a record is of the table; all are if nothing else is said.
    func pending(_ isMeant: @escaping @Sendable (Pending) -> Bool = { _ in true }) -> Table {
        let columns =
            [Column(Word.file[language]), Column(Word.line[language], .count)] + [Word.kind, .recordId].map { Column($0[language]) }
            + [Column(report.subjectHeader), Column(Word.message[language], .prose)]
        return Table("pending", columns) { pending(isMeant, &$0) }
    }

    private func pending(_ isMeant: (Pending) -> Bool, _ writer: inout CSVWriter) {
        for pending in report.book.pending where isMeant(pending) {
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

    private var inputs: Table {
        let texts = [Word.file, .kind, .format, .encoding].map { Column($0[language]) }
        let counts = ([.read] + Outcome.allCases.map { Word($0) }).map { (word: Word) in Column(word[language], .count) }
        return Table("files", texts + [Column(Word.bytes[language], .count), Column(Word.sha256[language])] + counts) { inputs(&$0) }
    }

    private func inputs(_ writer: inout CSVWriter) {
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
