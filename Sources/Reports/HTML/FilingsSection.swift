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
            let names = { (effect: ValueChange.Effect) in
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
