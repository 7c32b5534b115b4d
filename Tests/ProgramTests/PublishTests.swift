import Foundation
import Glibc
import TestSupport
import Testing

/// What stands in the output folder, before, after and between runs.
@Suite struct PublishTests {
    private let place: TemporaryFolder
    private var output: String { place["output"] }

    init() throws { place = try TemporaryFolder() }

    private func score(_ asOf: String = Project.sampleDay, _ more: [String] = [], wrapper: [String] = []) throws -> Execution {
        try Program.run(Program.arguments(Project.sample, output, asOf: asOf, rules: SlimPack.path, more), wrapper: wrapper)
    }

    /// What is beside the output folder, but the lock.
    private var beside: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []).filter { $0 != "output" && $0 != ".output.lock" }.sorted()
    }

    /// Unchanged files stay the very same files, with their time; only what holds times is new.
    @Test func aSecondRunLeavesUnchangedFilesAlone() throws {
        #expect(try score().code == 2)
        let first = FileTree(output)
        #expect(try score().code == 2)
        let second = FileTree(output)
        // The first has nothing to be compared with.
        #expect(Set(first.entries.keys) == Set(second.entries.keys).subtracting(["run/changes.csv"]))
        for (path, entry) in first.entries where entry.isFile && !timedPaths.contains(path) {
            #expect(second.entries[path]?.inode == entry.inode, "\(path) was written anew")
            #expect(second.entries[path]?.modified == entry.modified, "\(path) has a new time")
        }
        #expect(beside == [])
        #expect(audit(second) == [])
    }

    @Test func filesOfRemovedPeriodsDisappear() throws {
        #expect(try score().code == 2)
        #expect(FileTree(output).entries["2026/2026-10/scores.csv"] != nil)
        #expect(try score("2026-09-30").code == 2)
        let tree = FileTree(output)
        #expect(tree.entries.keys.filter { $0.hasPrefix("2026/2026-10") || $0.hasPrefix("2026/2026-Q4") } == [])
        #expect(audit(tree) == [])
    }

    /// What somebody else has put into the output folder stays, whatever becomes of a run, and wherever it lies.
    @Test func foreignFilesStay() throws {
        #expect(try score().code == 2)
        let foreign: Set = ["notes.txt", "2026/2026-10/remark.txt", "2026/signed.pdf", "own/a/b.csv", ".hidden", "run/old.csv", "2026/2026-10/图.png"]
        for name in foreign { try place.write("output/\(name)", "mine: \(name)") }
        #expect(symlink("/nonexistent", "\(output)/link") == 0)
        let all = foreign.union(["link"])
        func isThere(_ sourceLocation: SourceLocation = #_sourceLocation) {
            let tree = FileTree(output)
            for name in foreign { #expect(tree.files[name] == Array("mine: \(name)".utf8), "\(name) is gone", sourceLocation: sourceLocation) }
            #expect(tree.entries["link"] != nil, sourceLocation: sourceLocation)
            #expect(audit(tree, foreign: all) == [], sourceLocation: sourceLocation)
        }
        #expect(try score().code == 2)
        isThere()
        #expect(try score("2026-09-30").code == 2)
        isThere()
        let before = FileTree(output)
        #expect(try score(Project.sampleDay, ["--rules", place["none"]]).code == 78)
        #expect(try score(Project.sampleDay, ["--input", place["none"]]).code == 66)
        #expect(FileTree(output).entries == before.entries, "a run that fails leaves everything as it was")
        isThere()
    }

    @Test(arguments: ["000", "022", "077", "777"]) func permissionsAreTheSameUnderAnyUmask(mask: String) throws {
        let run = try score(Project.sampleDay, ["--output", place["made/here/output"]], wrapper: ["sh", "-c", "umask \(mask); exec \"$@\"", "sh"])
        #expect(run.code == 2, "\(run.errorText)")
        let tree = FileTree(place.path)
        #expect(tree.entries.count > 50)
        for (path, entry) in tree.entries {
            #expect(entry.permissions == (entry.isFile ? 0o640 : 0o750), "\(path) has mode \(String(entry.permissions, radix: 8))")
        }
    }

    // MARK: Lock

    @Test func aSecondRunAtATimeIsTurnedAway() throws {
        #expect(try score().code == 2)
        let before = FileTree(output)
        let lock = open(place[".output.lock"], O_RDWR | O_CLOEXEC)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        let run = try score("2026-09-30", ["--quiet"])
        #expect(run.code == 75)
        #expect(run.errorText.contains("another run"))
        #expect(FileTree(output).entries == before.entries)
        // Reading alone needs no lock.
        #expect(try Program.run(["check", "--input", Project.sample, "--rules", SlimPack.path, "--as-of", Project.sampleDay]).code == 2)
        #expect(flock(lock, LOCK_UN) == 0)
        #expect(try score("2026-09-30").code == 2)
    }

    /// A lock file that was left behind is no lock, even if it cannot be written.
    @Test func aLockFileLeftBehindIsNoObstacle() throws {
        try place.write(".output.lock", "")
        chmod(place[".output.lock"], 0o444)
        #expect(try score(Project.sampleDay, wrapper: Program.unprivileged).code == 2)
    }

    // MARK: Places that cannot be written

    @Test func aFolderWithoutPermissionIsTold() throws {
        #expect(try score().code == 2)
        let before = FileTree(output)
        chmod(place.path, 0o555)
        defer { chmod(place.path, 0o755) }
        let run = try score("2026-09-30", wrapper: Program.unprivileged)
        #expect(run.code == 73, "\(run.errorText)")
        #expect(run.errorText.contains(place.path))
        #expect(FileTree(output).entries == before.entries)
        #expect(try score(Project.sampleDay, ["--output", place["new/output"]], wrapper: Program.unprivileged).code == 73)
    }

    @Test func aFileInTheWayIsTold() throws {
        try place.write("output", "a file")
        let run = try score()
        #expect(run.code == 73)
        #expect(run.errorText.contains(output))
        #expect(FileTree(place.path).files["output"] == Array("a file".utf8))
    }

    /// A limit on the size of files stands for the disk that is full in the middle of a file.
    @Test(arguments: [1, 8, 64]) func whenAFileCannotBeWrittenTheOldOutputStays(blocks: Int) throws {
        #expect(try score("2026-06-30").code == 2)
        let before = FileTree(output)
        let run = try score(Project.sampleDay, wrapper: ["sh", "-c", "trap '' XFSZ; ulimit -f \(blocks); exec \"$@\"", "sh"])
        #expect(run.code == 74, "\(run.errorText)")
        #expect(run.errorText.contains("cannot be written"))
        #expect(FileTree(output).entries == before.entries)
        #expect(beside.filter { $0 != "output.failed.txt" } == [], "what was begun is removed")
        #expect(try score().code == 2)
        #expect(beside == [])
        #expect(audit(FileTree(output)) == [])
    }

    /// The same with the signal that a shell does not ignore: the process may die of it, the output may not.
    @Test func whenTheLimitKillsTheRunTheOldOutputStays() throws {
        #expect(try score("2026-06-30").code == 2)
        let before = FileTree(output)
        let run = try score(Project.sampleDay, wrapper: ["sh", "-c", "ulimit -f 8; exec \"$@\"", "sh"])
        #expect(run.code == 74 || run.signal == SIGXFSZ)
        #expect(FileTree(output).entries == before.entries)
        #expect(try score().code == 2)
        #expect(beside == [])
    }
}
