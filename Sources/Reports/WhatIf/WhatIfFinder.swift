package import GridModel
import Intake
import RulePacks
import Scoring

/// Compares a run with others over the same logs, by other rules.
package struct WhatIfFinder: Sendable {
    package let report: RunReport
    private let tables: [Period: Tables]
    /// The period that is looked at, with those within it; nil for all.
    private let only: Period?

    /// The tables of a period that are compared.
    private struct Tables: Sendable {
        let scores: TableLines?
        let rankings: TableLines?
        let ledger: TableLines?
        let measures: TableLines?
        let cases: TableLines?
        let proposals: TableLines?
    }

    package init(_ report: RunReport, only: Period?, jobs: Int) async throws {
        self.report = report
        self.only = only
        tables = try await Self.tables(report, only, jobs)
    }

    private static func isMeant(_ period: Period, _ only: Period?) -> Bool {
        only.map { $0.contains(period.firstMonth) && $0.contains(period.lastMonth) } ?? true
    }

    private static func tables(_ report: RunReport, _ only: Period?, _ jobs: Int) async throws -> [Period: Tables] {
        let origins = try await PostingOrigins(report, jobs: jobs) { _ in false }
        let results = report.book.periods.filter { isMeant($0.period, only) }
        let made = try await parallelMap(results.count, jobs: jobs) { index in
            let files = PeriodTables(report: report, origins: origins, result: results[index]).files
            func lines(_ name: String) -> TableLines? { files.first { $0.name == name }.flatMap { TableLines($0.bytes) } }
            return Tables(
                scores: lines("scores.csv"), rankings: lines("rankings.csv"), ledger: lines("ledger.csv"), measures: lines("measures.csv"),
                cases: lines("cases.csv"), proposals: lines("proposals.csv"))
        }
        return Dictionary(uniqueKeysWithValues: zip(results.map(\.period), made))
    }

    /// What would come out differently.
    ///
    /// - Parameter other: the run under the alternative, over the same logs and in the same language.
    package func compare(_ alternative: Alternative, _ other: RunReport, jobs: Int) async throws -> WhatIf {
        let now = try await Self.tables(other, only, jobs)
        let periods = (report.book.periods + other.book.periods).map(\.period).reduce(into: [Period]()) { known, period in
            if Self.isMeant(period, only), !known.contains(period) { known.append(period) }
        }.sorted { ($0.kind.length, $0.firstMonth) < ($1.kind.length, $1.firstMonth) }
        let tables = tables
        let rows = try await parallelMap(periods.count, jobs: jobs) { index in
            self.rows(of: periods[index], tables[periods[index]], now[periods[index]], other)
        }
        return WhatIf(alternative, rows.flatMap { $0 }, report, other, periods)
    }

    private func rows(of period: Period, _ before: Tables?, _ now: Tables?, _ other: RunReport) -> [ChangeList.Row] {
        let word = Word.yes[report.language]
        guard let before, let now else {
            return [ChangeList.Row(sort: .period, period: "\(period)", before: before == nil ? "" : word, now: now == nil ? "" : word)]
        }
        func both(_ table: (Tables) -> TableLines?) -> TablePairs.Both? {
            guard let one = table(before), let two = table(now) else { return nil }
            return (one, two)
        }
        /// Of a table that packs need not have: where one side has none it has no rows.
        func either(_ table: (Tables) -> TableLines?) -> TablePairs.Both? {
            guard let header = (table(before) ?? table(now))?.header else { return nil }
            return (table(before) ?? TableLines(header: header), table(now) ?? TableLines(header: header))
        }
        let groups = [other, report].flatMap { report in
            report.book.result(of: period)?.members.map { (Array(report.memberId($0.member).utf8), $0.row.group) } ?? []
        }
        let groupOfId = Dictionary(groups) { first, _ in first }
        let pairs = TablePairs(
            scores: both(\.scores), rankings: both(\.rankings), ledger: both(\.ledger), measures: either(\.measures), cases: either(\.cases),
            proposals: either(\.proposals))
        let comparison = TableComparison(pack: report.pack, other: other.pack, language: report.language)
        let tellsWho = !report.pack.isScored && !other.pack.isScored
        let rows = pairs.rows(of: period, comparison, tellsWho: tellsWho) { groupOfId[Array($0.utf8)] ?? "" }
        return rows.filter { tells($0, before, now) }
    }

    /// Whether a change is worth telling: a column or category that only one side has, and that holds nothing there, is not.
    private func tells(_ row: ChangeList.Row, _ before: Tables, _ now: Tables) -> Bool {
        guard row.sort == .result, row.before.isEmpty || row.now.isEmpty else { return true }
        let value = row.before.isEmpty ? row.now : row.before
        if before.scores?.column(row.item) != nil, now.scores?.column(row.item) != nil { return true }
        let isNothing = value.isEmpty || sameBytes(value, "0") || sameBytes(value, Word.no[report.language])
        return !isNothing && !row.item.hasSuffix(" \(report.rankHeader)")
    }
}
