import Foundation
import TestSupport
import Testing

/// The collection of cases: whole input folders with what must come of them.
@Suite struct CaseTests {
    /// One folder of the collection; its name is the test's.
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        var folder: String { "\(Project.cases)/\(name)" }
        var testDescription: String { name }

        func read(_ file: String) -> [UInt8]? { FileManager.default.contents(atPath: "\(folder)/\(file)").map { [UInt8]($0) } }
    }

    static let cases = Project.folders(in: Project.cases).map { Case(name: $0) }

    /// A lost folder, dot file or `.part` file would make tests pass that test nothing.
    @Test func theCollectionIsWhole() {
        #expect(Self.cases.count == 68)
        let files = FileTree(Project.cases).files.keys.filter { $0.contains("/") }
        #expect(files.count == 973)
        #expect(Self.cases.allSatisfy { ($0.read("expect.json") != nil) != ($0.read("exit") != nil) })
    }

    /// What comes out is what the case says, cell by cell, and the same with one thread and with eight.
    @Test(arguments: cases) func equals(_ item: Case) throws {
        let place = try TemporaryFolder()
        let options = String(decoding: item.read("args") ?? [], as: UTF8.self).split { $0 == " " || $0 == "\n" }.map(String.init)
        func run(_ jobs: String) throws -> (execution: Execution, tree: FileTree) {
            let output = place["output-\(jobs)"]
            let arguments = ["run", "--input", "\(item.folder)/input", "--output", output, "--rules", Project.pack, "--language", "en", "--quiet"]
            return (try Program.run(arguments + options + ["--jobs", jobs]), FileTree(output))
        }
        let (one, eight) = (try run("1"), try run("8"))
        #expect(one.execution.code == eight.execution.code)
        #expect(one.tree.differences(from: eight.tree) == [], "--jobs 1 and --jobs 8 differ")
        if one.execution.code == 0 { #expect(one.execution.output.isEmpty && one.execution.errors.isEmpty, "--quiet, and nothing needs a person") }
        let problems =
            if let facts = item.read("expect.json") {
                try CaseFacts(facts).problems(of: one.tree, code: one.execution.code)
            } else {
                try CaseTree(item.folder).problems(of: one.tree, code: one.execution.code)
            }
        for problem in problems.prefix(20) { Issue.record("\(item.name): \(problem)") }
        if !problems.isEmpty { Issue.record("\(item.name) said: \(one.execution.errorText)") }
        if one.execution.code == 0 || one.execution.code == 2 {
            #expect(audit(one.tree) == [])
        } else {
            #expect(one.tree.isEmpty, "a run that fails publishes nothing")
        }
    }
}
