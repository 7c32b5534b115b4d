import GridModel
import RulePacks

/// All readings of the open questions: what each would change, what changes nothing, and what cannot be tried.
struct WhatIfOverviewPage {
    let site: SiteModel
    let readings: [OpenReading]

    private var words: WhatIfWords { WhatIfWords(language: site.language) }
    private var language: Language { site.language }

    func write(_ page: inout Page) {
        let tried = readings.compactMap { reading in reading.whatIf.map { (reading, $0) } }
        let changing = tried.filter { !$0.1.isEmpty }.enumerated().sorted { one, other in
            let (first, second) = (one.element.1.weight, other.element.1.weight)
            return first == second ? one.offset < other.offset : second.lexicographicallyPrecedes(first)
        }.map(\.element)
        let idle = tried.filter { $0.1.isEmpty }.map(\.0)
        let untried = readings.filter { $0.whatIf == nil }
        // Its tables stand in an order of their own.
        site.head(&page, title: "\(words.openTitle) - \(site.pack.scheme.organisation[language])", isSheet: true)
        page += "<h1>\(words.openTitle)</h1>\n"
        site.whatIfLead(&page)
        key(&page, changing.count, idle.count, untried.count)
        self.changing(&page, changing)
        plain(&page, "idle", words.say("不改变现有结果", "Would change nothing"), idle, reason: false)
        plain(&page, "untried", words.say("无法试算", "Cannot be tried"), untried, reason: true)
        page += """
            <section aria-labelledby="files" class="files">
            <h2 id="files">\(site.words.filesTitle)</h2>
            <ul>
            <li><a href="readings.csv">readings.csv</a> <span>\(words.say("全部读法与影响", "all readings and what they change"))</span></li>
            </ul>
            </section>

            """
        site.whatIfFoot(&page, nil)
    }

    private func key(_ page: inout Page, _ changing: Int, _ idle: Int, _ untried: Int) {
        let questions = Set(readings.map { Array($0.entry.id.utf8) }).count
        page += """
            <section aria-labelledby="key">
            <h2 id="key" class="vh">\(site.words.keyTitle)</h2>
            <dl class="key">
            <div class=""><dt>\(words.say("待确认解释", "Open questions"))</dt><dd>\(questions)</dd></div>
            <div class=""><dt>\(words.say("其他读法", "Other readings"))</dt><dd>\(readings.count)</dd></div>
            <div class="\(html: site.alert(changing))"><dt><a href="#changing">\(words.say("会改变结果", "Would change results"))</a></dt><dd>\(changing)</dd></div>
            <div class="\(html: site.quiet(idle))"><dt><a href="#idle">\(words.say("不改变现有结果", "Would change nothing"))</a></dt><dd>\(idle)</dd></div>
            <div class="\(html: site.quiet(untried))"><dt><a href="#untried">\(words.say("无法试算", "Cannot be tried"))</a></dt><dd>\(untried)</dd></div>
            </dl>
            </section>

            """
    }

    private func changing(_ page: inout Page, _ readings: [(OpenReading, WhatIf)]) {
        page += """
            <section aria-labelledby="changing" class="long">
            <h2 id="changing">\(words.say("会改变结果", "Would change results")) <span class="n">\(readings.count)</span></h2>
            <p class="lead">\(lead)</p>

            """
        if readings.isEmpty {
            page += "<p class=\"none\">\(site.words.none)</p>\n</section>\n"
            return
        }
        page.beginList(
            "\(words.say("会改变结果", "Would change results"))", style: "readings",
            [.text(site.words.clause), .text(words.say("现行处理与试用处理", "Reading in force and reading tried"))] + scoreHeads + [.text(listsWord)])
        for (reading, whatIf) in readings { row(&page, reading, whatIf) }
        page.endList()
        page += "</section>\n"
    }

    private var lead: String {
        site.pack.isScored
            ? words.say("逐项单独试算。影响大的在前：先看名单与资格，再看得分有变的人数。", "Each is tried alone. What weighs most comes first: lists and rights, then members with other scores.")
            : words.say("逐项单独试算。影响大的在前：先看建议，再看达标与否有变的。", "Each is tried alone. What weighs most comes first: proposals, then targets that are missed or reached.")
    }

    private var scoreHeads: [ListHead?] {
        site.pack.isScored ? [.number(words.members), .number(words.rising), .number(words.falling), .number(words.greatest)] : []
    }

    private var listsWord: String { site.pack.isScored ? words.listsAndMore : words.say("建议、指标及其他", "Proposals, measures and more") }

    private func row(_ page: inout Page, _ reading: OpenReading, _ whatIf: WhatIf) {
        let (entry, counts) = (reading.entry, whatIf.counts)
        page += """
            <tr><td class="nw" data-l="\(site.words.clause)">\(entry.clause)</td>\
            <th scope="row"><span class="q">\(entry.question[language])</span> <span class="was">\(entry.readings[entry.inForce].text[language])</span> \
            <span class="would">→ <a href="\(reading.folder)/index.html">\(reading.reading.text[language])</a></span></th>
            """
        if site.pack.isScored {
            let numbers = [(words.members, counts.members), (words.rising, counts.rising), (words.falling, counts.falling)]
            for (name, number) in numbers { page += "<td class=\"r \(html: site.quiet(number))\" data-l=\"\(name)\">\(number)</td>" }
            page +=
                "<td class=\"r \(html: site.quiet(counts.scores))\" data-l=\"\(words.greatest)\">\(counts.scores == 0 ? "—" : words.signed(counts.greatest))</td>"
        }
        page += "<td class=\"lines\" data-l=\"\(listsWord)\">"
        let lines = words.lists(counts, site.pack) + others(whatIf)
        for line in lines { page += "<span class=\"line\">\(line)</span>" }
        page += "</td></tr>\n"
    }

    /// What else would change, where no list and no score would.
    private func others(_ whatIf: WhatIf) -> [String] {
        var parts = words.records(whatIf)
        if whatIf.counts.ranksOnly > 0 { parts.insert("\(words.ranksOnly) \(whatIf.counts.ranksOnly)", at: 0) }
        return parts
    }

    /// Readings without numbers.
    private func plain(_ page: inout Page, _ id: HTML, _ title: String, _ readings: [OpenReading], reason: Bool) {
        page +=
            "<section aria-labelledby=\"\(html: id)\" class=\"long\">\n<h2 id=\"\(html: id)\">\(title) <span class=\"n\">\(readings.count)</span></h2>\n"
        if readings.isEmpty {
            page += "<p class=\"none\">\(site.words.none)</p>\n</section>\n"
            return
        }
        page.beginList(
            "\(title)", style: "readings",
            [.text(site.words.clause), .text(words.say("现行处理与试用处理", "Reading in force and reading tried")), reason ? .text(words.untried) : nil])
        for reading in readings {
            let entry = reading.entry
            page += """
                <tr><td class="nw" data-l="\(site.words.clause)">\(entry.clause)</td>\
                <th scope="row"><span class="q">\(entry.question[language])</span> <span class="was">\(entry.readings[entry.inForce].text[language])</span> \
                <span class="would">→ \(reading.reading.text[language])</span></th>
                """
            if reason { page += "<td data-l=\"\(words.untried)\">\(reading.untried(language))</td>" }
            page += "</tr>\n"
        }
        page.endList()
        page += "</section>\n"
    }
}
