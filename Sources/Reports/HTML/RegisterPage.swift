import GridModel
import RulePacks

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

            """
        page.beginList(
            "\(title)",
            [
                .number(text.say("号", "No.")), .text(site.words.period), .text(text.say("事项", "Act")), .text(text.say("经办", "By")),
                .text(text.say("时间", "When")), .text(text.say("说明", "Note")), .text(text.say("校验码", "Digest")),
            ])
        for link in chain.links.reversed() { row(&page, link) }
        page.endList()
        page += "</section>\n"
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
        let reason = FreeText.masked(seal.accepted)
        let accepted = reason.isEmpty ? "" : text.say("（未决事项照准：\(reason)）", " (accepted as pending: \(reason))")
        let when = String(seal.at.prefix(16).map { $0 == "T" ? " " : $0 })
        page += """
            <tr><td class="r">\(seal.number)</td><th scope="row">
            """
        if seal.action == .unfile { page += "\(label)" } else { page += "<a href=\"\(seal.name)/\(site.pack.isScored ? "scores" : "measures").csv\">\(label)</a>" }
        page += """
            </th><td>\(act)</td><td>\(seal.by)</td><td class="nw">\(when)</td><td>\(FreeText.masked(seal.note))\(accepted)</td>\
            <td><code>\(PageText.spaced(String(link.digest.prefix(16))))</code></td></tr>

            """
    }
}
