import GridModel
import Intake
import Scoring

/// All pages of a run.
struct HTMLSite: Sendable {
    private let site: SiteModel

    /// - Parameter request: what is filed or taken back with the run.
    init(_ report: RunReport, _ origins: PostingOrigins, request: FilingRequest? = nil) {
        site = SiteModel(report, origins, request: request)
    }

    /// The pages of one period.
    func pages(of period: Period) -> [OutputPlan] {
        let site = site
        guard let view = site.view(period) else { return [] }
        let folder = period.folder
        let monthly = MonthRows(site, view)
        return [OutputPlan(page: "\(folder)/index.html") { PeriodPage(site: site, view: view).write(&$0) }]
            + view.groups.map { group in
                OutputPlan(page: "\(folder)/\(site.departmentFiles[group])") { page in
                    DepartmentPage(site: site, view: view, monthly: monthly, group: group).write(&page)
                }
            }
    }

    func page(of sheet: CorrectionSheet) -> OutputPlan {
        OutputPlan(page: "\(sheet.folder)/index.html") { [site] in CorrectionPage(site: site, sheet: sheet).write(&$0) }
    }

    /// The pages that speak of all periods.
    ///
    /// - Parameters:
    ///   - chain: the filings, with the one that was just made.
    ///   - changes: what is not as it was published before.
    func commonPages(_ chain: SealChain, _ changes: ChangeList) -> [OutputPlan] {
        let site = site
        let start = OutputPlan(page: "index.html") { IndexPage(site: site, chain: chain, changes: changes).write(&$0) }
        let pages = [start] + Worklists(site, chain, changes).plans
        if chain.isEmpty { return pages }
        return pages + [OutputPlan(page: "filed/index.html") { RegisterPage(site: site, chain: chain).write(&$0) }]
    }
}
