import GridModel
import RulePacks
import Scoring

/// A step on the way from the start page to a page.
struct Crumb {
    let href: String
    let text: String
}

/// What stands on every page, and what period and department pages share.
extension SiteModel {
    /// From the first line of a page to the start of what it is about.
    ///
    /// - Parameters:
    ///   - here: what the page is called at the end of the way to it; the start page has none.
    ///   - isSheet: whether it is to be printed as it is: nothing can be sorted or filtered, and its end has no script.
    func head(_ page: inout Page, title: String, way crumbs: [Crumb] = [], here: String? = nil, isSheet: Bool = false) {
        let scheme = pack.scheme
        page += """
            <!DOCTYPE html>
            <html lang="\(language == .chinese ? "zh-CN" : "en")">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(isSheet ? sheetPolicy : policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="format-detection" content="telephone=no">
            <title>\(title)</title>
            <style>
            """
        page.ready(style)
        page += """
            </style>
            </head>
            <body>
            <a class="skip" href="#main">\(words.skip)</a>
            <header class="top">
            <p class="brand"><b>\(scheme.organisation[language])</b> <span>\(scheme.regulation[language])</span></p>

            """
        if let here {
            page += """
                <nav class="crumbs" aria-label="\(words.breadcrumb)">
                <ol>

                """
            for crumb in crumbs { page += "<li><a href=\"\(crumb.href)\">\(crumb.text)</a></li>\n" }
            page += """
                <li aria-current="page">\(here)</li>
                </ol>
                </nav>

                """
        }
        page += """
            </header>
            <main id="main">

            """
    }

    /// How scores are made, and what the page was made from.
    func foot(_ page: inout Page) {
        page += """
            </main>
            <footer class="end">
            <h2>\(words.howTitle)</h2>
            <ul>
            <li>\(pack.isScored ? words.howSum : words.howMeasured)</li>

            """
        if pack.isScored { howFromBase(&page) }
        if pack.hasWeights { page += "<li>\(words.howWeighed)</li>\n" }
        if openQuestions > 0 {
            page += text.say(
                "<li>规定未写明之处有\(openQuestions)项按现行解释处理，尚未经公司确认，见首页。</li>\n",
                "<li>\(openQuestions) interpretations of what the regulation leaves open are not confirmed yet; the start page lists them.</li>\n")
        }
        page += """
            <li>\(words.howAsOf)</li>
            </ul>
            <p class="stamp"><span>\(words.asOf) \(html: asOf)</span> <span>\(words.rulesDigest) <code>\(String(pack.digest.prefix(12)))</code></span> \
            <span>\(words.madeBy) gridscore \(report.version)</span></p>
            </footer>
            <script>
            """
        page.ready(script)
        page += """
            </script>
            </body>
            </html>

            """
    }

    private func howFromBase(_ page: inout Page) {
        let base = pack.scoring.base
        let floor = pack.scoring.floor.map { text.say("，最低\(points: $0)分", ", down to \(points: $0)") } ?? ""
        let cap = pack.scoring.cap.map { text.say("，最高\(points: $0)分", ", up to \(points: $0)") } ?? ""
        page += text.say(
            "<li>每月基础分\(points: base)分，加减各项分值\(html: floor)\(html: cap)。</li>\n",
            "<li>Each month starts from \(points: base); postings are added and taken off\(html: floor)\(html: cap).</li>\n")
    }

    /// The as-of date as an element.
    var asOf: HTML { "<time datetime=\"\(book.asOf)\">\(text.date(book.asOf))</time>" }

