import GridModel
import RulePacks
import Scoring

/// The places of a member in the rankings of a month, and by how much they were missed.
struct StatementRankings {
    let model: StatementModel
    let month: PeriodView
    let own: MemberResult
    /// Whether it is said what they are.
    let hasLead: Bool
    let level: Int

    private var site: SiteModel { model.site }
    private var text: PageText { site.text }
    private var words: PageWords { site.words }

    func write(_ page: inout Page) {
        guard let counts = own.breakdown?.counts, !counts.isEmpty else { return }
        let fields = model.fields(of: month.period.firstMonth, group: own.group)
        model.heading(&page, level, words.rankingsOfMonth)
        if hasLead { page += "<p class=\"lead\">\(words.rankingsLead)</p>\n" }
        page.beginList(
            "\(words.rankingsOfMonth) \(month.label)",
            [
                .text(words.category), .number(words.count), .number(words.rank), .number(words.won), .text(words.placeAbove),
                .text(words.toDrawLevel), .text(words.lastWinning), .text(words.toHaveWon),
            ])
        let days = model.days(of: own.member, in: month.period.firstMonth)
        for (ranking, count) in counts.enumerated() {
            let standing = fields[ranking].standing(count, days: days)
            page += """
                <tr><th scope="row">\(site.pack.rankings[ranking].category[site.language])</th><td class="r" data-l="\(words.count)">\(count.count)</td>\
                <td class="r" data-l="\(words.rank)">\(count.rank) <small>/ \(standing.size)</small></td>\
                <td class="r" data-l="\(words.won)">\(signed: count.points)</td>\
                <td data-l="\(words.placeAbove)">\(html: place(standing.above))</td>\
                <td data-l="\(words.toDrawLevel)">\(html: better(standing.next, standing.own))</td>\
                <td data-l="\(words.lastWinning)">\(html: place(standing.lastWinner))</td>\
                <td data-l="\(words.toHaveWon)">\(html: better(standing.toWin, standing.own))</td></tr>

                """
        }
        page.endList()
    }

    private func place(_ place: RankingGaps.Place?) -> HTML {
        guard let place else { return "—" }
        return text.say("\(place.count) <small>第\(place.rank)名</small>", "\(place.count) <small>rank \(place.rank)</small>")
    }

    /// How many more, and what it would win where that is more than was won.
    private func better(_ better: RankingGaps.Better?, _ own: RankingGaps.Place) -> HTML {
        guard let better else { return "—" }
        if better.points == own.points { return "\(better.more)" }
        return "\(better.more) <small>\(text.say("加\(better.points)分", "wins \(better.points)"))</small>"
    }
}
