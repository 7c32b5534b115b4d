package import GridModel

/// What of a rule pack reading needs.
package struct IntakePlan: Sendable {
    package let kinds: [LogKind]
    package let facts: [Fact]
    package let rosterKind: Int
    package let rosterColumns: RosterColumns
    package let inForce: CivilDate
    /// Working time, if the pack has any.
    package let calendar: WorkCalendar?

    package init(
        kinds: [LogKind], facts: [Fact], rosterKind: Int, rosterColumns: RosterColumns, inForce: CivilDate, calendar: WorkCalendar?
    ) {
        self.kinds = kinds
        self.facts = facts
        self.rosterKind = rosterKind
        self.rosterColumns = rosterColumns
        self.inForce = inForce
        self.calendar = calendar
    }

    /// Whether both read the same records in the same way. Their descriptions name all that they hold, so nothing is forgotten.
    package func isSame(as other: IntakePlan) -> Bool { sameBytes("\(self)", "\(other)") }
}
