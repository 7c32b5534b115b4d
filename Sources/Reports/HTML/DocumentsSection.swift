import GridModel
import Scoring

/// Where the statements and notices are that were asked for: a section of the start page, and a line on pages of departments.
///
/// Pages of filed periods do not name them: such pages stay as they are, statements come and go.
struct DocumentsSection {
    let site: SiteModel

    private var words: PageWords { site.words }

    /// On the start page.
    func write(_ page: inout Page) {
        let requests = site.requests
        guard !requests.isEmpty else { return }
        page += """
            <section aria-labelledby="documents">
            <h2 id="documents">\(words.documents)</h2>
            <p class="lead">\(words.documentsLead)</p>
            <dl class="docs">

            """
        for view in requests.statements.compactMap({ site.view($0) }) {
            page += "<div><dt>\(words.statement) \(view.label)</dt><dd>"
            for group in view.groups {
                let folder = StatementModel.folder(view.period, site.departmentFiles[group])
                page += "<a href=\"\(folder)/index.html\">\(site.groupName(site.book.groups[group]))</a> "
            }
            page += "</dd></div>\n"
        }
        let notices = requests.notices.compactMap { site.view($0) }
        if !notices.isEmpty {
            page += "<div><dt>\(words.notice)</dt><dd>"
            for view in notices { page += "<a href=\"\(NoticePage.path(view.period))\">\(view.label)</a> " }
            page += "</dd></div>\n"
        }
        page += "</dl>\n</section>\n"
    }

    /// On a department's page: the statements of its period, on the newest page of each sort all.
    func line(_ page: inout Page, _ view: PeriodView, _ group: Int) {
        guard !site.noted.contains(where: { $0.period == view.period }) else { return }
        let shown = site.requests.statements.compactMap { site.view($0) }.filter { $0.has(group) && (view.isNewest || $0.period == view.period) }
        guard !shown.isEmpty else { return }
        page += "<p class=\"sub docs\">\(words.statements)"
        for other in shown {
            let href = site.text.root(from: view.period) + StatementModel.folder(other.period, site.departmentFiles[group])
            page += " <a href=\"\(href)/index.html\">\(other.label)</a>"
        }
        page += "</p>\n"
    }
}
