package import GridModel

/// One scheme as data: its logs, roster, rules, rankings, lists, open questions and examples.
package struct RulePack: Sendable {
    package let scheme: Scheme
    /// The kinds of logs, in the pack's order, the program's own kind of decisions last; everything else refers to them by index.
    package let kinds: [LogKind]
    package let roster: RosterSpec
    package let scoring: ScoringSpec
    package let marks: [Mark]
    package let rules: [Rule]
    package let rankings: [Ranking]
    /// What rules and rankings take, in their order.
    package let facts: [Fact]
    package let lists: [AwardList]
    /// How results are made public; nil if the pack does not say.
    package let notice: NoticeSpec?
    package let register: [Interpretation]
    package let examples: [Example]
    package let hints: HintSpec
    /// SHA-256, in hexadecimal, of the names and bytes of the pack's files.
    package let digest: String

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
    /// Records decided before this day are rejected.
    package let inForce: CivilDate
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

/// Base, floor and the lines that reports draw.
package struct ScoringSpec: Sendable {
    package let base: Points
    package let floor: Points?
    /// Reports point out scores below this.
    package let below: Points
    /// Reports point out scores below this as close to the line.
    package let near: Points
}

/// A fact beside the score, such as a right that is lost.
package struct Mark: Sendable {
    package enum Scope: String, Sendable, CaseIterable { case month, year }
    package enum Shows: String, Sendable, CaseIterable { case marked, unmarked }

    /// `en` is the mark's id and the English header of its column.
    package let names: TextPair
    /// The period the mark holds for: the month of the posting, or its calendar year.
    package let scope: Scope
    /// When the column says yes.
    package let shows: Shows
    package let title: TextPair

    package var id: String { names.english }
}

/// One scorable clause, for the days on which it is in force.
package struct Rule: Sendable {
    package let id: String
    package let clause: String
    package let wording: TextPair
    package let points: Points
    package let effective: ClosedRange<CivilDate>
}

/// Whom a ranking or list compares.
package enum Field: String, Sendable, CaseIterable { case group, all }

/// A monthly ranking by a count, with points for the first ranks.
package struct Ranking: Sendable {
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
}

/// A list that members get onto: stars, annual bests, the failing.
package struct AwardList: Sendable {
    package enum Selection: Sendable {
        /// Everyone whose result is below the points.
        case below(Points)
        /// Among the qualified within the field, everyone of this competition rank or better.
        case top(Int, within: Field, qualification: Qualification)
    }

    /// `en` is the list's id and the English header of its flag in the scores.
    package let names: TextPair
    package let title: TextPair
    package let clause: String
    package let selection: Selection
    package let files: [Period.Kind: ListFile]

    package var id: String { names.english }
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
    /// Where the example stands, for messages.
    package let place: String
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

    /// All postings but the base.
    package let postings: [Posting]
    package let scores: [(period: Period, subject: String, value: String)]
    package let lists: [(list: String, period: Period, subjects: [String])]
    package let marks: [(mark: String, period: Period, subject: String, shows: String)]
    package let pending: [String]?
    package let rejected: Int?
}
