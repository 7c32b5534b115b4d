import GridModel

/// The fixed words of worklists.
extension PageWords {
    var worklistTitle: String { say("工作清单", "Worklist") }
    var worklistsTitle: String { say("工作清单", "Worklists") }
    var worklistMeans: String { say("本清单只说目前，每次运行重新生成。", "It speaks of today and is made anew with every run.") }
    var worklistHere: String { say("目前", "Now") }
    var oldest: String { say("最久", "oldest") }
    var waited: String { say("已等", "Waited") }
    var wouldBe: String { say("办妥以后", "Once done") }
    var unchanged: String { say("得分、名次、名单都不变。", "No score, rank or list changes.") }
    var waitingLead: String {
        if !isScored {
            return say("以下记录只差核实、登记或签字；办妥并登记后，下次运行计入。", "These records lack only a verification, an entry or a signature; the next run counts them once that is done.")
        }
        return say(
            "每一行单独计算：只办妥这一件，其他都不变，结果会怎样。尚无认定日期的，按截至日当天办妥计算；认定不成立的，什么都不变。",
            "Each row by itself: what would be if this alone were done. What has no day yet is taken as done on the as-of date; a finding to the contrary changes nothing."
        )
    }
    var tiesTitle: String { say("并列，请过目", "Ties that need an eye") }
    var tiesOfCompany: String { say("\(all)范围的并列", "Ties over the \(all)") }
    var tiesShort: String { say("并列", "Ties") }
    /// - Parameter isSplit: whether those who share a place divide its points.
    /// - Parameters:
    ///   - isSplit: whether those who tie divide points.
    ///   - keepsOff: whether a tie may keep all who tie off a list.
    func tiesLead(isSplit: Bool, keepsOff: Bool) -> String {
        if keepsOff {
            return say(
                "这些名次上有并列，分值或名单取决于并列如何处理。请核对数量有无重记、漏记。",
                "On these places points or a list depend on a tie. Look whether counts hold what they should.")
        }
        let given = isSplit ? "" : "，分值或名单因此多给"
        return say(
            "这些名次上有并列\(given)。现按规则并列处理；请核对数量有无重记、漏记。",
            "On these places somebody shares points or a list because of a tie. The rules let them share; look whether counts hold what they should."
        )
    }
    var tied: String { say("并列者", "Who") }
    var treatment: String { say("现行处理", "What follows") }
    var brinkTitle: String { say("再有一次就低于", "One event away from") }
    var brinkShort: String { say("再一次即低于", "One event from") }
    var lightest: String { say("最轻的一种", "The lightest") }
    var commonest: String { say("今年最常见的一种", "The commonest this year") }
    var hintsTitle: String { say("提示", "Hints") }
    var hintsLead: String {
        say(
            isScored
                ? "提示只供核对：不计分，不影响名次和名单，也不说明谁有差错。已经裁定的不再提示；备案的月份不再提示。"
                : "提示只供核对：不改变任何数值，也不说明谁有差错。备案的月份不再提示。",
            isScored
                ? "Hints are for looking only: they post nothing, change no rank or list, and say of nobody that something is wrong. What has been decided or filed is left out."
                : "Hints are for looking only: they change no value and say of nobody that something is wrong. What has been filed is left out."
        )
    }
    /// Of records that nothing takes.
    var untakenMeans: String { say("多半本就如此：日志记得全，规定只管一部分", "Most are as they should be, for logs tell of more than the regulation does") }
    var seen: String { say("所见", "Seen") }
    var openTitle: String { say("影响本页数字、尚未确认的解释", "Unconfirmed interpretations that touch these figures") }
    var openLead: String { say("公司确认别的读法，上面的数字会变。全部解释见", "Another reading would change the figures above. All of them: ") }
    var concerns: String { say("涉及", "Concerns") }

    func newestOf(_ kind: Period.Kind) -> String {
        switch kind {
        case .month: say("本月", "Month")
        case .quarter: say("本季度", "Quarter")
        case .halfYear: say("本半年", "Half-year")
        case .year: say("本年", "Year")
        }
    }

    func days(_ count: Int) -> String { say("\(count)天", count == 1 ? "1 day" : "\(count) days") }
    func others(_ count: Int) -> String { say("其他\(group)\(count)\(counter)", count == 1 ? "1 of another \(group)" : "\(count) outside the \(group)") }
    func more(_ count: Int) -> String { say("另有\(count)条", "\(count) more") }
    func place(_ rank: Int) -> String { say("第\(rank)名", "rank \(rank)") }
}
