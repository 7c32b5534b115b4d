package import GridModel

/// All logs as read: who is on the roster, every record with its outcome, every file.
package struct IntakeResult: Sendable {
    package internal(set) var files: [FileReport]
    package let roster: Roster
    /// Faults and the records to be told from others, in the order of files and lines. Entries that do not stand have the
    /// effect `Batch.standsNot`.
    package internal(set) var batches: [Batch]
    /// All other records.
    package let counts: UsedCounts
    /// Records in whose place another version stands.
    package let superseded: [Superseding]
    /// For conflicts: the first differing column and this record's text, by place.
    package let conflicts: [EntryPlace: ConflictText]
    /// Records that stand, of members who are not active in their month.
    package let inactive: [EntryPlace]
    /// Month of the earliest deciding time of a used record.
    package let earliestMonth: Month?
    /// Bytes of all files.
    package let bytes: Int
    /// The decisions that stand, by time, file and line.
    package internal(set) var decisions: [DecisionRecord] = []
    /// What is worth to be kept for the next run.
    package internal(set) var unstored = Unstored.nothing
    /// What reads records again.
    var look: SecondLook?

    /// The sum over all files.
    package var totals: OutcomeCounts {
        files.reduce(into: OutcomeCounts()) { $0 += $1.counts }
    }

    /// Issues that break a file off.
    package var breaks: [(file: FileReport, line: Int, batch: Batch, issue: Issue)] {
        batches.flatMap { batch in
            batch.issues.filter(\.fault.isBreak).map { (files[batch.file], batch.line(of: $0), batch, $0) }
        }
    }

    /// The month of a record's deciding time; nil if its kind has none.
    package func month(of place: EntryPlace) -> Month? {
        let month = batches.entry(at: place).month
        return month < 0 ? nil : Month(sinceMillennium: month)
    }

    /// A member's id as an inactive record gives it.
    package func memberText(_ place: EntryPlace) -> String {
        batches.unfoldedMember(place) ?? roster.members[Int(batches.entry(at: place).member)].id
    }
}

/// Where a conflicting record first differs from the one that stands.
package struct ConflictText: Sendable {
    package let column: Int
    package let text: String
    package let standingFile: Int
    package let standingLine: Int
}

/// One line of `run/files.csv`.
package struct FileReport: Sendable {
    package enum Kind: Sendable, Hashable {
        case skipped
        case unknown
        /// An XML file without content.
        case none
        case known(Int)
    }

    package let name: String
    /// The path's bytes: the order of files.
    package let path: [UInt8]
    package let kind: Kind
    package let format: FileFormat
    package let encoding: TextEncoding?
    package let size: Int
    package let digest: String
    package var counts: OutcomeCounts
    /// Whether the file is of no known kind or format.
    package let isUnknown: Bool
}
