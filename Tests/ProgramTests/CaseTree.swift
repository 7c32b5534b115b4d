import Foundation
import TestSupport

/// `exit` and `expected/`: the exit code and the whole tree of tables.
struct CaseTree {
    private let expected: FileTree
    private let code: Int32

    init(_ folder: String) throws {
        expected = FileTree("\(folder)/expected")
        let text = String(decoding: FileManager.default.contents(atPath: "\(folder)/exit") ?? Data(), as: UTF8.self)
        code = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines))!
    }

    /// Where the output is not as expected.
    func problems(of tree: FileTree, code got: Int32?) throws -> [String] {
        var problems: [String] = []
        if got != code { problems.append("exit \(got.map(String.init) ?? "by a signal"), want \(code)") }
        for path in Set(tree.tables).subtracting(expected.tables).sorted() { problems.append("\(path) is there, and should not be") }
        for path in expected.tables {
            guard let bytes = tree.files[path] else {
                problems.append("\(path) is missing")
                continue
            }
            problems += compare(path, try CSVTable(bytes), try CSVTable(expected.files[path]!))
        }
        guard let wanted = expected.files[manifestPath] else { return problems }
        guard let found = tree.files[manifestPath] else { return problems + ["\(manifestPath) is missing"] }
        let (want, have) = (try RunManifest(wanted), try RunManifest(found))
        if have.totals != want.totals { problems.append("\(manifestPath), totals: got \(have.totals), want \(want.totals)") }
        if have.periods != want.periods { problems.append("\(manifestPath), periods: got \(have.periods), want \(want.periods)") }
        return problems
    }

    /// Columns whose wording is the program's own.
    private func isFree(_ column: String, in path: String) -> Bool {
        switch path.split(separator: "/").last! {
        case "rejects.csv", "pending.csv": column == "message"
        case "ledger.csv": column == "wording"
        default: false
        }
    }

    private func compare(_ path: String, _ got: CSVTable, _ want: CSVTable) -> [String] {
        guard got.header.map({ Array($0.utf8) }) == want.header.map({ Array($0.utf8) }) else {
            return ["\(path), header: got \(got.header), want \(want.header)"]
        }
        var problems: [String] = []
        var found = Array(got.rows.enumerated())
        var wanted = Array(want.rows.enumerated())
        if path == "run/rejects.csv" { problems += matchBreaks(&found, &wanted, want) }
        if found.count != wanted.count { problems.append("\(path): got \(found.count) rows, want \(wanted.count)") }
        for ((number, row), (_, other)) in zip(found, wanted) {
            for (column, name) in want.header.enumerated() where row[column] != other[column] && !isFree(name, in: path) {
                problems.append("\(path), row \(number + 1), \(name): got \(shown(row[column])), want \(shown(other[column]))")
            }
            if problems.count > 20 { break }
        }
        return problems
    }

    /// Breaks with no record open: their line is the parser's, so they are looked for by all other cells and taken out on both sides.
    private func matchBreaks(
        _ found: inout [(offset: Int, element: [[UInt8]])], _ wanted: inout [(offset: Int, element: [[UInt8]])], _ want: CSVTable
    ) -> [String] {
        let (line, message) = (want.column("line")!, want.column("message")!)
        let fixed = want.header.indices.filter { $0 != line && $0 != message }
        var problems: [String] = []
        for row in wanted where row.element[message].starts(with: "no record open:".utf8) {
            wanted.removeAll { $0.offset == row.offset }
            if let match = found.firstIndex(where: { candidate in fixed.allSatisfy { candidate.element[$0] == row.element[$0] } }) {
                found.remove(at: match)
            } else {
                problems.append("run/rejects.csv: no row for \(fixed.map { shown(row.element[$0]) }.joined(separator: ","))")
            }
        }
        return problems
    }
}
