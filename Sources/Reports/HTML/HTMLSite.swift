import GridModel
import Intake
import Scoring

/// All pages of a run.
struct HTMLSite: Sendable {
    private let site: SiteModel

    init(_ report: RunReport) throws {
        site = SiteModel(report, try PageTemplates(report.language))
    }

    /// A page: where it stands, and how it is made.
    private struct Page: Sendable {
        let path: String
        let render: @Sendable () -> [UInt8]
    }

    /// Renders pages side by side and writes them in order, a few at a time.
    func write(to publication: Publication, jobs: Int) async throws {
        let pages = pages
        let share = max(1, jobs) * 4
        for start in stride(from: 0, to: pages.count, by: share) {
            let some = pages[start..<min(start + share, pages.count)]
            let rendered = try await parallelMap(some.count, jobs: jobs) { some[some.startIndex + $0].render() }
            for (page, bytes) in zip(some, rendered) { try publication.page(page.path, bytes) }
        }
    }

    private var pages: [Page] {
        let site = site
        var pages = [Page(path: "index.html") { IndexPage(site: site).render() }]
        for result in site.book.periods {
            let folder = result.period.folder
            pages.append(Page(path: "\(folder)/index.html") { PeriodPage(site: site, result: result).render() })
            for row in DepartmentRows(site: site, result: result).groups {
                let group = row[0].row.group
                pages.append(
                    Page(path: "\(folder)/\(SiteModel.departmentFile(group))") {
                        DepartmentPage(site: site, result: result, group: group, members: row).render()
                    })
            }
        }
        return pages
    }
}
