import GridModel
import Intake
import RulePacks

extension RulePack {
    /// What records come to: all that they hit, or of the rules that post for one record only the heaviest.
    func standing(_ effects: [Effect]) -> [Effect] {
        scoring.severalRules == .all ? effects : effects.map { Effect(hits: standing($0.hits)) }
    }

    /// What stays of the hits of a record. Among equally heavy rules the pack's first stays.
    func standing(_ hits: [Effect.Hit]) -> [Effect.Hit] {
        guard scoring.severalRules == .heaviest else { return hits }
        var heaviest: (place: Int, weight: UInt)?
        let posting = hits.indices.filter { index in
            guard let rule = rule(postedBy: hits[index]) else { return false }
            let weight = points(of: rule, hits[index]).hundredths.magnitude
            if weight > heaviest?.weight ?? 0 || heaviest == nil { heaviest = (index, weight) }
            return true
        }
        return hits.indices.filter { $0 == heaviest?.place || !posting.contains($0) }.map { hits[$0] }
    }

    /// What a rule posts for a hit: its points, or those that a person has set in the record.
    func points(of rule: Int, _ hit: Effect.Hit) -> Points {
        rules[rule].range == nil ? rules[rule].points : Points(hundredths: Int(hit.value) / (Number.scale / 100))
    }

    /// The rule that posts for a hit; nil if none does, or not yet.
    func rule(postedBy hit: Effect.Hit) -> Int? {
        let fact = facts[Int(hit.fact)]
        guard case .rule(let rule) = fact.user, !fact.onlyMarks, !hit.isAwaiting, hit.month >= 0 else { return nil }
        return rule
    }
}
