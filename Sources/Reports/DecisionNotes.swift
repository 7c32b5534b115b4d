import GridModel
import Intake
import RulePacks
import Scoring

/// What is said of decisions where postings are shown.
struct DecisionNotes: Bilingual, Sendable {
    private let book: DecisionBook
    private let marks: [Mark]
    let language: Language
    /// Whether there is nothing to say.
    let isEmpty: Bool

    init(_ report: RunReport) {
        book = report.book.decisions
        marks = report.pack.marks
        language = report.language
        isEmpty = book.effects.isEmpty
    }

    /// Behind the wording of a posting that a decision has made: the decision, and the posting it is about.
    func suffix(_ posting: Posting) -> String {
        guard posting.decision >= 0 else { return "" }
        let effect = book.effects[Int(posting.decision)]
        let id = effect.decision.id
        let verdict = effect.decision.verdict
        guard let decided = effect.posting else { return say("（裁定\(id)\(verdict.names.chinese)）", " (granted by decision \(id))") }
        let word = verdict == .reverse ? "reverses" : "amends"
        return say("（裁定\(id)\(verdict.names.chinese) \(decided)）", " (decision \(id) \(word) \(decided))")
    }

    /// Who decided when and why, at the decision's own posting; what was decided, at the posting that was there before. Nil
    /// where no decision has to do with a posting.
    func note(_ posting: Posting, _ code: ShortCode) -> String? {
        if posting.decision >= 0 {
            let effect = book.effects[Int(posting.decision)]
            return reason(effect.decision) + unmarked(effect)
        }
        guard let index = book.decided[code] else { return nil }
        let effect = book.effects[index]
        let id = effect.decision.id
        switch effect.decision.verdict {
        case .reverse: return say("已由裁定\(id)撤销", "reversed by decision \(id)")
        case .amend: return say("已由裁定\(id)变更", "amended by decision \(id)")
        case .uphold, .grant, .acknowledge:
            return say("裁定\(id)维持：", "upheld by decision \(id): ") + reason(effect.decision)
        }
    }

    /// `2026-11-05 李四：理由`.
    func reason(_ decision: DecisionRecord) -> String {
        let reason = FreeText.masked(decision.reason)
        return say("\(decision.time.date) \(decision.decidedBy)：\(reason)", "\(decision.time.date) \(decision.decidedBy): \(reason)")
    }

    /// The marks that do not hold any more.
    func unmarked(_ effect: DecisionBook.Effect) -> String {
        if effect.marks.isEmpty { return "" }
        let names = effect.marks.map(\.mark).map { mark in
            let title = marks[mark].title[language]
            return marks[mark].shows == .marked ? title : say("失去\(title)", "lost: \(title)")
        }
        return say("；一并撤销：", "; no longer: ") + names.joined(separator: say("、", ", "))
    }
}
