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
