import GridModel
import Intake
import RulePacks
import Scoring

/// A record that ended rejected, conflict, future or inactive, or an unknown file: one line of `run/rejects.csv`. Its
/// texts are read where they stand when it is shown.
struct Reject {
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
    /// The member whose record it is, if that is known.
    var member: Int? { memberIndex < 0 ? nil : Int(memberIndex) }
    /// The month, where the record could be read and has one.
    var month: Month? { monthIndex < 0 ? nil : Month(sinceMillennium: monthIndex) }

    fileprivate var memberIndex: Int32 = -1
    fileprivate var monthIndex: Int16 = -1
}

extension RunReport {
    /// All rejects, by file and line.
    var rejects: Rejects { Rejects(intake) }
}

/// Goes through all rejects by file and line. Only those of one batch are held at a time.
struct Rejects: Sequence, IteratorProtocol {
    private let intake: IntakeResult
    private var (nextFile, nextBatch, nextVersion, nextInactive) = (0, 0, 0, 0)
    private var found: [Reject] = []
    private var position = 0

    init(_ intake: IntakeResult) {
        self.intake = intake
    }

    mutating func next() -> Reject? {
        while position == found.count {
            found.removeAll(keepingCapacity: true)
            position = 0
            if nextBatch < intake.batches.count, intake.batches[nextBatch].file < nextFile {
                takeBatch()
            } else if nextFile < intake.files.count {
                if intake.files[nextFile].isUnknown { found.append(Reject(file: nextFile, line: 0, source: .unknownFile)) }
                nextFile += 1
            } else {
                return nil
            }
        }
        defer { position += 1 }
        return found[position]
    }

    private mutating func takeBatch() {
        let batch = intake.batches[nextBatch]
        for (index, issue) in batch.issues.enumerated() {
            found.append(
                Reject(
                    file: batch.file, line: batch.line(of: issue), source: .issue(batch: nextBatch, index: index), memberIndex: issue.member))
        }
        func take(_ place: EntryPlace, _ source: Reject.Source) {
            let entry = batch.entries[Int(place.entry)]
            found.append(
                Reject(file: batch.file, line: batch.line(of: entry), source: source, memberIndex: entry.member, monthIndex: entry.month))
        }
        while nextVersion < intake.superseded.count, Int(intake.superseded[nextVersion].place.batch) == nextBatch {
            let version = intake.superseded[nextVersion]
            if version.outcome == .conflict { take(version.place, .conflict(version.place)) }
            nextVersion += 1
        }
        while nextInactive < intake.inactive.count, Int(intake.inactive[nextInactive].batch) == nextBatch {
            take(intake.inactive[nextInactive], .inactive(intake.inactive[nextInactive]))
            nextInactive += 1
        }
        let unordered = found
        found = unordered.indices.sorted { (unordered[$0].line, $0) < (unordered[$1].line, $1) }.map { unordered[$0] }
        nextBatch += 1
    }
}

/// What is shown of a reject, while it is shown.
struct ShownReject {
    /// -1 if it is not known.
    fileprivate(set) var kind = -1
    fileprivate(set) var outcome = Word.rejected
    /// The column that is at fault; -1 where none is.
    fileprivate(set) var column = -1
    /// Its name; empty where none is.
    fileprivate(set) var field = ""
    fileprivate(set) var message = ""
    fileprivate(set) var id = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    fileprivate(set) var value = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    /// The decision that has taken note of it.
    fileprivate(set) var acknowledgement: DecisionRecord?

    /// Whether a person has to look at it.
    var needsPerson: Bool { asksForPerson && acknowledgement == nil }

    fileprivate var asksForPerson: Bool { outcome == .rejected || outcome == .conflict || outcome == .unknownFile }
}

/// Says what is shown of rejects. A message that many have in common is made once.
struct RejectWording {
    /// What the message of an issue depends on. It is not kept if the note is long.
    private struct Issued: Hashable {
        let fault: Fault
        let encoding: TextEncoding?
        let noteLength: UInt8
        let column: Int16
        let detail: Int32
        let kind: Int
        let note: UInt64

        /// By what tells nearly all of them apart.
        func hash(into hasher: inout Hasher) {
            hasher.combine(
                note << 40 ^ UInt64(truncatingIfNeeded: kind) << 32 ^ UInt64(UInt32(bitPattern: detail)) << 16 ^ UInt64(UInt16(bitPattern: column))
                    << 8 ^ UInt64(fault.rawValue))
        }
    }

