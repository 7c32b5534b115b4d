import GridModel
import RulePacks

/// What would come out differently under other rules, for people.
struct WhatIfPage {
    let site: SiteModel
    let whatIf: WhatIf
    /// The way to the page, if it is one of several.
    let way: [Crumb]

    private var text: PageText { site.text }
    private var words: WhatIfWords { WhatIfWords(language: site.language) }
    private var language: Language { site.language }

    /// Members and lists that the page names; all stand in the table.
    private static let most = 300

    func write(_ page: inout Page) {
        site.head(
            &page, title: "\(words.title) \(whatIf.alternative.name) - \(site.pack.scheme.organisation[language])", way: way,
            here: way.isEmpty ? nil : whatIf.alternative.name)
        page += "<h1>\(words.title) <small>\(whatIf.alternative.name)</small></h1>\n"
        site.whatIfLead(&page)
        tried(&page)
        if whatIf.isEmpty {
            page += "<section><p class=\"none\">\(words.nothing)</p></section>\n"
        } else {
            key(&page)
            if whatIf.departments.contains(where: { $0.changed > 0 || $0.listed > 0 }) { departments(&page) }
            lists(&page)
            members(&page)
            files(&page)
        }
        site.whatIfFoot(&page, whatIf.alternative)
    }

    // MARK: What is tried

    private func tried(_ page: inout Page) {
        page += """
            <section aria-labelledby="tried">
            <h2 id="tried">\(words.say("试什么", "What is tried"))</h2>
            <table class="list tried">
            <caption class="vh">\(words.say("试什么", "What is tried"))</caption>

            """
        var header = ""
        for part in whatIf.alternative.parts {
            let (columns, cells): ([String], [HTML])
            switch part {
            case .reading(let entry, let tried):
                columns = [site.words.clause, words.question, words.reading, words.tried]
                cells = [
                    "\(entry.clause)", "\(entry.question[language])", "\(entry.readings[entry.inForce].text[language])",
                    "<b>\(tried.text[language])</b> <code>\(entry.id)=\(tried.id)</code>",
                ]
            case .setting(let path, let before, let now):
                columns = [words.setting, words.present, words.tried]
                cells = ["<code>\(path)</code>", "\(before)", "<b>\(now)</b>"]
            case .pack(let before, let now, let digest):
                columns = [words.present, words.tried]
                cells = [
                    "\(before) <code>\(String(site.pack.digest.prefix(12)))</code>", "<b>\(now)</b> <code>\(String(digest.prefix(12)))</code>",
                ]
            }
            // Readings and settings stand below each other under headers of their own.
            if columns.joined() != header {
                if !header.isEmpty {
                    page += """
                        </tbody>
                        </table>
                        <table class="list tried">
                        <caption class="vh">\(words.say("试什么", "What is tried"))</caption>

                        """
                }
                header = columns.joined()
                page += "<thead><tr>"
                for column in columns { page += "<th scope=\"col\">\(column)</th>" }
                page += "</tr></thead>\n<tbody>\n"
            }
            page += "<tr>"
            for (column, cell) in zip(columns, cells) { page += "<td data-l=\"\(column)\">\(html: cell)</td>" }
            page += "</tr>\n"
        }
        page += """
            </tbody>
            </table>
            </section>

            """
    }

    // MARK: In numbers

