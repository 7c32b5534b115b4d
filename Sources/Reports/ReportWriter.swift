import GridModel
import Scoring

/// Writes all tables and pages of a run.
package enum ReportWriter {
    package static func write(_ report: RunReport, to publication: Publication, jobs: Int) async throws {
        let origins = try await PostingOrigins(report, jobs: jobs)
        let tables =
            RunTables(report: report).files + report.book.periods.flatMap { PeriodTables(report: report, origins: origins, result: $0).files }
        try await publication.write(tables + HTMLSite(report, origins).pages, jobs: jobs)
    }
}
