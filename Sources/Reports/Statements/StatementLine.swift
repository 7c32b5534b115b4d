import GridModel

/// A posting on a member's statement.
struct StatementLine {
    /// In which part of a month's statement it stands: the base, what is of a day, rankings, floor and cap.
    enum Part: Int {
        case base, dated, ranking, limit
    }

    let part: Part
    /// Nil for what belongs to the month as a whole, and where the record is no longer there.
    let day: CivilDate?
    let wording: String
    let clause: String
    let points: Points
    /// Nil where it cannot be told any more.
    let code: ShortCode?
    let kind: String
    let recordId: String
    let file: String
    /// 0 where there is none.
    let line: Int
    /// What the record says for itself, by the names of its columns.
    let evidence: [(name: String, text: String)]
    /// What has been decided on it; or that it is no longer there.
    let note: String?
}
