/// A kind of log as the rule pack declares it: its names, columns and how versions of a record are told apart.
package struct LogKind: Sendable {
    /// English name: the root element of XML, the stem of file names.
    package let id: String
    package let names: TextPair
    /// Name of an XML record element, besides the kind's Chinese name.
    package let record: String
    /// In the order in which faults are looked for; the version column, if any, last.
    package let columns: [Column]
    /// Indices of the columns that together identify a record.
    package let key: [Int]
    package let versions: VersionRule
    /// The deciding time: the first whose condition holds. Empty for a kind without one.
    package let decidingTimes: [DecidingTime]
    /// Contradictions, in the order in which they are looked for.
    package let checks: [Check]
    /// Index of the column that orders versions.
    package let versionColumn: Int?
    /// Index of the column that names whose record it is.
    package let subjectColumn: Int
    /// Whether its records are decisions on postings: they need name nobody, and are used whoever is active.
    package let isDecisions: Bool
    /// Columns of text that say what a record rests on, as a member's statement shows it.
    package let evidence: [Int]

    package init(
        id: String, names: TextPair, record: String, columns: [Column], key: [Int], versions: VersionRule,
        decidingTimes: [DecidingTime], checks: [Check], versionColumn: Int?, subjectColumn: Int, isDecisions: Bool = false, evidence: [Int] = []
    ) {
        self.id = id
        self.names = names
        self.record = record
        self.columns = columns
        self.key = key
        self.versions = versions
        self.decidingTimes = decidingTimes
        self.checks = checks
        self.versionColumn = versionColumn
        self.subjectColumn = subjectColumn
        self.isDecisions = isDecisions
        self.evidence = evidence
    }
}

/// Which version of a record stands.
package enum VersionRule: String, Sendable, CaseIterable {
    /// Records of the kind do not change: the first stands, a differing one is a conflict.
    case first
    /// Records of the kind do change: the last stands, a differing one before it is superseded.
    case last
}

/// A column of a kind.
package struct Column: Sendable {
    package let id: String
    package let names: TextPair
    package let type: ColumnType
    package let isRequired: Bool

    package init(id: String, names: TextPair, type: ColumnType, isRequired: Bool) {
        self.id = id
        self.names = names
        self.type = type
        self.isRequired = isRequired
    }
}

/// What a column holds.
package enum ColumnType: Sendable {
    /// 1 to 64 Unicode scalars, compared by their bytes.
    case id
    case text
    /// A moment. `endOfDay`: a date without a time means its last second. `emptyAfterAsOf`: what has not happened by the as-of date counts as empty.
    case time(endOfDay: Bool, emptyAfterAsOf: Bool)
    /// A date; a time of day is read and ignored.
    case day
    /// An exact decimal of at most so many places, within bounds if there are any, both inclusive.
    case number(places: Int, atLeast: Number?, atMost: Number?)
    /// One of the declared values; `defaultValue` is the index of the value that an empty field means.
    case code(values: [TextPair], defaultValue: Int?)
}

/// The deciding time of a record: a time column, for records that meet the condition.
package struct DecidingTime: Sendable {
    package let column: Int
    package let condition: Condition

    package init(column: Int, condition: Condition) {
        self.column = column
        self.condition = condition
    }
}

/// A contradiction within a record.
package enum Check: Sendable {
    /// The time in `column` must not be before the one in `earlier`; if either has no time of day, only the days are compared.
    case notBefore(column: Int, earlier: Int)
    /// `column` must not be empty where the condition holds.
    case requiredWhere(column: Int, condition: Condition)
}

/// A time that is taken out of an elapsed one: from one column to another. While its end is empty it goes on.
package struct Pause: Sendable, Hashable {
    package let from: Int
    package let to: Int

    package init(from: Int, to: Int) {
        (self.from, self.to) = (from, to)
    }
}

/// A condition on one record: all its tests hold.
package struct Condition: Sendable, Hashable {
    package enum Test: Sendable, Hashable {
        /// The code is one of `values` (indices), or empty where `orEmpty`.
        case code(column: Int, values: [Int], orEmpty: Bool)
        case present(column: Int)
        case empty(column: Int)
        /// `due` is not empty, and `done` is after it, or `done` is empty and `due` is before the end of the as-of date.
        case overdue(due: Int, done: Int)
        /// `from` and `to` are not empty, and `to` is within the limit; or, with `exceeds`, `to` is later than it, or is empty and the end of
        /// the as-of date is.
        case elapsed(from: Int, to: Int, without: [Pause], limit: TimeLimit, exceeds: Bool)
        /// The number is not empty and within the bounds, both inclusive.
        case number(column: Int, atLeast: Number?, atMost: Number?)
    }

    package let tests: [Test]

    package init(tests: [Test]) {
        self.tests = tests
    }

    package static let always = Condition(tests: [])
}

extension Condition.Test {
    /// Whether it asks for more than codes, and which columns are empty or later than others. Such tests are asked of facts alone.
    package var isCloser: Bool {
        switch self {
        case .elapsed, .number: true
        case .code, .present, .empty, .overdue: false
        }
    }
}
