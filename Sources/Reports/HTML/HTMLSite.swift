import GridModel
import Intake
import Scoring

/// All pages of a run.
struct HTMLSite: Sendable {
    private let site: SiteModel

    init(_ report: RunReport, _ origins: PostingOrigins) {
        site = SiteModel(report, origins)
    }

    var pages: [OutputPlan] {
        let site = site
        var pages = [OutputPlan(page: "index.html") { IndexPage(site: site).write(&$0) }]
        for view in site.periods {
            let folder = view.period.folder
            pages.append(OutputPlan(page: "\(folder)/index.html") { PeriodPage(site: site, view: view).write(&$0) })
            let monthly = MonthRows(site, view)
            for group in view.groups {
                pages.append(
                    OutputPlan(page: "\(folder)/\(site.departmentFiles[group])") { page in
                        DepartmentPage(site: site, view: view, monthly: monthly, group: group).write(&page)
                    })
            }
        }
        return pages
    }
}
