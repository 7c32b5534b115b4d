import Crypto
import Foundation
import GridModel
import Glibc
import Intake
import PropertyKit
import RulePacks
import Scoring
import TestSupport
import Testing

@testable import Reports

@Suite struct PublicationTests {
    private let report: RunReport
    private let folder: TemporaryFolder
    private var output: String { folder.path + "/output" }

    init() async throws {
        let run = try MemoryRun()
        let (intake, book) = try await run.score([InputFile("members.csv", "member_id,name,department\nA,a,d\n")])
        report = RunReport(pack: run.pack, intake: intake, book: book, from: nil, language: .english, version: "test")
        folder = try TemporaryFolder()
    }

    /// The output folder. A process that another test spawns holds a lock just closed here until it has started
    /// its own program: such a lock goes by itself.
    private func place() throws -> OutputFolder {
        for _ in 0..<500 {
            do {
                return try OutputFolder(output)
            } catch PublishFailure.locked {
                usleep(10_000)
            }
        }
        return try OutputFolder(output)
    }

    private func page(_ path: String, _ text: String) -> OutputPlan {
        OutputPlan(page: path) { $0.text(text) }
    }

    /// Publishes pages with these texts; the lock is free again afterwards.
    private func publish(_ pages: [String: String], in place: OutputFolder? = nil) throws {
        let publication = try Publication(place ?? self.place())
        for (path, text) in pages.sorted(by: { $0.key < $1.key }) { try publication.write(page(path, text)) }
        try publication.publish(report, .none, .none, started: "s", finished: "f")
    }

