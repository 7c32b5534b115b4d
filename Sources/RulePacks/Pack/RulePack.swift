package import GridModel

/// One scheme as data: its logs, roster, rules, rankings, lists, open questions and examples.
///
/// A class, for it is handed to whoever asks for anything of it: a copy would count references for each of its parts.
package final class RulePack: Sendable {
    package let scheme: Scheme
    /// The kinds of logs, in the pack's order, the program's own kind of decisions last; everything else refers to them by index.
    package let kinds: [LogKind]
    package let roster: RosterSpec
    package let scoring: ScoringSpec
    package let marks: [Mark]
    package let rules: [Rule]
    package let rankings: [Ranking]
    package let measures: [Measure]
    package let proposals: [Proposal]
    /// What rules, rankings and measures take, in their order.
    package let facts: [Fact]
    package let lists: [AwardList]
    /// How results are made public; nil if the pack does not say.
    package let notice: NoticeSpec?
    package let register: [Interpretation]
    package let examples: [Example]
    package let hints: HintSpec
    /// Working time; nil if the pack has none.
    package let calendar: WorkCalendar?
    /// SHA-256, in hexadecimal, of the names and bytes of the pack's files, and of the calendar that it names.
    package let digest: String

    init(
        scheme: Scheme, kinds: [LogKind], roster: RosterSpec, scoring: ScoringSpec,
        marks: [Mark], rules: [Rule], rankings: [Ranking], measures: [Measure],
        proposals: [Proposal], facts: [Fact], lists: [AwardList], notice: NoticeSpec?,
        register: [Interpretation], examples: [Example], hints: HintSpec, calendar: WorkCalendar?,
        digest: String
    ) {
        self.scheme = scheme
        self.kinds = kinds
        self.roster = roster
        self.scoring = scoring
        self.marks = marks
        self.rules = rules
        self.rankings = rankings
        self.measures = measures
        self.proposals = proposals
        self.facts = facts
        self.lists = lists
        self.notice = notice
        self.register = register
        self.examples = examples
        self.hints = hints
        self.calendar = calendar
        self.digest = digest
    }

    /// The sorts of periods that are made of months, from the shortest to the longest.
    package var longerPeriods: [Period.Kind] { Period.Kind.allCases.filter { $0 != .month && ($0 != .halfYear || scheme.halfYears) } }

    /// Whether scores may be lowered to a cap.
    package var caps: Bool { scoring.cap != nil || marks.contains { $0.cap != nil } }

    /// Whether there are scores; else there are measures and proposals alone.
    package var isScored: Bool { !scoring.isNone }

    /// Whether measures are told as changes, so that a period goes by an earlier one.
    package var hasChanges: Bool { measures.contains { $0.change != nil } }

    /// Whether measures post points.
    package var hasWeights: Bool { measures.contains { $0.weight != nil } }

    /// What a group is called in a sentence: the roster's column.
    package func groupWord(_ language: Language) -> String {
        groupNames[language].split(separator: "_").joined(separator: " ")
    }

    /// The header of the column of ranks.
    package func rankHeader(_ language: Language) -> String { TableHeaders.rank(within: groupNames)[language] }

    private var groupNames: TextPair { kinds[roster.kind].columns[roster.group].names }

    /// The readings that nobody has confirmed yet.
    package var unconfirmed: [Interpretation] { register.filter { $0.confirmation == nil } }
}
