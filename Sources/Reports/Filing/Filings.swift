package import GridModel
import Intake
import RulePacks
package import Scoring

/// What of a run's periods has been filed, and what would now come out differently.
package struct Filings: Sendable {
    package let chain: SealChain
    /// Of filed periods, in their order.
    package private(set) var corrections: [CorrectionSheet] = []
    /// Copies of filed files that are missing or not what was filed.
    package private(set) var damaged: [String] = []
    /// Filed months that come out as they were filed.
    package private(set) var unchanged: [Filing] = []

    package static let none = Filings(.none)

    private init(_ chain: SealChain) {
        self.chain = chain
    }

    package func filing(of period: Period) -> Filing? { chain.filing(of: period) }

    package func correction(of period: Period) -> CorrectionSheet? { corrections.first { $0.period == period } }

    /// Whether seals or filed copies need a person.
    package var needsPerson: Bool { !chain.problems.isEmpty || !damaged.isEmpty }

    /// Compares a run with what was filed: where a filed period would come out differently, its filed results stand, in
    /// longer periods too, and a correction sheet says what would change.
    ///
    /// - Parameter correcting: a period of which today's results shall stand, because they are being filed.
    package static func apply(
        _ chain: SealChain, to report: RunReport, _ origins: PostingOrigins, in tree: PublishedTree, scorer: Scorer, correcting: Period? = nil,
        jobs: Int
    ) async throws -> RunReport {
        guard !chain.isEmpty else { return report }
        var filings = Filings(chain)
        func compare(_ report: RunReport, _ isMeant: (Period) -> Bool) async throws -> [Compared] {
            let due = chain.filings.filter {
                isMeant($0.period) && !chain.doubtful.contains($0.period) && report.book.result(of: $0.period) != nil
                    && !report.isSettled($0.period)
            }
            let found = try await parallelMap(due.count, jobs: jobs) { index in
                Result { () throws(FiledTables.Failure) in try Self.look(due[index], report, origins, tree.path) }
            }
            return try zip(due, found).compactMap { filing, found in
                switch found {
                case .success(let compared): return compared
                case .failure(.changed(let path)):
                    if !filings.damaged.contains(where: { sameBytes($0, path) }) { filings.damaged.append(path) }
                    return nil
                case .failure(.unreadable(let failure)): throw failure
                }
            }
        }
        /// Compares filed periods of some sorts. Where lists and changes go by earlier periods they go by filed ones: these are
        /// known only then, and what rests on them is compared once more.
        func compare(_ book: inout ScoreBook, _ kinds: [Period.Kind]) async throws -> [Compared] {
            let found = try await compare(report.with(book, filings)) { kinds.contains($0.kind) }
            let pack = report.pack
            if !pack.hasChanges, !kinds.contains(where: { pack.hasStreaks($0) }) { return found }
            let filed = found.filter { $0.period != correcting }
            let standing = filed.compactMap { $0.result ?? book.result(of: $0.period) }
            let before = book
            book = book.with(
                periods: scorer.linked(book.periods, kinds, standing: Dictionary(uniqueKeysWithValues: standing.map { ($0.period, $0) })))
            var due = Set(zip(before.periods, book.periods).filter { !$0.listsTheSame(as: $1) }.map(\.0.period))
            var again = try await compare(report.with(book, filings)) { due.contains($0) }
            // A month as it is, its changes by the others as they were filed; longer periods are made of filed months anyway.
            let cases = pack.hasChanges && kinds.contains(.month) ? filed.compactMap(\.cases) : []
            for period in found.map(\.period) where cases.contains(where: { $0.period != period && pack.goes(period, by: $0.period) }) {
                let report = report.with(book.with(cases.filter { $0.period != period }), filings)
                again = try await compare(report) { $0 == period } + again
                due.insert(period)
            }
            return found.compactMap { one in due.contains(one.period) ? again.first { $0.period == one.period } : one }
        }
        var book = report.book
        let months = try await compare(&book, [.month])
        filings.corrections = months.compactMap(\.sheet)
        let same = Set(months.filter { $0.sheet == nil }.map(\.period))
        filings.unchanged = chain.filings.filter { report.isSettled($0.period) || same.contains($0.period) }
        let filed = months.filter { $0.period != correcting }
        let standing = filed.compactMap(\.result)
        if !standing.isEmpty { book = try await scorer.restated(book, with: standing, jobs: jobs) }
        let cases = filed.compactMap(\.cases)
        if !cases.isEmpty { book = book.with(cases) }
        let longer = try await compare(&book, report.pack.longerPeriods)
        filings.corrections += longer.compactMap(\.sheet)
        let other = longer.filter { $0.period != correcting }.compactMap(\.result)
        if !other.isEmpty { book = book.with(periods: book.periods.map { result in other.first { $0.period == result.period } ?? result }) }
        let stated = longer.filter { $0.period != correcting }.compactMap(\.cases)
        if !stated.isEmpty { book = book.with(stated) }
        return report.with(book, filings)
    }

    /// What has come of the comparison of a filed period: a sheet, and what was filed; none of it if nothing has changed.
    private struct Compared: Sendable {
        let filing: Filing
        var sheet: CorrectionSheet?
        /// Nil if there are no scores.
        var result: PeriodResult?
        /// Nil if there are neither measures nor proposals.
        var cases: FiledCases?

        var period: Period { filing.period }
    }

    private static func look(
        _ filing: Filing, _ report: RunReport, _ origins: PostingOrigins, _ output: BytePath
    ) throws(FiledTables.Failure) -> Compared {
        guard let result = report.book.result(of: filing.period) else { return Compared(filing: filing) }
        let today = report.inLanguage(filing.seal.language)
        let tables = PeriodTables(report: today, origins: origins, result: result).files
        let filed = filing.seal.files.filter(\.isTable)
        let isSame = tables.count == filed.count && tables.allSatisfy { table in (try? table.described()).map { filed.contains($0) } ?? false }
        if isSame { return Compared(filing: filing) }
        guard
            let sheet = try Comparison(
                report: report, filing: filing, output: output, tables: tables,
                bare: { PeriodTables(report: today, origins: origins, result: result, form: .bare).tables }
            ).sheet()
        else { return Compared(filing: filing) }
        return Compared(
            filing: filing, sheet: sheet, result: try FiledResult(report, filing, in: output).result(),
            cases: try FiledMeasures(report, filing, tables, in: output).filed())
    }
}

extension RunReport {
    /// Whether a period is a month that need not be compared again.
    fileprivate func isSettled(_ period: Period) -> Bool { period.kind == .month && book.settled.contains(period.firstMonth) }
}

extension PeriodResult {
    /// Whether the same members are on the same lists, those of the same results otherwise.
    fileprivate func listsTheSame(as other: PeriodResult) -> Bool {
        lists.elementsEqual(other.lists) { one, other in
            one.entries.elementsEqual(other.entries) { $0.result == $1.result && $0.rank == $1.rank }
        }
    }
}
