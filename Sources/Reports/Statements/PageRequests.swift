package import GridModel
package import RulePacks
package import Scoring

/// The periods of which somebody has asked for statements of the members, or for a public notice.
package struct PageRequests: Sendable, Hashable {
    /// Each once, as they are written.
    package let statements: [Period]
    package let notices: [Period]

    package static let none = PageRequests(statements: [], notices: [])

    package init(statements: [Period], notices: [Period]) {
        func ordered(_ periods: [Period]) -> [Period] { Set(periods).sorted { precedes("\($0)", "\($1)") } }
        (self.statements, self.notices) = (ordered(statements), ordered(notices))
    }

    package var isEmpty: Bool { statements.isEmpty && notices.isEmpty }

    /// Whether the postings of a month are shown.
    package func needsLedger(of month: Month) -> Bool { statements.contains { $0.contains(month) } }

    /// The first period asked for that is not scored.
    package func unscored(in book: ScoreBook) -> Period? { (statements + notices).first { book.result(of: $0) == nil } }

    /// What of it can still be made.
    package func possible(_ book: ScoreBook, _ pack: RulePack) -> PageRequests {
        PageRequests(
            statements: statements.filter { book.result(of: $0) != nil },
            notices: pack.notice == nil ? [] : notices.filter { book.result(of: $0) != nil })
    }
}
