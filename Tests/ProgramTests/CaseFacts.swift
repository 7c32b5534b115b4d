import Foundation
import TestSupport

/// `expect.json`: the exit code and facts about the output.
struct CaseFacts {
    private struct Content: Decodable {
        let exit: Int32
        let totals: [String: Int]?
        let facts: [Fact]
    }

    private let content: Content

    init(_ bytes: [UInt8]) throws {
        content = try JSONDecoder().decode(Content.self, from: Data(bytes))
    }

    /// Where the output is not as expected.
    func problems(of tree: FileTree, code: Int32?) throws -> [String] {
        var problems: [String] = []
        if code != content.exit { problems.append("exit \(code.map(String.init) ?? "by a signal"), want \(content.exit)") }
        if let totals = content.totals {
            let table = try CSVTable(tree.files["run/files.csv"] ?? [])
            for (column, want) in totals.sorted(by: { $0.key < $1.key }) {
                let got = (table.texts(column) ?? []).reduce(0) { $0 + (Int($1) ?? 0) }
                if got != want { problems.append("run/files.csv, sum of \(column): got \(got), want \(want)") }
            }
        }
        for fact in content.facts { problems += try fact.problems(in: tree) }
        return problems
    }
}

/// Something that must hold of a table of the output.
struct Fact: Decodable {
    let file: String
    let `where`: [String: String]?
    let expect: [String: String]?
    let count: Int?
    let column: String?
    let values: [String]?
    let absent: Bool?

    /// Where the output is not as expected.
    func problems(in tree: FileTree) throws -> [String] {
        guard absent != true else { return tree.files[file] == nil ? [] : ["\(file) is there, and should not be"] }
        guard let bytes = tree.files[file] else { return ["\(file) is missing"] }
        let table = try CSVTable(bytes)
        let condition = `where` ?? [:]
        for name in Array(condition.keys) + Array((expect ?? [:]).keys) + (column.map { [$0] } ?? []) where table.column(name) == nil {
            return ["\(file) has no column \(name)"]
        }
        let rows = table.rows.indices.filter { row in
            condition.allSatisfy { table.rows[row][table.column($0.key)!] == Array($0.value.utf8) }
        }
        let place = "\(file), rows where \(condition.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", "))"
        var problems: [String] = []
        if let count, rows.count != count { problems.append("\(place): got \(rows.count), want \(count)") }
        if let cells = expect {
            if rows.count != 1 { problems.append("\(place): got \(rows.count), want exactly one") }
            for row in rows.prefix(1) {
                for (column, want) in cells.sorted(by: { $0.key < $1.key }) {
                    let got = table.rows[row][table.column(column)!]
                    if got != Array(want.utf8) { problems.append("\(place), row \(row + 1), \(column): got \(shown(got)), want \(shown(want.utf8))") }
                }
            }
        }
        if let column, let values {
            let got = rows.map { table.rows[$0][table.column(column)!] }
            if got != values.map({ Array($0.utf8) }) {
                problems.append("\(place), column \(column): got \(got.map { shown($0) }), want \(values)")
            }
        }
        if count == nil, expect == nil, values == nil { problems.append("\(place): a fact that says nothing") }
        return problems
    }
}
