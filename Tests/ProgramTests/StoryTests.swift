import Foundation
import TestSupport
import Testing

/// Stories: many commands on one company, one after the other, with what must hold after each.
@Suite struct StoryTests {
    /// A story's folder, named after it.
    struct Story: CustomTestStringConvertible, Sendable {
        let name: String
        var folder: String { "\(Project.root)/Tests/Stories/\(name)" }
        var testDescription: String { name }
    }

    /// `story.json`.
    struct Script: Decodable {
        let steps: [Step]
    }

    /// One step: what happens to the files, a command, and what must hold then.
    struct Step: Decodable {
        let say: String
        /// A folder whose files are put into the input.
        let add: String?
        /// Files of the input that are removed.
        let remove: [String]?
        /// A text of an output file that somebody replaces by another.
        let tamper: Tamper?
        /// The command and its own options.
        let command: [String]?
        let exit: Int32?
        /// Texts that standard output or the log must hold.
        let says: [String]?
        let facts: [Fact]?
        /// Whether the files of filed periods must be what they were.
        let keepsFiled: Bool?
    }

    struct Tamper: Decodable {
        let file: String
        let old: String
        let new: String
    }

    static let stories = Project.folders(in: "\(Project.root)/Tests/Stories").map { Story(name: $0) }

    @Test(arguments: stories) func holds(_ story: Story) throws {
        let place = try TemporaryFolder()
        let script = try JSONDecoder().decode(Script.self, from: Data(contentsOf: URL(fileURLWithPath: "\(story.folder)/story.json")))
        try #require(script.steps.count > 0)
        let input = place["input"]
        let output = place["output"]
        try FileManager.default.createDirectory(atPath: input, withIntermediateDirectories: true)
        for (number, step) in script.steps.enumerated() {
            let label = "\(story.name), step \(number + 1), \(step.say)"
            if let folder = step.add {
                for (name, bytes) in FileTree("\(story.folder)/\(folder)").files {
                    try Data(bytes).write(to: URL(fileURLWithPath: "\(input)/\(name)"))
                }
            }
            for name in step.remove ?? [] { try FileManager.default.removeItem(atPath: "\(input)/\(name)") }
            if let tamper = step.tamper {
                let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(output)/\(tamper.file)")), as: UTF8.self)
                try #require(text.contains(tamper.old), "\(label): \(tamper.file) does not hold \(tamper.old)")
                let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(output)/\(tamper.file)"))
                try handle.truncate(atOffset: 0)
                try handle.write(contentsOf: Data(text.replacingOccurrences(of: tamper.old, with: tamper.new).utf8))
                try handle.close()
            }
            guard let command = step.command else { continue }
            let before = FileTree(output)
            let run = try Program.run(command + ["--input", input, "--output", output, "--rules", SlimPack.path])
            let said = run.outputText + run.errorText
            #expect(run.code == step.exit ?? 0, "\(label): \(said)")
            for text in step.says ?? [] { #expect(said.contains(text), "\(label) said: \(said)") }
            let tree = FileTree(output)
            for fact in step.facts ?? [] {
                for problem in try fact.problems(in: tree) { Issue.record("\(label): \(problem)") }
            }
            if step.keepsFiled == true {
                for path in filedFiles(before) where tree.files[path] != before.files[path] {
                    Issue.record("\(label): \(path) was filed and has changed")
                }
            }
        }
    }

    /// The files in the folders of periods that the manifest calls filed, and all below `filed`.
    private func filedFiles(_ tree: FileTree) -> [String] {
        let manifest = (try? JSONDecoder().decode(Filed.self, from: Data(tree.files[manifestPath] ?? []))) ?? Filed(periods: [])
        let periods = Set(manifest.periods.filter { $0.filed == true }.map(\.id))
        return tree.files.keys.filter { path in
            let parts = path.split(separator: "/").map(String.init)
            let folder = parts.dropLast().last ?? ""
            return parts[0] == "filed" ? parts.count > 2 : parts[0] != "corrections" && periods.contains(folder)
        }
    }

    private struct Filed: Decodable {
        struct Period: Decodable {
            let id: String
            let filed: Bool?
        }

        let periods: [Period]
    }
}
