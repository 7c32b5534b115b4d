import GridModel
import RulePacks
import Scoring

/// What somebody may decide in a period, with lines to be signed.
struct ProposalSection {
    let site: SiteModel
    let sheet: MeasureSheet
    /// The group whose page it is; nil for the whole company.
    let group: Int?

    private var words: PageWords { site.words }
    private var language: Language { site.language }

    private var items: [ProposedItem] {
        guard let group else { return sheet.proposals }
        return sheet.proposals.filter { sameBytes($0.group, site.book.groups[group]) }
    }

    func write(_ page: inout Page) {
        guard !site.pack.proposals.isEmpty else { return }
        let items = items
        page += """
            <section aria-labelledby="proposals">
            <h2 id="proposals">\(words.proposalsTitle) <span class="n">\(items.count)</span></h2>

            """
        if items.isEmpty {
            page += "<p class=\"none\">\(words.none)</p>\n</section>\n"
            return
        }
        page += "<p class=\"lead\">\(words.proposalsLead)</p>\n"
        page.beginList(
            "\(words.proposalsTitle)", style: "proposed",
            [
                .text(site.pack.scheme.subject[language]), group == nil ? .text(words.department) : nil, .text(words.proposal), .text(words.cause),
                .text(words.decided), .text(words.signedBy), .text(words.signedOn),
            ])
        for item in items.prefix(AttentionLists.most) { row(&page, item) }
        page.endList()
        let more = items.count - AttentionLists.most
        if more > 0 {
            page += "<p class=\"none\">\(site.text.say("另有\(more)条，见", "\(more) more: see")) <a href=\"proposals.csv\">proposals.csv</a></p>\n"
        }
        page += "</section>\n"
    }

    private func row(_ page: inout Page, _ item: ProposedItem) {
        page += "<tr><th scope=\"row\">\(item.name) <small>\(site.report.memberId(item.member))</small></th>"
        if group == nil { page += "<td data-l=\"\(words.department)\">\(site.groupName(item.group))</td>" }
        page += "<td data-l=\"\(words.proposal)\">\(html: site.proposal(item))</td><td data-l=\"\(words.cause)\">\(html: site.cause(item))</td>"
        for (word, isShort) in [(words.decided, false), (words.signedBy, true), (words.signedOn, true)] {
            page += "<td data-l=\"\(word)\"><span class=\"blank\(isShort ? " short" : "")\"></span></td>"
        }
        page += "</tr>\n"
    }
}

extension SiteModel {
    /// What is proposed, by which clause, how much may be decided and how much is proposed.
    func proposal(_ item: ProposedItem) -> HTML {
        let proposal = pack.proposals[item.proposal]
        var text: HTML = "\(proposal.wording[language]) <small>\(words.clause) \(proposal.clause)</small>"
        let range = report.range(of: proposal)
        if !range.isEmpty { text += "<br><small>\(words.range)</small> \(range)" }
        if let value = item.value {
            let unit = proposal.range?.unit[language] ?? ""
            text += "<br><small>\(words.proposedValue)</small> <b>\("\(value)")\(unit.isEmpty ? "" : " \(unit)")</b>"
        }
        return text
    }

    /// The list or the record that a proposal rests on.
    func cause(_ item: ProposedItem) -> HTML {
        if let list = item.list { return "\(words.onList(pack.lists[list].names[language]))" }
        guard let record = item.record else { return "" }
        let origin = report.origin(record)
        return "\(report.kindName(origin.kind)) \(origin.id)<br><span class=\"src\">\(report.source(origin))</span>"
    }
}
