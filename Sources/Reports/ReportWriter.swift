import GridModel
import Scoring

/// Writes all tables and pages of a run.
package enum ReportWriter {
    package static func write(_ report: RunReport, to publication: Publication, jobs: Int) async throws {
        for result in report.book.periods {
            try PeriodTables(report: report, result: result).write(to: publication)
        }
        try RunTables(report: report).write(to: publication)
        try await HTMLSite(report).write(to: publication, jobs: jobs)
    }
}
