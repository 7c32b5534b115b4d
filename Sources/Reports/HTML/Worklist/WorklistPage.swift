import GridModel
import RulePacks
import Scoring

/// The worklist of a department, for its head: what to do, and what would come of it.
struct WorklistPage {
    let lists: Worklists
    let group: Int

    private var site: SiteModel { lists.site }
    private var text: PageText { site.text }
    private var words: PageWords { site.words }

    func write(_ page: inout Page) {
        let name = site.groupName(site.book.groups[group])
        let all = Crumb(href: "index.html", text: words.worklistsTitle)
        site.head(
            &page, title: "\(name) \(words.worklistTitle) - \(site.pack.scheme.organisation[site.language])",
            way: [Crumb(href: "../index.html", text: text.say("首页", "Start")), all], here: name)
        page += """
            <div class="title">
            <h1>\(name) <small>\(words.worklistTitle)</small></h1>
            <nav class="turn" aria-label="\(words.otherPeriods)">
            <ul>

            """
        for view in site.periods.filter(\.isNewest) where view.has(group) {
            page +=
                "<li><span>\(words.newestOf(view.period.kind))</span> <a href=\"../\(view.period.folder)/\(site.departmentFiles[group])\">\(view.label)</a></li>\n"
        }
        page += """
            </ul>
            </nav>
            </div>
            <p class="sub">\(words.asOf) \(html: site.asOf) <span>\(words.worklistMeans)</span></p>

            """
        let waiting = WaitingSection(lists: lists, group: group)
        let ties = TiesSection(lists: lists, group: group)
        let brinks = BrinkSection(lists: lists, group: group)
        let hints = HintsSection(lists: lists, group: group)
        let changed = ChangesSection(site: site, changes: lists.changes, group: group)
        page += """
            <section aria-labelledby="key">
            <h2 id="key" class="vh">\(words.keyTitle)</h2>
            <dl class="key">

            """
        let overdue = OverdueSection(lists, group)
        waiting.tile(&page)
        overdue.tile(&page)
        if site.pack.isScored {
            ties.tile(&page)
            brinks.tile(&page)
        }
        hints.tile(&page)
        page += """
            </dl>
            </section>

            """
        waiting.write(&page)
        overdue.write(&page)
        if site.pack.isScored {
            ties.write(&page)
            brinks.write(&page)
        }
        if changed.isEmpty { noChange(&page) } else { changed.write(&page) }
        hints.write(&page)
        lists.readings.write(&page, waiting.touched.union(ties.touched).union(brinks.touched), hasEvents: hints.hasEvents)
        site.foot(&page)
    }

    private func noChange(_ page: inout Page) {
        // Another run of the same day that changes nothing leaves the page as it is.
        let since = lists.changes.since.flatMap { $0 == site.book.asOf ? nil : $0 }
        page += """
            <section aria-labelledby="changed">
            <h2 id="changed">\(text.say("自上次发布以来的变化", "What changed since the last publication"))</h2>
            <p class="none">\(since.map { text.say("与上次发布（截至\($0)）相比，本\(words.group)无变化。", "Nothing since the results as of \($0).") } ?? words.none)</p>
            </section>

            """
    }
}
