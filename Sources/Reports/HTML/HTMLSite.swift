import GridModel
import Intake
import RulePacks
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
        let sheet = site.pack.measures.isEmpty && site.pack.proposals.isEmpty ? nil : MeasureSheet(site, view)
        return [OutputPlan(page: "\(folder)/index.html") { PeriodPage(site: site, view: view, sheet: sheet).write(&$0) }]
            + view.groups.map { group in
                OutputPlan(page: "\(folder)/\(site.departmentFiles[group])") { page in
                    DepartmentPage(site: site, view: view, monthly: monthly, sheet: sheet, group: group).write(&page)
                }
            }
    }

    func page(of sheet: CorrectionSheet) -> OutputPlan {
        OutputPlan(page: "\(sheet.folder)/index.html") { [site] in CorrectionPage(site: site, sheet: sheet).write(&$0) }
    }

    /// What was asked for: statements of members and public notices. They stand outside of the periods' folders, which are
    /// sealed when a period is filed.
    var requestedPages: [OutputPlan] {
        let requests = site.requests
        var plans: [OutputPlan] = []
        if let spec = site.pack.notice {
            for view in requests.notices.compactMap({ site.view($0) }) {
                plans.append(OutputPlan(page: NoticePage.path(view.period)) { [site] in NoticePage(site: site, view: view, spec: spec).write(&$0) })
            }
        }
        guard !requests.statements.isEmpty else { return plans }
        let model = StatementModel(site)
        for view in requests.statements.compactMap({ site.view($0) }) {
            for group in view.groups {
                let folder = model.folder(view.period, group)
                let index = StatementIndexPage(model: model, view: view, group: group)
                plans.append(OutputPlan(page: "\(folder)/index.html") { index.write(&$0) })
                plans.append(OutputPlan(page: "\(folder)/all.html") { index.writeAll(&$0) })
                for place in view.members(of: group).indices {
                    let file = model.file(view.result.members[place].member)
                    plans.append(OutputPlan(page: "\(folder)/\(file)") { StatementPage(model: model, view: view, index: place).write(&$0) })
                }
            }
        }
        return plans
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
