import GridModel
import RulePacks
import Scoring

/// What a page says of the filing of its period.
struct FilingNote: Sendable {
    let period: Period
    let number: Int
    let revision: Int
    let by: String
    let at: String

    init(_ filing: Filing) {
        (period, number, revision) = (filing.period, filing.seal.number, filing.seal.revision)
        (by, at) = (filing.seal.by, filing.seal.at)
    }

    /// Of the filing that is being made; nil if one is taken back.
    init?(_ request: FilingRequest, _ chain: SealChain) {
        guard request.action != .unfile else { return nil }
        (period, number, by, at) = (request.period, chain.nextNumber, request.by, request.at)
        revision = (chain.filing(of: request.period)?.seal.revision ?? 0) + 1
    }
}

extension SiteModel {
    /// The note under the name of a filed period's page.
    func filed(_ page: inout Page, _ period: Period) {
        guard let note = noted.first(where: { $0.period == period }) else { return }
        let day = String(note.at.prefix(10))
        page += text.say(
            "<p class=\"notice\"><b>已备案</b> 第\(note.number)号\(revision(note.revision))，\(note.by)，\(day)。此后的变动不改本页，另列更正单，见首页。</p>\n",
            "<p class=\"notice\"><b>Filed</b> no. \(note.number)\(revision(note.revision)) by \(note.by) on \(day). What changes later does not change this page; the start page names correction sheets.</p>\n"
        )
    }

    /// Behind a number: which revision it is, unless the first.
    func revision(_ number: Int) -> String {
        number > 1 ? text.say("（第\(number)版）", " (revision \(number))") : ""
    }
}

/// The register of filings, and what would now come out differently in filed periods: a section of the start page.
struct FilingsSection {
    let site: SiteModel
    let chain: SealChain

    private var text: PageText { site.text }
    private var sheets: [CorrectionSheet] { site.report.filings.corrections.filter { $0.period != site.correcting } }

    func write(_ page: inout Page) {
        guard !chain.isEmpty else { return }
        page += """
            <section aria-labelledby="filings">
            <h2 id="filings">\(text.say("备案", "Filed periods"))</h2>

            """
        for problem in chain.problems {
            page += "<p class=\"notice\"><b>\(text.say("封存有误", "Seals do not hold"))</b> \(problem.text(site.language))</p>\n"
        }
        let last = chain.links.last
        if let last {
            let day = String(last.seal.at.prefix(10))
            page += text.say(
                "<p class=\"lead\">共\(chain.links.count)号，最后一号为\(day)的第\(last.seal.number)号，校验码 <code>\(PageText.spaced(last.digest))</code>。<a href=\"filed/index.html\">备案登记簿</a></p>\n",
                "<p class=\"lead\">\(chain.links.count) seals; the last is no. \(last.seal.number) of \(day), digest <code>\(PageText.spaced(last.digest))</code>. <a href=\"filed/index.html\">Register of filings</a></p>\n"
            )
        }
        if sheets.isEmpty {
            page += "<p class=\"none\">\(text.say("没有待办的更正单。", "No correction is open."))</p>\n"
        } else {
            table(&page)
        }
        page += "</section>\n"
    }

    private func table(_ page: inout Page) {
        page += """
            <table class="list">
            <caption>\(text.say("更正单：备案之后，这些周期的结果有变，备案文件未动", "Correction sheets: what would now come out differently; the filed files are untouched"))</caption>
            <thead><tr><th scope="col">\(site.words.period)</th><th scope="col" class="r">\(text.say("涉及人数", "Affected"))</th>\
            <th scope="col">\(text.say("将撤销", "Would be revoked"))</th><th scope="col">\(text.say("将授予", "Would be granted"))</th></tr></thead>
            <tbody>

            """
        for sheet in sheets {
            let names = { (effect: CorrectionSheet.Effect) in
                sheet.changes.filter { $0.effect == effect }.map { "\($0.name) \($0.item)" }.joined(separator: text.say("、", ", "))
            }
            page += """
                <tr><th scope="row"><a href="\(sheet.folder)/index.html">\(text.label(sheet.period))</a></th><td class="r">\(sheet.memberCount)</td>\
                <td>\(names(.revoked))</td><td>\(names(.granted))</td></tr>

                """
        }
        page += """
            </tbody>
            </table>

            """
    }
}

