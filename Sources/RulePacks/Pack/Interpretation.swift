package import GridModel

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
