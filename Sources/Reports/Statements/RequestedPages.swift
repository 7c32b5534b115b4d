import GridModel
import Intake
import RulePacks
import Scoring

/// What was asked for, and what of it stands neither in the records' facts nor in the results: filed ledgers, and what
/// records say as evidence.
package struct RequestedPages: Sendable {
    package let requests: PageRequests
    /// Of filed months that statements are made of.
    let ledgers: [Month: FiledLedger]
    /// Filed months whose copies are not what was filed, and the copies.
    let damaged: [Month: String]
    /// By record: the texts of the kind's columns of evidence.
    let evidence: [EntryPlace: [String]]

    package static let none = RequestedPages(requests: .none, ledgers: [:], damaged: [:], evidence: [:])

    private init(requests: PageRequests, ledgers: [Month: FiledLedger], damaged: [Month: String], evidence: [EntryPlace: [String]]) {
        (self.requests, self.ledgers, self.damaged, self.evidence) = (requests, ledgers, damaged, evidence)
    }

    /// Looks up what pages that were asked for show.
    ///
    /// - Parameters:
    ///   - report: with filings applied.
    ///   - filing: what is being filed: its results of today stand.
    /// - Throws: `PublishFailure` if a filed copy cannot be read, `IntakeFailure` if a log is not what it was.
    package static func find(
        _ requests: PageRequests, for report: RunReport, in tree: PublishedTree, filing: FilingRequest? = nil, jobs: Int
    ) async throws -> RequestedPages {
        guard !requests.isEmpty else { return .none }
        let months = report.book.periods.filter { $0.period.kind == .month }.map(\.period.firstMonth).filter { requests.needsLedger(of: $0) }
        let (ledgers, damaged) = try filed(months, report, tree, filing)
        let kinds = report.pack.kinds
        var places: Set<EntryPlace> = []
        for month in months {
            for posting in report.book.postings(in: month) {
                guard let record = posting.record, !kinds[report.intake.batches[Int(record.batch)].kind].evidence.isEmpty else { continue }
                places.insert(record)
            }
        }
        let evidence = try await report.intake.texts(of: places, columns: kinds.map(\.evidence), jobs: jobs)
        return RequestedPages(requests: requests, ledgers: ledgers, damaged: damaged, evidence: evidence)
    }

    /// Copies that were found to be damaged, in the order of their months.
    var damagedCopies: [String] { damaged.sorted { $0.key < $1.key }.map(\.value) }

    private static func filed(
        _ months: [Month], _ report: RunReport, _ tree: PublishedTree, _ request: FilingRequest?
    ) throws(PublishFailure) -> (ledgers: [Month: FiledLedger], damaged: [Month: String]) {
        var ledgers: [Month: FiledLedger] = [:]
        var damaged: [Month: String] = [:]
        let chain = report.filings.chain
        for month in months {
            let period = Period.month(month)
            guard let filing = chain.filing(of: period), !chain.isDoubtful(period), request?.filed != period else { continue }
            do throws(FiledTables.Failure) {
                guard let lines = try FiledTables(filing, in: tree.path).lines("ledger.csv") else { continue }
                ledgers[month] = FiledLedger(lines, filing)
            } catch {
                switch error {
                case .changed(let path): damaged[month] = path
                case .unreadable(let failure): throw failure
                }
            }
        }
        return (ledgers, damaged)
    }
}
