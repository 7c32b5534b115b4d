package import GridModel

/// What would now come out differently in a filed period: for each member affected the filed value and today's, and what
/// causes it. Filed files and awards stay as they are; the sheet says what would be revoked.
package struct CorrectionSheet: Bilingual, Sendable {
    /// A log that is not what it was when the period was filed.
    struct InputChange: Sendable {
        let file: String
        let isMissing: Bool
    }

    package let filing: Filing
    package let language: Language
    let changes: [ValueChange]
    /// Postings, and cases and proposals with their records, that the filed tables have and today's have not, or the other way
    /// round.
    let causes: [PostingChange]
    let inputs: [InputChange]
    /// Months of the period, and periods that its lists go by, of which a further revision was filed since.
    let revised: [Filing]
    /// Whether the rules are others than those the period was filed by.
    let rulesChanged: Bool
    /// Whether another version of the program made the filed figures.
    let versionChanged: Bool
    /// Postings and cases that differ only in file, line or wording.
    let moved: Int
    /// The period's tables as they would now be, in the sheet's folder.
    let proposed: [OutputPlan]
    /// The same tables in the form of a workbook.
    let proposedSheets: @Sendable () -> [Table]

    package var period: Period { filing.period }

    /// Where the sheet stands below the output folder.
    package var folder: String { "\(Self.folder)/\(period)" }
    static let folder = "corrections"

    /// How many members are affected. What is told of departments, units and the whole company is of nobody else.
    package var memberCount: Int { Set((changes.map(\.id) + causes.map(\.id)).filter { !$0.isEmpty }.map { Array($0.utf8) }).count }
}
