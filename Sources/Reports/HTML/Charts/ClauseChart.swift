import GridModel
import RulePacks
import Scoring

/// What the clauses have taken and given, month by month: a small drawing for all of them and one for each, side by side.
///
/// Deductions hang from a line, bonuses stand on it: neither colour nor sign is needed to tell them apart.
struct ClauseChart {
    private let text: PageText
    private let sums: ClauseSums
    private let words: PageWords
    private let period: Period
    private let group: Int?
    /// The months of the period; of a month, its year's up to it.
    private let months: [Month]
    private let names: Pieces

    init(_ site: SiteModel, _ view: PeriodView, group: Int?) {
        (text, sums, words, period) = (site.text, site.clauseSums, site.words, view.period)
        self.group = group
        let shown = period.kind == .month ? .year(period.year) : period
        months = site.scoredMonths.filter { [period] in shown.contains($0) && $0 <= period.lastMonth }
        names = Pieces(texts: months.count) { [months] in site.text.shortMonth(months[$0]) }
    }

    /// A drawing: what each month has taken and given.
    private struct Panel {
        var minus: [Points]
        var plus: [Points]
        /// Index of its clause; nil for all of them.
        var clause: Int?
        var isDeduction = false
    }

    func write(_ page: inout Page) {
        page += """
            <section aria-labelledby="clauses">
            <h2 id="clauses">\(text.say("各条款扣分与加分", "Deductions and bonuses by clause"))</h2>

            """
        let panels = panels
        if panels.isEmpty {
            page += "<p class=\"none\">\(words.none)</p>\n</section>\n"
            return
        }
        page += """
            <p class="lead">\(html: lead)</p>
            <div class="panels\(html: months.count > 4 ? " many" : "")\(html: isWide(panels) ? " wide" : "")">

            """
        let deductions = scale(panels.flatMap { $0.clause == nil ? [] : $0.minus })
        let bonuses = scale(panels.flatMap { $0.clause == nil ? [] : $0.plus })
        for panel in panels {
            write(&page, panel, panel.clause == nil ? scale(panel.minus + panel.plus) : panel.isDeduction ? deductions : bonuses)
        }
        page += "</div>\n</section>\n"
    }

    private func scale(_ points: [Points]) -> ChartScale { ChartScale(0, points.map { abs($0.hundredths) }.max() ?? 0) }

    private var lead: HTML {
        let isMonth = period.kind == .month
        let total = text.say(
            isMonth ? "右上角为本月" : "右上角为本期合计", isMonth ? "The figure in the corner is this month's." : "The figure in the corner is the sum.")
        let whose = group == nil ? "" : text.say("，按当月在本\(words.group)的人员计", " of those in the \(words.group) then")
        return text.say(
            "\(isMonth ? "本年" : "")各月分值之和，不含基础分和保底调整\(whose)；\(total)。扣分各图比例相同，加分各图比例相同；没有发生的条款不列。",
            "Sums of points by month\(whose), without base and floor. \(total) Deductions share one scale, bonuses another; clauses that posted nothing are left out."
        )
    }

    /// All clauses together, then each that has posted.
    private var panels: [Panel] {
        let none = [Points](repeating: .zero, count: months.count)
        var all = Panel(minus: none, plus: none)
        var panels: [Panel] = []
        for (index, clause) in sums.clauses.enumerated() {
            let values = months.map { sums.sum(index, $0, group) }
            if values.allSatisfy({ $0 == .zero }) { continue }
            var panel = Panel(minus: none, plus: none, clause: index, isDeduction: clause.isDeduction)
            if clause.isDeduction { panel.minus = values } else { panel.plus = values }
            for month in months.indices {
                if clause.isDeduction { all.minus[month] += values[month] } else { all.plus[month] += values[month] }
            }
            panels.append(panel)
        }
        return panels.isEmpty ? [] : [all] + panels
    }

    /// Whether a number may be wider than its bar's share of a narrow page.
    private func isWide(_ panels: [Panel]) -> Bool {
        months.count > 4 && panels.contains { ($0.minus + $0.plus).contains { $0.description.utf8.count > 4 } }
    }

    // MARK: A drawing

    /// How high bars grow at most, and what stands above and below them: a number each, and the months.
    private static let (reach, number, names) = (48, 17, 18)

