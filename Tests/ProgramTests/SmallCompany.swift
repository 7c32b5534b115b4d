import Foundation
import TestSupport

/// The smallest input that can be scored, to be spoilt by a test: one member, and calls of one month.
enum SmallCompany {
    static let asOf = "2026-10-31"
    static let members = "member_id,name,department\nW1,李明,一部\n"
    static let header = "call_id,member_id,time,purpose,outcome,note\n"

    static func call(_ id: String, note: String = "") -> String { "\(id),W1,2026-10-05 09:12,other,missed,\(note)\n" }

    /// Writes `input/` with a roster, and other files if given.
    static func write(to place: TemporaryFolder, _ files: [String: String] = [:]) throws -> String {
        try place.write("input/members.csv", members)
        for (name, text) in files { try place.write("input/\(name)", text) }
        return place["input"]
    }

    /// Writes a file of many bytes without holding them: `head`, then `filling` over and over, then `tail`.
    static func writeLarge(_ path: String, head: String, filling: String, count: Int, tail: String) throws {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? file.close() }
        try file.write(contentsOf: Data(head.utf8))
        let perBlock = max(1, (1 << 20) / filling.utf8.count)
        let block = Data(String(repeating: filling, count: perBlock).utf8)
        for _ in 0..<(count / perBlock) { try file.write(contentsOf: block) }
        try file.write(contentsOf: Data(String(repeating: filling, count: count % perBlock).utf8))
        try file.write(contentsOf: Data(tail.utf8))
    }

    /// Scores the input into `output` and reads what was published.
    static func run(
        _ place: TemporaryFolder, _ more: [String] = [], wrapper: [String] = [], memory: Int = 500
    ) throws -> (run: Execution, tree: FileTree) {
        let run = try Program.run(
            Program.arguments(place["input"], place["output"], asOf: asOf, rules: SlimPack.path, more), wrapper: wrapper, memory: memory)
        return (run, FileTree(place["output"]))
    }
}

extension FileTree {
    /// The rows of a table as text, each by column.
    func rows(_ path: String) throws -> [[String: String]] {
        let table = try CSVTable(files[path] ?? [])
        return table.rows.map { row in
            Dictionary(uniqueKeysWithValues: zip(table.header, row.map { String(decoding: $0, as: UTF8.self) }))
        }
    }

    /// How often each outcome stands in the manifest.
    func totals() throws -> [String: Int] { try RunManifest(files[manifestPath] ?? []).totals }
}
