package import GridModel

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
