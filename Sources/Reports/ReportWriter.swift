package import GridModel
import Intake
import Scoring

/// Writes all tables and pages of a run, and the seal of what is filed with it.
package enum ReportWriter {
    /// What became of filed periods on the way.
    package struct Written: Sendable {
        /// The filings, with the one that was made.
        package var chain = SealChain.none
        /// What is not as it was published before.
        package var changes = ChangeList.none
        /// The seal that was added.
        package var seal: Filing?
        /// Filed files that were missing or changed and came back from their copies.
        package var restored: [String] = []
        /// Filed files that could not come back.
        package var lost: [String] = []
        /// Filed periods whose correction sheet was not published before, or was another one.
        package var newSheets: [Period] = []

        package init() {}
    }

    /// - Parameter request: what is filed or taken back; it has been found to be allowed.
    package static func write(
        _ report: RunReport, _ origins: PostingOrigins, to publication: Publication, request: FilingRequest? = nil, jobs: Int
    ) async throws -> Written {
        var written = Written()
        let filings = report.filings
        // What pages share is made while filed files are kept and the small tables are written.
        let site = try await sideBySide(jobs: jobs) {
            HTMLSite(report, origins, request: request)
        } and: {
            for filing in filings.chain.filings where filing.period != request?.filed && !filings.chain.isDoubtful(filing.period) {
                let (restored, lost) = try publication.keep(filing)
                written.restored += restored
                written.lost += lost
            }
            for period in filings.chain.doubtful { try publication.keepPublished(period) }
            try await publication.write(RunTables(report: report).files, jobs: 1)
        }
        try await publication.write(plans(report, origins, site, request), jobs: jobs)
        if report.makesWorkbooks { try await publication.write(workbooks(report, origins, publication.written, request), jobs: Workbook.sideBySide(jobs)) }
        written.newSheets = filings.corrections.filter { $0.period != request?.correcting && publication.isNew("\($0.folder)/changes.csv") }.map(
            \.period)
        var chain = filings.chain
        if let request {
            let seal = request.seal(report, files: publication.outputs(of: request.period))
            let digest = try publication.add(seal)
            chain.append(seal, digest)
            written.seal = Filing(period: request.period, seal: seal, digest: digest)
        }
        written.chain = chain
        written.changes = try ChangeFinder.changes(report, publication)
        try await publication.write(written.changes.tables(report) + site.commonPages(chain, written.changes), jobs: jobs)
        return written
    }

    /// The workbooks, those of filed periods left out.
    ///
    /// - Parameter outputs: the tables beside them.
    static func workbooks(
        _ report: RunReport, _ origins: PostingOrigins, _ outputs: [Manifest.Output], _ request: FilingRequest? = nil
    ) -> [WorkbookPlan] {
        let workbooks = PeriodWorkbooks(report, origins)
        return due(report, request).map { workbooks.workbook(of: $0, outputs) }
            + sheets(report, request).map { workbooks.workbook(of: $0, outputs) }
    }

    /// The results of the periods whose files are made.
    private static func due(_ report: RunReport, _ request: FilingRequest?) -> [PeriodResult] {
        report.book.periods.filter { !report.filings.chain.isFiled($0.period) || $0.period == request?.filed }
    }

    /// The correction sheets that stay open.
    private static func sheets(_ report: RunReport, _ request: FilingRequest?) -> [CorrectionSheet] {
        report.filings.corrections.filter { $0.period != request?.correcting }
    }

    /// What logs and rules give, filed periods and workbooks left out.
    ///
    /// - Parameter changes: as they were published: what was published before those is no longer there.
    static func plans(_ report: RunReport, _ origins: PostingOrigins, _ changes: ChangeList) -> [OutputPlan] {
        let site = HTMLSite(report, origins)
        return RunTables(report: report).files + plans(report, origins, site, nil) + changes.tables(report)
            + site.commonPages(report.filings.chain, changes)
    }

    /// The tables and pages of periods and correction sheets.
    private static func plans(_ report: RunReport, _ origins: PostingOrigins, _ site: HTMLSite, _ request: FilingRequest?) -> [OutputPlan] {
        due(report, request).flatMap { result in
            PeriodTables(report: report, origins: origins, result: result).files + site.pages(of: result.period)
        } + sheets(report, request).flatMap { $0.files(report) + [site.page(of: $0)] } + site.requestedPages
    }
}