    /// The name of a page, its period and the ways to other periods.
    ///
    /// - Parameter group: whose pages are linked; nil for those of the whole company.
    func heading(_ page: inout Page, _ view: PeriodView, heading: String, group: Int?) {
        page += """
            <div class="title">
            <h1>\(heading) <small>\(view.label)</small>\(html: view.result.isFinal ? "" : " <span class=\"tag\">\(words.provisional)</span>")</h1>
            <nav class="turn" aria-label="\(words.otherPeriods)">
            <ul>

            """
        for (sort, other) in neighbours(view.period, group) {
            let href = text.link(from: view.period, to: other.period, group.map { departmentFiles[$0] } ?? "index.html")
            page += "<li><span>\(sort)</span> <a href=\"\(href)\">\(other.label)</a></li>\n"
        }
        if let group, let href = worklist(view, group) {
            page += "<li><span>\(words.worklistHere)</span> <a href=\"\(href)\">\(words.worklistTitle)</a></li>\n"
        }
        page += """
            </ul>
            </nav>
            </div>

            """
        filed(&page, view.period)
        if !view.result.isFinal {
            page += "<p class=\"notice\"><b>\(words.provisional)</b> \(words.provisionalMeans) \(words.asOf) \(html: asOf)</p>\n"
        }
    }

    /// The title of a page, as browsers show it.
    func title(_ view: PeriodView, _ name: String) -> String {
        let status = view.result.isFinal ? "" : text.say("（暂定）", " (provisional)")
        return "\(name)\(view.label)\(status) - \(pack.scheme.organisation[language])"
    }

    private func neighbours(_ period: Period, _ group: Int?) -> [(sort: String, view: PeriodView)] {
        // The whole company's page is there whenever the period is.
        func page(_ other: Period) -> PeriodView? {
            view(other).flatMap { view in group.map { view.has($0) } ?? true ? view : nil }
        }
        func longer(_ kind: Period.Kind) -> PeriodView? {
            kind.length > period.kind.length ? page(Period(kind, of: period.firstMonth)) : nil
        }
        let next = periods.first { $0.period.previous == period && $0.period.kind == period.kind }?.period
        let others: [(String, PeriodView?)] = [
            (text.say("上一期", "Previous"), page(period.previous)),
            (text.say("下一期", "Next"), next.flatMap { page($0) }),
            (text.say("所属季度", "Its quarter"), longer(.quarter)), (text.say("所属半年", "Its half-year"), longer(.halfYear)),
            (text.say("全年", "Its year"), longer(.year)),
        ]
        return others.compactMap { sort, view in view.map { (sort, $0) } }
    }

    /// What a value is called in a period.
    func scoreWord(_ view: PeriodView) -> String { view.period.kind == .month ? words.score : words.average }

    /// The tables of a period, as links.
    func files(_ page: inout Page, _ view: PeriodView) {
        page += """
            <section aria-labelledby="files" class="files">
            <h2 id="files">\(words.filesTitle)</h2>
            <ul>

            """
        func file(_ folder: String, _ name: String, _ note: String) {
            page += "<li><a href=\"\(folder)\(name)\">\(name)</a> <span>\(note)</span></li>\n"
        }
        if report.makesWorkbooks {
            file("", PeriodWorkbooks.name(view.period), text.say("Excel工作簿，含以下各表", "Excel workbook with all these tables"))
        }
        if pack.isScored {
            file("", "scores.csv", text.say("得分表", "scores"))
            if view.period.kind == .month {
                file("", "ledger.csv", text.say("全部明细", "all postings"))
                file("", "rankings.csv", text.say("单项排名", "rankings"))
            }
        }
        if !pack.measures.isEmpty {
            file("", "measures.csv", text.say("指标表", "measures"))
            file("", "cases.csv", text.say("指标背后的每一件", "the cases behind them"))
        }
        if !pack.proposals.isEmpty { file("", "proposals.csv", text.say("待决定的建议", "proposals to be decided")) }
        for list in view.result.lists {
            if let own = pack.lists[list.list].files[view.period.kind] { file("", own.stem + ".csv", own.title[language]) }
        }
        let run = text.root(from: view.period) + "run/"
        file(run, "pending.csv", text.say("待办", "pending"))
        file(run, "rejects.csv", text.say("未计入的记录", "records that did not count"))
        page += """
            </ul>
            </section>

            """
    }
}
