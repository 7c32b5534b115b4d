import GridModel
import Intake

extension IssueWording {
    /// Why a decision cannot be carried out.
    ///
    /// - Parameter note: what the fault is about, in the words of the input.
    func decision(_ fault: DecisionFault, _ note: String) -> String {
        switch fault {
        case .nothingNamed: say("应填写计分编号或记录编号", "name a posting or a record")
        case .noPosting: say("没有此编号的计分", "no posting has this id")
        case .follows: say("基础分、排名加分和保底调整随其他计分而定，不能裁定", "the base, rankings and the floor follow from other postings; they are not decided")
        case .ofDecision: say("此笔计分由裁定产生；应更正原裁定", "a decision has made this posting; correct that decision instead")
        case .noRecord: say("没有采用此编号的记录", "no used record has this id")
        case .severalRecords: say("该人有多条此编号的记录；应填写计分编号", "several records of the member have this id; name the posting")
        case .recordWithoutPosting: say("该记录没有产生计分", "the record has caused no posting")
        case .severalPostings: say("该记录产生了多笔计分；应填写计分编号", "the record has caused several postings; name the one meant")
        case .otherMember: say("所指计分或记录不属于此人", "the posting or record named is another member's")
        case .notTogether: say("与所指计分不符", "the posting named is of another record or rule")
        case .alreadyDecided: say("裁定“\(note)”已作出处理；如需更改，应更正该裁定", "decision \(note) has decided this already; to change it, correct that decision")
        case .notUsed: say("此种裁定不应填写此项", "not used in this sort of decision")
        case .notPoints: say("不是有效分值；例：-1.5", "not points; expected e.g. -1.5")
        case .pointsOutside: say("应与规则分值（\(note)）同号，不为零，且不超过它", "must have the sign of the rule's points (\(note)), not be zero and not exceed them")
        case .pointsOutOfRange: say("应在规则规定的幅度（\(note)）之内", "must be within the range of the rule (\(note))")
        case .pointsMissing: say("该规则的分值由人确定，应在幅度（\(note)）之内填写", "the rule leaves the points to a person: give some within its range (\(note))")
        case .noRule: say("没有此编号的规则", "the rules have none of this id")
        case .notInForce: say("该规则在\(note)未施行", "the rule is not in force in \(note)")
        case .notScored: say("\(note)不在计分月份之内", "\(note) is not scored")
        case .notActive: say("\(note)不在岗", "not active in \(note)")
        case .notALine: say("不是有效行号；应为正整数，无法识别的文件留空", "not a line: a whole number, or nothing for an unknown file")
        case .notACode: say("不是有效内容码；应照抄说明末尾的十二位", "not a content code: copy the twelve characters at the end of the message")
        }
    }
}
