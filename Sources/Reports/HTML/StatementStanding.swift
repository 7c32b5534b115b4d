import GridModel
import Intake
import RulePacks
import Scoring

/// Where a member stands with the lists and rights of a period: on them or not, and by how much or why not.
struct StatementStanding {
    let model: StatementModel
    let view: PeriodView
    let index: Int
    let level: Int

    private var site: SiteModel { model.site }
    private var text: PageText { site.text }
    private var result: MemberResult { view.result.members[index] }

    func write(_ page: inout Page) {
        let causes = model.records.causes(of: result.member, in: view.period, site.pack.marks)
        guard !view.result.lists.isEmpty || !causes.isEmpty else { return }
        page +=
            "\(html: HTML(ready: Array("<h\(level)>".utf8)))\(site.words.listsAndRights)\(html: HTML(ready: Array("</h\(level)>".utf8)))\n<ul class=\"plain\">\n"
        for list in view.result.lists {
            let definition = site.pack.lists[list.list]
            let title = definition.files[view.period.kind]?.title ?? definition.title
            let isOn = result.lists[list.list]
            page += """
                <li>\(title[site.language])\(text.say("：", ": "))<b>\(isOn ? site.words.listed : site.words.unlisted)</b>\
                \(text.say("，", ", "))\(reason(list, definition, isOn))</li>

                """
        }
        for cause in causes { self.cause(&page, cause) }
        for effect in site.book.decisions.effects {
            for mark in effect.marks where mark.member == result.member && isShown(mark) {
                let origin = site.report.origin(mark.record)
                page += """
                    <li>\(text.say("裁定\(effect.decision.id)已撤销：", "No longer, by decision \(effect.decision.id): "))\
                    \(site.markName(site.pack.marks[mark.mark], view.period.year))\(text.say("，", ", "))\(site.report.kindName(origin.kind)) \(origin.id)</li>

                    """
            }
        }
        page += "</ul>\n"
    }

    private func isShown(_ cause: MarkCause) -> Bool { view.period.shows(site.pack.marks[cause.mark], cause) }

    private func cause(_ page: inout Page, _ cause: MarkCause) {
        let origin = site.report.origin(cause.record)
        let clause = if case .rule(let rule) = site.pack.facts[cause.fact].user { " " + site.pack.rules[rule].clause } else { "" }
        page += """
            <li><b>\(site.markName(site.pack.marks[cause.mark], view.period.year))</b>\(clause)\(text.say("，", ", "))\(cause.day)\
            \(text.say("，", ", "))\(site.report.kindName(origin.kind)) \(origin.id) <span class="src">\(site.report.source(origin))</span></li>

            """
    }

    // MARK: Lists

    private func reason(_ list: ListResult, _ definition: AwardList, _ isOn: Bool) -> String {
        switch definition.selection {
        case .below(let line, let orEqual):
            let least = definition.files[view.period.kind]?.months ?? 0
            if result.months < least { return lack(.months(least)) }
            let gap = Points(hundredths: Int((result.value.rounded - line).hundredths.magnitude))
            if gap == .zero { return text.say("正好\(line)分", "exactly \(line)") }
            return result.value.isBelow(Average(line), orEqual: orEqual)
                ? text.say("比\(line)分少\(gap)分", "\(gap) below \(line)") : text.say("比\(line)分多\(gap)分", "\(gap) above \(line)")
        case .top(_, let within, let qualification):
            if isOn {
                let rank = list.entries.first { $0.result == index }?.rank ?? result.rank
                return text.say("第\(rank)名", "rank \(rank)")
            }
            let lack = view.result.members.withUnsafeBufferPointer {
                qualification.shortfall(
                    $0.baseAddress! + index, scoredMonths: view.result.scoredMonths, listed: definition.files[view.period.kind]?.months ?? 0)
            }
            if let lack { return self.lack(lack) }
            if list.ties.contains(where: { $0.results.contains(index) }) {
                return text.say("末位并列，超出名额，均不列入", "a tie across the last place: none of those who tie is on it")
            }
            return missed(list, definition.measure, within)
        case .streak(let of, let periods):
            let least = definition.files[view.period.kind]?.months ?? 0
            let done = view.period.row { period in
                guard let earlier = site.view(period), let place = earlier.place(of: result.member) else { return false }
                return earlier.result.members[place].lists[of]
            }
            if done >= periods, result.months < least { return lack(.months(least)) }
            return ListWords(site.pack, site.language).row(of, done, view.period.kind, needed: isOn ? nil : periods)
        }
    }

    private func lack(_ lack: Shortfall) -> String {
        switch lack {
        case .value(let least): text.say("不足\(least)分", "less than \(least)")
        case .everyMonth:
            text.say(
                "\(view.result.scoredMonths)个计分月中只有\(result.months)个月在岗", "active in \(result.months) of \(view.result.scoredMonths) scored months")
        case .months(let least): text.say("计分月数\(result.months)，至少\(least)", "\(result.months) scored months, at least \(least) are needed")
        case .right(let mark): site.markName(site.pack.marks[mark], view.period.year)
        }
    }

    /// What the last on the list has, and how much more.
    private func missed(_ list: ListResult, _ measure: AwardList.Measure, _ within: Field) -> String {
        let sums = model.sums(of: view.period)
        guard let own = sums.value(measure, of: result.member, average: result.value) else { return text.say("最后一个计分月没有得分", "no score in the last scored month") }
        let listed = list.entries.map { view.result.members[$0.result] }.filter { within == .all || $0.group == result.group }
        guard let last = listed.compactMap({ sums.value(measure, of: $0.member, average: $0.value) }).min() else { return text.say("无人入选", "nobody is on it") }
        let gap = last.rounded - own.rounded
        return text.say("末位入选者\(last)，差\(gap)分", "the last on it has \(last), \(gap) more")
    }
}
