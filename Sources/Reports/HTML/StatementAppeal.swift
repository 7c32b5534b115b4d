import GridModel
import RulePacks

/// How somebody objects to what a statement says.
struct StatementAppeal {
    let model: StatementModel
    let view: PeriodView
    let level: Int

    private var site: SiteModel { model.site }
    private var text: PageText { site.text }
    private var words: PageWords { site.words }

    func write(_ page: inout Page) {
        model.heading(&page, level, words.appeal)
        if !site.pack.isScored {
            page += text.say(
                "<p>对某一件有异议的，写明记录编号和理由，交\(words.group)负责人；确有差错的，更正原始记录，下一次运行后本单随之更新。</p>\n",
                "<p>Give the head of the \(words.group) the record's id and the reason. What is wrong is put right in the logs; the next run makes this statement anew.</p>\n"
            )
            return
        }
        let kind = site.pack.kinds.last { $0.isDecisions }
        func name(_ column: DecisionColumn) -> String { kind?.columns[column.rawValue].names[site.language] ?? "" }
        let columns = [DecisionColumn.id, .posting, .member, .verdict, .points, .reason, .decidedBy, .time].map(name)
        let verdicts = [Verdict.uphold, .reverse, .amend, .grant].map { $0.names[site.language] }
        let log = kind?.names[site.language] ?? ""
        let limits = site.pack.caps ? text.say("、保底调整和封顶调整", ", the floor and the cap") : text.say("和保底调整", " and the floor")
        page += text.say(
            """
            <p>对某一笔有异议的，写明该笔事由后的编号（十二位）和理由，交\(words.group)负责人。处理结果记入日志“\(log)”：\(columns.joined(separator: "、"))；\
            \(name(.verdict))一栏填\(verdicts.joined(separator: "、"))之一。下一次运行即生效：原来的一笔保留，另记一笔，本单随之更新。\
            基础分、排名加分\(limits)随其他计分而定，不单独裁定；对数量有异议的，更正原始记录。
            """,
            """
            <p>Give the head of the \(words.group) the twelve-character id behind the wording, and the reason. What is decided is written into the log \
            \"\(log)\": \(columns.joined(separator: ", ")); the decision is one of \(verdicts.joined(separator: ", ")). The next run carries it out: the \
            posting stays, another one is added, and this statement follows. The base, rankings\(limits) follow from other postings and are \
            not decided; counts are put right in the records.
            """)
        if site.noted.contains(where: { view.period.contains($0.period.firstMonth) && $0.period.lastMonth <= view.period.lastMonth }) {
            page += text.say(
                "已备案的期间，裁定先列入更正单，登记更正后改变备案结果。",
                " Where a period is filed, a decision first makes a correction sheet; the result changes once that is filed.")
        }
        page += "</p>\n"
    }
}
