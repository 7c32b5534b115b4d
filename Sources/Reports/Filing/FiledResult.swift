import GridModel
import Intake
import RulePacks
import Scoring

/// The result of a period as it was filed, for when today's would be another one.
///
/// Whoever is no longer on the roster has no place in it; the filed tables still name them.
struct FiledResult {
    private let report: RunReport
    private let filing: Filing
    private let tables: FiledTables

    init(_ report: RunReport, _ filing: Filing, in output: BytePath) {
        self.report = report
        self.filing = filing
        tables = FiledTables(filing, in: output)
    }

    private var pack: RulePack { report.pack }
    private var language: Language { filing.seal.language }

    /// - Throws: `FiledTables.Failure` if a copy is not what was filed.
    func result() throws(FiledTables.Failure) -> PeriodResult? {
        guard let scores = try tables.lines("scores.csv") else { return nil }
        let members = report.intake.roster.members
        let indices = Dictionary(uniqueKeysWithValues: members.enumerated().map { (Array($0.element.id.utf8), $0.offset) })
        let groups = Dictionary(uniqueKeysWithValues: report.book.groups.enumerated().map { (Array($0.element.utf8), $0.offset) })
        let counts = filing.period.kind == .month ? try counts() : [:]
        var results: [MemberResult] = []
        for row in scores.rows {
            let cells = Cells(header: scores.header, cells: TableLines.cells(row))
            // The columns that say who is meant stand first in every table of scores.
            let (group, id, name) = (Cells.unguarded(cells[1]), cells[2], Cells.unguarded(cells[3]))
            guard let member = indices[Array(id.utf8)] else { continue }
            let unit = pack.roster.unit == nil ? "" : Cells.unguarded(cells[report.inLanguage(language).unitHeader] ?? "")
            let known = groups[Array(group.utf8)] ?? groups[Array((members[member].rows.last?.group ?? "").utf8)] ?? 0
            let months = cells.number(.months, language) ?? 1
            var result = MemberResult(
                member: member, row: RosterRow(name: name, group: report.book.groups[known], unit: unit, from: nil, to: nil), group: known,
                months: months, value: value(cells, months), marks: marks(cells), breakdown: breakdown(cells, counts[Array(id.utf8)] ?? [:]))
            result.rank = cells.number(pack.rankHeader(language)) ?? 0
            for (index, list) in pack.lists.enumerated() where cells[list.names[language]] == Word.yes[language] { result.lists[index] = true }
            results.append(result)
        }
        // In the order of today's groups.
        results = results.enumerated().sorted { ($0.element.group, $0.offset) < ($1.element.group, $1.offset) }.map(\.element)
        let today = report.book.result(of: filing.period)
        return PeriodResult(
            period: filing.period, isFinal: true, scoredMonths: today?.scoredMonths ?? results.map(\.months).max() ?? 1, members: results,
            lists: try lists(results))
    }

    private func value(_ cells: Cells, _ months: Int) -> Average {
        if filing.period.kind == .month { return Average(cells.points(.score, language)) }
        return Average(sum: Points(hundredths: cells.points(.average, language).hundredths * months), count: months)
    }

    private func marks(_ cells: Cells) -> Flags {
        var flags = Flags()
        for (index, mark) in pack.marks.enumerated() {
            guard let shown = cells[mark.names[language]] else { continue }
            if (shown == Word.yes[language]) == (mark.shows == .marked) { flags[index] = true }
        }
        return flags
    }

    private func breakdown(_ cells: Cells, _ counts: [[UInt8]: MemberResult.Count]) -> MemberResult.Breakdown? {
        guard filing.period.kind == .month else { return nil }
        return MemberResult.Breakdown(
            base: cells.points(.base, language), deductions: cells.points(.deductions, language), bonuses: cells.points(.bonuses, language),
            rankingBonus: cells.points(.rankingBonus, language), measured: cells.points(.measured, language), floorAdjustment: cells.points(.floorAdjustment, language),
            capAdjustment: cells.points(.capAdjustment, language),
            counts: pack.rankings.map { counts[Array($0.category[language].utf8)] ?? .init(count: 0, rank: 0, points: .zero) })
    }

    /// By member id and category.
    private func counts() throws(FiledTables.Failure) -> [[UInt8]: [[UInt8]: MemberResult.Count]] {
        guard let rankings = try tables.lines("rankings.csv") else { return [:] }
        var counts: [[UInt8]: [[UInt8]: MemberResult.Count]] = [:]
        for row in rankings.rows {
            let cells = Cells(header: rankings.header, cells: TableLines.cells(row))
            counts[Array(cells[4].utf8), default: [:]][Array(cells[2].utf8)] = .init(
                count: cells.number(.count, language) ?? 0, rank: cells.number(pack.rankHeader(language)) ?? 0, points: cells.points(.points, language))
        }
        return counts
    }

    private func lists(_ results: [MemberResult]) throws(FiledTables.Failure) -> [ListResult] {
        let subject = report.inLanguage(language).subjectHeader
        var lists: [ListResult] = []
        for (index, list) in pack.lists.enumerated() {
            guard let file = list.files[filing.period.kind], let lines = try tables.lines("\(file.stem).csv") else { continue }
            let rows = lines.rows.map { Cells(header: lines.header, cells: TableLines.cells($0)) }
            let ranks = Dictionary(rows.map { (Array(($0[subject] ?? "").utf8), $0.number(pack.rankHeader(language))) }) { first, _ in first }
            let entries = results.indices.compactMap { position -> (result: Int, rank: Int)? in
                guard let rank = ranks[Array(report.memberId(results[position].member).utf8)] else { return nil }
                return (position, rank ?? results[position].rank)
            }
            lists.append(ListResult(list: index, entries: entries))
        }
        return lists
    }
}

/// The cells of a row by their columns' names.
struct Cells {
    let header: [String]
    let cells: [String]

    /// Empty where the row has no such cell.
    subscript(index: Int) -> String { index < cells.count ? cells[index] : "" }

    subscript(column: String) -> String? {
        header.firstIndex { $0.utf8.elementsEqual(column.utf8) }.map { self[$0] }
    }

    func number(_ column: String) -> Int? { self[column].flatMap { decimal($0.utf8) } }

    func number(_ word: Word, _ language: Language) -> Int? { number(word[language]) }

    func points(_ word: Word, _ language: Language) -> Points { self[word[language]].flatMap { Points($0) } ?? .zero }

    /// Text as it was before a leading `'` was set against formulas.
    static func unguarded(_ text: String) -> String {
        guard text.utf8.first == UInt8(ascii: "'"), CSVWriter.isGuarded(text.dropFirst()) else { return text }
        return String(text.dropFirst())
    }
}