    private func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: "\(output)/\(path)").map { String(decoding: $0, as: UTF8.self) }
    }

    private func status(_ path: String) -> stat {
        var status = stat()
        lstat("\(output)/\(path)", &status)
        return status
    }

    /// Files made side by side are listed and published as if they were made one after the other.
    @Test(arguments: [1, 2, 8]) func jobsChangeNothing(_ jobs: Int) async throws {
        let pages = (0..<30).map { page("\($0 % 4)/\($0).html", String(repeating: "page \($0) ", count: $0 * 1000)) }
        func publish(_ write: (Publication) async throws -> Void) async throws -> String? {
            let publication = try Publication(place())
            try await write(publication)
            try publication.publish(report, .none, .none, started: "s", finished: "f")
            return text("run/manifest.json")
        }
        let together = try await publish { try await $0.write(pages, jobs: jobs) }
        #expect(try files().count == 31)
        for number in 0..<30 { #expect(text("\(number % 4)/\(number).html") == String(repeating: "page \(number) ", count: number * 1000)) }
        let alone = try await publish { for page in pages.reversed() { try $0.write(page) } }
        #expect(together != nil && together == alone)
    }

    /// What stands beside the output folder, the lock aside.
    private func left() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0 != ".output.lock" }.sorted()
    }

    private func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: output).filter { try FileTree.kind(BytePath("\(output)/\($0)")) == .file }.sorted()
    }

    @Test func theFirstTimeTheFolderIsMade() throws {
        try publish(["index.html": "one", "2026/2026-10/x.html": "two"])
        #expect(try files() == ["2026/2026-10/x.html", "index.html", "run/manifest.json"])
        #expect(try left() == ["output"])
    }

    @Test(arguments: [0o000, 0o077, 0o022] as [mode_t]) func modesWhateverTheMask(_ mask: mode_t) async throws {
        // The mask belongs to the whole process: one of its own.
        await #expect(processExitsWith: .success) { [mask] in
            umask(mask)
            let tests = try await PublicationTests()
            try tests.publish(["a/b.html": "x"])
            let modes = ["a/b.html", "run/manifest.json", "a", "run", ""].map { tests.status($0).st_mode & 0o7777 }
            guard modes == [0o640, 0o640, 0o750, 0o750, 0o750] else { fatalError("\(modes)") }
        }
    }

    @Test func whatIsTheSameStaysTheVerySameFile() throws {
        try publish(["same.html": "same", "other.html": "before"])
        let old = (status("same.html"), status("other.html"))
        try publish(["same.html": "same", "other.html": "after"])
        #expect(status("same.html").st_ino == old.0.st_ino)
        #expect(status("same.html").st_mtim.tv_nsec == old.0.st_mtim.tv_nsec && status("same.html").st_mtim.tv_sec == old.0.st_mtim.tv_sec)
        #expect(status("same.html").st_nlink == 1)
        #expect(status("other.html").st_ino != old.1.st_ino)
        #expect(text("other.html") == "after")
        #expect(try left() == ["output"])
    }

    @Test func filesThatAreNoLongerMadeGo() throws {
        try publish(["a.html": "a", "old/b.html": "b", "old/deep/c.html": "c"])
        try publish(["a.html": "a"])
        #expect(try files() == ["a.html", "run/manifest.json"])
    }

    @Test func filesOfOthersStay() throws {
        try publish(["a/b.html": "b", "old/c.html": "c"])
        for (name, content) in [("notes.txt", "n"), ("a/mine.txt", "m"), ("new/deep/x.txt", "x"), ("old/kept.txt", "k"), (".hidden", "h")] {
            try folder.write("output/\(name)", content.utf8)
        }
        let inode = status("a/mine.txt").st_ino
        #expect(symlink("notes.txt", output + "/link") == 0)
        #expect(mkdir(output + "/empty", 0o750) == 0)
        let odd = Array("\(output)/odd-".utf8) + [0xFF, 0xC0, 0]
        close(open(odd.map { CChar(bitPattern: $0) }, O_CREAT | O_WRONLY, 0o600))
        for round in 0..<3 {
            try publish(["a/b.html": "b\(round)"])
            #expect(
                ["notes.txt", "a/mine.txt", "new/deep/x.txt", "old/kept.txt", ".hidden", "old/c.html"].map { text($0) } == [
                    "n", "m", "x", "k", "h", nil,
                ])
            #expect(status("a/mine.txt").st_ino == inode)
            #expect(status("link").st_mode & S_IFMT == S_IFLNK)
            #expect(status("empty").st_mode & S_IFMT == S_IFDIR)
            #expect(access(odd.map { CChar(bitPattern: $0) }, F_OK) == 0)
            #expect(try left() == ["output"])
        }
    }

    /// A mount point cannot be exchanged itself: its entries are, one by one, and all else holds.
    @Test func aMountPointIsExchangedEntryByEntry() throws {
        try folder.write("output/notes.txt", "n".utf8)
        try folder.write("output/2026/mine.txt", "m".utf8)
        for (round, pages) in [["index.html": "1", "2025/x.html": "x", "2026/a/y.html": "y"], ["index.html": "2", "2026/a/y.html": "y"]].enumerated()
        {
            let inode = status("2026/a/y.html").st_ino
            try publish(pages, in: OutputFolder(output, asMountPoint: true))
            let kept = ["2026/mine.txt", "notes.txt", ".gridscore.lock", "run/manifest.json"]
            #expect(try files() == (kept + pages.keys).sorted())
            #expect(pages.allSatisfy { text($0.key) == $0.value })
            #expect(text("notes.txt") == "n" && text("2026/mine.txt") == "m")
            #expect(round == 0 || status("2026/a/y.html").st_ino == inode)
            #expect(try left() == ["output"])
        }
        #expect(try FileTree.kind(BytePath("\(output)/2025")) == nil)
    }

    /// What a changed manifest names outside the folder is not touched.
    @Test func aManifestLeadsNowhereElse() throws {
        try publish(["index.html": "1"])
        try folder.write("precious.txt", "p".utf8)
        let manifest = try #require(text("run/manifest.json"))
        try folder.write("output/run/manifest.json", manifest.replacingOccurrences(of: "\"index.html\"", with: "\"../precious.txt\"").utf8)
        try publish(["index.html": "2"], in: OutputFolder(output, asMountPoint: true))
        #expect(FileManager.default.fileExists(atPath: folder["precious.txt"]))
    }

    @Test func aFolderThatWasThereBeforeKeepsItsFiles() throws {
        try folder.write("output/notes.txt", "n".utf8)
        try publish(["a.html": "a"])
        #expect(text("notes.txt") == "n" && text("a.html") == "a")
        #expect(try left() == ["output"])
    }

    @Test func theLockIsHeldByOne() throws {
        let first = try OutputFolder(output)
        for _ in 0..<2 {
            #expect { try OutputFolder(output) } throws: { if case PublishFailure.locked = $0 { true } else { false } }
        }
        withExtendedLifetime(first) {}
    }

    @Test func aLockThatIsLeftBehindIsNoObstacle() throws {
        try folder.write(".output.lock", "12345".utf8)
        try publish(["a.html": "a"])
        #expect(text("a.html") == "a")
    }

    @Test func discardedPagesLeaveNothing() throws {
        try publish(["a.html": "before"])
        let publication = try Publication(place())
        try publication.write(page("a.html", "after"))
        publication.discard()
        #expect(text("a.html") == "before")
        #expect(try left() == ["output"])
    }

    @Test func anUnfinishedTreeIsRemoved() throws {
        try publish(["a.html": "a"])
        try folder.write(".output.new/a.html", "half".utf8)
        try folder.write(".output.new/2026/x.csv", "half".utf8)
        try publish(["a.html": "a"])
        #expect(try files() == ["a.html", "run/manifest.json"])
        #expect(try left() == ["output"])
    }

    @Test func anUnfinishedFirstTreeIsRemoved() throws {
        try folder.write(".output.new/b.html", "half".utf8)
        try publish(["a.html": "a"])
        #expect(try files() == ["a.html", "run/manifest.json"])
    }

    @Test func aKilledExchangeLosesNoFileOfOthers() throws {
        // Killed behind the exchange: the old tree, with its manifest, stands aside; somebody has added to it since.
        try publish(["a.html": "old", "gone.html": "g"])
        try FileManager.default.copyItem(atPath: output, toPath: folder.path + "/.output.new")
        try folder.write(".output.new/notes.txt", "n".utf8)
        try publish(["a.html": "new"])
        #expect(try files() == ["a.html", "notes.txt", "run/manifest.json"])
        #expect(text("a.html") == "new" && text("notes.txt") == "n")
        #expect(try left() == ["output"])
    }

    @Test func killedBetweenTwoRenames() throws {
        try publish(["a.html": "a"])
        try folder.write("output/notes.txt", "n".utf8)
        let inode = status("a.html").st_ino
        try FileManager.default.moveItem(atPath: output, toPath: folder.path + "/.output.old")
        withExtendedLifetime(try place()) {}
        #expect(text("a.html") == "a" && text("notes.txt") == "n")
        try publish(["a.html": "a"])
        #expect(status("a.html").st_ino == inode)
        #expect(try left() == ["output"])
    }

    /// Without its file a lock keeps nobody away: nothing is published that another run may have had its hands in.
    @Test func aLockThatWasRemovedEndsTheRun() throws {
        try publish(["a.html": "a"])
        let first = try place()
        let publication = try Publication(first)
        try publication.write(page("a.html", "b"))
        #expect(unlink(folder.path + "/.output.lock") == 0)
        #expect { try publication.publish(report, .none, .none, started: "s", finished: "f") } throws: {
            if case PublishFailure.locked = $0 { true } else { false }
        }
        publication.discard()
        #expect(text("a.html") == "a")
        try publish(["a.html": "c"])
        #expect(text("a.html") == "c")
        #expect(try left() == ["output"])
    }

    // MARK: What stands in the way

    /// Neither read nor emptied: it is somebody else's folder that the link leads to.
    @Test(arguments: [".output.new", ".output.old"]) func aLinkInTheWayIsNotFollowed(_ name: String) throws {
        try publish(["a.html": "a"])
        try folder.write("elsewhere/run/manifest.json", Array("{\"outputs\":[]}".utf8))
        try folder.write("elsewhere/notes.txt", "mine".utf8)
        #expect(symlink("elsewhere", folder.path + "/" + name) == 0)
        try publish(["a.html": "b"])
        #expect(try files() == ["a.html", "run/manifest.json"])
        #expect(try left() == ["elsewhere", "output"])
        #expect(FileManager.default.contents(atPath: folder.path + "/elsewhere/notes.txt") == Data("mine".utf8))
    }

    /// A run that was killed before the exchange has filed nothing, but what somebody put into the old tree stays.
    @Test func aSealOfAKilledRunIsNotPublished() throws {
        try publish(["a.html": "a"])
        let manifest = try #require(FileManager.default.contents(atPath: output + "/run/manifest.json"))
        try folder.write(".output.new/run/manifest.json", Array(manifest))
        try folder.write(".output.new/filed/0001-2026-04/seal.json", "{}".utf8)
        try folder.write(".output.new/filed/late.txt", "l".utf8)
        try publish(["a.html": "a"])
        #expect(try files() == ["a.html", "filed/late.txt", "run/manifest.json"])
        #expect(try left() == ["output"])
    }

    /// A page of a run that was killed while it exchanged entries one by one is nobody else's.
    @Test func strayFilesOfAKilledRunGo() throws {
        try publish(["a.html": "a", "2026/new.html": "n", "2026/old/gone.html": "g"])
        let manifest = try #require(FileManager.default.contents(atPath: output + "/run/manifest.json"))
        try publish(["a.html": "a"])
        try folder.write(".output.new/run/manifest.json", Array(manifest))
        try folder.write("output/2026/new.html", "n".utf8)
        try folder.write("output/2026/old/gone.html", "somebody else's".utf8)
        try publish(["a.html": "a"])
        #expect(try files() == ["2026/old/gone.html", "a.html", "run/manifest.json"])
    }

    @Test func anExchangeOfEntriesCanBeUndone() throws {
        for name in ["a", "b/x", "b/same", "run/manifest.json", "only/new"] { try folder.write("new/\(name)", "new \(name)".utf8) }
        for name in ["a", "b/x", "b/gone/deep", "run/manifest.json", "only-old"] { try folder.write("old/\(name)", "old \(name)".utf8) }
        let (new, old) = (BytePath(folder.path + "/new"), BytePath(folder.path + "/old"))
        let before = TestSupport.FileTree(folder.path).files
        var exchange = ContentExchange(new)
        try exchange.exchange(new, with: old, outdated: [BytePath("only-old")])
        let after = TestSupport.FileTree(folder.path).files
        #expect(after["old/b/x"] == Array("new b/x".utf8) && after["old/only/new"] != nil && after["old/only-old"] == nil)
        let isUndone = exchange.undo()
        #expect(isUndone)
        #expect(TestSupport.FileTree(folder.path).files == before)
    }

    /// Its mode is that of a file afterwards, too.
    @Test func aFileIsNoFolder() throws {
        try folder.write("file", "f".utf8)
        #expect(throws: PublishFailure.self) { try Reports.FileTree.makeFolder(BytePath(folder.path + "/file")) }
        #expect(throws: PublishFailure.self) { try Reports.FileTree.makeFolder(BytePath(folder.path + "/file/below")) }
        #expect(try Reports.FileTree.kind(BytePath(folder.path + "/file")) == .file)
    }

    @Test func placesThatAreNoFolders() throws {
        try folder.write("output", "a file".utf8)
        #expect { try OutputFolder(output) } throws: { if case PublishFailure.cannotCreate = $0 { true } else { false } }
        #expect { try OutputFolder(output + "/below") } throws: { if case PublishFailure.cannotCreate = $0 { true } else { false } }
        #expect { try OutputFolder("/") } throws: { if case PublishFailure.cannotCreate = $0 { true } else { false } }
    }

    @Test func aLinkToTheFolderStaysALink() throws {
        try FileManager.default.createDirectory(atPath: folder.path + "/real", withIntermediateDirectories: true)
        #expect(symlink("real", output) == 0)
        try publish(["a.html": "a"])
        #expect(try FileTree.kind(BytePath(output)) == .other)
        #expect(text("a.html") == "a")
        #expect(FileManager.default.contents(atPath: folder.path + "/real/a.html") != nil)
    }

    @Test func theManifestListsTheBytes() throws {
        let publication = try Publication(place())
        try publication.write(page("b.html", "page"))
        let table = Table("t", [Column("h")]) { writer in
            writer.text("=1")
            writer.endRow()
        }
        try publication.write(OutputPlan(table, in: "a"))
        try publication.write(OutputPlan(Table("empty", [Column("h")]) { _ in }, in: "a"))
        try publication.publish(report, .none, .none, started: "s", finished: "f")
        struct Listed: Decodable {
            struct Output: Decodable {
                let path: String
                let bytes: Int
                let sha256: String
                let rows: Int?
            }
            let outputs: [Output]
        }
        let manifest = try #require(FileManager.default.contents(atPath: "\(output)/run/manifest.json"))
        let listed = try JSONDecoder().decode(Listed.self, from: manifest).outputs
        #expect(listed.map(\.path) == ["a/empty.csv", "a/t.csv", "b.html"])
        #expect(listed.map(\.rows) == [0, 1, nil])
        for entry in listed {
            let bytes = try #require(FileManager.default.contents(atPath: "\(output)/\(entry.path)"))
            #expect(bytes.count == entry.bytes)
            #expect(TestSupport.hexadecimal(SHA256.hash(data: bytes)) == entry.sha256)
        }
    }
}
