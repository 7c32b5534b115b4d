import Glibc
import PropertyKit
import TestSupport
import Testing

@testable import Reports

@Suite struct FileTreeTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func sameMeansTheSameBytes() throws {
        let long = [UInt8](repeating: 7, count: 300_000)
        var other = long
        other[299_999] = 8
        for (name, bytes) in [("a", long), ("b", long), ("c", other), ("d", Array(long.dropLast())), ("e", []), ("f", [])] {
            try folder.write(name, bytes)
        }
        // Whatever the pieces are that the bytes come in.
        for piece in [1 << 20, 131_072, 100_001] {
            func same(_ bytes: [UInt8], _ name: String) -> Bool {
                guard let published = PublishedFile(BytePath("\(folder.path)/\(name)")) else { return false }
                for start in stride(from: 0, to: bytes.count, by: piece) {
                    bytes[start..<min(start + piece, bytes.count)].withUnsafeBytes { published.compare($0) }
                }
                return published.isSame
            }
            #expect(same(long, "b") && same([], "f") && same(long, "a") && same(other, "c"))
            #expect(!same(long, "c") && !same(long, "d") && !same(Array(long.dropLast()), "a") && !same(long, "e") && !same([], "a"))
            #expect(!same(long, "missing"))
        }
        #expect(symlink("a", "\(folder.path)/link") == 0 && mkfifo("\(folder.path)/pipe", 0o600) == 0)
        for name in ["link", "pipe", "."] { #expect(PublishedFile(BytePath("\(folder.path)/\(name)")) == nil) }
    }

    @Test func removingFollowsNoLink() throws {
        try folder.write("outside/kept", [1])
        try folder.write("tree/a/b", [1])
        #expect(symlink("../outside", "\(folder.path)/tree/link") == 0)
        FileTree.remove(BytePath("\(folder.path)/tree"))
        #expect(try FileTree.kind(BytePath("\(folder.path)/tree")) == nil)
        #expect(try FileTree.kind(BytePath("\(folder.path)/outside/kept")) == .file)
    }

    @Test func contentsAreFilesAndEmptyFolders() throws {
        for name in ["a", "b/c", "b/d/e"] { try folder.write(name, [1]) }
        for name in ["f", "b/g"] { #expect(mkdir("\(folder.path)/\(name)", 0o700) == 0) }
        let (files, empty) = try FileTree.contents(of: BytePath(folder.path))
        #expect(Set(files) == Set(["a", "b/c", "b/d/e"].map { BytePath($0) }) && Set(empty) == Set(["f", "b/g"].map { BytePath($0) }))
    }
}
