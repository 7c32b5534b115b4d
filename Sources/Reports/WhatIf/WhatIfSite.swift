import GridModel
import RulePacks

/// The pages and tables of a comparison.
package struct WhatIfSite: Sendable {
    private let site: SiteModel

    /// - Parameter report: the run under the rules that stand.
    package init(_ report: RunReport, jobs: Int) async throws {
        site = SiteModel(report, try await PostingOrigins(report, jobs: jobs) { _ in false }, request: nil)
    }

    /// A page and a table of all changes.
    package func write(_ whatIf: WhatIf, to folder: ReportFolder, jobs: Int) async throws {
        try await folder.write(plans(whatIf, in: ".", way: []), jobs: jobs)
    }

    /// A page and a table of all readings, and those of each that would change something.
    package func write(_ readings: [OpenReading], to folder: ReportFolder, jobs: Int) async throws {
        let site = site
        var plans = [
            OutputPlan(page: "./index.html") { WhatIfOverviewPage(site: site, readings: readings).write(&$0) },
            OutputPlan(WhatIfTables(site.report).readings(readings), in: "."),
        ]
        let way = [Crumb(href: "../index.html", text: WhatIfWords(language: site.language).openTitle)]
        for reading in readings {
            if let whatIf = reading.whatIf, !whatIf.isEmpty { plans += self.plans(whatIf, in: reading.folder, way: way) }
        }
        try await folder.write(plans, jobs: jobs)
    }

    private func plans(_ whatIf: WhatIf, in folder: String, way: [Crumb]) -> [OutputPlan] {
        let site = site
        return [
            OutputPlan(page: "\(folder)/index.html") { WhatIfPage(site: site, whatIf: whatIf, way: way).write(&$0) },
            OutputPlan(whatIf.changes.table(site.report), in: folder),
        ]
    }
}
