import GridModel
import RulePacks

/// The fixed words of measures and proposals, and those that pages of schemes without points have in the place of others.
extension PageWords {
    var measuresTitle: String { say("指标", "Measures") }
    func measuresLead(ofCompany: Bool) -> String {
        ofCompany
            ? say("点开一项指标看各\(group)；未达标的已经展开。", "Open a measure for its values by \(group); those that are missed are open.")
            : say("点开一项指标看每个人，再点数值看背后的每一件。打印时只打印已展开的。", "Open a measure for its members, then follow a value to its cases. Only what is open is printed.")
    }
    var itsCases: String { say("背后的每一件：", "Its cases:") }
    var measure: String { say("指标", "Measure") }
    var cases: String { say("件数", "Cases") }
    var goodCases: String { say("达标件", "Met") }
    var value: String { say("数值", "Value") }
    func value(of measure: Measure) -> String { measure.change == nil ? value : say("变动", "Change") }
    /// What stands above the value that a change is compared with.
    func before(_ against: Measure.Against) -> String {
        switch against {
        case .yearBefore: say("上年同期", "Year before")
        case .periodBefore: say("上期", "Period before")
        }
    }
    /// - Parameter measure: the one whose change it is.
    func casesAreThose(of measure: HTML) -> HTML {
        language == .chinese ? "背后的每一件见“\(html: measure)”。" : "Its cases are those of “\(html: measure)”. "
    }
    var endedMonths: String { say("本期尚未结束，只比已结束的月份。", "The period still runs: only months are compared that have ended.") }
    var target: String { say("目标", "Target") }
    var targetState: String { say("达标情况", "Against the target") }
    var met: String { say("达标", "Met") }
    var breach: String { say("未达标", "Missed") }
    var measuresMet: String { say("达标指标", "Measures met") }
    var measuresMissed: String { say("未达标指标", "Measures missed") }
    func missedDepartments(_ count: Int) -> String { say("\(count)个\(group)未达标", "\(count) missed") }
    /// - Parameter isMissed: whether the page has just said so of the whole.
    func missedMembers(_ count: Int, isMissed: Bool) -> String {
        isMissed ? say("\(count)\(counter)", count == 1 ? "1 member" : "\(count) members") : say("\(count)\(counter)未达标", "\(count) missed")
    }
    func caseCount(_ count: Int) -> String { say("\(count)件", count == 1 ? "1 case" : "\(count) cases") }
    func missedCases(_ count: Int) -> String { say("未达标\(count)件", "\(count) missed") }
    func missedMeasures(_ count: Int) -> String { say("未达标指标\(count)项", count == 1 ? "1 measure missed" : "\(count) measures missed") }

    var casesTitle: String { say("逐件明细", "Cases") }
    var casesLead: String {
        say("每人一份，按指标逐件列出；每一件都注明原始记录所在的文件和行号。", "A list a member, by measure; each case names the file and line of its record.")
    }
    var monthsTitle: String { say("各月指标", "Measures by month") }
    var monthsLead: String { say("每人各月的数值，点数值查看当月逐件明细。", "The values of each member by month; follow one to the cases of the month.") }
    var notByMember: String { say("不分到人的指标", "Measures not told by member") }
    var wholePeriod: String { say("本期", "Period") }

    var breachesTitle: String { say("未达标的件", "Cases that were not met") }
    var breachesLead: String { say("逾期仍未办结的在前，最久的居先；其余自新而旧。", "First what is open and overdue, the oldest first; then the others from the newest.") }
    var overdue: String { say("逾期未结", "Open, overdue") }
    var notMet: String { say("未达标", "Not met") }
    var overdueTitle: String { say("逾期未结", "Open and overdue") }
    var overdueLead: String {
        say("期限已过、至截至日仍未办结的记录，最久的居先。办结并登记后，下次运行即不再列出。", "Records whose time is over and whose end is not entered, the oldest first. Once it is, the next run leaves them out.")
    }

    var proposalsTitle: String { say("待决定的建议", "Proposals to be decided") }
    var proposalsLead: String {
        say("只是建议，不自动执行；由有权决定的人填写决定、签字、注明日期。", "Proposals only: nothing follows by itself. Whoever may decide fills in the decision, signs and dates it.")
    }
    var proposal: String { say("建议", "Proposal") }
    var range: String { say("幅度", "Range") }
    var proposedValue: String { say("建议值", "Proposed") }
    var cause: String { say("依据", "Because of") }
    var decided: String { say("决定", "Decision") }
    var signedBy: String { say("签字", "Signed") }
    var signedOn: String { say("日期", "Date") }
    func onList(_ list: String) -> String { say("列入名单：\(list)", "on the list: \(list)") }

    var sideBySideMeasured: String { say("点\(group)名称查看该\(group)报告。", "Follow a name to its page.") }
    var howMeasured: String {
        say(
            "指标的数值由逐件记录得出，每一件都注明原始记录所在的文件和行号。",
            "A measure comes from its cases. Each names the file and line of the record behind it.")
    }
    var howWeighed: String { say("指标的分值为数值的百分之一乘以权重。", "A measure with a weight gives a hundredth of its value times the weight.") }
    var caseSheet: String { say("个人指标单", "Statement of measures") }
    var caseSheets: String { say("个人指标单", "Statements of members") }
}