    private func key(_ page: inout Page) {
        let counts = whatIf.counts
        page += """
            <section aria-labelledby="key">
            <h2 id="key" class="vh">\(site.words.keyTitle)</h2>
            <dl class="key">

            """
        func tile(_ name: String, _ unit: String, _ value: String, isZero: Bool) {
            let name = language.say("\(name)（\(unit)）", name)
            page += "<div class=\"\(isZero ? "zero" : "alert")\"><dt>\(name)</dt><dd>\(value)</dd></div>\n"
        }
        func tile(_ name: String, _ unit: String, _ number: Int) { tile(name, unit, "\(number)", isZero: number == 0) }
        if site.pack.isScored {
            tile(words.members, site.words.counter, counts.members)
            tile(words.rising, site.words.counter, counts.rising)
            tile(words.falling, site.words.counter, counts.falling)
            tile(words.scores, "个", counts.scores)
            tile(words.greatest, "分", counts.scores == 0 ? "—" : words.signed(counts.greatest), isZero: counts.scores == 0)
            tile(words.ranksOnly, site.words.counter, counts.ranksOnly)
            tile(words.postings, "笔", counts.postings)
        } else {
            tile(words.say("指标值有变", "Other values"), "项", counts.measures)
            tile(words.say("新未达标", "Newly missed"), "项", counts.missed)
            tile(words.say("转为达标", "Now reached"), "项", counts.reached)
            tile(words.say("指标记录有变", "Records"), "条", counts.cases)
        }
        page += "</dl>\n"
        // Of measures alone the tiles have told.
        let lists = site.pack.isScored ? words.lists(counts, site.pack) : words.proposals(counts)
        if !lists.isEmpty {
            page += "<p class=\"moves\"><b>\(listsTitle)</b>"
            for list in lists { page += " <span>\(list)</span>" }
            page += "</p>\n"
        }
        for line in words.records(whatIf) { page += "<p class=\"none\">\(line)</p>\n" }
        page += "</section>\n"
    }

    private var listsTitle: String {
        if site.pack.measures.isEmpty && site.pack.proposals.isEmpty { return words.lists }
        return site.pack.isScored ? words.listsAndMeasures : words.say("建议", "Proposals")
    }

    private func departments(_ page: inout Page) {
        page += """
            <section aria-labelledby="departments">
            <h2 id="departments">\(words.say("各\(site.words.group)", "By \(site.words.group)"))</h2>

            """
        page.beginList(
            "\(words.say("各\(site.words.group)", "By \(site.words.group)"))",
            [
                .text(site.words.department), .number(words.say("人数", "Members")), .number(words.members), .number(words.rising),
                .number(words.falling), .number(words.mean), .number(words.say("名单进出", "On and off lists")),
            ])
        for department in whatIf.departments {
            page += "<tr><th scope=\"row\">\(site.groupName(department.name))</th>"
            page += "<td class=\"r\" data-l=\"\(words.say("人数", "Members"))\">\(department.members)</td>"
            let columns = [
                (words.members, department.changed), (words.rising, department.rising), (words.falling, department.falling),
            ]
            for (name, number) in columns { page += "<td class=\"r \(html: site.quiet(number))\" data-l=\"\(name)\">\(number)</td>" }
            page += "<td class=\"r\" data-l=\"\(words.mean)\">\(html: mean(department))</td>"
            page +=
                "<td class=\"r \(html: site.quiet(department.listed))\" data-l=\"\(words.say("名单进出", "On and off lists"))\">\(department.listed)</td></tr>\n"
        }
        page.endList()
        page += "</section>\n"
    }

    private func mean(_ department: WhatIf.Department) -> HTML {
        func shown(_ average: Average?) -> HTML { average.map { "\(average: $0)" } ?? "—" }
        if let before = department.before, let now = department.now, before == now { return shown(now) }
        return "\(html: shown(department.before)) → <b>\(html: shown(department.now))</b>"
    }

    // MARK: Who

    /// Quarters and years in which somebody comes onto a list or off one, or whose rights are others.
    private func lists(_ page: inout Page) {
        let members = MemberChanges.inOrder(whatIf.changes.rows, site.pack, language).filter { !$0.isOfMonth }
        if members.isEmpty { return }
        page += """
            <section aria-labelledby="lists" class="long">
            <h2 id="lists">\(words.say("季度、年度名单与资格", "Lists and rights of longer periods")) <span class="n">\(members.count)</span></h2>

            """
        MemberChangeTable(site: site, members: members, most: (members: Self.most, postings: 0), isOfAverages: true).write(
            &page, caption: words.caption)
        more(&page, members.count)
        page += "</section>\n"
    }

    private var monthsTitle: String {
        site.pack.isScored ? words.say("各月得分", "Scores of months") : words.say("各月指标", "Measures of months")
    }

