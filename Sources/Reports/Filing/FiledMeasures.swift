import GridModel
import Intake
import RulePacks
import Scoring

/// The measures and proposals of a period as they were filed, for when today's would be others.
///
/// Whoever is no longer on the roster, and what the pack no longer measures, has no place in it; the filed tables still name them.
struct FiledMeasures {
    private let report: RunReport
    private let filing: Filing
    private let tables: FiledTables
    /// Today's tables of the period, in the language of the seal.
    private let today: [OutputPlan]
    private let members: [[UInt8]: Int]

    init(_ report: RunReport, _ filing: Filing, _ today: [OutputPlan], in output: BytePath) {
        (self.report, self.filing, self.today) = (report, filing, today)
        tables = FiledTables(filing, in: output)
        members = Dictionary(uniqueKeysWithValues: report.intake.roster.members.enumerated().map { (Array($0.element.id.utf8), $0.offset) })
    }

    private var pack: RulePack { report.pack }
    private var language: Language { filing.seal.language }

    /// - Returns: nil if the pack has neither measures nor proposals.
    /// - Throws: `FiledTables.Failure` if a copy is not what was filed.
    func filed() throws(FiledTables.Failure) -> FiledCases? {
        if pack.measures.isEmpty, pack.proposals.isEmpty { return nil }
        let results = pack.measures.isEmpty ? nil : try results()
        guard case .month(let month) = filing.period else { return FiledCases(period: filing.period, items: [], results: results) }
        let items = (try cases(month) + proposed(month)).enumerated().sorted { one, other in
            let (first, second) = (one.element.case, other.element.case)
            return (first.member, first.fact, one.offset) < (second.member, second.fact, other.offset)
        }.map(\.element)
        return FiledCases(period: filing.period, items: items, results: results)
    }

    // MARK: Measures

    private func results() throws(FiledTables.Failure) -> [MeasureResult] {
        guard let lines = try tables.lines("measures.csv") else { return [] }
        let groups = Dictionary(report.book.groups.enumerated().map { (Array($0.element.utf8), $0.offset) }) { first, _ in first }
        return lines.rows.compactMap { row in
            let cells = Cells(header: lines.header, cells: TableLines.cells(row))
            // Before the id some tables have the unit.
            let place = max(cells.header.count - 8, 5)
            guard let measure = measure(cells[1]) else { return nil }
            let subject: MeasureResult.Subject
            let group = groups[Array(Cells.unguarded(cells[4]).utf8)]
            let unit = place == 6 ? Cells.unguarded(cells[5]) : ""
            if !cells[place].isEmpty {
                guard let member = members[Array(cells[place].utf8)] else { return nil }
                subject = .member(member)
            } else if !unit.isEmpty {
                guard let group else { return nil }
                subject = .unit(unit, group: group)
            } else if sameBytes(Cells.unguarded(cells[4]), report.inLanguage(language).name(of: .all, in: filing.period).group) {
                subject = .all
            } else {
                guard let group else { return nil }
                subject = .group(group)
            }
            let state = cells[place + 7]
            return MeasureResult(
                measure: measure, subject: subject, cases: decimal(cells[place + 2].utf8) ?? 0, met: decimal(cells[place + 3].utf8) ?? 0,
                value: Average(amount: cells[place + 4]), isMet: state.isEmpty ? nil : sameBytes(state, Word.met[language]))
        }
    }

    private func measure(_ id: String) -> Int? { pack.measures.firstIndex { sameBytes($0.id, id) } }

    // MARK: Cases

    private typealias Item = (case: RecordedCase, record: FiledRecord?)

    private func cases(_ month: Month) throws(FiledTables.Failure) -> [Item] {
        guard let lines = try tables.lines("cases.csv") else { return [] }
        // Of the member, of the measure, day, value, whether met, and of the record kind, id, file and line.
        var known = Known(rows("cases.csv"), Array(report.book.measures.cases(in: filing.period)), by: [1, 4, 7, 8, 9, 10, 11], [12, 13])
        return lines.rows.compactMap { row -> Item? in
            let cells = Cells(header: lines.header, cells: TableLines.cells(row))
            if let same = known.take(cells) { return (same, nil) }
            guard let member = members[Array(cells[1].utf8)], let measure = measure(cells[4]),
                let (fact, record) = record(.measure(measure), cells, 10)
            else { return nil }
            // The cell has two decimals: what it was made of is not known better.
            let hundredths = Points(cells[8])?.hundredths ?? 0
            let value = (hundredths * pack.measures[measure].divisor + (hundredths < 0 ? -50 : 50)) / 100
            return (
                RecordedCase(
                    month: month, member: member, fact: fact, day: CivilDate(iso: cells[7]) ?? month.firstDay, value: Int64(value),
                    isMet: sameBytes(cells[9], Word.yes[language]), record: EntryPlace(batch: 0, entry: 0)), record
            )
        }
    }

