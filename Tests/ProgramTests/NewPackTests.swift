import Foundation
import TestSupport
import Testing

/// `gridscore rules new`, the start of a pack.
@Suite struct NewPackTests {
    private let place: TemporaryFolder

    init() throws { place = try TemporaryFolder() }

    private func new(_ arguments: [String]) throws -> Execution { try Program.run(["rules", "new"] + arguments, folder: place.path) }

    @Test func itIsAPackThatWorks() throws {
        let made = try new(["harbour", "--to", "packs/harbour"])
        #expect(made.code == 0 && made.errors.isEmpty, "\(made.errorText)")
        let pack = place["packs/harbour"]
        #expect(try String(contentsOfFile: "\(pack)/pack.yaml", encoding: .utf8).contains("\n  id: harbour "))
        let test = try Program.run(["rules", "--rules", pack, "--test"])
        #expect(test.code == 0 && test.errors.isEmpty, "\(test.errorText)")
        let run = try Program.run(Program.arguments("\(pack)/sample", place["output"], asOf: "2026-10-31", rules: pack))
        #expect(run.code == 0, "\(run.errorText)")
        let tree = FileTree(place["output"])
        #expect(try tree.rows("2026/2026-10/scores.csv").map { $0["score"] } == ["103", "97", "100"])
        #expect(try tree.rows("run/pending.csv").count == 1)
        #expect(tree.files["index.html"] != nil)
    }

    /// Every section and key of a pack stands in it, if only in a comment that says what it is for.
    @Test func itShowsEveryKey() throws {
        #expect(try new(["harbour"]).code == 0)
        let files = FileTree(place["rules/harbour"]).files.filter { $0.key.hasSuffix(".yaml") }
        let text = files.map { String(decoding: $0.value, as: UTF8.self) }.joined()
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(Project.root)/rules/pack.schema.json"))
        let schema = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        func keys(_ schema: Any) -> Set<String> {
            if let elements = schema as? [Any] { return Set(elements.flatMap(keys)) }
            guard let object = schema as? [String: Any] else { return [] }
            return Set((object["properties"] as? [String: Any] ?? [:]).keys).union(object.values.flatMap(keys))
        }
        let all = keys(schema)
        #expect(all.count > 100)
        for key in all.sorted() {
            let isThere = text.range(of: "(^|[^a-z_])\(key)([: ,)]|$)", options: .regularExpression) != nil
            #expect(isThere, "\(key)")
        }
        for (name, bytes) in files {
            #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("# yaml-language-server: $schema=../pack.schema.json\n"), "\(name)")
        }
    }

    /// What is left out as an example of its own works where it stands.
    @Test func whatIsLeftOutWorksWhereItStands() throws {
        #expect(try new(["harbour"]).code == 0)
        for (file, beginnings) in [("pack.yaml", ["  # half_years"]), ("rules.yaml", ["  # - id: answered-on-year", "  #   "])] {
            let text = try String(contentsOfFile: place["rules/harbour/\(file)"], encoding: .utf8)
            let added = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                beginnings.contains { line.hasPrefix($0) } ? "  \(line.dropFirst(4))" : String(line)
            }
            #expect(added.joined(separator: "\n") != text)
            try place.write("rules/harbour/\(file)", added.joined(separator: "\n"))
        }
        let test = try Program.run(["rules", "--rules", place["rules/harbour"], "--test", "--language", "en"])
        #expect(test.code == 0 && test.errors.isEmpty, "\(test.errorText)")
        let told = try Program.run(["rules", "--rules", place["rules/harbour"], "--language", "en"])
        #expect(told.outputText.contains("change answered year_before"))
    }

    @Test func nothingIsOverwritten() throws {
        #expect(try new(["harbour"]).code == 0)
        try place.write("rules/harbour/rules.yaml", "mine")
        let before = FileTree(place.path).files
        let again = try new(["harbour"])
        #expect(again.code == 73 && again.errorText.contains("rules/harbour"))
        try place.write("file", "x")
        #expect(try new(["harbour", "--to", "file"]).code == 73)
        #expect(try new(["Harbour"]).code == 64)
        #expect(try new(["harbour", "--to", ".."]).code == 64)
        #expect(try new([]).code == 64)
        try FileManager.default.removeItem(atPath: place["file"])
        #expect(FileTree(place.path).files == before)
        try FileManager.default.createDirectory(atPath: place["empty"], withIntermediateDirectories: false)
        #expect(try new(["harbour", "--to", "empty/"]).code == 0)
    }
}
