import GridModel
import RulePacks

/// The hints that take another reading of the logs, as a page by itself.
package struct HintsPage {
    private let hints: RecordHints
    private let site: SiteModel

    package init(_ hints: RecordHints, _ report: RunReport, _ origins: PostingOrigins) {
        (self.hints, site) = (hints, SiteModel(report, origins, request: nil))
    }

    /// The page's bytes.
    package var bytes: [UInt8] { OutputPlan(page: "hints.html") { write(&$0) }.bytes }

    private func write(_ page: inout Page) {
        site.head(&page, title: "\(hints.title) - \(site.pack.scheme.organisation[site.language])")
        page += """
            <h1>\(hints.title)</h1>
            <p class="sub">\(hints.lead)</p>

            """
        let tables = hints.tables
        if tables.isEmpty { page += "<section><p class=\"none\">\(site.words.none)</p></section>\n" }
        for table in tables {
            page += """
                <section>
                <h2>\(table.title) <span class="n">\(table.rows.count + table.more)</span></h2>
                <p class="lead">\(table.lead)</p>

                """
            page.beginList("\(table.title)", table.columns.enumerated().map { table.numeric.contains($0) ? .number($1) : .text($1) })
            for row in table.rows {
                page += "<tr>"
                for (index, cell) in row.enumerated() {
                    if index == 0 {
                        page += "<th scope=\"row\">\(cell)</th>"
                    } else {
                        page += "<td\(html: table.numeric.contains(index) ? " class=\"r\"" : "") data-l=\"\(table.columns[index])\">\(cell)</td>"
                    }
                }
                page += "</tr>\n"
            }
            page.endList()
            if table.more > 0 { page += "<p class=\"none\">\(site.words.more(table.more))</p>\n" }
            page += "</section>\n"
        }
        site.foot(&page)
    }
}
