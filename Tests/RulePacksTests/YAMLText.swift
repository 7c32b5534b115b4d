import Yams

@testable import RulePacks

/// YAML text with a cursor on its root; Yams holds anchors weakly, so the parser lives as long as this does.
struct YAMLText {
    let cursor: YAMLCursor
    private let parser: Parser

    init(_ text: String) throws {
        parser = try Parser(yaml: text)
        cursor = YAMLCursor(node: try parser.singleRoot()!, file: "x.yaml", path: "", problems: ProblemList())
    }

    /// The problems so far, as they are printed.
    var problems: [String] { cursor.problems.problems.map(\.description) }

    /// The value of a top-level key.
    subscript(_ key: String) -> YAMLCursor { cursor.entries().first { $0.key == key }!.value }
}
