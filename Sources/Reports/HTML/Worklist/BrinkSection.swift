import GridModel
import RulePacks
import Scoring

/// Who would fall below a line by one more posting, and by which rules.
struct BrinkSection {
    private let lists: Worklists
    private let group: Int
    private let brinks: [Brink]
    /// The points of the heaviest rules that are in force, if there are lighter ones.
    private let heaviest: Points?

    init(lists: Worklists, group: Int) {
        (self.lists, self.group, brinks) = (lists, group, lists.brinks(group))
        let site = lists.site
        let rules = site.pack.rules.filter { $0.points < .zero && $0.effective.contains(site.book.asOf) }
        let points = rules.flatMap { [$0.points, $0.range?.lowerBound ?? $0.points] }
        heaviest = points.min().flatMap { least in points.contains { $0 > least } ? least : nil }
    }

    /// Members that a table lists.
    private static let most = 20

    private var site: SiteModel { lists.site }
    private var text: PageText { site.text }
    private var words: PageWords { site.words }

    var touched: Set<Setting> { Set(brinks.map { .list($0.list) }) }

    /// How many there are in the newest month, without those whom only the heaviest event would bring there.
    var count: Int { Set(brinks.lazy.filter { $0.period.kind == .month && !needsHeaviest($0) }.map(\.result)).count }

    func tile(_ page: inout Page) {
        page += """
            <div class="\(html: site.quiet(count))"><dt><a href="#brink">\(words.brinkShort) \(points: site.pack.scoring.below)</a></dt><dd>\(count)</dd></div>

            """
    }

    func write(_ page: inout Page) {
        page += """
            <section aria-labelledby="brink">
            <h2 id="brink">\(words.brinkTitle) \(points: site.pack.scoring.below) \(words.pointsUnit)</h2>

            """
        if brinks.isEmpty { page += "<p class=\"none\">\(words.none)</p>\n" }
        var start = 0
        while start < brinks.count {
            var end = start + 1
            while end < brinks.count, brinks[end].period == brinks[start].period, brinks[end].list == brinks[start].list { end += 1 }
            table(&page, brinks[start..<end])
            start = end
        }
        page += "</section>\n"
    }

    private func lightest(_ brink: Brink) -> Points { brink.points[0] }
    private func needsHeaviest(_ brink: Brink) -> Bool { heaviest == lightest(brink) }

    private func table(_ page: inout Page, _ brinks: ArraySlice<Brink>) {
        let view = site.view(brinks.first!.period)!
        let list = site.pack.lists[brinks.first!.list]
        let scoreWord = site.scoreWord(view)
        let near = brinks.filter { !needsHeaviest($0) }
        let title = (list.files[view.period.kind]?.title ?? list.title)[site.language]
        page += "<h3>\(view.label) <small>\(title)</small></h3>\n"
        if !near.isEmpty {
            page.beginList(
                "\(view.label) \(title)",
                [.text(site.pack.scheme.subject[site.language]), .number(scoreWord), .text(words.lightest), .text(words.commonest)])
            for brink in near.prefix(Self.most) { row(&page, brink, view, scoreWord) }
            page.endList()
        }
        rest(&page, near.dropFirst(Self.most) + brinks.filter { needsHeaviest($0) }, isFirst: near.isEmpty)
    }

    private func row(_ page: inout Page, _ brink: Brink, _ view: PeriodView, _ scoreWord: String) {
        let member = view.result.members[brink.result]
        let counts = lists.hints.ruleCounts[group]
        let light = brink.rules.indices.filter { brink.points[$0] == lightest(brink) }
        // Of equally light ones the one that is met most often.
        let first = light.max { counts[brink.rules[$0]] < counts[brink.rules[$1]] } ?? 0
        let common = brink.rules.indices.filter { counts[brink.rules[$0]] > 0 }.max { counts[brink.rules[$0]] < counts[brink.rules[$1]] }
        var easiest = rule(brink, first)
        if light.count > 1 { easiest += " <small>\(text.say("等\(light.count)款", "or another of \(light.count)"))</small>" }
        let commonest: HTML =
            common.map {
                let count = counts[brink.rules[$0]]
                return "\(html: rule(brink, $0)) <small>\(text.say("本\(words.group)\(count)次", "\(count) in the \(words.group)"))</small>"
            } ?? "—"
        page += """
            <tr><th scope="row">\(html: site.memberHead(member.member, name: member.row.name))</th>\
            <td class="r" data-l="\(scoreWord)"><b>\(value: member)</b></td><td data-l="\(words.lightest)">\(html: easiest)</td>\
            <td data-l="\(words.commonest)">\(html: commonest)</td></tr>

            """
    }

    /// A rule with its points; where a person sets them, with those that would do it.
    private func rule(_ brink: Brink, _ index: Int) -> HTML {
        let (rule, enough) = (site.pack.rules[brink.rules[index]], brink.points[index])
        var points: HTML = "\(signed: enough)"
        if let least = rule.range?.lowerBound, least < enough { points = "\(signed: least)…\(signed: enough)" }
        return "\(rule.wording[site.language]) <span class=\"nw\">\(html: points)</span>"
    }

    /// Those that are not listed, by what the lightest event would cost.
    private func rest(_ page: inout Page, _ brinks: [Brink], isFirst: Bool) {
        var counts: [(points: Points, rule: Int, number: Int)] = []
        for brink in brinks {
            let points = lightest(brink)
            if let place = counts.firstIndex(where: { $0.points == points }) {
                counts[place].number += 1
            } else {
                counts.append((points, brink.rules[0], 1))
            }
        }
        for (points, rule, number) in counts.sorted(by: { $0.points > $1.points }) {
            let wording = site.pack.rules[rule].wording[site.language]
            page += text.say(
                "<p class=\"none\">\(isFirst ? "" : "另有")\(number)\(words.counter)要一次\(signed: points)分（如：\(wording)）才会低于线。</p>\n",
                "<p class=\"none\">\(number)\(isFirst ? "" : " more") would fall below only by one event of \(signed: points), such as: \(wording).</p>\n"
            )
        }
    }
}
