import GridModel
import RulePacks

/// A cell of the scores or rankings of a period that is not what it was.
struct ValueChange: Sendable, Hashable {
    let group: String
    let id: String
    let name: String
    /// The column's name; of a ranking, behind the category.
    let item: String
    let before: String
    let now: String
    let effect: Effect
    /// Of a measure, the column that is meant, which stands behind its wording.
    var column: Word?

    /// The wording of the measure that it is about, and the column; nil of other changes.
    func measure(_ language: Language) -> (wording: String, column: Word)? {
        column.map { (String(item.dropLast($0[language].count + 1)), $0) }
    }

    /// What a change does beside the value.
    enum Effect: Sendable, Hashable {
        case none
        /// An award that is taken away, or given.
        case revoked, granted
        /// A list that is no honour, which the member gets onto, or off.
        case listed, unlisted
        /// A proposal that is made, or not made any more.
        case proposed, withdrawn
    }
}

/// A posting that one ledger of a month has and the other has not, or with other points.
struct PostingChange: Sendable, Hashable {
    enum Change: Sendable, Hashable { case added, removed, changed }

    let change: Change
    let id: String
    let name: String
    let rule: String
    let clause: String
    let wording: String
    /// Points as they were; empty for an added posting.
    let before: String
    /// Points now; empty for a removed posting.
    let now: String
    let kind: String
    let recordId: String
    let file: String
    let line: String
}

extension ValueChange.Effect {
    /// What coming onto a list does, or coming off it.
    init(of list: AwardList, isNow: Bool) {
        self = list.isHonour ? isNow ? .granted : .revoked : isNow ? .listed : .unlisted
    }

    /// What has happened, or would.
    func happened(_ language: Language) -> String {
        return switch self {
        case .none: ""
        case .revoked: language.say("不再入选", "no longer chosen")
        case .granted: language.say("入选", "chosen")
        case .listed: language.say("列入", "listed")
        case .unlisted: language.say("移出", "taken off")
        case .proposed: language.say("提出建议", "proposed")
        case .withdrawn: language.say("不再建议", "no longer proposed")
        }
    }
}
