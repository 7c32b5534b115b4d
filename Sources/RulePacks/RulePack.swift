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

/// What the pack is a pack of.
package struct Scheme: Sendable {
    package let id: String
    package let title: TextPair
    package let organisation: TextPair
    package let regulation: TextPair
    /// What the one who is scored is called.
    package let subject: TextPair
    /// The Chinese measure word for those who are scored: 3人, 3个.
    package let counter: String
    /// Records decided before this day are rejected.
    package let inForce: CivilDate
    /// Whether there are half-years beside months, quarters and years.
    package let halfYears: Bool
}

/// Which kind is the roster, and which of its columns say what. Columns are indices.
package struct RosterSpec: Sendable {
    package let kind: Int
    package let subject: Int
    package let name: Int
    package let group: Int
    package let unit: Int?
    package let from: Int?
    package let to: Int?
}

/// How scores are made, and the lines that reports draw.
package struct ScoringSpec: Sendable {
    /// A member whose record-less month is looked at.
    package enum WithoutRecords: String, Sendable, CaseIterable { case scored, skipped }
    /// A member who is active on some days of a month only.
    package enum PartMonth: String, Sendable, CaseIterable { case full, skipped }
    /// The day whose row of the roster speaks for a month.
    package enum Transfer: String, Sendable, CaseIterable {
        case lastDay = "last_day"
        case firstDay = "first_day"
    }
    /// The months that a longer period is divided by.
    package enum Average: String, Sendable, CaseIterable { case scored, all }
    /// How averages are compared.
    package enum Comparison: String, Sendable, CaseIterable { case exact, rounded }
    /// Which of several rules that take one record post.
    package enum SeveralRules: String, Sendable, CaseIterable { case all, heaviest }
    /// What a measure with a weight gives that has no value: all of its weight, nothing, or its weight goes to the others.
    package enum WithoutValue: String, Sendable, CaseIterable { case full, zero, spread }

    /// Nobody has a score: what else stands here means nothing.
    package let isNone: Bool
    package let base: Points
    package let floor: Points?
    package let cap: Points?
    /// Reports point out scores below this.
    package let below: Points
    /// Reports point out scores below this as close to the line.
    package let near: Points
    package let withoutRecords: WithoutRecords
    package let partMonth: PartMonth
    package let transfer: Transfer
    package let average: Average
    package let comparison: Comparison
    package let severalRules: SeveralRules
    package let withoutValue: WithoutValue
}

/// A fact beside the score, such as a right that is lost.
package struct Mark: Sendable {
    package enum Scope: String, Sendable, CaseIterable {
        case month, year
        case twelveMonths = "twelve_months"
    }
    package enum Shows: String, Sendable, CaseIterable { case marked, unmarked }

    /// `en` is the mark's id and the English header of its column.
    package let names: TextPair
    /// What the mark holds for: the month of the posting, its calendar year, or twelve months from its day on.
    package let scope: Scope
    /// Of a year: whether it holds in periods too that were over before.
    package let reachesBack: Bool
    /// Whether records set it whose member is not active in their month.
    package let whenInactive: Bool
    /// While it is set, the score of a month is no higher.
    package let cap: Points?
    /// When the column says yes.
    package let shows: Shows
    package let title: TextPair

    package var id: String { names.english }

    /// Whether a mark that was set on a day is set in a period.
    package func holds(in period: Period, since day: CivilDate, _ month: Month) -> Bool {
        switch scope {
        case .month: return period == .month(month)
        case .year: return month.year == period.year && (reachesBack || month <= period.lastMonth)
        case .twelveMonths:
            let end = period.lastMonth.lastDay
            return day <= end && end < day.yearLater
        }
    }
}

/// One scorable clause, for the days on which it is in force.
package struct Rule: Sendable {
    package let id: String
    package let clause: String
    package let wording: TextPair
    /// Where the record says the points, those of the range that are nearest to zero.
    package let points: Points
    /// The points that a person sets in the record, both inclusive; nil where the rule says them.
    package let range: ClosedRange<Points>?
    package let effective: ClosedRange<CivilDate>
    /// How often it posts for a member in a month; nil for as often as it is met.
    package let atMost: Int?
}

extension Rule {
    /// With a sign; where a person sets them, the range: `-5…-2`.
    package var shownPoints: String { range.map { "\($0.lowerBound.signed)…\($0.upperBound.signed)" } ?? points.signed }
}

/// What somebody may decide beside the score; a person signs it, and nothing is posted.
package struct Proposal: Sendable {
    package let id: String
    package let clause: String
    package let wording: TextPair
    /// Everybody on this list of a period, by its index in the pack; nil where records propose.
    package let list: Int?
    /// What may be decided, and what it is counted in.
    package let range: (atLeast: Number, atMost: Number, unit: TextPair)?
}

/// Whom a ranking or list compares.
package enum Field: String, Sendable, CaseIterable { case group, all }

/// A monthly ranking by a count, with points for the first ranks.
package struct Ranking: Sendable {
    /// What equal counts come to: they share a rank and the next are skipped (1, 1, 3), or not (1, 1, 2), or they divide
    /// the points of the places they take together.
    package enum Ties: String, Sendable, CaseIterable {
        case skip
        case noSkip = "no_skip"
        case split
    }
    /// Members who are active on some days of the month only: they take part with their counts, with their counts by days,
    /// or not at all.
    package enum PartMonth: String, Sendable, CaseIterable {
        case full
        case perDay = "per_day"
        case leftOut = "left_out"
    }

    package let id: String
    /// `en` is the category's id.
    package let category: TextPair
    /// Header of the count's column.
    package let countName: TextPair
    package let clause: String
    package let wording: TextPair
    package let effective: ClosedRange<CivilDate>
    package let within: Field
    /// Points of rank 1, 2, 3 and so on.
    package let awards: [Points]
    /// A smaller count wins nothing.
    package let atLeast: Int
    package let ties: Ties
    /// In a smaller field nobody wins.
    package let membersAtLeast: Int
    package let partMonth: PartMonth
}

