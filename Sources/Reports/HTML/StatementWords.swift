import GridModel

/// The words of statements and public notices.
extension PageWords {
    /// The header of a table's column as a label: `ranking_bonus` is Ranking bonus.
    func label(_ header: String) -> String {
        guard language == .english, let first = header.first else { return header }
        return first.uppercased() + String(header.dropFirst().map { $0 == "_" ? " " : $0 })
    }

    var statement: String { isScored ? say("个人积分对账单", "Statement of points") : caseSheet }
    var statements: String { isScored ? say("个人积分对账单", "Statements of members") : say("个人指标单", "Statements of members") }
    var statementsLead: String { say("每人一页，可单独打开、打印、签字。", "A page a member, to be opened, printed and signed by itself.") }
    var printAll: String {
        say(isScored ? "全部对账单（打印时每人另起一页）" : "全部指标单（打印时每人另起一页）", "All statements on one page (each begins a sheet when printed)")
    }
    var basis: String { say("依据", "Record") }
    var postings: String { say("逐笔计分", "Postings") }
    var rankingsOfMonth: String { say("单项排名", "Rankings") }
    var category: String { say("项目", "Category") }
    var count: String { say("数量", "Count") }
    var won: String { say("加分", "Won") }
    var placeAbove: String { say("上一名次", "Next above") }
    var toDrawLevel: String { say("追平还差", "To draw level") }
    var lastWinning: String { say("末位加分名次", "Last that won") }
    var toHaveWon: String { say("加分还差", "To have won") }
    var rankingsLead: String {
        say("还差：其他人数量不变时，还要多少；数量追平即同名次。", "How many more it would have taken while all others stay; equal counts share a rank.")
    }
    var listsAndRights: String { say("名单与资格", "Lists and rights") }
    var list: String { say("名单", "List") }
    var listed: String { say("列入", "On it") }
    var unlisted: String { say("未列入", "Not on it") }
    var pendingSection: String { isScored ? say("待办，以及办妥后的变化", "Pending, and what it would change") : say("待办", "Pending") }
    var countsIn: String { say("计入", "Counts in") }
    var scoreThen: String { say("办妥后得分", "Score then") }
    var knownLater: String { say("下次运行后才能确定", "only the next run can tell") }
    var notCounted: String { say("未计入的记录", "Records that did not count") }
    var notCountedLead: String {
        say(
            isScored
                ? "拒收和未到的记录无从判断月份，各期对账单都列出。请在原始日志中更正。" : "拒收和未到的记录无从判断月份，各期指标单都列出。请在原始日志中更正。",
            "Rejected and future records are of no certain month and stand on every statement. They are corrected in the logs.")
    }
    var appeal: String { say("有异议时", "To appeal") }
    var scoresByMonth: String { say("各月得分", "Scores by month") }
    var signMember: String { say("签字", "signature") }
    var signHead: String { say("\(group)负责人签字", "Head of \(group), signature") }
    var signDate: String { say("日期", "Date") }

    var documents: String { isScored ? say("对账单与公示", "Statements and notices") : caseSheets }
    var documentsLead: String {
        say("按要求开具，下一次不带该选项的运行会清除，请及时打印或另存。", "Made on request; the next run that is not asked for them removes them. Print or copy them in time.")
    }
    var notice: String { say("公示", "Public notice") }
    var noticeTitle: String { say("考核结果公示", "Public notice of results") }
    var allScores: String { say("全部得分", "All scores") }
    var objections: String { say("异议", "Objections") }
    var notFinal: String { say("本期尚未结束，结果还会变化，不宜张贴。", "The period has not ended and results may change: not to be put up.") }
}
