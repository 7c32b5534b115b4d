import Clibxlsxwriter
import Crypto
import GridModel
import Intake
import RulePacks
import Scoring

/// A workbook that is to be made, and what it depends on.
struct WorkbookPlan: Sendable {
    let path: String
    let workbook: Workbook
    /// The SHA-256 of the first sheets' tables, as far as they also stand in a file.
    let digests: [String]

    var plan: OutputPlan { OutputPlan(workbook: path, workbook) }

    /// A digest of all that the bytes depend on: as long as it is the same, the workbook is.
    var stamp: String {
        get throws(PublishFailure) {
            let frame = workbook.frame
            var parts = [
                String(cString: lxw_version()), path, frame.organisation, frame.regulation, frame.period, "\(frame.made)", frame.language.rawValue,
            ]
            for (index, sheet) in workbook.sheets.enumerated() {
                let digest = try index < digests.count ? digests[index] : OutputPlan(sheet.table, in: "", .bare).described().sha256
                parts += [sheet.title, "\(sheet.isSigned)", digest]
            }
            var hash = SHA256()
            for part in parts { hash.update(data: Array(part.utf8) + [0]) }
            return hexadecimal(hash.finalize())
        }
    }
}

/// The workbooks of a run: one for each period and each correction sheet, beside its CSV files.
struct PeriodWorkbooks: Bilingual {
    let report: RunReport
    let origins: PostingOrigins
    private let scope: PeriodScope
    private let text: PageText

    init(_ report: RunReport, _ origins: PostingOrigins) {
        (self.report, self.origins) = (report, origins)
        scope = PeriodScope(report.book)
        text = PageText(language: report.language)
    }

    /// The name of a period's workbook.
    static func name(_ period: Period) -> String { "\(period).xlsx" }

    private var pack: RulePack { report.pack }
    var language: Language { report.language }

    /// - Parameter outputs: the CSV files, which the workbook names.
    func workbook(of result: PeriodResult, _ outputs: [Manifest.Output]) -> WorkbookPlan {
        let period = result.period
        let files = Self.files(of: period.folder, outputs)
        let tables = PeriodTables(report: report, origins: origins, result: result, form: .bare).tables
        var sheets = tables.map { Workbook.Sheet(title: title($0, of: result), table: $0, isSigned: !["ledger", "rankings", "cases"].contains($0.name)) }
        let digests = tables.map { files["\($0.name).csv"]?.sha256 }.prefix { $0 != nil }.compactMap { $0 }
        let run = RunTables(report: report)
        sheets.append(sheet(say("待办", "Pending"), run.pending { [scope] in scope.has($0, in: period) }))
        sheets.append(sheet(say("未计入", "Rejects"), run.rejects { [scope] in scope.has($0, in: period) }))
        if let correction = report.filings.correction(of: period) { sheets += differences(correction) }
        sheets.append(sheet(say("裁定", "Decisions"), DecisionTable(report: report, period: period).table))
        let notes = WorkbookNotes(report: report, period: period, isFinal: result.isFinal, files: Self.sorted(files))
        sheets.append(sheet(say("说明", "Notes"), notes.table))
        return WorkbookPlan(
            path: "\(period.folder)/\(Self.name(period))",
            workbook: Workbook(frame: frame(period, isFinal: result.isFinal), sheets: sheets), digests: digests)
    }

    /// In the language of the sheet.
    func workbook(of sheet: CorrectionSheet, _ outputs: [Manifest.Output]) -> WorkbookPlan {
        PeriodWorkbooks(report.inLanguage(sheet.language), origins).correction(sheet, outputs)
    }

    private func correction(_ correction: CorrectionSheet, _ outputs: [Manifest.Output]) -> WorkbookPlan {
        let period = correction.period
        let files = Self.files(of: correction.folder, outputs)
        var sheets = differences(correction)
        for table in correction.proposedSheets() {
            sheets.append(Workbook.Sheet(title: title(table, of: report.book.result(of: period)), table: table, isSigned: false))
        }
        let notes = WorkbookNotes(report: report, period: period, isFinal: true, files: Self.sorted(files))
        sheets.append(sheet(say("说明", "Notes"), notes.table))
        return WorkbookPlan(
            path: "\(correction.folder)/\(Self.name(period))",
            workbook: Workbook(frame: frame(period, isFinal: true, say("更正单", "correction sheet")), sheets: sheets), digests: [])
    }

    private func differences(_ correction: CorrectionSheet) -> [Workbook.Sheet] {
        let titles = ["changes": say("变动", "Changes"), "causes": say("原因", "Causes")]
        return correction.differences(report).map { Workbook.Sheet(title: titles[$0.name] ?? $0.name, table: $0, isSigned: $0.name == "changes") }
    }

    private func sheet(_ title: String, _ table: Table) -> Workbook.Sheet { Workbook.Sheet(title: title, table: table, isSigned: false) }

    private func title(_ table: Table, of result: PeriodResult?) -> String {
        switch table.name {
        case "scores": return say("得分", "Scores")
        case "ledger": return say("明细", "Ledger")
        case "rankings": return say("排名", "Rankings")
        case "measures": return say("指标", "Measures")
        case "cases": return say("逐件", "Cases")
        case "proposals": return say("建议", "Proposals")
        default:
            let list = pack.lists.first { list in result.map { list.files[$0.period.kind]?.stem == table.name } ?? false }
            return list?.names[language] ?? table.name
        }
    }

    private func frame(_ period: Period, isFinal: Bool, _ sort: String? = nil) -> Workbook.Frame {
        // Without a date of its own a final workbook changes only when something in it does.
        let status = sort ?? (isFinal ? Word.final : .provisional)[language]
        let label = text.label(period)
        return Workbook.Frame(
            organisation: pack.scheme.organisation[language], regulation: pack.scheme.regulation[language],
            period: say("\(label)（\(status)）", "\(label) (\(status))"), made: isFinal ? period.lastMonth.lastDay : report.book.asOf,
            language: language)
    }

    /// The tables of a folder by name.
    private static func files(of folder: String, _ outputs: [Manifest.Output]) -> [String: Manifest.Output] {
        let folder = BytePath(folder)
        let own = outputs.filter { $0.isTable && BytePath($0.path).parent == folder }
        return Dictionary(own.map { ($0.name, $0) }) { first, _ in first }
    }

    private static func sorted(_ files: [String: Manifest.Output]) -> [Manifest.Output] {
        files.values.sorted { precedes($0.path, $1.path) }
    }
}