/// A list that members get onto: stars, annual bests, the failing.
package struct AwardList: Sendable {
    package enum Selection: Sendable {
        /// Everyone whose result is below the points, or equals them where these are included.
        case below(Points, orEqual: Bool)
        /// Among the qualified within the field, the first of them.
        case top(AwardCut, within: Field, qualification: Qualification)
        /// Everyone who is on an earlier list of the pack, by its index, in so many periods in a row, this one the last.
        case streak(of: Int, periods: Int)
    }

    /// By what a list compares members.
    package enum Measure: String, Sendable, CaseIterable {
        case average, sum
        case lastMonth = "last_month"
    }

    /// `en` is the list's id and the English header of its flag in the scores.
    package let names: TextPair
    package let title: TextPair
    package let clause: String
    package let selection: Selection
    package let measure: Measure
    package let files: [Period.Kind: ListFile]
    /// Whether it is good to be on it: neither a list of those below a line nor one that rests on such a list.
    package let isHonour: Bool
    /// Whether it compares, or rests on a list that compares, the whole company.
    package let isOfAll: Bool

    package var id: String { names.english }

    package var isStreak: Bool { if case .streak = selection { true } else { false } }
}

/// What one must meet to be ranked for a list.
package struct Qualification: Sendable {
    package let atLeast: Points?
    /// Scored in every scored month of the period.
    package let everyMonth: Bool
    /// At least so many scored months.
    package let months: Int
    /// Index of a mark whose right must not be lost.
    package let right: Int?
}

/// The file of a list for a sort of period.
package struct ListFile: Sendable {
    package let stem: String
    package let title: TextPair
    package let columns: [ListColumn]
    /// Whoever has fewer scored months is not listed.
    package let months: Int
}

/// A column of a list's file.
package enum ListColumn: String, Sendable, CaseIterable {
    case period, group, subject, name, unit, months, value, rank, status
}

/// What a public notice of a period shows, and how those named in it are shown.
package struct NoticeSpec: Sendable {
    package enum Names: String, Sendable, CaseIterable {
        case full
        /// The surname alone: 张＊＊.
        case surname
        /// All but the surname and the last character: 张＊国.
        case middle
        /// No name; the id stands for it.
        case id
    }

    package enum Ids: String, Sendable, CaseIterable { case full, masked }

    package let names: Names
    package let ids: Ids
    /// Indices of the lists that are made public.
    package let lists: [Int]
    /// Whether all scores are.
    package let scores: Bool
    /// Of lists and scores.
    package let columns: [ListColumn]
    /// How long, where and how somebody may object.
    package let objections: TextPair?

    package init(names: Names, ids: Ids, lists: [Int], scores: Bool, columns: [ListColumn], objections: TextPair?) {
        (self.names, self.ids, self.lists, self.scores) = (names, ids, lists, scores)
        (self.columns, self.objections) = (columns, objections)
    }
}

/// An entry of the register: a place where the regulation is silent, and the reading in force.
package struct Interpretation: Sendable {
    package struct Reading: Sendable {
        package let id: String
        package let text: TextPair
        /// Whether the pack says which settings make it, so that it can be tried.
        package let isApplicable: Bool
        /// Why it cannot be tried, if the pack says so.
        package let untried: TextPair?
    }

    package let id: String
    package let clause: String
    package let question: TextPair
    package let readings: [Reading]
    /// Index of the reading in force.
    package let inForce: Int
    package let reason: TextPair
    /// Key paths of the settings that carry the reading.
    package let settings: [String]
    /// Who confirmed it and when; nil while nobody has.
    package let confirmation: (by: String, on: CivilDate)?
}

/// Given records and what must come of them: the pack's own test.
package struct Example: Sendable {
    package let id: String
    package let clause: String
    package let title: TextPair
    package let asOf: CivilDate
    package let from: Month?
    /// Rows per kind id; a row is its columns in order.
    package let records: [(kind: String, rows: [[(column: String, value: String)]])]
    package let expected: ExampleExpectation
    /// What the same records come to under other readings.
    package let others: [Other]
    /// Where the example stands, for messages.
    package let place: String

    package struct Other: Sendable {
        package let readings: [(entry: String, reading: String)]
        package let expected: ExampleExpectation
        package let place: String
    }
}

/// What an example expects. No pending records and no rejected ones unless it says so.
package struct ExampleExpectation: Sendable {
    package struct Posting: Sendable, Hashable {
        package let month: String
        package let subject: String
        package let rule: String
        package let points: String

        package init(month: String, subject: String, rule: String, points: String) {
            self.month = month
            self.subject = subject
            self.rule = rule
            self.points = points
        }
    }

    package struct Measured: Sendable, Hashable {
        package enum Subject: Sendable, Hashable {
            case subject(String), unit(String), group(String), all
        }

        package let period: Period
        package let measure: String
        package let subject: Subject
        /// With two decimals at most, as `Points` has them; nil for none.
        package let value: String?
        package let cases: Int?
        /// Nil where nobody asks.
        package let status: String?
    }

    /// All postings but the base.
    package let postings: [Posting]
    package let scores: [(period: Period, subject: String, value: String)]
    package let lists: [(list: String, period: Period, subjects: [String])]
    package let marks: [(mark: String, period: Period, subject: String, shows: String)]
    package let measures: [Measured]
    package let proposals: [(proposal: String, period: Period, subjects: [String])]
    package let pending: [String]?
    package let rejected: Int?
}
