import GridModel
import Intake
import RulePacks
import Scoring

/// Finds what differs between the filed tables of a period and today's.
struct Comparison {
    let report: RunReport
    let filing: Filing
    let output: BytePath
    /// Today's tables of the period, in the language of the seal.
    let tables: [OutputPlan]
    /// The same for a workbook.
    let bare: @Sendable () -> [Table]

    private var language: Language { filing.seal.language }
    private var pack: RulePack { report.pack }

    /// - Returns: nil if only files, lines or wordings of postings differ, or columns that speak for the whole year and go
    ///   on changing with it.
    /// - Throws: `FiledTables.Failure` if a copy is not what was filed.
    func sheet() throws(FiledTables.Failure) -> CorrectionSheet? {
        let comparison = TableComparison(pack: pack, language: language)
        var changes = try both("scores.csv").map { comparison.scores($0.filed, $0.now) } ?? []
        changes += try both("rankings.csv").map { comparison.rankings($0.filed, $0.now) } ?? []
        let (postings, moved) = try both("ledger.csv").map { comparison.ledger($0.filed, $0.now) } ?? ([], 0)
        changes += try either("measures.csv").map { comparison.measures($0.filed, $0.now, tellsWho: !pack.isScored) }?.map(\.value) ?? []
        let (cases, movedCases) = try either("cases.csv").map { comparison.cases($0.filed, $0.now) } ?? ([], 0)
        let proposals = try either("proposals.csv").map { comparison.proposals($0.filed, $0.now) } ?? []
        changes += proposals.map(\.value)
        let records = cases + proposals.compactMap(\.record)
        let causes = (filing.period.kind == .month ? postings : markCauses(changes)) + records
        changes = TableComparison.ordered(changes)
        let ofTheYear = pack.marks.filter { $0.scope != .month }.map { $0.names[language] }
        let isOfTheYear = changes.allSatisfy { change in ofTheYear.contains { sameBytes($0, change.item) } }
        if isOfTheYear, filing.period.kind != .month || causes.isEmpty, records.isEmpty { return nil }
        let folder = "\(CorrectionSheet.folder)/\(filing.period)"
        return CorrectionSheet(
            filing: filing, language: language, changes: changes, causes: causes, inputs: inputs, revised: revised,
            rulesChanged: filing.seal.rules_sha256 != pack.digest, versionChanged: filing.seal.version != report.version,
            moved: moved + movedCases,
            proposed: tables.map { $0.moved(to: folder) }, proposedSheets: bare)
    }

    private var revised: [Filing] {
        report.filings.chain.filings.filter {
            report.pack.goes(filing.period, by: $0.period) && $0.seal.number > filing.seal.number
        }
    }

    /// What has set the marks of the year that differ.
    private func markCauses(_ changes: [ValueChange]) -> [PostingChange] {
        report.book.markCauses.compactMap { cause in
            let (mark, id) = (pack.marks[cause.mark], report.memberId(cause.member))
            let isMeant = changes.contains { sameBytes($0.id, id) && sameBytes($0.item, mark.names[language]) }
            guard mark.scope != .month, mark.holds(in: filing.period, since: cause.day, cause.month), isMeant else { return nil }
            let origin = report.origin(cause.record)
            let clause = if case .rule(let rule) = pack.facts[cause.fact].user { pack.rules[rule].clause } else { "" }
            let rule = if case .rule(let rule) = pack.facts[cause.fact].user { pack.rules[rule].id } else { "" }
            return .init(
                change: .added, id: id, name: report.lastName(cause.member), rule: rule, clause: clause, wording: lost(mark), before: "",
                now: "", kind: report.inLanguage(language).kindName(origin.kind), recordId: origin.id, file: report.fileName(origin),
                line: "\(origin.line)")
        }
    }

    /// What a mark that is set does.
    private func lost(_ mark: Mark) -> String {
        if mark.shows == .marked { return mark.title[language] }
        return language.say("失去\(mark.names.chinese)", "loses \(mark.names.english)")
    }

    private var inputs: [CorrectionSheet.InputChange] {
        let today = Dictionary(report.intake.files.map { (Array($0.name.utf8), $0.digest) }) { first, _ in first }
        return filing.seal.inputs.compactMap { input in
            guard let digest = today[Array(input.file.utf8)] else { return .init(file: input.file, isMissing: true) }
            return digest == input.sha256 ? nil : .init(file: input.file, isMissing: false)
        }
    }

    /// The filed table of a name, and today's.
    private func both(_ name: String) throws(FiledTables.Failure) -> (filed: TableLines, now: TableLines)? {
        guard let filed = try FiledTables(filing, in: output).lines(name),
            let now = tables.first(where: { $0.name == name }).flatMap({ TableLines($0.bytes) })
        else { return nil }
        return (filed, now)
    }

    /// The same of a table that packs need not have: where one side has none it has no rows.
    private func either(_ name: String) throws(FiledTables.Failure) -> (filed: TableLines, now: TableLines)? {
        let filed = try FiledTables(filing, in: output).lines(name)
        let now = tables.first { $0.name == name }.flatMap { TableLines($0.bytes) }
        guard let header = (filed ?? now)?.header else { return nil }
        return (filed ?? TableLines(header: header), now ?? TableLines(header: header))
    }
}
