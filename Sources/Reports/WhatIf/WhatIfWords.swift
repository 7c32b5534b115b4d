import GridModel
import RulePacks

/// The words in which comparisons of rules are told, on pages and on the terminal.
struct WhatIfWords: Bilingual, Sendable {
    let language: Language

    var title: String { say("规则试算", "What if") }
    var openTitle: String { say("待确认解释逐项试算", "What if: every open question") }
    var notice: String {
        say("本页只是试算。已公布、已备案的结果都没有改动。", "This page only tries things. Nothing that is published or filed has changed.")
    }
    var noticeTag: String { say("试算", "What if") }
    var present: String { say("现行规则", "Rules that stand") }
    var tried: String { say("试用处理", "Reading tried") }
    var setting: String { say("设置", "Setting") }
    var question: String { say("规定未明确之处", "Where the regulation is silent") }
    var reading: String { say("现行处理", "Reading in force") }
    var members: String { say("得分有变", "Other scores") }
    var rising: String { say("上升", "Up") }
    var falling: String { say("下降", "Down") }
    var scores: String { say("月得分有变", "Monthly scores") }
    var greatest: String { say("最大变动", "Greatest change") }
    var lists: String { say("名单与资格", "Lists and rights") }
    var listsAndMeasures: String { say("名单、建议与指标", "Lists, proposals, measures") }
    var listsAndMore: String { say("名单、资格及其他", "Lists, rights and more") }
    var postings: String { say("分值变动", "Postings") }
    var caption: String { say("现行 → 试用，空白为不变", "As it is → as it would be; empty where it stays") }
    var ranksOnly: String { say("仅名次变动", "Other rank only") }
    var mean: String { say("月均分", "Mean of months") }
    var nothing: String { say("按现有记录，结果没有任何变化。", "With the logs as they are nothing would come out differently.") }
    var untried: String { say("无法试算的原因", "Why it cannot be tried") }

    func kind(_ kind: Period.Kind) -> String {
        switch kind {
        case .month: say("月度", "month")
        case .quarter: say("季度", "quarter")
        case .halfYear: say("半年度", "half-year")
        case .year: say("年度", "year")
        }
    }

    /// What becomes of lists and rights, a line each: `星级网格员 +2 −1`.
    func lists(_ counts: WhatIf.Counts, _ pack: RulePack) -> [String] {
        counts.lists.map { count in
            let list = pack.lists[count.list]
            let kind = list.files.count > 1 ? say("（\(kind(count.kind))）", " (\(kind(count.kind)))") : ""
            let added = count.added > 0 ? " +\(count.added)" : ""
            let removed = count.removed > 0 ? " \u{2212}\(count.removed)" : ""
            return list.names[language] + kind + added + removed
        }
            + counts.marks.map { mark, members in
                "\(pack.marks[mark].names[language]) " + say("\(members)\(pack.scheme.counter)", members == 1 ? "1 member" : "\(members) members")
            } + proposals(counts) + measures(counts)
    }

    /// What becomes of proposals, in a line.
    func proposals(_ counts: WhatIf.Counts) -> [String] {
        line(say("建议", "proposals"), [(counts.proposed, "+"), (counts.withdrawn, "\u{2212}"), (counts.amended, say("变更", "changed "))])
    }

    private func line(_ name: String, _ parts: [(Int, String)]) -> [String] {
        let parts = parts.filter { $0.0 > 0 }.map { "\($0.1)\($0.0)" }
        return parts.isEmpty ? [] : ["\(name) " + parts.joined(separator: " ")]
    }

    /// What becomes of measures, a line each.
    private func measures(_ counts: WhatIf.Counts) -> [String] {
        var lines = line(say("未达标", "targets missed"), [(counts.missed, "+"), (counts.reached, "\u{2212}")])
        if counts.measures > 0 { lines.append(say("指标值变动\(counts.measures)项", "\(counts.measures) measures with another value")) }
        if counts.cases > 0 { lines.append(say("指标记录变动\(counts.cases)条", "\(counts.cases) records behind measures")) }
        return lines
    }

    /// Points with a sign, the minus a true one.
    func signed(_ points: Points) -> String {
        points < .zero ? "\u{2212}" + points.signed.dropFirst() : points.signed
    }

    /// In one line what would change; empty if nothing would.
    func summary(_ whatIf: WhatIf, _ pack: RulePack) -> String {
        let counts = whatIf.counts
        var parts: [String] = []
        if counts.members > 0 {
            parts.append(
                say(
                    "得分有变\(counts.members)\(pack.scheme.counter)（上升\(counts.rising)，下降\(counts.falling)），月得分\(counts.scores)个，最大变动\(signed(counts.greatest))",
                    "\(counts.members) members with other scores (\(counts.rising) up, \(counts.falling) down), \(counts.scores) monthly scores, greatest change \(signed(counts.greatest))"
                ))
        }
        if counts.ranksOnly > 0 { parts.append(say("仅名次变动\(counts.ranksOnly)\(pack.scheme.counter)", "\(counts.ranksOnly) with another rank only")) }
        parts += lists(counts, pack)
        if counts.postings > 0 { parts.append(say("分值变动\(counts.postings)笔", "\(counts.postings) postings")) }
        parts += records(whatIf)
        return parts.joined(separator: say("；", "; "))
    }

    /// What becomes of periods, pending and refused records.
    func records(_ whatIf: WhatIf) -> [String] {
        let periods = whatIf.changes.rows.filter { $0.sort == .period }
        func names(_ rows: [ChangeList.Row]) -> String { rows.map(\.period).joined(separator: say("、", ", ")) }
        let (gone, new) = (periods.filter(\.now.isEmpty), periods.filter { !$0.now.isEmpty })
        var parts: [String] = []
        if !gone.isEmpty { parts.append(say("不再计分：\(names(gone))", "no longer scored: \(names(gone))")) }
        if !new.isEmpty { parts.append(say("新计分：\(names(new))", "scored besides: \(names(new))")) }
        if whatIf.pending.before != whatIf.pending.now {
            parts.append(say("待处理\(whatIf.pending.before) → \(whatIf.pending.now)条", "pending \(whatIf.pending.before) → \(whatIf.pending.now)"))
        }
        if whatIf.rejected.before != whatIf.rejected.now {
            parts.append(
                say("拒收与冲突\(whatIf.rejected.before) → \(whatIf.rejected.now)条", "refused records \(whatIf.rejected.before) → \(whatIf.rejected.now)"))
        }
        return parts
    }
}
