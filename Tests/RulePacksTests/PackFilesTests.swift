import PropertyKit
import TestSupport
import Testing

@testable import RulePacks

@Suite struct PackFilesTests {
    /// What is found wrong with one file of a pack, without the folder's path.
    private func problems(_ bytes: some Sequence<UInt8>) throws -> [String] {
        let folder = try TemporaryFolder()
        try folder.write("a.yaml", bytes)
        let list = ProblemList()
        _ = PackFiles(path: folder.path, allowed: ["rules", "logs"], problems: list)
        return list.problems.map { String($0.description.dropFirst(folder.path.count + 1)) }
    }

    @Test func bytesThatNoTextHolds() throws {
        #expect(try problems("rules: 1\nlogs: \0\n".utf8) == ["a.yaml:2:7: error: a control character (byte 0)"])
        #expect(
            try problems(Array("rules: 1\nlogs: ".utf8) + [0xC0, 0xEE])
                == ["a.yaml:2:1: error: bytes that are not valid UTF-8; save the file as UTF-8"])
    }

    @Test func keysThatStandTwice() throws {
        #expect(try problems("logs: 1\nrules:\n  a: 1\n  b: 2\n  a: 3\n".utf8) == ["a.yaml:5:3: error: the key \"a\" stands twice in one mapping"])
        // Each at its own second place, in whatever order they stand.
        #expect(
            try problems("rules: {b: 1, a: 2, a: 3, b: 4}\n".utf8) == [
                "a.yaml:1:21: error: the key \"a\" stands twice in one mapping", "a.yaml:1:27: error: the key \"b\" stands twice in one mapping",
            ])
    }

    @Test func aTagThatSaysNothingIsNone() throws {
        #expect(try problems("rules: ! text\nlogs: !!str text\n".utf8) == [])
    }

    @Test(arguments: ["rules: &x 1\nlogs: *x\n", "rules: {<<: {a: 1}}\n", "rules: !!int 1\n"])
    func anchorsAreNotUsed(_ text: String) throws {
        let found = try problems(text.utf8)
        #expect(
            found.count == 1 && found[0].hasPrefix("a.yaml:1:")
                && found[0].hasSuffix("anchors, aliases, merge keys and tags are not used in rule packs"))
    }

    @Test func topLevelKeysAreClosed() throws {
        #expect(try problems("ruls: 1\n".utf8) == ["a.yaml:1:1: error: unknown key \"ruls\"; did you mean \"rules\"? allowed: rules, logs"])
    }

    @Test(arguments: ["", "\n", "# nothing\n"])
    func emptyFiles(_ text: String) throws {
        #expect(try problems(text.utf8) == ["a.yaml:1:1: error: the file is empty"])
    }

    @Test(arguments: ["rules: [1\n", "\trules: 1\n", "rules: 1\n---\nlogs: 1\n", "rules: \"x\n"])
    func brokenYAML(_ text: String) throws {
        let found = try problems(text.utf8)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("a.yaml:") == true)
    }

    @Test func oneKeyInTwoFiles() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.yaml", "rules: 1\n".utf8)
        try folder.write("b.yaml", "logs: 1\nrules: 1\n".utf8)
        let list = ProblemList()
        _ = PackFiles(path: folder.path, allowed: ["rules", "logs"], problems: list)
        #expect(list.problems.map(\.description) == ["\(folder.path)/b.yaml:2:8: error: rules: the key stands in \(folder.path)/a.yaml already"])
    }
}
