import GridModel
import RulePacks

/// The fixed words of pages.
struct PageWords: Bilingual, Sendable {
    let language: Language
    /// Whether there are points, scores and ranks to speak of.
    let isScored: Bool

    /// What a group is called in a sentence.
    let group: String
    /// The Chinese measure word for those who are scored.
    let counter: String
    /// What all groups together are called.
    let all: String
    /// What a group is called in a heading.
    var department: String { heading(group) }
    /// What all groups together are called in a heading.
    var company: String { heading(all) }

    init(_ report: RunReport) {
        (language, isScored, group, counter) = (report.language, report.pack.isScored, report.groupWord, report.pack.scheme.counter)
        all = report.pack.scheme.all[report.language]
    }

    private func heading(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

    /// One of two wordings: with points, and without.
    private func say(_ scored: (String, String), without: (String, String)) -> String {
        isScored ? say(scored.0, scored.1) : say(without.0, without.1)
    }

    func acknowledged(_ count: Int) -> String { say("另有\(count)条已知悉", "\(count) more acknowledged") }
    var asOf: String { say("数据截至", "Data as of") }
    var asOfMeans: String { say("此后发生的事项不计入。", "Nothing after that day is counted.") }
    var attention: String { say("待处理", "Needs attention") }
    var average: String { say("平均分", "Average") }
    var back: String { say("返回名单", "Back to the list") }
    var below: String { say("低于", "Below") }
    var breadcrumb: String { say("所在位置", "Breadcrumb") }
    var change: String { say("较上期", "Change") }
    var chartTitle: String { say("得分一览", "Scores at a glance") }
    var clause: String { say("条款", "Clause") }
    var closeTo: String { say("接近", "Close to") }
    var conflict: String { say("冲突", "Conflicts") }
    var conflictMeans: String { say("同一编号、内容不一，以先到的为准", "Same id, different content; the first one stands") }
    var date: String { say("日期", "Date") }
    var departmentsCaption: String { say("各\(group)最新一期", "Newest page of each \(group)") }
    var departmentsTitle: String { say(group, "By \(group)") }
    var down: String { say("下降", "down") }
    var filesTitle: String { say("数据文件", "Data files") }
    var final: String { say("正式", "Final") }
    var flags: String { say("备注", "Notes") }
    var gap: String { say("距线", "Distance") }
    var highest: String { say("最高", "Highest") }
    var howAsOf: String {
        say(
            ("截至日之后发生的事项不计入；周期未结束前，得分为暂定。", "Nothing after the as-of date is counted; until a period has ended its scores are provisional."),
            without: (
                "截至日之后发生的事项不计入；周期未结束前，数值为暂定。", "Nothing after the as-of date is counted; until a period has ended its values are provisional."
            ))
    }
    var howSum: String {
        say(
            "得分等于明细中各笔分值之和，每一笔都注明条款，以及原始记录所在的文件和行号。",
            "A score is the sum of its postings. Each posting names its clause and the file and line of the record behind it.")
    }
    var howTitle: String { say(("计分说明", "How scores are made"), without: ("说明", "How this is made")) }
    var indexTitle: String { say("考核报告", "Appraisal reports") }
    var keyTitle: String { say("要点", "Key figures") }
    var lists: String { say("名单", "Lists") }
    var listsTitle: String { say("本期名单", "Lists of the period") }
    var lowest: String { say("最低", "Lowest") }
    var madeBy: String { say("生成程序", "Made by") }
    var mainCauses: String { say("主要扣分", "Main deductions") }
    var marksTitle: String { say("附加处理", "Marks beside the score") }
    var membersLead: String { say("点姓名或得分，可查看逐笔明细。", "Follow a name or a score to its postings.") }
    var membersTitle: String { say("名单与排名", "Members and ranks") }
    var month: String { say("月份", "Month") }
    var newest: String { say("最近一笔：", "Newest:") }
    var newestPage: String { say("最新周期", "Newest period") }
    var none: String { say("无", "None") }
    var otherPeriods: String { say("其他周期", "Other periods") }
    var outcome: String { say("处理结果", "Outcome") }
    var pending: String { say("待办", "Pending") }
    var pendingLatest: String { say("最近的待办", "Newest pending items") }
    var pendingLead: String {
        say(
            ("以下记录只差核实、认定或签字，办妥后才计分。", "These records lack only a verification, a confirmation or a signature; they count once that is done."),
            without: (
                "以下记录只差核实、登记或签字，办妥后才计入。", "These records lack only a verification, an entry or a signature; they count once that is done."
            ))
    }
    var pendingTitle: String { say("待核实、待认定、待签字", "Waiting for verification, confirmation or signature") }
    var period: String { say("周期", "Period") }
    var periodsTitle: String { say("各期报告", "Reports by period") }
    var points: String { say("分值", "Points") }
    var pointsUnit: String { say("分", "points") }
    var previousWas: String { say("上期", "Before:") }
    var printHint: String { say("此浏览器只打印已展开的明细，打印前请逐项展开。", "This browser prints only the ledgers that are open; open them before printing.") }
    var provisional: String { say("暂定", "Provisional") }
    var provisionalMeans: String {
        say(
            ("本期尚未结束，得分、名次和名单都可能变化。", "The period has not ended; scores, ranks and lists may still change."),
            without: ("本期尚未结束，各项数值都可能变化。", "The period has not ended; values may still change."))
    }
    var question: String { say("规定未明确之处", "Where the regulation is silent") }
    var rank: String { say("名次", "Rank") }
    var rankIs: String { say("名次", "Rank") }
    var rankingsTitle: String { say("单项排名", "Rankings") }
    var reading: String { say("现行处理", "Reading in force") }
    var reason: String { say("原因", "Reason") }
    var record: String { say("记录", "Record") }
    var registerLead: String {
        say(
            ("规定没有写明的地方，暂按下列办法计分，尚待公司确认。", "Where the regulation is silent, scores follow the readings below until the company confirms them."),
            without: (
                "规定没有写明的地方，暂按下列办法处理，尚待公司确认。", "Where the regulation is silent, results follow the readings below until the company confirms them."
            ))
    }
    var registerOpen: String { say("项未确认", "unconfirmed") }
    var registerTitle: String { say("待确认的解释", "Unconfirmed interpretations") }
    var rejected: String { say("拒收", "Rejected") }
    var rejectedMeans: String {
        say(("内容有误、未计分的记录", "Faulty records that were not counted"), without: ("内容有误、未计入的记录", "Faulty records that were not counted"))
    }
    var rulesDigest: String { say("规则摘要", "Rules digest") }
    var running: String { say("累计", "Balance") }
    var score: String { say("得分", "Score") }
    var sideBySide: String { say("各\(group)对比", "By \(group)") }
    func sideBySideCaption(_ line: Points) -> String {
        say(
            "\(sideBySideMeasured)图中细线为最低分至最高分，粗线为居中的一半人，圆点为平均分，虚线为\(line)分线。",
            "\(sideBySideMeasured) The thin line runs from the lowest to the highest score, the thick one holds the middle half, the dot is the average, the dashed line is at \(line)."
        )
    }
    var since: String { say("发生时间", "Since") }
    var skip: String { say("跳到正文", "Skip to content") }
    var source: String { say("出处（文件:行）", "Source (file:line)") }
    var status: String { say("状态", "Status") }
    var unconfirmed: String { say("未确认", "Unconfirmed") }
    var uncountedLead: String {
        say(
            ("以下记录未计分。请按原因更正原始数据，下次运行即会计入。", "These records were not counted. Correct them at the source and the next run will count them."),
            without: (
                "以下记录未计入。请按原因更正原始数据，下次运行即会计入。", "These records were not counted. Correct them at the source and the next run will count them."
            ))
    }
    var uncountedTitle: String { say("未计入的记录", "Records that did not count") }
    var unknownFiles: String { say("无法识别的文件", "Unknown files") }
    var unknownMeans: String { say("文件名或格式不在规则之内", "Name or format not known to the rules") }
    var up: String { say("上升", "up") }
    var versus: String { say("较", "vs") }
    var waitsFor: String { say("尚缺", "Waits for") }
    var watchTitle: String { say("低于或接近", "Below or close to") }
    var wording: String { say("事由", "Reason") }
    var wouldPost: String { say(("办妥后计", "Would post"), without: ("办妥后计入", "Would count for")) }
}
