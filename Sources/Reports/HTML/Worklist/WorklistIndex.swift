import GridModel
import RulePacks
import Scoring

/// The worklists of all departments side by side, and what concerns the company as a whole: for human resources.
struct WorklistIndex {
    let lists: Worklists

    private var site: SiteModel { lists.site }
    private var text: PageText { site.text }
    private var words: PageWords { site.words }

    func write(_ page: inout Page) {
        site.head(
            &page, title: "\(words.worklistsTitle) - \(site.pack.scheme.organisation[site.language])",
            way: [Crumb(href: "../index.html", text: text.say("首页", "Start"))], here: words.worklistsTitle)
        page += """
            <h1>\(words.worklistsTitle)</h1>
            <p class="sub">\(words.asOf) \(html: site.asOf) <span>\(words.worklistMeans)</span></p>

            """
        departments(&page)
        WaitingSection(lists: lists, group: nil).write(&page)
        OverdueSection(lists, nil).write(&page)
        if site.pack.isScored { TiesSection(lists: lists, group: nil).write(&page) }
        hints(&page)
        site.foot(&page)
    }

    private func departments(_ page: inout Page) {
        let (line, hasMeasures) = (site.pack.scoring.below, !site.pack.measures.isEmpty)
        page += """
            <section aria-labelledby="departments">
            <h2 id="departments">\(words.departmentsTitle)</h2>
            <table class="cards">
            <caption>\(text.say("点\(words.group)名称查看该\(words.group)的工作清单", "Follow a name to its worklist"))</caption>
            <thead><tr><th scope="col">\(words.department)</th><th scope="col" class="r">\(words.pending)</th>\
            <th scope="col" class="r">\(words.waited)</th>
            """
        if hasMeasures { page += "<th scope=\"col\" class=\"r\">\(words.overdueTitle)</th>" }
        if site.pack.isScored {
            page += """
                <th scope="col" class="r">\(words.tiesShort)</th>\
                <th scope="col" class="r">\(words.brinkShort) \(points: line)</th>
                """
        }
        page += """
            <th scope="col" class="r">\(words.hintsTitle)</th></tr></thead>
            <tbody>

            """
        for group in lists.groups {
            let waiting = lists.waiting(group)
            let oldest = waiting.first.map { words.days(lists.waiting[$0].days) } ?? ""
            let (ties, brinks, hints) = (
                lists.ties(group).count, BrinkSection(lists: lists, group: group).count, HintsSection(lists: lists, group: group).count
            )
            page += """
                <tr><th scope="row"><a href="\(site.departmentFiles[group])">\(site.groupName(site.book.groups[group]))</a></th>\
                <td class="r \(html: site.alert(waiting.count))" data-l="\(words.pending)">\(waiting.count)</td>\
                <td class="r" data-l="\(words.waited)">\(oldest)</td>
                """
            if hasMeasures {
                let overdue = lists.overdue[group].count
                page += "<td class=\"r \(html: site.alert(overdue))\" data-l=\"\(words.overdueTitle)\">\(overdue)</td>"
            }
            if site.pack.isScored {
                page += """
                    <td class="r \(html: site.quiet(ties))" data-l="\(words.tiesShort)">\(ties)</td>\
                    <td class="r \(html: site.quiet(brinks))" data-l="\(words.brinkShort) \(points: line)">\(brinks)</td>
                    """
            }
            page += """
                <td class="r \(html: site.quiet(hints))" data-l="\(words.hintsTitle)">\(hints)</td></tr>

                """
        }
        page += """
            </tbody>
            </table>
            </section>

            """
    }

    // MARK: Hints

    /// What concerns no department alone.
    private func hints(_ page: inout Page) {
        let hints = lists.hints
        let ids = hints.ids.filter { if case .records = $0 { false } else { true } }
        let untaken = hints.untaken.reduce(0, +)
        page += """
            <section aria-labelledby="hints">
            <h2 id="hints">\(words.hintsTitle)</h2>
            <p class="lead">\(words.hintsLead)</p>

            """
        if hints.idle.isEmpty, ids.isEmpty, untaken == 0 { page += "<p class=\"none\">\(words.none)</p>\n" }
        if !hints.idle.isEmpty { idle(&page, hints.idle) }
        if untaken > 0 { self.untaken(&page, hints.untaken, untaken) }
        if !ids.isEmpty { IdHintTable(site: site, group: nil).write(&page, ids) }
        page += """
            <p class="none">\(text.say("成批的相同记录、月末突增、深夜或零点的时刻、补记的记录，须另行重读日志：", "Bursts of equal records, counts that jump in the last days, odd times and late records take another reading of the logs: "))\
            <code>gridscore hints \(site.book.asOf.month.description)</code></p>
            </section>

            """
    }

    private func idle(_ page: inout Page, _ sources: [Posting.Source]) {
        let title = text.say("\(site.book.asOf.month.year)年尚未用到的条款", "Clauses that no record of \(site.book.asOf.month.year) has met")
        page += """
            <h3>\(title) <span class="n">\(sources.count)</span></h3>
            <p class="lead">\(text.say("可能确无此事，也可能没有登记。", "Either it has not happened, or nobody enters it."))</p>

            """
        page.beginList("\(title)", [.text(words.clause), .text(words.wording), .text(text.say("取自", "Taken from"))])
        for source in sources {
            let user: Fact.User
            switch source {
            case .rule(let index): user = .rule(index)
            case .ranking(let index): user = .ranking(index)
            case .base, .floor, .cap, .measure: continue
            }
            var kinds: [String] = []
            for fact in site.pack.facts where fact.user == user {
                let name = site.report.kindName(fact.kind)
                if !kinds.contains(where: { sameBytes($0, name) }) { kinds.append(name) }
            }
            page += """
                <tr><td class="nw" data-l="\(words.clause)">\(site.pack.clause(source))</td><th scope="row">\(site.report.wording(source))</th>\
                <td data-l="\(text.say("取自", "Taken from"))">\(kinds.joined(separator: text.say("、", ", ")))</td></tr>

                """
        }
        page.endList()
    }

    private func untaken(_ page: inout Page, _ counts: [Int], _ sum: Int) {
        let title =
            site.pack.isScored
            ? text.say("采用了、但不涉及任何条款和排名的记录", "Used records that no rule and no ranking takes")
            : text.say("采用了、但不涉及任何指标和建议的记录", "Used records that no measure and no proposal takes")
        page += """
            <h3>\(title) <span class="n">\(sum)</span></h3>
            <p class="lead">\(text.say("\(site.book.asOf.month.year)年各\(words.group)的条数。\(words.untakenMeans)；按种类和内容分列用", "In \(site.book.asOf.month.year), by \(words.group). \(words.untakenMeans); by kind and content: ")) \
            <code>gridscore hints</code></p>
            <ul class="flow">

            """
        for (group, count) in counts.enumerated() where count > 0 {
            let name = group < site.book.groups.count ? site.groupName(site.book.groups[group]) : text.say("无\(words.group)", "no \(words.group)")
            page += "<li>\(name) <b>\(count)</b></li>\n"
        }
        page += "</ul>\n"
    }
}
