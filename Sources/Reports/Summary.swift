package import GridModel
import Intake
import RulePacks
import Scoring

/// What a person reads on the terminal when a run has ended.
package struct Summary: Bilingual, Sendable {
    private let report: RunReport
    private let rejected: Int
    private let conflicts: Int
    private let unknownFiles: Int
    /// Rows that decisions have taken note of.
    private let acknowledged: (rejected: Int, conflicts: Int, unknownFiles: Int, idle: [DecisionRecord])

    private let written: ReportWriter.Written

    /// - Parameter written: what became of filed periods while the run was published.
    package init(_ report: RunReport, _ written: ReportWriter.Written = .init()) {
        self.report = report
        self.written = written
        let totals = report.intake.totals
        rejected = totals[.rejected]
        conflicts = totals[.conflict]
        unknownFiles = report.intake.files.filter(\.isUnknown).count
        acknowledged = AcknowledgedRows(report).met
    }

    /// Whether a record or file needs a person.
    package var needsPerson: Bool {
        openRows > 0 || report.filings.needsPerson || !written.restored.isEmpty || !written.lost.isEmpty || !damaged.isEmpty
    }

    var openRejected: Int { rejected - acknowledged.rejected }
    var openConflicts: Int { conflicts - acknowledged.conflicts }
    var openFiles: Int { unknownFiles - acknowledged.unknownFiles }
    private var openRows: Int { openRejected + openConflicts + openFiles }

    /// What somebody should hear of though nothing is wrong: corrections that are new, or others than those published.
    package var notices: [String] {
        written.newSheets.map { period in
            say("\(period) 备案后结果有变，见更正单 corrections/\(period)", "\(period): would now come out differently than filed, see corrections/\(period)")
        }
    }

    package var language: Language { report.language }

    /// What was read and what came of it.
    package func text(output: String?) -> String {
        let totals = report.intake.totals
        let (book, counter) = (report.book, report.pack.scheme.counter)
        let months = book.periods.filter { $0.period.kind == .month }
        let read = report.intake.files.filter { $0.kind != .skipped }.count
        var lines = [
            say("\(report.pack.scheme.title.chinese)，截至\(book.asOf)", "\(report.pack.scheme.title.english), as of \(book.asOf)"),
            say(
                "读取\(read)个文件、\(totals.read)条记录：采用\(totals[.used])，重复\(totals[.duplicate])，已更新\(totals[.superseded])，冲突\(conflicts)，未到\(totals[.future])，不在岗\(totals[.inactive])，拒收\(rejected)",
                "\(read) files, \(totals.read) records: \(totals[.used]) used, \(totals[.duplicate]) duplicate, \(totals[.superseded]) superseded, \(conflicts) conflict, \(totals[.future]) future, \(totals[.inactive]) inactive, \(rejected) rejected"
            ),
        ]
        if let first = months.first, let last = months.last {
            if !report.pack.isScored {
                lines.append(
                    say(
                        "指标\(first.period)至\(last.period)，\(book.measures.cases.count)件；\(last.period)共\(last.members.count)\(counter)；待处理\(book.pending.count)条",
                        "measured \(first.period) to \(last.period), \(book.measures.cases.count) cases; \(last.period): \(last.members.count) members; \(book.pending.count) pending"
                    ))
            } else {
                let failing = last.members.filter { $0.value < Average(report.pack.scoring.below) }.count
                lines.append(
                    say(
                        "计分\(first.period)至\(last.period)，\(book.postingCount)笔计分；\(last.period)共\(last.members.count)\(counter)，低于\(report.pack.scoring.below)分\(failing)\(counter)；待处理\(book.pending.count)条",
                        "scored \(first.period) to \(last.period), \(book.postingCount) postings; \(last.period): \(last.members.count) members, \(failing) below \(report.pack.scoring.below); \(book.pending.count) pending"
                    ))
            }
        }
        lines += decisions
        let changes = written.changes.text(report.language, counter: counter)
        if !changes.isEmpty { lines.append(changes) }
        if let output { lines.append(say("报告：\(output)/index.html", "report: \(output)/index.html")) }
        return lines.joined(separator: "\n")
    }

    /// What decisions have come to, if there are any.
    private var decisions: [String] {
        let book = report.book.decisions
        var lines: [String] = []
        let noted = acknowledged.rejected + acknowledged.conflicts + acknowledged.unknownFiles
        let standing = report.intake.decisions.count
        if standing > 0 {
            let changes = book.effects.count
            lines.append(
                say(
                    "裁定\(standing)条：涉及计分\(changes)笔，知悉\(noted)条", "\(standing) decisions: on \(changes) postings, \(noted) rows acknowledged"))
        }
        if !acknowledged.idle.isEmpty {
            let ids = acknowledged.idle.prefix(10).map(\.id).joined(separator: say("、", ", ")) + (acknowledged.idle.count > 10 ? "…" : "")
            lines.append(
                say(
                    "其中\(acknowledged.idle.count)条知悉没有对应的行，可以删去：\(ids)",
                    "\(acknowledged.idle.count) acknowledgements meet no row and can be removed: \(ids)"))
        }
        return lines
    }

    /// What needs a person: how much, the first few by file and line, and where the rest is.
    package func warnings(output: String?) -> [String] {
        var wording = RejectWording(report, isMasked: true)
        var lines: [String] = []
        for reject in report.rejects {
            guard lines.count < 10 else { break }
            wording.show(reject) { shown in
                guard shown.needsPerson else { return }
                lines.append(line(reject, shown))
            }
        }
        let more = openRows - lines.count
        if more > 0 { lines.append(say("……另有\(more)条", "… and \(more) more")) }
        if openRows == 0 { return filed }
        let place = output.map { say("，见\($0)/run/rejects.csv", ", see \($0)/run/rejects.csv") } ?? ""
        lines.append(
            say(
                "需人工处理：拒收\(openRejected)条，冲突\(openConflicts)条，无法识别的文件\(openFiles)个\(place)",
                "needs a person: \(openRejected) rejected, \(openConflicts) conflicting, \(openFiles) unknown files\(place)"))
        return lines + filed
    }

    /// Copies of filed files that are missing or not what was filed: those that were looked at.
    private var damaged: [String] {
        let compared = report.filings.damaged
        return compared + report.requested.damagedCopies.filter { path in !compared.contains { sameBytes($0, path) } }
    }

    /// What is wrong with seals and filed files.
    var filed: [String] {
        var lines = report.filings.chain.problems.map { say("备案封存有误：", "seals do not hold: ") + $0.text(language) }
        lines += damaged.map { say("备案副本缺失或被改动：\($0)", "\($0): a filed copy is missing or was changed") }
        lines += written.restored.map { say("\($0) 缺失或被改动，已由备案副本恢复", "\($0): was missing or changed, and came back from its filed copy") }
        lines += written.lost.map { say("\($0) 缺失或被改动，备案副本也不可用", "\($0): is missing or was changed, and its filed copy cannot be used") }
        return lines
    }

    private func line(_ reject: Reject, _ shown: ShownReject) -> String {
        let name = report.intake.files[reject.file].name
        let place = reject.line > 0 ? "\(name):\(reject.line)" : name
        let text = TerminalText.safe(String(decoding: shown.value, as: UTF8.self), longest: 80)
        let value = text.isEmpty ? "" : " \"\(text)\""
        return "\(place): \(shown.outcome[report.language]): \(shown.field)\(value)\(shown.field.isEmpty ? "" : ": ")\(shown.message)"
    }
}

/// Text from input on its way to a terminal or log.
package enum TerminalText {
    /// Without control characters, and cut if it is very long.
    package static func safe(_ text: String, longest: Int = .max) -> String {
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard safe.count < longest else { return String(safe) + "…" }
            safe.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
        }
        return String(safe)
    }
}
