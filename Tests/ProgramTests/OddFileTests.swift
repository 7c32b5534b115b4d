import Foundation
import Glibc
import TestSupport
import Testing

/// What lies in the input folder and is no plain log, and what cannot be read or changes under the reader.
@Suite struct OddFileTests {
    private let place: TemporaryFolder
    private let input: String

    init() throws {
        place = try TemporaryFolder()
        input = try SmallCompany.write(to: place, ["calls.csv": SmallCompany.header + SmallCompany.call("C1")])
    }

    /// Links, FIFOs and sockets are not read, do not hang the run, and are listed as skipped.
    @Test func whatIsNoRegularFileIsSkippedAndListed() throws {
        try place.write("elsewhere/calls-far.csv", SmallCompany.header + SmallCompany.call("FAR"))
        #expect(mkfifo("\(input)/calls-fifo.csv", 0o644) == 0)
        for (name, target) in [
            ("calls-passwd.csv", "/etc/passwd"), ("calls-dangling.csv", "/nonexistent/calls.csv"), ("calls-self.csv", "calls-self.csv"),
            ("calls-link.csv", place["elsewhere/calls-far.csv"]), ("folder-link", place["elsewhere"]),
        ] {
            #expect(symlink(target, "\(input)/\(name)") == 0)
        }
        let socketName = "calls-socket.xml"
        try makeSocket("\(input)/\(socketName)")
        let (run, tree) = try SmallCompany.run(place)
        #expect(run.code == 0, "\(run.errorText)")
        let skipped = try tree.rows("run/files.csv").filter { $0["format"] == "skipped" }.map { $0["file"]! }
        #expect(
            skipped == [
                "calls-dangling.csv", "calls-fifo.csv", "calls-link.csv", "calls-passwd.csv", "calls-self.csv", socketName, "folder-link",
            ])
        #expect(try tree.totals()["read"] == 2)
        for (path, bytes) in tree.files where path.hasSuffix(".csv") {
            #expect(!String(decoding: bytes, as: UTF8.self).contains("root:"), "\(path) holds a line of /etc/passwd")
        }
        #expect(!(run.outputText + run.errorText).contains("root:"))
    }

    /// A folder is a folder, whatever its name: what lies in it is read.
    @Test func aFolderNamedLikeALogIsAFolder() throws {
        try place.write("input/messages.csv/calls-2.csv", SmallCompany.header + SmallCompany.call("C2"))
        try FileManager.default.createDirectory(atPath: "\(input)/tickets.csv", withIntermediateDirectories: true)
        let (run, tree) = try SmallCompany.run(place)
        #expect(run.code == 0)
        #expect(try tree.rows("run/files.csv").map { $0["file"] } == ["calls.csv", "members.csv", "messages.csv/calls-2.csv"])
    }

    @Test func withNothingToReadTheRunSaysSo() throws {
        try FileManager.default.removeItem(atPath: input)
        try FileManager.default.createDirectory(atPath: "\(input)/calls.csv", withIntermediateDirectories: true)
        #expect(mkfifo("\(input)/members.csv", 0o644) == 0)
        let (run, tree) = try SmallCompany.run(place)
        #expect(run.code == 66)
        #expect(run.errorText.contains(input))
        #expect(tree.isEmpty)
    }

    /// Names are bytes: what is not UTF-8 in them is shown as `\xNN`, and the file is read.
    @Test func namesThatAreNotUTF8AreReadAndShown() throws {
        for stem in ["calls-", "report-"] {
            let path = Array("\(input)/\(stem)".utf8) + [0xCA, 0xFF] + Array(".csv".utf8) + [0]
            let descriptor = open(path.map { CChar(bitPattern: $0) }, O_WRONLY | O_CREAT, 0o644)
            #expect(descriptor >= 0)
            let text = SmallCompany.header + SmallCompany.call("C2")
            #expect(write(descriptor, text, text.utf8.count) == text.utf8.count)
            close(descriptor)
        }
        let (run, tree) = try SmallCompany.run(place)
        #expect(run.code == 2)
        #expect(try tree.rows("run/files.csv").map { $0["file"] } == ["calls-\\xCA\\xFF.csv", "calls.csv", "members.csv", "report-\\xCA\\xFF.csv"])
        #expect(try tree.rows("run/rejects.csv").map { $0["file"] } == ["report-\\xCA\\xFF.csv"])
        #expect(try tree.totals()["used"] == 3)
    }

    // MARK: Permission

    @Test(arguments: ["calls.csv", "members.csv", "messages.xml", "notes/calls.csv"]) func aFileWithoutPermissionEndsTheRun(name: String) throws {
        #expect(try SmallCompany.run(place).run.code == 0)
        let before = FileTree(place["output"])
        let file = name.contains("/") ? try place.write("input/\(name)", "") : "\(input)/\(name)"
        if !FileManager.default.fileExists(atPath: file) { try place.write("input/\(name)", "<messages/>") }
        let closed = name.contains("/") ? (file as NSString).deletingLastPathComponent : file
        chmod(closed, 0)
        let (run, tree) = try SmallCompany.run(place, wrapper: Program.unprivileged)
        #expect(run.code == 66)
        #expect(run.errorText.contains(name.split(separator: "/").first!), "the file is named: \(run.errorText)")
        #expect(tree.entries == before.entries, "what was published before is untouched")
    }

    @Test func aMissingInputFolderEndsTheRun() throws {
        try FileManager.default.removeItem(atPath: input)
        let (run, tree) = try SmallCompany.run(place)
        #expect(run.code == 66)
        #expect(run.errorText.contains(input))
        #expect(tree.isEmpty)
    }

    // MARK: Change

    /// A file that grows while it is read may have been read by half: nothing is published, the run can be repeated.
    @Test(arguments: ["append", "replace", "remove"]) func aFileThatChangesWhileItIsReadEndsTheRun(change: String) throws {
        #expect(try SmallCompany.run(place).run.code == 0)
        let before = FileTree(place["output"])
        let large = "\(input)/calls.csv"
        try SmallCompany.writeLarge(large, head: SmallCompany.header, filling: SmallCompany.call("C1"), count: 300_000, tail: "")
        try place.write("calls-new.csv", SmallCompany.header)
        let process = try Program.start(Program.arguments(input, place["output"], asOf: SmallCompany.asOf, rules: SlimPack.path, ["--jobs", "1"]))
        let isOpen = waitUntil { hasOpen(process.pid, large) }
        #expect(isOpen, "the run was never seen reading")
        // Nothing moves while the file is changed.
        process.send(SIGSTOP)
        switch change {
        case "append":
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: large))
            try handle.seekToEnd()
            try handle.write(contentsOf: Data(SmallCompany.call("C2").utf8))
            try handle.close()
        case "replace": #expect(rename(place["calls-new.csv"], large) == 0)
        default: #expect(unlink(large) == 0)
        }
        process.send(SIGCONT)
        let run = try process.wait()
        #expect(run.code == 75, "\(run.errorText)")
        #expect(run.errorText.contains("calls.csv"))
        #expect(FileTree(place["output"]).entries == before.entries, "what was published before is untouched")
    }

    private func hasOpen(_ pid: Int32, _ file: String) -> Bool {
        let folder = "/proc/\(pid)/fd"
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).contains {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) == file
        }
    }

    // MARK: Reaching out

    /// No entity, document type or schema makes the reader open a file or a connection.
    @Test func nothingInAFileReachesOutside() throws {
        let canary = "canary-\(UInt64.random(in: 0 ... .max))"
        let secret = try place.write("secret.txt", canary)
        let listener = try Listener()
        let url = "http://127.0.0.1:\(listener.port)/x.dtd"
        let record = "<call call_id=\"C2\"><note>&x;</note></call>"
        try place.write("input/a.xml", "<!DOCTYPE calls [<!ENTITY x SYSTEM \"file://\(secret)\">]>\n<calls>\(record)</calls>")
        try place.write("input/b.xml", "<!DOCTYPE calls SYSTEM \"\(url)\">\n<calls/>")
        try place.write("input/c.xml", "<!DOCTYPE calls [<!ENTITY % p SYSTEM \"\(url)\"> %p;]>\n<calls/>")
        try place.write("input/d.xml", "<!DOCTYPE calls [<!ENTITY x SYSTEM \"ftp://127.0.0.1:\(listener.port)/x\">]>\n<calls>\(record)</calls>")
        try place.write(
            "input/e.xml",
            "<calls xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:noNamespaceSchemaLocation=\"\(url)\"/>")
        let (run, tree) = try SmallCompany.run(place)
        #expect(run.code == 2)
        #expect(try tree.rows("run/rejects.csv").map { $0["file"] } == ["a.xml", "b.xml", "c.xml", "d.xml"])
        #expect(!listener.wasCalled)
        #expect(!(run.outputText + run.errorText).contains(canary))
        #expect(!tree.files.values.contains { String(decoding: $0, as: UTF8.self).contains(canary) })
    }
}