    /// What records have proposed; what lists propose is the period's own.
    private func proposed(_ month: Month) throws(FiledTables.Failure) -> [Item] {
        guard let lines = try tables.lines("proposals.csv") else { return [] }
        let present = report.book.measures.proposed.filter { $0.month == month }
        let items = report.proposals(in: filing.period).map { item in present.first { $0.record == item.record && $0.member == item.member } }
        var known = Known(rows("proposals.csv"), items, by: [2, 4, 8, 10, 11], [12, 13])
        return lines.rows.compactMap { row -> Item? in
            let cells = Cells(header: lines.header, cells: TableLines.cells(row))
            guard !cells[11].isEmpty else { return nil }
            if let same = known.take(cells) { return (same, nil) }
            guard let member = members[Array(cells[2].utf8)], let proposal = pack.proposals.firstIndex(where: { sameBytes($0.id, cells[4]) }),
                let (fact, record) = record(.proposal(proposal), cells, 10)
            else { return nil }
            return (
                RecordedCase(
                    month: month, member: member, fact: fact, day: month.firstDay, value: Number(cells[8].utf8)?.tenThousandths ?? 0, isMet: false,
                    record: EntryPlace(batch: 0, entry: 0)), record
            )
        }
    }

    /// The fact that is taken for a filed row's, and where its record stood; from a column on stand kind, id, file and line.
    private func record(_ user: Fact.User, _ cells: Cells, _ column: Int) -> (fact: Int, record: FiledRecord)? {
        let headers = report.inLanguage(language)
        let facts = pack.facts.indices.filter { pack.facts[$0].user == user }
        let ofKind = facts.filter { sameBytes(headers.kindName(pack.facts[$0].kind), cells[column]) }
        guard let fact = ofKind.first ?? facts.first else { return nil }
        let kind = pack.kinds.indices.first { sameBytes(headers.kindName($0), cells[column]) } ?? pack.facts[fact].kind
        return (
            fact,
            FiledRecord(
                kind: kind, id: Cells.unguarded(cells[column + 1]), file: Cells.unguarded(cells[column + 2]), line: decimal(cells[column + 3].utf8) ?? 0)
        )
    }

    private func rows(_ name: String) -> [Cells] {
        guard let lines = today.first(where: { $0.name == name }).flatMap({ TableLines($0.bytes) }) else { return [] }
        return lines.rows.map { Cells(header: lines.header, cells: TableLines.cells($0)) }
    }
}

/// Today's cases by what stands of them in a table, to be found by a filed row.
private struct Known {
    private var cases: [[[UInt8]]: [(place: [[UInt8]], case: RecordedCase)]] = [:]
    private let columns: [Int]
    private let places: [Int]

    /// - Parameters:
    ///   - rows: of today's table, a row for each case.
    ///   - columns: what must be the same.
    ///   - places: what speaks for one of several that are the same.
    init(_ rows: [Cells], _ cases: [RecordedCase?], by columns: [Int], _ places: [Int]) {
        (self.columns, self.places) = (columns, places)
        for (row, item) in zip(rows, cases) {
            guard let item else { continue }
            self.cases[Self.key(row, columns), default: []].append((Self.key(row, places), item))
        }
    }

    private static func key(_ cells: Cells, _ columns: [Int]) -> [[UInt8]] { columns.map { Array(cells[$0].utf8) } }

    mutating func take(_ cells: Cells) -> RecordedCase? {
        let key = Self.key(cells, columns)
        guard let found = cases[key], !found.isEmpty else { return nil }
        let place = Self.key(cells, places)
        return cases[key]!.remove(at: found.firstIndex { $0.place == place } ?? 0).case
    }
}
