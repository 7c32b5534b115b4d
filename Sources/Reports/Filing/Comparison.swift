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
        var changes = try scores()
        if filing.period.kind == .month { changes += try rankings() }
        let (causes, moved) = filing.period.kind == .month ? try ledger() : (markCauses(changes), 0)
        changes = changes.enumerated().sorted { one, other in
            if !sameBytes(one.element.group, other.element.group) { return precedes(one.element.group, other.element.group) }
            if !sameBytes(one.element.id, other.element.id) { return precedes(one.element.id, other.element.id) }
            return one.offset < other.offset
        }.map(\.element)
        let ofTheYear = pack.marks.filter { $0.scope == .year }.map { $0.names[language] }
        let isOfTheYear = changes.allSatisfy { change in ofTheYear.contains { sameBytes($0, change.item) } }
        if isOfTheYear, filing.period.kind != .month || causes.isEmpty { return nil }
        let folder = "\(CorrectionSheet.folder)/\(filing.period)"
        return CorrectionSheet(
            filing: filing, language: language, changes: changes, causes: causes, inputs: inputs, revised: revised,
            rulesChanged: filing.seal.rules_sha256 != pack.digest, versionChanged: filing.seal.version != report.version, moved: moved,
            proposed: tables.map { $0.moved(to: folder) }, proposedSheets: bare)
    }

    private var revised: [Filing] {
        report.filings.chain.filings.filter {
            $0.period.kind == .month && filing.period.contains($0.period.firstMonth) && $0.period != filing.period
                && $0.seal.number > filing.seal.number
        }
    }

    /// What has set the marks of the year that differ.
    private func markCauses(_ changes: [CorrectionSheet.Change]) -> [CorrectionSheet.Cause] {
        report.book.markCauses.compactMap { cause in
            let (mark, id) = (pack.marks[cause.mark], report.memberId(cause.member))
            let isMeant = changes.contains { sameBytes($0.id, id) && sameBytes($0.item, mark.names[language]) }
            guard mark.scope == .year, cause.month.year == filing.period.year, isMeant else { return nil }
            let origin = report.origin(cause.record)
            let clause = if case .rule(let rule) = pack.facts[cause.fact].user { pack.rules[rule].clause } else { "" }
            let rule = if case .rule(let rule) = pack.facts[cause.fact].user { pack.rules[rule].id } else { "" }
            return .init(
                change: .added, id: id, name: report.lastName(cause.member), rule: rule, clause: clause, wording: lost(mark), filed: "",
                now: "", kind: report.inLanguage(language).kindName(origin.kind), recordId: origin.id, file: report.fileName(origin),
                line: "\(origin.line)")
        }
    }

    /// What a mark that is set does.
    private func lost(_ mark: Mark) -> String {
        if mark.shows == .marked { return mark.title[language] }
        return language == .chinese ? "失去\(mark.names.chinese)" : "loses \(mark.names.english)"
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

    // MARK: Scores and rankings

    private func scores() throws(FiledTables.Failure) -> [CorrectionSheet.Change] {
        guard let (filed, now) = try both("scores.csv") else { return [] }
        return changes(filed, now, key: { Array($0[2].utf8) }, group: 1, id: 2, name: 3, tellsPresence: true) { column, _ in column }
    }

    private func rankings() throws(FiledTables.Failure) -> [CorrectionSheet.Change] {
        guard let (filed, now) = try both("rankings.csv") else { return [] }
        // Department and count are told by the scores.
        let told = [Word.rank[language], Word.points[language]]
        return changes(filed, now, key: { Array($0[2].utf8) + [0] + Array($0[4].utf8) }, group: 1, id: 4, name: 5, tellsPresence: false) {
            column, cells in
            told.contains { sameBytes($0, column) } ? "\(cells[2]) \(column)" : nil
        }
    }

    /// The cells of equal rows that differ.
    ///
    /// - Parameters:
    ///   - tellsPresence: whether a row that only one side has is a change of its own.
    ///   - item: what a column is called in the sheet; nil if it is not told.
    private func changes(
        _ filed: TableLines, _ now: TableLines, key: (Cells) -> [UInt8], group: Int, id: Int, name: Int, tellsPresence: Bool,
        item: (String, Cells) -> String?
    ) -> [CorrectionSheet.Change] {
        func rows(_ table: TableLines, but others: Set<ArraySlice<UInt8>>) -> [(key: [UInt8], cells: Cells)] {
            table.rows.lazy.filter { !others.contains($0) }.map { row in
                let cells = Cells(header: table.header, cells: TableLines.cells(row))
                return (key(cells), cells)
            }
        }
        let isSameHeader = filed.header.elementsEqual(now.header) { $0.utf8.elementsEqual($1.utf8) }
        let old = rows(filed, but: isSameHeader ? Set(now.rows) : [])
        let new = rows(now, but: isSameHeader ? Set(filed.rows) : [])
        let known = Dictionary(new.map { ($0.key, $0.cells) }) { first, _ in first }
        let before = Set(old.map(\.key))
        var changes: [CorrectionSheet.Change] = []
        func add(_ cells: Cells, _ column: String, _ one: String, _ other: String) {
            guard !sameBytes(one, other), let item = item(column, cells) else { return }
            changes.append(
                .init(
                    group: Cells.unguarded(cells[group]), id: cells[id], name: Cells.unguarded(cells[name]), item: item, filed: one,
                    now: other, effect: effect(column, one, other)))
        }
        /// The columns that are compared: the first is the period.
        func columns(_ table: TableLines) -> [Int] { table.header.indices.filter { $0 > 0 && $0 != id } }
        for (key, cells) in old {
            let today = known[key]
            if today == nil, tellsPresence { add(cells, filed.header[id], cells[id], "") }
            for column in columns(filed) { add(cells, filed.header[column], cells[column], today?[filed.header[column]] ?? "") }
            guard let today, !isSameHeader else { continue }
            for column in columns(now) where filed.column(now.header[column]) == nil { add(cells, now.header[column], "", today[column]) }
        }
        for (key, cells) in new where !before.contains(key) {
            if tellsPresence { add(cells, now.header[id], "", cells[id]) }
            for column in columns(now) { add(cells, now.header[column], "", cells[column]) }
        }
        return changes
    }

    private func effect(_ column: String, _ filed: String, _ now: String) -> CorrectionSheet.Effect {
        guard let list = pack.lists.first(where: { sameBytes($0.names[language], column) }) else { return .none }
        let yes = Word.yes[language]
        switch list.selection {
        case .top: return sameBytes(filed, yes) ? .revoked : sameBytes(now, yes) ? .granted : .none
        case .below: return sameBytes(now, yes) ? .listed : sameBytes(filed, yes) ? .unlisted : .none
        }
    }

    // MARK: Ledger

    private func ledger() throws(FiledTables.Failure) -> (causes: [CorrectionSheet.Cause], moved: Int) {
        guard let (filed, now) = try both("ledger.csv") else { return ([], 0) }
        var (old, new) = (rest(filed, without: now), rest(now, without: filed))
        // What differs only in file, line, wording or the words for the member has moved.
        let gone = pair(&old, &new, by: [1, 4, 7, 8, 9]).count
        let changed = pair(&old, &new, by: [1, 4, 8, 9])
        let causes =
            changed.map { cause(.changed, $0.now, filed: $0.filed[7], now: $0.now[7]) }
            + old.map { cause(.removed, $0, filed: $0[7], now: "") } + new.map { cause(.added, $0, filed: "", now: $0[7]) }
        return (
            causes.enumerated().sorted { one, other in
                if !sameBytes(one.element.id, other.element.id) { return precedes(one.element.id, other.element.id) }
                return one.offset < other.offset
            }.map(\.element), gone
        )
    }

    /// The rows of a table that another has not, as often as that is so.
    private func rest(_ table: TableLines, without other: TableLines) -> [Cells] {
        var counts: [ArraySlice<UInt8>: Int] = [:]
        for row in other.rows { counts[row, default: 0] += 1 }
        return table.rows.compactMap { row in
            if let count = counts[row], count > 0 {
                counts[row] = count - 1
                return nil
            }
            return Cells(header: table.header, cells: TableLines.cells(row))
        }
    }

    /// Takes out rows of both sides that have these cells in common.
    private func pair(_ old: inout [Cells], _ new: inout [Cells], by columns: [Int]) -> [(filed: Cells, now: Cells)] {
        func key(_ cells: Cells) -> [[UInt8]] { columns.map { Array(cells[$0].utf8) } }
        var waiting: [[[UInt8]]: [Cells]] = [:]
        for cells in old.reversed() { waiting[key(cells), default: []].append(cells) }
        var pairs: [(filed: Cells, now: Cells)] = []
        new = new.filter { cells in
            guard let match = waiting[key(cells)]?.popLast() else { return true }
            pairs.append((match, cells))
            return false
        }
        old = old.filter { cells in
            guard var left = waiting[key(cells)], !left.isEmpty else { return false }
            left.removeLast()
            waiting[key(cells)] = left
            return true
        }
        return pairs
    }

    private func cause(_ change: CorrectionSheet.Cause.Change, _ cells: Cells, filed: String, now: String) -> CorrectionSheet.Cause {
        .init(
            change: change, id: cells[1], name: Cells.unguarded(cells[2]), rule: cells[4], clause: cells[5], wording: cells[6], filed: filed,
            now: now, kind: cells[8], recordId: Cells.unguarded(cells[9]), file: Cells.unguarded(cells[10]), line: cells[11])
    }
}
