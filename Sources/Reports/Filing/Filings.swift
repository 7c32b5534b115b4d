package import GridModel
import Intake
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
    /// quarters and years too, and a correction sheet says what would change.
    ///
    /// - Parameter correcting: a period of which today's results shall stand, because they are being filed.
    package static func apply(
        _ chain: SealChain, to report: RunReport, _ origins: PostingOrigins, in tree: PublishedTree, scorer: Scorer, correcting: Period? = nil,
        jobs: Int
    ) async throws -> RunReport {
        guard !chain.isEmpty else { return report }
        var filings = Filings(chain)
        func compare(_ report: RunReport, _ isMeant: (Period) -> Bool) async throws -> [(Filing, CorrectionSheet?, PeriodResult?)] {
            let due = chain.filings.filter {
                isMeant($0.period) && !chain.doubtful.contains($0.period) && report.book.result(of: $0.period) != nil
                    && !report.isSettled($0.period)
            }
            let found = try await parallelMap(due.count, jobs: jobs) { index in
                Result { () throws(FiledTables.Failure) in try Self.look(due[index], report, origins, tree.path) }
            }
            return try zip(due, found).compactMap { filing, found in
                switch found {
                case .success(let (sheet, result)): return (filing, sheet, result)
                case .failure(.changed(let path)):
                    if !filings.damaged.contains(where: { sameBytes($0, path) }) { filings.damaged.append(path) }
                    return nil
                case .failure(.unreadable(let failure)): throw failure
                }
            }
        }
        /// Compares filed periods of some sorts. Where lists go by those of earlier periods they go by filed ones: these are known
        /// only then, and what rests on them is compared once more.
        func compare(
            _ book: inout ScoreBook, _ kinds: Set<Period.Kind>
        ) async throws -> [(Filing, CorrectionSheet?, PeriodResult?)] {
            let found = try await compare(report.with(book, filings)) { kinds.contains($0.kind) }
            if !kinds.contains(where: { report.pack.hasStreaks($0) }) { return found }
            let standing = found.filter { $0.0.period != correcting }.compactMap { $0.2 ?? book.result(of: $0.0.period) }
            let before = book
            book = book.with(
                periods: scorer.linked(book.periods, kinds, standing: Dictionary(uniqueKeysWithValues: standing.map { ($0.period, $0) })))
            let changed = Set(zip(before.periods, book.periods).filter { !$0.listsTheSame(as: $1) }.map(\.0.period))
            let again = try await compare(report.with(book, filings)) { changed.contains($0) }
            return found.compactMap { one in changed.contains(one.0.period) ? again.first { $0.0.period == one.0.period } : one }
        }
        var book = report.book
        let months = try await compare(&book, [.month])
        filings.corrections = months.compactMap(\.1)
        let same = Set(months.filter { $0.1 == nil }.map(\.0.period))
        filings.unchanged = chain.filings.filter { report.isSettled($0.period) || same.contains($0.period) }
        let standing = months.filter { $0.0.period != correcting }.compactMap(\.2)
        if !standing.isEmpty { book = try await scorer.restated(book, with: standing, jobs: jobs) }
        let longer = try await compare(&book, [.quarter, .year])
        filings.corrections += longer.compactMap(\.1)
        let other = longer.filter { $0.0.period != correcting }.compactMap(\.2)
        if !other.isEmpty { book = book.with(periods: book.periods.map { result in other.first { $0.period == result.period } ?? result }) }
        return report.with(book, filings)
    }

    /// The sheet of a filed period, and its result as filed; neither if nothing has changed.
    private static func look(
        _ filing: Filing, _ report: RunReport, _ origins: PostingOrigins, _ output: BytePath
    ) throws(FiledTables.Failure) -> (CorrectionSheet?, PeriodResult?) {
        guard let result = report.book.result(of: filing.period) else { return (nil, nil) }
        let today = report.inLanguage(filing.seal.language)
        let tables = PeriodTables(report: today, origins: origins, result: result).files
        let filed = filing.seal.files.filter(\.isTable)
        let isSame = tables.count == filed.count && tables.allSatisfy { table in (try? table.described()).map { filed.contains($0) } ?? false }
        if isSame { return (nil, nil) }
        guard
            let sheet = try Comparison(
                report: report, filing: filing, output: output, tables: tables,
                bare: { PeriodTables(report: today, origins: origins, result: result, form: .bare).tables }
            ).sheet()
        else { return (nil, nil) }
        return (sheet, try FiledResult(report, filing, in: output).result())
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
