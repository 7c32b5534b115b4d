import Foundation
import TestSupport
import Testing

/// The sample company and the pack that come with the program.
@Suite struct SampleTests {
    private let place: TemporaryFolder

    init() throws {
        place = try TemporaryFolder()
    }

    private func run(_ arguments: [String]) throws -> Execution {
        try Program.run(arguments, folder: Project.root)
    }

    /// The pack's own examples: each clause, each side of each threshold.
    @Test func theExamplesOfThePackPass() throws {
        let run = try run(["rules", "--test"])
        #expect(run.code == 0, "\(run.errorText)")
        #expect(run.outputText.contains(" passed, 0 failed"))
    }

    /// A wrong expectation is told with the example's name and place, and ends with 78.
    @Test func aFailingExampleIsNamed() throws {
        try FileManager.default.copyItem(atPath: Project.pack, toPath: place["pack"])
        let path = place["pack/rules.yaml"]
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try text.replacingOccurrences(of: "points: -20", with: "points: -19").write(toFile: path, atomically: true, encoding: .utf8)
        let run = try run(["rules", "--test", "--rules", place["pack"]])
        #expect(run.code == 78)
        #expect(run.errorText.contains("examples.yaml:") && run.errorText.contains("private-use -19"))
    }

    /// Nothing is scored by examples: a mistake in one is told by `rules` and keeps no run from running.
    @Test func aMistakeInAnExampleIsToldByRulesAlone() throws {
        try FileManager.default.copyItem(atPath: Project.pack, toPath: place["pack"])
        let text = try String(contentsOfFile: place["pack/examples.yaml"], encoding: .utf8)
        try place.write("pack/examples.yaml", text.replacingOccurrences(of: "rule: attire,", with: "rule: atire,"))
        let rules = try run(["rules", "--rules", place["pack"]])
        #expect(rules.code == 78 && rules.errorText.contains("examples.yaml:") && rules.errorText.contains("did you mean \"attire\"?"))
        #expect(try run(["check", "--quiet", "--as-of", Project.sampleDay, "--rules", place["pack"]]).code == 2)
    }

    /// The committed sample is what its script writes.
    @Test func theSampleIsWhatItsScriptWrites() throws {
        let script = Process()
        script.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        script.arguments = ["python3", "\(Project.root)/Tests/Sample/make_sample.py", place["sample"]]
        script.standardOutput = FileHandle.nullDevice
        try script.run()
        script.waitUntilExit()
        #expect(script.terminationStatus == 0)
        func files(_ folder: String) throws -> [String: Data] {
            let names = FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
            return try Dictionary(
                // Logs of other schemes lie in folders of their own.
                uniqueKeysWithValues: names.filter { !$0.hasPrefix("@") }.compactMap { name in
                    var isFolder: ObjCBool = false
                    _ = FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
                    return isFolder.boolValue ? nil : (name, try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
                })
        }
        let (made, committed) = (try files(place["sample"]), try files(Project.sample))
        #expect(made.keys.sorted() == committed.keys.sorted())
        #expect(made == committed)
    }

    /// Every outcome, a tie at the last star, a failing year and an annual best are there to be seen.
    @Test func theSampleShowsEveryPart() throws {
        let run = try run(Program.arguments(Project.sample, place["output"], asOf: Project.sampleDay, rules: Project.pack))
        #expect(run.code == 2)
        let tree = FileTree(place["output"])
        let totals = try tree.totals()
        for outcome in ["used", "duplicate", "superseded", "conflict", "future", "inactive", "rejected"] {
            #expect((totals[outcome] ?? 0) > 0, "\(outcome)")
        }
        let stars = try tree.rows("2026/2026-Q3/stars.csv")
        #expect(stars.count { $0["rank"] == "3" } > 3, "a tie at the last rank")
        #expect(try !tree.rows("2026/best.csv").isEmpty)
        #expect(try !tree.rows("2026/failing.csv").isEmpty)
        #expect(try tree.rows("2026/2026-08/scores.csv").contains { $0["pay_forfeited"] == "yes" })
        #expect(try !tree.rows("run/pending.csv").isEmpty)
    }

    /// A score opens to its postings on the command line too: clause, file and line, and what did not count.
    @Test func explainNamesClauseFileAndLine() throws {
        let options = ["--as-of", Project.sampleDay, "--language", "en"]
        let run = try run(["explain", "W1017", "2026-08"] + options)
        #expect(run.code == 0)
        #expect(run.outputText.contains("complaint  18(一)5"))
        #expect(run.outputText.contains("2026-08/complaints.csv:2"))
        let leaver = try self.run(["explain", "W1018", "2026"] + options)
        #expect(leaver.outputText.contains("inactive  calls TH2608-902  2026-08/calls.csv:8"))
        #expect(try self.run(["explain", "NOBODY", "2026-08"] + options).code == 64)
    }
}
