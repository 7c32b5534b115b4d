import Foundation
import TestSupport
import Testing

/// The source speaks of no scheme, and the JSON Schema of packs says what the loader says. Both are looked into by a script.
@Suite struct SchemaTests {
    private func python(_ script: String, _ arguments: [String]) throws -> Execution {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(script).path
        let run = try RunningProcess("/usr/bin/python3", [file] + arguments).wait()
        try #require(run.code == 0, "\(run.errorText)")
        return run
    }

    private func differences(_ packs: [String], root: String = Project.root) throws -> [String] {
        try python("schema.py", [Project.program, root] + packs).outputText.split(separator: "\n").map(String.init)
    }

    @Test func schemaAndLoaderAgree() throws {
        let place = try TemporaryFolder()
        #expect(try Program.run(["rules", "new", "new", "--to", place["new"]]).code == 0)
        #expect(!Project.packs.isEmpty)
        let differences = try differences(Project.packs + [place["new"], "\(Project.fixtures)/sixth/ferries"])
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    /// The comparison tells what is missing, wherever it is missing.
    @Test func aSchemaThatDiffersIsTold() throws {
        let place = try TemporaryFolder()
        let schema = try String(contentsOfFile: "\(Project.root)/rules/pack.schema.json", encoding: .utf8)
        try place.copy("\(Project.root)/Tests/Fixtures/whole-pack", to: "Tests/Fixtures/whole-pack")
        try place.copy("\(Project.root)/rules/calendars", to: "rules/calendars")
        try place.copy("\(Project.root)/Sources/RulePacks", to: "Sources/RulePacks")
        func change(_ old: String, _ new: String) -> (inout String) throws -> Void {
            { text in
                let range = try #require(text.range(of: old), "\(old)")
                text.replaceSubrange(range, with: new)
            }
        }
        var changed = schema
        try change("\"at_most\": {\"type\": \"integer\"", "\"at_mots\": {\"type\": \"integer\"")(&changed)
        try change("\"no_skip\", ", "")(&changed)
        try change("\"scope\", \"shows\", \"title\"]", "\"scope\", \"title\"]")(&changed)
        try change("\"maximum\": 36500", "\"maximum\": 365")(&changed)
        try place.write("rules/pack.schema.json", changed)
        let told = try differences([], root: place.path).joined(separator: "\n")
        for words in [
            "rules.0: the loader knows the key \"at_most\", the schema does not", "the schema has the key \"at_mots\", the loader does not",
            "rankings.0.ties: the loader's values are", "marks.0: the loader requires the key \"shows\", the schema does not",
            "hints.late_days: the loader takes whole numbers from 1 to 36500",
        ] {
            #expect(told.contains(words), "\(words)\n\(told)")
        }
    }

    /// The pack with every key is one that works, too.
    @Test func theWholePackWorks() throws {
        let test = try Program.run(["rules", "--rules", "\(Project.fixtures)/whole-pack", "--test"])
        #expect(test.code == 0, "\(test.errorText)")
    }

    @Test func noSourceNamesAScheme() throws {
        let found = try python("names.py", ["\(Project.root)/Sources", "\(Project.root)/rules"]).outputText
        #expect(found.isEmpty, "\(found)")
    }

    /// The search finds what it is to find.
    @Test func aNameInTheSourceIsFound() throws {
        let place = try TemporaryFolder()
        try place.write(
            "Sources/Some.swift",
            """
            // As in Liaocheng.
            let file = "calls.csv"
            let path = "lists.star.top"
            let words = "\\(count) records of 通话记录, \\(say("用户签字", "x"))"
            let affectedWork = kind == "consult_visit"
            if true { print(\"\"\"
                Of award_eligible
                \"\"\") }
            func members() { task(message, kind, "time") }
            """)
        let found = try python("names.py", [place["Sources"], "\(Project.root)/rules"]).outputText
        for words in [
            "1: the scheme \"liaocheng\"", "2: the name \"calls\"", "3: the name \"star\"", "4: the name \"通话记录\"", "4: the name \"用户签字\"",
            "5: the name \"affectedWork\"", "5: the name \"consult_visit\"", "7: the name \"award_eligible\"",
        ] {
            #expect(found.contains("Some.swift:" + words), "\(words)\n\(found)")
        }
        #expect(found.split(separator: "\n").count == 8, "\(found)")
    }
}