/// All seals, the last one first.
struct RegisterPage {
    let site: SiteModel
    let chain: SealChain

    private var text: PageText { site.text }

    func write(_ page: inout Page) {
        let title = text.say("备案登记簿", "Register of filings")
        site.head(
            &page, title: "\(title) - \(site.pack.scheme.organisation[site.language])",
            way: [Crumb(href: "../index.html", text: text.say("首页", "Start"))], here: title)
        page += """
            <h1>\(title)</h1>
            <p class="sub">\(text.say("每一号记有文件的校验码和上一号的校验码，改动一个字节即可查出（gridscore verify）。", "Each seal holds the digests of its files and of the seal before; a changed byte is found by gridscore verify."))</p>
            <section>
            <table class="list">
            <caption class="vh">\(title)</caption>
            <thead><tr><th scope="col" class="r">\(text.say("号", "No."))</th><th scope="col">\(site.words.period)</th>\
            <th scope="col">\(text.say("事项", "Act"))</th><th scope="col">\(text.say("经办", "By"))</th><th scope="col">\(text.say("时间", "When"))</th>\
            <th scope="col">\(text.say("说明", "Note"))</th><th scope="col">\(text.say("校验码", "Digest"))</th></tr></thead>
            <tbody>

            """
        for link in chain.links.reversed() { row(&page, link) }
        page += """
            </tbody>
            </table>
            </section>

            """
        site.foot(&page)
    }

    private func row(_ page: inout Page, _ link: SealChain.Link) {
        let seal = link.seal
        let label = Period(seal.period).map { text.label($0) } ?? seal.period
        let act =
            switch seal.action {
            case .file: text.say("备案", "filed")
            case .correct: text.say("更正备案，第\(seal.revision)版", "corrected, revision \(seal.revision)")
            case .unfile: text.say("撤销备案\(site.revision(seal.revision))", "taken back\(site.revision(seal.revision))")
            }
        let accepted = seal.accepted.isEmpty ? "" : text.say("（未决事项照准：\(seal.accepted)）", " (accepted as pending: \(seal.accepted))")
        let when = String(seal.at.prefix(16).map { $0 == "T" ? " " : $0 })
        page += """
            <tr><td class="r">\(seal.number)</td><th scope="row">
            """
        if seal.action == .unfile { page += "\(label)" } else { page += "<a href=\"\(seal.name)/scores.csv\">\(label)</a>" }
        page += """
            </th><td>\(act)</td><td>\(seal.by)</td><td class="nw">\(when)</td><td>\(seal.note)\(accepted)</td>\
            <td><code>\(PageText.spaced(String(link.digest.prefix(16))))</code></td></tr>

            """
    }
}

/// A correction sheet for people.
struct CorrectionPage {
    let site: SiteModel
    let sheet: CorrectionSheet

    private var text: PageText { site.text }
    private var words: PageWords { site.words }

    func write(_ page: inout Page) {
        let title = text.say("更正单", "Correction sheet")
        let label = text.label(sheet.period)
        let seal = sheet.filing.seal
        site.head(
            &page, title: "\(title) \(label) - \(site.pack.scheme.organisation[site.language])",
            way: [Crumb(href: "../../index.html", text: text.say("首页", "Start"))], here: "\(title) \(label)")
        page += """
            <h1>\(title) <small>\(label)</small></h1>
            <p class="sub">\(words.asOf) \(html: site.asOf)</p>

            """
        page += text.say(
            "<p class=\"notice\"><b>备案文件未动</b> \(label)已由\(seal.by)于\(String(seal.at.prefix(10)))备案（第\(seal.number)号\(site.revision(seal.revision))）。本单列出照现有记录会有的变动，登记更正前不生效。</p>\n",
            "<p class=\"notice\"><b>The filed files are untouched</b> \(label) was filed by \(seal.by) on \(String(seal.at.prefix(10))) (no. \(seal.number)\(site.revision(seal.revision))). This sheet tells what would now come out differently; nothing takes effect until a correction is filed.</p>\n"
        )
        changes(&page)
        causes(&page)
        files(&page)
        site.foot(&page)
    }

