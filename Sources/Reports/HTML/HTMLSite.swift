import GridModel
import Scoring

/// All pages of a run.
struct HTMLSite {
    let report: RunReport

    func write(to publication: Publication) throws {
        let site = SiteModel(report, try PageTemplates(report.language))
        try publication.page("index.html", IndexPage(site: site).render())
        for result in report.book.periods {
            try publication.page("\(result.period.folder)/index.html", PeriodPage(site: site, result: result).render())
            for row in DepartmentRows(site: site, result: result).rows {
                let page = DepartmentPage(site: site, result: result, group: row.name, members: row.members).render()
                try publication.page("\(result.period.folder)/\(SiteModel.departmentFile(row.name))", page)
            }
        }
    }
}