    private func write(_ page: inout Page, _ panel: Panel, _ scale: ChartScale) {
        let hasPlus = panel.clause == nil || !panel.isDeduction
        let hasMinus = panel.clause == nil || panel.isDeduction
        // No higher than its own bars.
        func room(_ points: [Points]) -> Int { (points.map { scale.length($0, of: Self.reach) }.max() ?? 0) + Self.number }
        let foot = hasPlus ? room(panel.plus) : Self.names
        let height = foot + (hasMinus ? room(panel.minus) : 0) + (hasPlus ? Self.names : 0)
        page.raw("<figure><figcaption>")
        caption(&page, panel)
        page.raw("</figcaption>\n<svg role=\"img\" width=\"100%\" height=\"")
        page.number(height)
        page.raw("\"><title>")
        description(&page, panel)
        page.raw("</title>\n")
        for index in months.indices {
            let place = (Double(index) + 0.5) / Double(months.count) * 100
            if hasPlus { bar(&page, "<line class=\"plus\" x1=\"", place, panel.plus[index], scale, foot, up: true) }
            if hasMinus { bar(&page, "<line class=\"minus\" x1=\"", place, panel.minus[index], scale, foot, up: false) }
            page.at(period == .month(months[index]) ? "<text class=\"m lim\" x=\"" : "<text class=\"m\" x=\"", place)
            page.raw(" y=\"")
            page.number(hasPlus ? height - 4 : 11)
            page.raw("\" text-anchor=\"middle\">")
            page.put(names, index)
            page.raw("</text>\n")
        }
        page.raw("<line class=\"foot\" x1=\"0%\" x2=\"100%\" y1=\"")
        page.number(foot)
        page.raw("\" y2=\"")
        page.number(foot)
        page.raw("\"/></svg></figure>\n")
    }

    private func bar(
        _ page: inout Page, _ start: StaticString, _ place: Double, _ points: Points, _ scale: ChartScale, _ foot: Int, up: Bool
    ) {
        let length = scale.length(points, of: Self.reach)
        if length > 0 {
            page.at(start, place)
            page.at(" x2=\"", place)
            page.raw(" y1=\"")
            page.number(foot)
            page.raw("\" y2=\"")
            page.number(up ? foot - length : foot + length)
            page.raw("\"/>")
        }
        page.at(points == .zero ? "<text class=\"nil\" x=\"" : "<text class=\"n\" x=\"", place)
        page.raw(" y=\"")
        page.number(up ? foot - length - 5 : foot + length + 13)
        page.raw("\" text-anchor=\"middle\">")
        page.signed(points)
        page.raw("</text>")
    }

    /// The clause, what it is for, and what it comes to.
    private func caption(_ page: inout Page, _ panel: Panel) {
        guard let index = panel.clause else {
            page += """
                <b>\(text.say("合计", "All"))</b> <span class="sum">\(text.say("扣分", "deductions")) <b>\(signed: sum(panel.minus))</b>\
                \(text.say("，", ", "))\(text.say("加分", "bonuses")) <b>\(signed: sum(panel.plus))</b></span>
                """
            return
        }
        page.raw("<b>")
        page.put(sums.names, index)
        page.raw("</b> <span>")
        page.put(sums.wordings, index)
        page.raw("</span> <b class=\"sum\">")
        page.signed(sum(panel.isDeduction ? panel.minus : panel.plus))
        page.raw("</b>")
    }

    /// Of the period: a month's drawing shows others beside it.
    private func sum(_ points: [Points]) -> Points {
        period.kind == .month ? points.last ?? .zero : points.reduce(.zero, +)
    }

    /// The drawing in words.
    private func description(_ page: inout Page, _ panel: Panel) {
        let isChinese = text.language == .chinese
        if let index = panel.clause { page.put(sums.names, index) } else { page.text(text.say("合计", "All")) }
        for index in months.indices {
            if index == 0 { page.raw(isChinese ? "：" : ": ") } else { page.raw(isChinese ? "；" : "; ") }
            page.put(names, index)
            page.raw(" ")
            if panel.clause == nil || panel.isDeduction { page.signed(panel.minus[index]) }
            if panel.clause == nil { page.raw(isChinese ? "、" : ", ") }
            if panel.clause == nil || !panel.isDeduction { page.signed(panel.plus[index]) }
        }
    }
}
