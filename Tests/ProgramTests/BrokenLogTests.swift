import Foundation
import TestSupport
import Testing

/// A museum of broken logs, one mistake a folder: nothing is lost, the place is named, the exit code is right.
@Suite struct BrokenLogTests {
    struct Exhibit: CustomTestStringConvertible, Sendable {
        let name: String
        var folder: String { "\(Project.fixtures)/broken-logs/\(name)" }
        var testDescription: String { name }
    }

    static let exhibits = Project.folders(in: "\(Project.fixtures)/broken-logs").map { Exhibit(name: $0) }

    /// What is printed in `secret.txt` beside an input folder must be found nowhere.
    private static let canary = "canary-7f3a91"

    @Test func theMuseumIsNotEmpty() { #expect(Self.exhibits.count >= 100) }

    @Test(arguments: exhibits) func isToldAndSurvived(_ exhibit: Exhibit) throws {
        let expected = try ExpectedRejects(file: "\(exhibit.folder)/expected.txt")
        let place = try TemporaryFolder()
        let output = place["output"]
        let run = try Program.run(Program.arguments("\(exhibit.folder)/input", output, asOf: "2026-10-31", rules: SlimPack.path))
        let tree = FileTree(output)
        for problem in expected.problems(of: run, tree) { Issue.record("\(exhibit.name): \(problem)") }
        #expect(run.processorSeconds < 10)
        #expect(run.code == 0 || !run.errors.isEmpty, "whatever needs a person is said on standard error")
        #expect(!(run.outputText + run.errorText).contains(Self.canary))
        #expect(!tree.files.values.contains { String(decoding: $0, as: UTF8.self).contains(Self.canary) })
        #expect(FileTree(place.path).entries.keys.filter { !$0.hasPrefix("output") } == (tree.isEmpty ? leftOver(place) : [".output.lock"]))
    }

    /// A run that fails early may have made the lock or not.
    private func leftOver(_ place: TemporaryFolder) -> [String] {
        FileTree(place.path).entries[".output.lock"] == nil ? [] : [".output.lock"]
    }
}
