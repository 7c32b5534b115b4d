import Foundation
import Glibc
import PropertyKit
import TestSupport
import Testing

@testable import Intake

@Suite struct InputFolderTests {
    private func listing(_ folder: TemporaryFolder) throws -> [String] {
        try InputFolder(path: folder.path).files.map { file in
            if case .disk = file.content { "\(file.name)" } else { "\(file.name) skipped" }
        }
    }

    @Test func litterIsSkippedAndListed() throws {
        let folder = try TemporaryFolder()
        let skipped = [
            ".hidden.csv", "~$calls.csv", ".git/config", "sub/.x/deep/calls.csv", "~$dir/calls.csv", "calls.csv.tmp", "CALLS.TMP", "calls.part",
            "calls.partial", "calls.csv.filepart", "calls.csv~", "Thumbs.db",
            "sub/THUMBS.DB", "desktop.ini", ".DS_Store",
        ]
        let read = [
            "calls.csv", "sub/calls.csv", "sub/deep/x.XML", "notes.txt", "~calls.csv", "tmp", "x.tmp.csv", "part", "noextension", "-", "--help.xml",
            "a%2Fb.xml", "http:__x.xml",
        ]
        for name in skipped + read { try folder.write(name, [0x61]) }
        let expected = (skipped.map { "\($0) skipped" } + read).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        #expect(try listing(folder) == expected)
    }

    /// Folders of single schemes are not there for whoever reads the whole input, and read by whoever names one.
    @Test func foldersOfSingleSchemesArePassedOver() throws {
        let folder = try TemporaryFolder()
        for name in ["calls.csv", "@one/calls.csv", "@one/sub/@deep/x.csv", "sub/@two/calls.csv", "@three.csv"] { try folder.write(name, [0x61]) }
        #expect(symlink("/etc", "\(folder.path)/@linked") == 0)
        #expect(try listing(folder) == ["@three.csv", "calls.csv", "sub/@two/calls.csv"])
        #expect(try InputFolder(path: folder["@one"]).files.map { "\($0.name)" } == ["calls.csv", "sub/@deep/x.csv"])
    }

    @Test func linksPipesAndSocketsAreNotRead() throws {
        let folder = try TemporaryFolder()
        try folder.write("calls.csv", [0x61])
        for (name, target) in [("link.csv", "/etc/passwd"), ("dangling.csv", "nowhere"), ("self.csv", "self.csv"), ("dir", "/etc")] {
            #expect(symlink(target, "\(folder.path)/\(name)") == 0)
        }
        #expect(mkfifo("\(folder.path)/pipe.csv", 0o600) == 0)
        #expect(mkdir("\(folder.path)/folder.csv", 0o700) == 0)
        #expect(
            try listing(folder) == ["calls.csv", "dangling.csv skipped", "dir skipped", "link.csv skipped", "pipe.csv skipped", "self.csv skipped"])
    }

    @Test func namesThatAreNotUTF8() throws {
        let folder = try TemporaryFolder()
        let name = Array("\(folder.path)/calls-".utf8) + [0xCD, 0xA8, 0xBB, 0xB0] + Array(".csv".utf8)
        let descriptor = open((name + [0]).map { CChar(bitPattern: $0) }, O_CREAT | O_WRONLY, 0o600)
        #expect(descriptor >= 0)
        close(descriptor)
        // CD A8 is a well-formed sequence, as it happens: U+0368.
        #expect(try listing(folder) == ["calls-\u{368}\\xBB\\xB0.csv"])
        #expect(try OpenInput(InputFolder(path: folder.path).files[0]).size == 0)
    }

    @Test func foldersWithoutLogs() throws {
        let folder = try TemporaryFolder()
        try folder.write("notes.txt", [0x61])
        try folder.write(".calls.csv", [0x61])
        #expect { try InputFolder(path: folder.path) } throws: { if case IntakeFailure.nothingToRead = $0 { true } else { false } }
        #expect { try InputFolder(path: folder.path + "/missing") } throws: { if case IntakeFailure.folderMissing = $0 { true } else { false } }
        #expect { try InputFolder(path: folder.path + "/notes.txt") } throws: { if case IntakeFailure.folderMissing = $0 { true } else { false } }
    }

    @Test func anEndlessNumberOfSlashes() throws {
        let folder = try TemporaryFolder()
        try folder.write("calls.csv", [0x61])
        #expect(try InputFolder(path: folder.path + "///").files.map(\.name) == ["calls.csv"])
    }
}

@Suite struct InputFileTests {
    @Test(
        arguments: [
            ([0x61, 0xFF], "a\\xFF"), ([0x0A, 0xC3, 0xA9], "\né"), ([0xED, 0xA0, 0x80], "\\xED\\xA0\\x80"), ([], ""), ([0xE6, 0x9D], "\\xE6\\x9D"),
            ([0xC0, 0x8A], "\\xC0\\x8A"),
        ] as [([UInt8], String)])
    func names(_ bytes: [UInt8], _ name: String) {
        #expect(InputFile(path: bytes, content: .skipped).name == name)
    }
}