    private func changes(_ page: inout Page) {
        page += """
            <section aria-labelledby="changes">
            <h2 id="changes">\(text.say("变动", "What would change"))</h2>
            <table class="list">
            <caption>\(text.say("涉及\(sheet.memberCount)人", "\(sheet.memberCount) members affected"))</caption>
            <thead><tr><th scope="col">\(words.department)</th><th scope="col">\(site.pack.scheme.subject[site.language])</th>\
            <th scope="col">\(Word.item[site.language])</th><th scope="col" class="r">\(Word.filed[site.language])</th>\
            <th scope="col" class="r">\(Word.now[site.language])</th><th scope="col">\(Word.effect[site.language])</th></tr></thead>
            <tbody>

            """
        for change in sheet.changes.prefix(Self.longest) {
            page += """
                <tr><td>\(site.groupName(change.group))</td><th scope="row">\(change.name) <small>\(change.id)</small></th><td>\(change.item)</td>\
                <td class="r" data-l="\(Word.filed[site.language])">\(change.filed)</td>\
                <td class="r" data-l="\(Word.now[site.language])"><b>\(change.now)</b></td><td>\(change.effect.text(site.language))</td></tr>

                """
        }
        page += """
            </tbody>
            </table>

            """
        more(&page, sheet.changes.count, "changes.csv")
        page += "</section>\n"
    }

    private func causes(_ page: inout Page) {
        page += """
            <section aria-labelledby="causes">
            <h2 id="causes">\(text.say("原因", "What causes it"))</h2>
            <table class="list">
            <caption class="vh">\(text.say("原因", "What causes it"))</caption>
            <thead><tr><th scope="col">\(site.pack.scheme.subject[site.language])</th><th scope="col">\(Word.change[site.language])</th>\
            <th scope="col">\(words.clause)</th><th scope="col">\(Word.wording[site.language])</th>\
            <th scope="col" class="r">\(Word.filed[site.language])</th><th scope="col" class="r">\(Word.now[site.language])</th>\
            <th scope="col">\(words.record)</th></tr></thead>
            <tbody>

            """
        for cause in sheet.causes.prefix(Self.longest) {
            let source = cause.file.isEmpty ? "" : "\(cause.file):\(cause.line)"
            page += """
                <tr><th scope="row">\(cause.name) <small>\(cause.id)</small></th><td>\(cause.change.word[site.language])</td>\
                <td class="nw">\(cause.clause)</td><td>\(cause.wording)</td><td class="r" data-l="\(Word.filed[site.language])">\(cause.filed)</td>\
                <td class="r" data-l="\(Word.now[site.language])"><b>\(cause.now)</b></td>\
                <td>\(cause.kind) \(cause.recordId) <span class="src">\(source)</span></td></tr>

                """
        }
        page += """
            </tbody>
            </table>

            """
        more(&page, sheet.causes.count, "causes.csv")
        if !sheet.otherCauses.isEmpty {
            page += "<ul>\n"
            for (_, file, message) in sheet.otherCauses.prefix(Self.longest) { page += "<li><b>\(file)</b> \(message)</li>\n" }
            page += "</ul>\n"
        }
        page += "</section>\n"
    }

    /// A page must open: the rest is in the table.
    private static let longest = 500

    private func more(_ page: inout Page, _ count: Int, _ file: String) {
        guard count > Self.longest else { return }
        page += """
            <p class="none">\(text.say("另有\(count - Self.longest)条，见", "\(count - Self.longest) more, see")) <a href="\(file)">\(file)</a></p>

            """
    }

    private func files(_ page: inout Page) {
        page += """
            <section aria-labelledby="files" class="files">
            <h2 id="files">\(words.filesTitle)</h2>
            <ul>
            <li><a href="changes.csv">changes.csv</a> <span>\(text.say("变动", "changes"))</span></li>
            <li><a href="causes.csv">causes.csv</a> <span>\(text.say("原因", "causes"))</span></li>

            """
        for plan in sheet.proposed { page += "<li><a href=\"\(plan.name)\">\(plan.name)</a> <span>\(text.say("更正后", "as corrected"))</span></li>\n" }
        page += """
            </ul>
            </section>

            """
    }
}

extension PageText {
    /// A digest in groups of eight.
    static func spaced(_ digest: String) -> String {
        var text = ""
        for (index, digit) in digest.unicodeScalars.enumerated() {
            if index > 0, index % 8 == 0 { text += " " }
            text.unicodeScalars.append(digit)
        }
        return text
    }
}
