package import GridModel

/// What would now come out differently in a filed period: for each member affected the filed value and today's, and what
/// causes it. Filed files and awards stay as they are; the sheet says what would be revoked.
package struct CorrectionSheet: Sendable {
    /// A cell of the filed scores or rankings that would be another one.
    struct Change: Sendable {
        let group: String
        let id: String
        let name: String
        /// The column's name; of a ranking, behind the category.
        let item: String
        let filed: String
        let now: String
        let effect: Effect
    }

    /// What a change would do beside the value.
    enum Effect: Sendable, Hashable {
        case none
        /// An award that would be taken away, or given.
        case revoked, granted
        /// A list of those below a line that the member would get onto, or off.
        case listed, unlisted
    }

    /// A posting that the filed ledger has and today's has not, or the other way round.
    struct Cause: Sendable {
        enum Change: Sendable { case added, removed, changed }

        let change: Change
        let id: String
        let name: String
        let rule: String
        let clause: String
        let wording: String
        /// Points as filed; empty for an added posting.
        let filed: String
        /// Points today; empty for a removed posting.
        let now: String
        let kind: String
        let recordId: String
        let file: String
        let line: String
    }

    /// A log that is not what it was when the period was filed.
    struct InputChange: Sendable {
        let file: String
        let isMissing: Bool
    }

    package let filing: Filing
    let language: Language
    let changes: [Change]
    let causes: [Cause]
    let inputs: [InputChange]
    /// Months of the period of which a further revision was filed since.
    let revised: [Filing]
    /// Whether the rules are others than those the period was filed by.
    let rulesChanged: Bool
    /// Whether another version of the program made the filed figures.
    let versionChanged: Bool
    /// Postings that differ only in file, line or wording.
    let moved: Int
    /// The period's tables as they would now be, in the sheet's folder.
    let proposed: [OutputPlan]
    /// The same tables in the form of a workbook.
    let proposedSheets: @Sendable () -> [Table]

    package var period: Period { filing.period }

    /// Where the sheet stands below the output folder.
    package var folder: String { "\(Self.folder)/\(period)" }
    static let folder = "corrections"

    /// How many members are affected.
    package var memberCount: Int { Set(changes.map { Array($0.id.utf8) } + causes.map { Array($0.id.utf8) }).count }
}
