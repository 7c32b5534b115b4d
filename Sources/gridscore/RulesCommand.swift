import ArgumentParser
import GridModel
import Reports
import RulePacks

/// `gridscore rules`: the rule pack as a table, or its examples put to the test.
struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Print the rule pack as a table; with --test run its examples; rules new writes the start of one.",
        subcommands: [RulesNewCommand.self])

    @OptionGroup var pack: SchemeOptions

    @Option(help: ArgumentHelp("Language: zh or en.", valueName: "zh|en"))
    var language = Language.chinese

    @Flag(help: "Run the pack's examples; end with 78 if one fails.")
    var test = false

    func run() async throws {
        try pack.check()
        let source: PackSource
        do throws(RulePackError) {
            source = try PackSource(path: pack.rules)
        } catch {
            throw RunFailure(error)
        }
        guard test else { return Log.output(RulesTable(pack: source.pack, language: language).text) }
        let runner = ExampleRunner(source: source)
        let (unusable, failures) = (runner.unusable(), try await runner.failures())
        for failure in unusable + failures { Log.error(failure.text) }
        let failed = Set(failures.map(\.name)).count
        Log.output("\(runner.count - failed) passed, \(failed) failed")
        if !unusable.isEmpty || !failures.isEmpty { throw RunFailure(.rules, []) }
    }
}

/// The pack as a person reads it.
struct RulesTable: Bilingual {
    let pack: RulePack
    let language: Language

