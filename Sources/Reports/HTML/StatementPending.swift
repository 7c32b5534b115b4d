import GridModel
import RulePacks
import Scoring

/// What is pending for a member, and what the score would be with it.
struct StatementPending {
    let model: StatementModel
    let view: PeriodView
    let index: Int
    let level: Int

    private var site: SiteModel { model.site }
    private var text: PageText { site.text }
    private var words: PageWords { site.words }
    private var result: MemberResult { view.result.members[index] }

    /// A pending record, and the month it would count in.
    private struct Item {
        let pending: Pending
        /// The month; the current one where it is that of the act. Nil if the member has no score in it.
        let month: PeriodView?
        /// Whether the month is that of the act.
        let isOpen: Bool
    }

    func write(_ page: inout Page) {
        let items = model.records.pending(of: result.member, in: view.period).map { item($0) }
        page += """
            \(html: HTML(ready: Array("<h\(level)>".utf8)))\(words.pendingSection) <span class="n">\(items.isEmpty ? words.none : "\(items.count)")</span>\
            \(html: HTML(ready: Array("</h\(level)>".utf8)))

            """
        guard !items.isEmpty else { return }
        page.beginList(
            "\(words.pendingSection)",
            [
                .text(words.record), .text(words.waitsFor), .text(words.wouldPost), site.pack.isScored ? .text(words.countsIn) : nil,
                site.pack.isScored ? .text(words.scoreThen) : nil,
            ])
        for item in items { row(&page, item) }
        page.endList()
        if site.pack.isScored, items.count > 1 || view.period.kind != .month { together(&page, items) }
    }

    private func item(_ pending: Pending) -> Item {
        // What counts in the month of the act counts in the current one, if it is done in it.
        let current = site.periods.last { $0.period.kind == .month }
        let month = pending.month ?? current?.period.firstMonth
        let view = month.flatMap { site.view(.month($0)) }.flatMap { $0.place(of: pending.member) == nil ? nil : $0 }
        return Item(pending: pending, month: view, isOpen: pending.month == nil)
    }

    private func row(_ page: inout Page, _ item: Item) {
        let origin = site.report.origin(item.pending.record)
        let fact = site.pack.facts[item.pending.fact]
        page += """
            <tr><th scope="row">\(site.report.kindName(origin.kind)) \(origin.id)<br><small>\(item.pending.day) \
            <span class="src">\(site.report.source(origin))</span></small></th><td data-l="\(words.waitsFor)">\(site.need(item.pending))</td>\
            <td data-l="\(words.wouldPost)">\(html: site.wouldDo(item.pending))
            """
        for mark in fact.marks where mark.condition.tests.isEmpty {
            page += "<br>\(site.markName(site.pack.marks[mark.mark], (item.month ?? view).period.year))"
        }
        if !site.pack.isScored { return page.raw("</td></tr>\n") }
        page += "</td><td data-l=\"\(words.countsIn)\">"
        if item.isOpen { page += text.say("认定当月", "the month of the act") } else { page += "\(item.month?.label ?? "—")" }
        if let month = item.month, isFiled(month), !item.isOpen { page += "<br><small>\(text.say("已备案，须更正", "filed: needs a correction"))</small>" }
        page += "</td><td data-l=\"\(words.scoreThen)\">"
        if let month = item.month { outcome(&page, month, [item]) } else { page.raw("—") }
        page += "</td></tr>\n"
    }

    private func isFiled(_ month: PeriodView) -> Bool { site.noted.contains { $0.period == month.period } }

    /// What the score of a month would be, and places in rankings.
    private func outcome(_ page: inout Page, _ month: PeriodView, _ items: [Item]) {
        guard let outcome = outcome(month, items) else { return page.text(words.knownLater) }
        if items.contains(where: \.isOpen) {
            page += "<small>\(text.say("若在\(month.label)", "if in \(month.label)"))</small> "
        } else if month.period != view.period {
            page += "<small>\(month.label)</small> "
        }
        page += "<span class=\"nw\">\(points: outcome.before) → <b>\(points: outcome.after)</b></span>"
        for place in outcome.places {
            let category = site.pack.rankings[place.ranking].category[site.language]
            page +=
                "<br><small>\(text.say("\(category)第\(place.before)名 → 第\(place.after)名", "\(category): rank \(place.before) → \(place.after)"))</small>"
        }
    }

    private func outcome(_ month: PeriodView, _ items: [Item]) -> PendingEffect.Outcome? {
        guard let place = month.place(of: result.member) else { return nil }
        let (own, month) = (month.result.members[place], month.period.firstMonth)
        let effect = PendingEffect(site.pack, model.standings, model.open, model.fields(of: month, group: own.group))
        return effect.outcome(of: items.map(\.pending), own, in: month, days: model.days(of: own.member, in: month), asOf: site.book.asOf)
    }

    /// What would come of all of it.
    private func together(_ page: inout Page, _ items: [Item]) {
        var parts: [HTML] = []
        var sums = model.sums(of: view.period)
        var isKnown = true
        for month in site.periods where month.period.kind == .month {
            let own = items.filter { $0.month?.period == month.period }
            if own.isEmpty { continue }
            guard let outcome = outcome(month, own) else {
                parts.append("\(month.label) \(words.knownLater)")
                if view.period.contains(month.period.firstMonth) { isKnown = false }
                continue
            }
            parts.append("\(month.label) \(points: outcome.before) → <b>\(points: outcome.after)</b>")
            guard view.period.contains(month.period.firstMonth) else { continue }
            sums.add(outcome.after - outcome.before, to: result.member, in: month.period.firstMonth)
        }
        guard !parts.isEmpty else { return }
        page += "<p>\(text.say("全部办妥后：", "With all of it done: "))"
        for (index, part) in parts.enumerated() { page += "\(index > 0 ? text.say("；", "; ") : "")\(html: part)" }
        let own = sums[result.member]
        if isKnown, view.period.kind != .month, own.points != model.sums(of: view.period)[result.member].points {
            let average = model.standings.value(own.points, own.months, view.period)
            page += "\(text.say("；", "; "))\(words.average) \(average: result.value) → <b>\(average: average)</b>"
        }
        page += text.say("。</p>\n", ".</p>\n")
    }
}