    private var monthsLead: String {
        site.pack.isScored
            ? words.say("先列月度名单与资格有变的，再按得分变动大小；每笔变动注明条款和原始记录。", "Lists and rights first, then by how much the score would change, each posting with its clause and record.")
            : words.say("先列建议有变的，再列新未达标的；注明条款和原始记录。", "Proposals first, then targets that would be missed, with clause and record.")
    }

    private func members(_ page: inout Page) {
        let members = MemberChanges.all(whatIf.changes.rows, site.pack, language).filter(\.isOfMonth)
        if members.isEmpty && whatIf.counts.ranksOnly == 0 { return }
        page += """
            <section aria-labelledby="members" class="long">
            <h2 id="members">\(monthsTitle) <span class="n">\(members.count)</span></h2>
            <p class="lead">\(monthsLead)</p>

            """
        if !members.isEmpty {
            MemberChangeTable(site: site, members: members, most: (members: Self.most, postings: 20)).write(&page, caption: words.caption)
        }
        more(&page, members.count)
        if whatIf.counts.ranksOnly > 0 {
            page += """
                <p class="none">\(words.say("另有\(whatIf.counts.ranksOnly)\(site.words.counter)得分不变、只有名次变动，见", "\(whatIf.counts.ranksOnly) more have another rank only, see")) \
                <a href="changes.csv">changes.csv</a></p>

                """
        }
        page += "</section>\n"
    }

    private func more(_ page: inout Page, _ count: Int) {
        guard count > Self.most else { return }
        page += """
            <p class="none">\(words.say("另有\(count - Self.most)条，见", "\(count - Self.most) more, see")) <a href="changes.csv">changes.csv</a></p>

            """
    }

    private func files(_ page: inout Page) {
        page += """
            <section aria-labelledby="files" class="files">
            <h2 id="files">\(site.words.filesTitle)</h2>
            <ul>
            <li><a href="changes.csv">changes.csv</a> <span>\(words.say("全部变动，一行一项", "every change, a row each"))</span></li>
            </ul>
            </section>

            """
    }
}

extension SiteModel {
    /// What a comparison is of, and that nothing has changed by it.
    func whatIfLead(_ page: inout Page) {
        let words = WhatIfWords(language: language)
        page += """
            <p class="sub">\(self.words.asOf) \(html: asOf)</p>
            <p class="notice"><b>\(words.noticeTag)</b> \(words.notice)</p>

            """
    }

    /// How a comparison is to be read, and what it was made from.
    func whatIfFoot(_ page: inout Page, _ alternative: Alternative?) {
        let words = WhatIfWords(language: language)
        page += """
            </main>
            <footer class="end">
            <h2>\(words.say("怎样读", "How to read this"))</h2>
            <ul>
            <li>\(words.say("同一批记录按现行规则和试用规则各计一次，只列出不同之处；备案与否不影响试算。", "The same logs are scored by the rules that stand and by those that are tried; only differences are told. What is filed plays no part."))</li>
            \(html: pack.isScored ? "<li>\(words.say("得分的变动，就是“计分与记录”一栏中分值变动的合计。", "Scores differ by their postings: what the postings change adds up to what the score changes."))</li>" : "<li>\(words.say("指标值的变动，由所列记录引起。", "Values of measures differ by the records named."))</li>")
            <li>\(words.say("采用某种读法，须改规则包并登记确认人和日期，下次运行才生效。", "A reading takes effect once the rule pack is changed and says who confirmed it; the next run goes by it."))</li>
            </ul>
            <p class="stamp"><span>\(self.words.asOf) \(html: asOf)</span> <span>\(self.words.rulesDigest) <code>\(String(pack.digest.prefix(12)))</code></span> \
            <span>\(self.words.madeBy) gridscore \(report.version)</span></p>
            </footer>

            """
        if alternative != nil { page += "<script>\(html: HTML(ready: script))</script>\n" }
        page += """
            </body>
            </html>

            """
    }
}