    var text: String {
        let scheme = pack.scheme
        var parts = [
            say("\(scheme.title.chinese)（\(scheme.id)）", "\(scheme.title.english) (\(scheme.id))")
                + "  \(scheme.organisation[language])  \(scheme.regulation[language])",
            say("施行日 \(scheme.inForce)", "in force \(scheme.inForce)")
                + (pack.isScored ? say("  基础分 \(pack.scoring.base)", "  base \(pack.scoring.base)") : say("  不计分", "  no scores"))
                + (pack.scoring.floor.map { say("  最低 \($0)", "  floor \($0)") } ?? "")
                + (pack.scoring.cap.map { say("  最高 \($0)", "  cap \($0)") } ?? "") + (pack.calendar.map { working($0) } ?? ""),
            rules, rankings, lists, measures, proposals, register,
        ]
        if let notice = pack.notice { parts.insert(table(of: notice), at: 5) }
        if !pack.marks.isEmpty { parts.insert(marks, at: 4) }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private var measures: String {
        if pack.measures.isEmpty { return "" }
        var table = TextTable([say("指标", "measure"), say("条款", "clause"), say("算法", "sort"), say("目标", "target"), say("权重", "weight"), say("名称", "wording")])
        for measure in pack.measures {
            let targets = Period.Kind.allCases.compactMap { kind in measure.targets[kind].map { (kind, $0.text) } }
            let isOfAll = targets.count > pack.longerPeriods.count && Set(targets.map(\.1)).count == 1
            let target = isOfAll ? targets[0].1 : targets.map { "\(name($0)) \($1)" }.joined(separator: say("；", "; "))
            let sort = measure.sort.rawValue + (measure.change.map { " \(pack.measures[$0.of].id) \($0.against.rawValue)" } ?? "")
            table.add([measure.id, measure.clause, sort, target, measure.weight.map { "\($0)" } ?? "", measure.wording[language]])
        }
        return table.text
    }

    private var proposals: String {
        if pack.proposals.isEmpty { return "" }
        var table = TextTable([say("建议", "proposal"), say("条款", "clause"), say("内容", "wording")])
        for proposal in pack.proposals { table.add([proposal.id, proposal.clause, proposal.wording[language]]) }
        return table.text
    }

    private func range(_ days: ClosedRange<CivilDate>) -> String {
        days.upperBound.components.year >= 2100 ? "\(days.lowerBound) –" : "\(days.lowerBound) – \(days.upperBound)"
    }

    private func working(_ calendar: WorkCalendar) -> String {
        func clock(_ minute: Int) -> String { "\(padded(minute / 60, 2)):\(padded(minute % 60, 2))" }
        let hours = calendar.hours.map { "\(clock($0.lowerBound))–\(clock($0.upperBound))" }.joined(separator: say("、", ", "))
        let years = "\(calendar.years.lowerBound)–\(calendar.years.upperBound)"
        return "\n" + say("工作日历 \(calendar.id)（\(years)）  工作时间 \(hours)", "calendar \(calendar.id) (\(years))  hours of work \(hours)")
    }

    private func kinds(_ user: Fact.User) -> String {
        var seen: [Int] = []
        for fact in pack.facts where fact.user == user && !seen.contains(fact.kind) { seen.append(fact.kind) }
        return seen.map { pack.kinds[$0].names[language] }.joined(separator: say("、", ", "))
    }

    private var rules: String {
        if pack.rules.isEmpty { return "" }
        var table = TextTable(
            [say("规则", "rule"), say("条款", "clause"), say("分值", "points"), say("有效期", "effective"), say("取自", "takes"), say("事由", "wording")],
            numeric: [2])
        for (index, rule) in pack.rules.enumerated() {
            let limit = rule.atMost.map { say("（每月至多\($0)次）", " (at most \($0) a month)") } ?? ""
            table.add([rule.id, rule.clause, rule.shownPoints, range(rule.effective), kinds(.rule(index)), rule.wording[language] + limit])
        }
        return table.text
    }

    private var rankings: String {
        if pack.rankings.isEmpty { return "" }
        var table = TextTable([
            say("排名", "ranking"), say("条款", "clause"), say("加分", "points"), say("范围", "within"), say("取自", "takes"), say("事由", "wording"),
        ])
        for (index, ranking) in pack.rankings.enumerated() {
            let awards = ranking.awards.map(\.signed).joined(separator: " ")
            table.add([ranking.id, ranking.clause, awards, field(ranking), kinds(.ranking(index)), ranking.wording[language]])
        }
        return table.text
    }

    private func name(_ kind: Period.Kind) -> String {
        switch kind {
        case .month: say("每月", "month")
        case .quarter: say("每季", "quarter")
        case .halfYear: say("半年", "half-year")
        case .year: say("全年", "year")
        }
    }

    private func field(_ ranking: Ranking) -> String {
        var parts = [ranking.within == .group ? say(pack.groupWord(language), "group") : say(pack.scheme.all.chinese, "all")]
        if ranking.membersAtLeast > 1 { parts.append(say("满\(ranking.membersAtLeast)人", "from \(ranking.membersAtLeast) members on")) }
        switch ranking.ties {
        case .skip: break
        case .noSkip: parts.append(say("并列不跳名次", "ties skip no rank"))
        case .split: parts.append(say("并列平分", "ties divide the points"))
        }
        switch ranking.partMonth {
        case .full: break
        case .perDay: parts.append(say("按在岗日平均", "by day on duty"))
        case .leftOut: parts.append(say("只排整月在岗", "whole months only"))
        }
        return parts.joined(separator: say("，", ", "))
    }

    private var marks: String {
        var table = TextTable([say("附加处理", "mark"), say("期限", "scope"), say("说明", "meaning")])
        for mark in pack.marks {
            table.add([mark.names[language], scope(mark), mark.title[language]])
        }
        return table.text
    }

    private func scope(_ mark: Mark) -> String {
        var text =
            switch mark.scope {
            case .month: say("当月", "month")
            case .year: mark.reachesBack ? say("当年", "year") : say("当年其后", "rest of the year")
            case .twelveMonths: say("十二个月", "twelve months")
            }
        if !mark.whenInactive { text += say("，在岗时", ", while active") }
        if let cap = mark.cap { text += say("，得分至多 \(cap)", ", score at most \(cap)") }
        return text
    }

    private var lists: String {
        if pack.lists.isEmpty { return "" }
        var table = TextTable([say("名单", "list"), say("条款", "clause"), say("条件", "condition"), say("说明", "meaning")])
        for list in pack.lists {
            table.add([list.names[language], list.clause, condition(list), list.title[language]])
        }
        return table.text
    }

    private func condition(_ list: AwardList) -> String {
        switch list.selection {
        case .below(let points, let orEqual):
            return orEqual ? say("不高于 \(points)", "at or below \(points)") : say("低于 \(points)", "below \(points)")
        case .streak(let of, let periods): return ListWords(pack, language).streak(of, periods)
        case .top(let cut, let within, let qualification):
            var parts: [String]
            switch cut {
            case .rank(let rank):
                parts = [within == .group ? say("\(pack.groupWord(language))前 \(rank) 名", "rank \(rank) in the group") : say("\(pack.scheme.all.chinese)前 \(rank) 名", "rank \(rank) of all")]
            case .share(let share): parts = ListWords(pack, language).share(share, within)
            }
            switch list.measure {
            case .average: break
            case .sum: parts.append(say("按合计", "by the sum"))
            case .lastMonth: parts.append(say("按末月得分", "by the last month"))
            }
            if let least = qualification.atLeast { parts.append(say("不低于 \(least)", "at least \(least)")) }
            if qualification.everyMonth { parts.append(say("各计分月均在岗", "active in every scored month")) }
            if qualification.months > 1 { parts.append(say("计分满 \(qualification.months) 个月", "\(qualification.months) months")) }
            if let right = qualification.right { parts.append(pack.marks[right].names[language]) }
            return parts.joined(separator: say("，", ", "))
        }
    }

    private func table(of notice: NoticeSpec) -> String {
        var table = TextTable([say("公示", "notice"), say("姓名", "names"), say("编号", "ids"), say("全部得分", "all scores")])
        let lists = notice.lists.map { pack.lists[$0].names[language] }.joined(separator: say("、", ", "))
        table.add([lists, notice.names.rawValue, notice.ids.rawValue, notice.scores ? say("是", "yes") : say("否", "no")])
        return table.text
    }

    private var register: String {
        var table = TextTable([say("解释", "interpretation"), say("条款", "clause"), say("确认", "confirmed"), say("现行处理", "reading in force")])
        for entry in pack.register {
            let confirmed = entry.confirmation.map { "\($0.by) \($0.on)" } ?? say("未确认", "not yet")
            table.add([entry.id, entry.clause, confirmed, entry.readings[entry.inForce].text[language]])
        }
        let open = pack.unconfirmed.count
        return table.text + "\n" + say("解释共 \(pack.register.count) 项，未确认 \(open) 项", "\(pack.register.count) interpretations, \(open) not confirmed")
    }
}