    /// There are few but in hostile input.
    private static let mostKept = 1000

    private let report: RunReport
    /// Whether what might name a customer is masked: it is everywhere but in CSV files.
    private let isMasked: Bool
    private let wording: IssueWording
    private let codes: ContentCodes
    private let acknowledgements: AcknowledgedRows
    private var issued: [Issued: String] = [:]
    private var inactive: [Month: String] = [:]

    init(_ report: RunReport, isMasked: Bool) {
        self.report = report
        self.isMasked = isMasked
        wording = IssueWording(report)
        codes = ContentCodes(report)
        acknowledgements = AcknowledgedRows(report)
    }

    mutating func show(_ reject: Reject, _ body: (ShownReject) -> Void) {
        let (report, codes, acknowledgements, isMasked) = (report, codes, acknowledgements, isMasked)
        compose(reject) { shown in
            var shown = shown
            if shown.asksForPerson {
                let code = codes.code(reject, shown)
                shown.acknowledgement = acknowledgements.decision(on: reject, code)
                shown.message = (shown.acknowledgement.map { report.wording(of: $0, isMasked) } ?? "") + shown.message + report.wording(of: code)
            }
            guard isMasked, !shown.value.isEmpty else { return body(shown) }
            let type = shown.kind < 0 || shown.column < 0 ? nil : report.pack.kinds[shown.kind].columns[shown.column].type
            var value = FreeText.masked(String(decoding: shown.value, as: UTF8.self), of: type)
            value.withUTF8 {
                shown.value = $0
                body(shown)
            }
        }
    }

    private mutating func compose(_ reject: Reject, _ body: (ShownReject) -> Void) {
        var shown = ShownReject()
        switch reject.source {
        case .unknownFile:
            shown.outcome = .unknownFile
            shown.message = wording.unknownFile()
            body(shown)
        case .issue(let batch, let index):
            let issue = report.intake.batches[batch].issues[index]
            shown.kind = report.intake.batches[batch].kind
            shown.outcome = Word(issue.fault.outcome)
            shown.column = Int(issue.column)
            shown.field = wording.columnName(shown.kind, shown.column)
            report.intake.batches.read(issue, of: batch) { id, value, note in
                shown.id = id
                shown.value = value
                shown.message = message(issue, note, kind: shown.kind, file: reject.file)
                body(shown)
            }
        case .conflict(let place):
            let conflict = report.intake.conflicts[place]
            shown.outcome = .conflict
            shown.message = conflict.map { wording.conflict($0) } ?? ""
            show(place, &shown, column: conflict?.column ?? -1, value: conflict?.text ?? "", body)
        case .inactive(let place):
            shown.outcome = .inactive
            shown.message = reject.month.map { inactive($0) } ?? ""
            let column = report.pack.kinds[report.intake.batches[Int(place.batch)].kind].subjectColumn
            show(place, &shown, column: column, value: report.intake.memberText(place), body)
        }
    }

    /// What is known of a record that could be read but does not count.
    private func show(_ place: EntryPlace, _ shown: inout ShownReject, column: Int, value: String, _ body: (ShownReject) -> Void) {
        shown.kind = report.intake.batches[Int(place.batch)].kind
        shown.column = column
        shown.field = wording.columnName(shown.kind, column)
        var value = value
        report.intake.batches.readId(of: place) { id in
            value.withUTF8 { value in
                shown.id = id
                shown.value = value
                body(shown)
            }
        }
    }

    private mutating func message(_ issue: Issue, _ note: UnsafeBufferPointer<UInt8>, kind: Int, file: Int) -> String {
        func compose() -> String {
            let note = String(decoding: note, as: UTF8.self)
            return wording.message(issue, kind: kind, file: file, note: isMasked ? FreeText.masked(note) : note)
        }
        guard note.count <= 8 else { return compose() }
        let key = Issued(
            fault: issue.fault, encoding: report.intake.files[file].encoding, noteLength: UInt8(note.count), column: issue.column,
            detail: issue.detail, kind: kind, note: note.reduce(0) { $0 << 8 | UInt64($1) })
        if let known = issued[key] { return known }
        let message = compose()
        if issued.count < Self.mostKept { issued[key] = message }
        return message
    }

    private mutating func inactive(_ month: Month) -> String {
        if let known = inactive[month] { return known }
        let message = wording.inactive(month)
        inactive[month] = message
        return message
    }
}
