import GridModel
import Intake
import RulePacks
import Scoring

/// One line of `run/rejects.csv`, by reference: texts are made when it is written.
struct RejectReference {
    enum Source {
        case unknownFile
        case issue(batch: Int, index: Int)
        case conflict(EntryPlace)
        case inactive(EntryPlace)
    }

    let file: Int
    /// 0 where there is no line.
    let line: Int
    let source: Source
}

/// A reject with its texts.
struct Reject {
    var kind = -1
    var id = ""
    var outcome = Word.rejected
    var column = -1
    var value = ""
    var message = ""
    var member = -1
}

extension RunReport {
    /// Goes through every record that ended rejected, conflict, future or inactive, and every unknown file, by file
    /// and line. Only those of one batch are held at a time.
    func forEachReject(_ body: (RejectReference) -> Void) {
        let conflicts = intake.superseded.filter { $0.outcome == .conflict }.map(\.place)
        var (nextConflict, nextInactive, nextBatch) = (0, 0, 0)
        for (index, file) in intake.files.enumerated() {
            if file.isUnknown { body(RejectReference(file: index, line: 0, source: .unknownFile)) }
            while nextBatch < intake.batches.count, intake.batches[nextBatch].file == index {
                let batch = intake.batches[nextBatch]
                var references = batch.issues.enumerated().map { number, issue in
                    RejectReference(file: index, line: batch.line(of: issue), source: .issue(batch: nextBatch, index: number))
                }
                func take(_ places: [EntryPlace], _ next: inout Int, _ source: (EntryPlace) -> RejectReference.Source) {
                    while next < places.count, Int(places[next].batch) == nextBatch {
                        let line = batch.line(of: intake.batches.entry(at: places[next]))
                        references.append(RejectReference(file: index, line: line, source: source(places[next])))
                        next += 1
                    }
                }
                take(conflicts, &nextConflict) { .conflict($0) }
                take(intake.inactive, &nextInactive) { .inactive($0) }
                let ordered = references.indices.sorted { (references[$0].line, $0) < (references[$1].line, $1) }
                for position in ordered { body(references[position]) }
                nextBatch += 1
            }
        }
    }

    /// The member whose record a reject is, if that is known.
    func memberOf(_ reference: RejectReference) -> Int? {
        let member: Int32
        switch reference.source {
        case .unknownFile: return nil
        case .issue(let batch, let index): member = intake.batches[batch].issues[index].member
        case .conflict(let place), .inactive(let place): member = intake.batches.entry(at: place).member
        }
        return member < 0 ? nil : Int(member)
    }

    /// The month of a reject, where its record could be read.
    func monthOf(_ reference: RejectReference) -> Month? {
        switch reference.source {
        case .unknownFile, .issue: return nil
        case .conflict(let place), .inactive(let place):
            return intake.month(of: place)
        }
    }

    func reject(_ reference: RejectReference, _ wording: IssueWording) -> Reject {
        var reject = Reject()
        switch reference.source {
        case .unknownFile:
            reject.outcome = .unknownFile
            reject.message = wording.unknownFile()
        case .issue(let number, let index):
            let batch = intake.batches[number]
            let issue = batch.issues[index]
            let texts = batch.texts(of: issue)
            reject.kind = batch.kind
            reject.id = texts.id
            reject.outcome = Word(issue.fault.outcome)
            reject.column = Int(issue.column)
            reject.value = texts.value
            reject.message = wording.message(issue, batch)
            reject.member = Int(issue.member)
        case .conflict(let place):
            reject = self.reject(place, .conflict)
            if let conflict = intake.conflicts[place] {
                reject.column = conflict.column
                reject.value = conflict.text
                reject.message = wording.conflict(conflict)
            }
        case .inactive(let place):
            reject = self.reject(place, .inactive)
            reject.column = pack.kinds[reject.kind].subjectColumn
            reject.value = intake.memberText(place)
            reject.message = intake.month(of: place).map { wording.inactive($0) } ?? ""
        }
        return reject
    }

    /// What is known of a record that could be read but does not count.
    private func reject(_ place: EntryPlace, _ outcome: Word) -> Reject {
        let (batch, entry) = (intake.batches.batch(of: place), intake.batches.entry(at: place))
        return Reject(kind: batch.kind, id: batch.id(of: entry), outcome: outcome, member: Int(entry.member))
    }

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
        let wording = IssueWording(report)
        report.forEachReject { reference in
            let reject = report.reject(reference, wording)
            writer.text(report.intake.files[reference.file].name)
            if reference.line > 0 { writer.number(reference.line) } else { writer.empty() }
            writer.plain(report.kindName(reject.kind))
            writer.text(reject.id)
            writer.plain(reject.outcome[language])
            writer.plain(wording.columnName(reject.kind, reject.column))
            writer.text(reject.value)
            writer.text(reject.message)
            writer.endRow()
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
