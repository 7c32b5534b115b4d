import GridModel
import Intake
import RulePacks
import Scoring

/// What a person reads on the terminal when a run has ended.
package struct Summary: Sendable {
    private let report: RunReport
    private let rejected: Int
    private let conflicts: Int
    private let unknownFiles: Int

    private let written: ReportWriter.Written

    /// - Parameter written: what became of filed periods while the run was published.
    package init(_ report: RunReport, _ written: ReportWriter.Written = .init()) {
        self.report = report
        self.written = written
        let totals = report.intake.totals
        rejected = totals[.rejected]
        conflicts = totals[.conflict]
        unknownFiles = report.intake.files.filter(\.isUnknown).count
    }

    /// Whether a record or file needs a person.
    package var needsPerson: Bool {
        rejected + conflicts + unknownFiles > 0 || report.filings.needsPerson || !written.restored.isEmpty || !written.lost.isEmpty
    }

    /// What somebody should hear of though nothing is wrong: corrections that are new, or others than those published.
    package var notices: [String] {
        written.newSheets.map { period in
            say("\(period) 备案后结果有变，见更正单 corrections/\(period)", "\(period): would now come out differently than filed, see corrections/\(period)")
        }
    }

    private func say(_ chinese: String, _ english: String) -> String {
        report.language == .chinese ? chinese : english
    }

    /// What was read and what came of it.
    package func text(output: String?) -> String {
        let totals = report.intake.totals
        let book = report.book
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
            let failing = last.members.filter { $0.value < Average(report.pack.scoring.below) }.count
            lines.append(
                say(
                    "计分\(first.period)至\(last.period)，\(book.ledger.count)笔计分；\(last.period)共\(last.members.count)人，低于\(report.pack.scoring.below)分\(failing)人；待处理\(book.pending.count)条",
                    "scored \(first.period) to \(last.period), \(book.ledger.count) postings; \(last.period): \(last.members.count) members, \(failing) below \(report.pack.scoring.below); \(book.pending.count) pending"
                ))
        }
        if let output { lines.append(say("报告：\(output)/index.html", "report: \(output)/index.html")) }
        return lines.joined(separator: "\n")
    }

    /// What needs a person: how much, the first few by file and line, and where the rest is.
    package func warnings(output: String?) -> [String] {
        var wording = RejectWording(report)
        var lines: [String] = []
        for reject in report.rejects {
            guard lines.count < 10 else { break }
            wording.show(reject) { shown in
                guard shown.outcome == .rejected || shown.outcome == .conflict || shown.outcome == .unknownFile else { return }
                lines.append(line(reject, shown))
            }
        }
        let more = rejected + conflicts + unknownFiles - lines.count
        if more > 0 { lines.append(say("……另有\(more)条", "… and \(more) more")) }
        if rejected + conflicts + unknownFiles == 0 { return filed }
        let place = output.map { say("，见\($0)/run/rejects.csv", ", see \($0)/run/rejects.csv") } ?? ""
        lines.append(
            say(
                "需人工处理：拒收\(rejected)条，冲突\(conflicts)条，无法识别的文件\(unknownFiles)个\(place)",
                "needs a person: \(rejected) rejected, \(conflicts) conflicting, \(unknownFiles) unknown files\(place)"))
        return lines + filed
    }

    /// What is wrong with seals and filed files.
    private var filed: [String] {
        let language = report.language
        var lines = report.filings.chain.problems.map { say("备案封存有误：", "seals do not hold: ") + $0.text(language) }
        lines += report.filings.damaged.map { say("备案副本缺失或被改动：\($0)", "\($0): a filed copy is missing or was changed") }
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
