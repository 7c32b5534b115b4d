@testable import RulePacks

/// YAML text with a cursor on its root.
struct YAMLText {
    let cursor: YAMLCursor

    init(_ text: String) throws {
        cursor = YAMLCursor(try YAMLParser.root(of: Array(text.utf8))!, file: "x.yaml", problems: ProblemList())
    }

    /// The problems so far, as they are printed.
    var problems: [String] { cursor.problems.problems.map(\.description) }

    /// The value of a top-level key.
    subscript(_ key: String) -> YAMLCursor { cursor.entries().first { $0.key == key }!.value }
}
