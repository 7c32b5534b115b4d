import GridModel
import Intake
import RulePacks
import Scoring

/// The last sheet of a workbook: what the period was scored by, how silent places of the regulation are read, and by which
/// digests the CSV files beside it are known.
struct WorkbookNotes: Bilingual, Sendable {
    let report: RunReport
    let period: Period
    let isFinal: Bool
    /// The CSV files beside the workbook.
    let files: [Manifest.Output]

    private var pack: RulePack { report.pack }
    var language: Language { report.language }

    var table: Table {
        let columns = [
            Column(say("项目", "item")), Column(Word.clause[language]), Column(say("内容", "content"), .prose),
            Column(say("取值", "reading"), .prose), Column(say("备注", "remark")),
        ]
        return Table("notes", columns) { rows(&$0) }
    }

    private func rows(_ writer: inout CSVWriter) {
        func row(_ item: String, clause: String = "", _ content: String, _ reading: String = "", _ remark: String = "") {
            for cell in [item, clause, content, reading, remark] { writer.text(cell) }
            writer.endRow()
        }
        let scheme = pack.scheme
        row(say("单位", "organisation"), scheme.organisation[language])
        row(say("办法", "regulation"), scheme.regulation[language])
        row(say("方案", "scheme"), scheme.title[language], scheme.id)
        row(say("期间", "period"), PageText(language: language).label(period), "\(period)", (isFinal ? Word.final : .provisional)[language])
        // A final period no longer depends on the day, and its workbook stays as it is from night to night.
        if !isFinal { row(say("统计截止日", "as-of date"), "\(report.book.asOf)") }
        row(say("规则", "rules"), "SHA-256", pack.digest)
        row(say("程序", "program"), "gridscore", report.version)
        for file in files { row(Word.file[language], file.name, "SHA-256 \(file.sha256)", say("\(file.rows ?? 0)行", "\(file.rows ?? 0) rows")) }
        for rule in pack.rules where rule.effective.overlaps(period.firstMonth.firstDay...period.lastMonth.lastDay) {
            row(
                say("条款", "clause"), clause: rule.clause, rule.wording[language], say("\(rule.shownPoints)分", "\(rule.shownPoints) points"),
                rule.id)
        }
        for entry in pack.register {
            let status = entry.confirmation.map { say("\($0.by)于\($0.on)确认", "confirmed by \($0.by) on \($0.on)") }
            row(
                say("解释", "interpretation"), clause: entry.clause, entry.question[language], entry.readings[entry.inForce].text[language],
                status ?? say("未确认", "unconfirmed"))
        }
    }
}

/// The decisions that have an effect in a period, in the order in which they are carried out.
struct DecisionTable: Sendable {
    let report: RunReport
    let period: Period

    private var language: Language { report.language }

    var table: Table {
        // The kind of decisions is the last one of every pack.
        let names = report.pack.kinds.last { $0.isDecisions }?.columns.map { $0.names[language] } ?? []
        func column(_ column: DecisionColumn, _ content: Column.Content = .text) -> Column { Column(names[column.rawValue], content) }
        let columns = [
            Column(Word.month[language]), column(.id), column(.verdict), Column(report.subjectHeader), Column(report.nameHeader), column(.posting),
            column(.record), column(.rule), column(.points, .points), column(.reason, .prose), column(.decidedBy), column(.time),
            Column(Word.file[language]), Column(Word.line[language], .count),
        ]
        return Table("decisions", columns) { rows(&$0) }
    }

    private func rows(_ writer: inout CSVWriter) {
        for effect in report.book.decisions.effects where period.contains(effect.month) {
            let decision = effect.decision
            let origin = report.origin(decision.place)
            writer.plain("\(effect.month)")
            writer.text(decision.id)
            writer.plain(decision.verdict.names[language])
            writer.text(decision.member < 0 ? "" : report.memberId(decision.member))
            writer.text(decision.member < 0 ? "" : report.lastName(decision.member))
            writer.text(effect.posting.map { "\($0)" } ?? "")
            writer.text(decision[.record])
            writer.text(decision[.rule])
            if let points = decision.points { writer.points(points) } else { writer.text(decision[.points]) }
            writer.text(FreeText.masked(decision.reason))
            writer.text(decision.decidedBy)
            writer.plain("\(decision.time)")
            writer.text(report.fileName(origin))
            writer.number(origin.line)
            writer.endRow()
        }
    }
}
