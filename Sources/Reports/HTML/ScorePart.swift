import GridModel
import RulePacks
import Scoring

/// What a month's score is made of, as far as the pack has it: a column each beside the score.
struct ScorePart: Sendable {
    /// Short, for a column, and whole, for where it stands alone.
    let names: (column: String, alone: String)
    let points: @Sendable (MemberResult.Breakdown) -> Points

    private init(_ column: String, _ alone: String, _ points: @escaping @Sendable (MemberResult.Breakdown) -> Points) {
        (names, self.points) = ((column, alone), points)
    }

    /// The base first.
    static func all(_ pack: RulePack, _ text: PageText) -> [ScorePart] {
        var parts = [ScorePart(text.say("基础", "base"), text.say("基础分", "base")) { $0.base }]
        if !pack.rules.isEmpty {
            parts.append(ScorePart(text.say("扣分", "minus"), text.say("扣分", "minus")) { $0.deductions })
            parts.append(ScorePart(text.say("加分", "plus"), text.say("加分", "plus")) { $0.bonuses })
        }
        if !pack.rankings.isEmpty { parts.append(ScorePart(text.say("排名", "ranks"), text.say("排名加分", "ranks")) { $0.rankingBonus }) }
        if pack.hasWeights { parts.append(ScorePart(text.say("指标", "measures"), text.say("指标得分", "measures")) { $0.measured }) }
        if pack.scoring.floor != nil { parts.append(ScorePart(text.say("保底", "floor"), text.say("保底调整", "floor")) { $0.floorAdjustment }) }
        if pack.caps { parts.append(ScorePart(text.say("封顶", "cap"), text.say("封顶调整", "cap")) { $0.capAdjustment }) }
        return parts
    }
}
