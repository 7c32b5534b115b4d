package import GridModel

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
