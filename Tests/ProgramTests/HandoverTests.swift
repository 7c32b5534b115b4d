import Foundation
import Glibc
import TestSupport
import Testing

/// The page beside the output of a run that has failed.
@Suite struct HandoverTests {
    private let place: TemporaryFolder
    private var page: String { place["output.failed.txt"] }

    init() throws {
        place = try TemporaryFolder()
        _ = try SmallCompany.write(to: place, ["calls.csv": SmallCompany.header + SmallCompany.call("c1")])
    }

    private func run(_ more: [String] = [], language: String = "zh", wrapper: [String] = []) throws -> Execution {
        let words = ["run", "--input", "input", "--output", "output", "--rules", SlimPack.path, "--as-of", SmallCompany.asOf, "--language", language]
        return try Program.run(words + more, wrapper: wrapper, folder: place.path)
    }

    private func text(_ path: String? = nil) throws -> String {
        try String(contentsOfFile: path ?? page, encoding: .utf8)
    }

    private var isThere: Bool { FileManager.default.fileExists(atPath: page) }

    /// What every page has, and no run may change.
    private func check(_ run: Execution, _ code: Int32, _ parts: [String], _ sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(run.code == code, "\(run.errorText)", sourceLocation: sourceLocation)
        try #require(isThere, "\(run.errorText)", sourceLocation: sourceLocation)
        let text = try text()
        for part in ["退出码：\(code)", "四、由谁处理", "cd \(place.path) && ", " run --input input --output output"] + parts {
            #expect(text.contains(part), "\(part) is missing in:\n\(text)", sourceLocation: sourceLocation)
        }
        #expect(run.errorText.contains("交接单：\(page)"), sourceLocation: sourceLocation)
        // An ideograph takes two places of the eighty of a printed line.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            1 + line.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x1100 ? 2 : 1) } / 80
        }
        #expect(lines.reduce(0, +) <= 62, "one page", sourceLocation: sourceLocation)
        var status = stat()
        #expect(lstat(page, &status) == 0 && status.st_mode & 0o7777 == 0o640, sourceLocation: sourceLocation)
        #expect(FileTree(place.path).entries.keys.filter { $0.hasSuffix(".new") } == [], sourceLocation: sourceLocation)
    }

    // MARK: Every class of exit codes

    @Test func wrongUsage() throws {
        #expect(try run(["--from", "2026-13"]).code == 64)
        #expect(!isThere, "no nightly run ever published here")
        #expect(try run().code == 0)
        try check(try run(["--from", "2026-13"]), 64, ["--from 2026-13", "请先改正", "服务器维护人员", "截至2026-10-31"])
        unlink(page)
        #expect(try Program.run(["rnu"], folder: place.path).code == 64)
        #expect(try Program.run(["run", "--help"], folder: place.path).code == 0)
        #expect(!isThere)
    }

    @Test func noRoster() throws {
        try place.write("input/members.csv", "member_id,name,department\n,李明,一部\n")
        try check(try run(), 65, ["文件：\(place["input/members.csv"])，第2行", "花名册由人力资源改正", "还没有发布过结果"])
    }

    @Test func aBrokenFile() throws {
        try place.write("input/calls.csv", SmallCompany.header + "c1,W1,2026-10-05 09:12,other,missed,\"a note without an end")
        try check(try run(["--strict"]), 65, ["文件：\(place["input/calls.csv"])，第2行", "由提供该文件的部门"])
    }

    @Test func noInput() throws {
        try FileManager.default.removeItem(atPath: place["input"])
        try check(try run(), 66, ["文件：\(place["input"])", "已经挂载"])
    }

    @Test func anUnreadableFile() throws {
        chmod(place["input/calls.csv"], 0)
        try check(try run(wrapper: Program.unprivileged), 66, ["文件：\(place["input/calls.csv"])"])
    }

    @Test func aWrongPack() throws {
        try FileManager.default.copyItem(atPath: Project.pack, toPath: place["pack"])
        let rules = try text(place["pack/rules.yaml"])
        let lines = rules.split(separator: "\n", omittingEmptySubsequences: false)
        let line = try #require(lines.firstIndex { $0.contains("points: -20") }) + 1
        try place.write("pack/rules.yaml", rules.replacingOccurrences(of: "points: -20", with: "points: minus"))
        try check(
            try run(["--rules", "pack"]), 78,
            ["文件：\(place["pack/rules.yaml"])，第\(line)行", "规则维护人员", "gridscore rules --test", " --rules pack\n"])
    }

    @Test func manyMistakesFitOnOnePage() throws {
        try place.write("pack.yaml", (0..<60).map { "wrong\($0): \(String(repeating: "x", count: 400))\n" }.joined())
        try check(try run(["--rules", "pack.yaml"]), 78, ["另有"])
    }

    @Test func aPlaceThatCannotBeWritten() throws {
        try place.write("output", "a file")
        try check(try run(), 73, ["文件：\(place["output"])", "上级文件夹"])
        #expect(FileTree(place.path).files["output"] == Array("a file".utf8))
    }

    @Test func aFullDisk() throws {
        #expect(try run().code == 0)
        let before = FileTree(place["output"])
        let run = try run(["--as-of", "2026-12-31"], wrapper: ["sh", "-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "sh"])
        try check(run, 74, ["磁盘已满", "截至2026-10-31"])
        #expect(FileTree(place["output"]).entries == before.entries)
    }

    @Test func anotherRun() throws {
        #expect(try run().code == 0)
        let lock = open(place[".output.lock"], O_RDWR | O_CLOEXEC)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        try check(try run(), 75, ["另一次运行还没有结束", place[".output.lock"]])
    }

    // MARK: When it comes and goes

    /// Also with rows that need a person: what they are is published.
    @Test(arguments: [true, false]) func theNextRunThatPublishesRemovesIt(hasFault: Bool) throws {
        #expect(try run(["--input", "nowhere"]).code == 66)
        #expect(isThere)
        if hasFault { try place.write("input/calls.csv", SmallCompany.header + "c1,NOBODY,2026-10-05 09:12,other,missed,\n") }
        #expect(try run().code == (hasFault ? 2 : 0))
        #expect(!isThere)
    }

    @Test func itStandsWhereItIsWanted() throws {
        #expect(try run(["--input", "nowhere", "--handover", "page.txt"]).code == 66)
        #expect(!isThere)
        #expect(try text(place["page.txt"]).contains("--handover page.txt"))
        #expect(try run(["--handover", "page.txt"]).code == 0)
        #expect(!FileManager.default.fileExists(atPath: place["page.txt"]))
        #expect(try run(["--handover=page.txt", "--jobs", "none"]).code == 64)
        #expect(try text(place["page.txt"]).contains("--jobs none"))
    }

    @Test func itSpeaksEnglishToo() throws {
        #expect(try run(["--input", "nowhere"], language: "en").code == 66)
        let text = try text()
        #expect(text.contains("exit code: 66") && text.contains("4. Who mends it"))
        #expect(!text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) })
    }

    /// Words that a shell would take apart come back whole.
    @Test func theCommandCanBeRunAgain() throws {
        #expect(try run(["--input", "a folder's $HOME"]).code == 66)
        let line = try #require(try text().split(separator: "\n").first { $0.contains(" && ") })
        try place.write("a folder's $HOME/members.csv", SmallCompany.members)
        try place.write("a folder's $HOME/calls.csv", SmallCompany.header + SmallCompany.call("c1"))
        let again = try RunningProcess("sh", ["-c", String(line)]).wait()
        #expect(again.code == 0, "\(again.errorText)")
        #expect(!isThere)
    }

    // MARK: The exit code stays

    @Test(arguments: ["/dev/null", "/nonexistent/page.txt", "input", "notes.txt", "/dev/full"])
    func aPlaceThatCannotHoldIt(file: String) throws {
        try place.write("notes.txt", "mine")
        let run = try run(["--input", "nowhere", "--handover", file])
        #expect(run.code == 66)
        #expect(run.errorText.contains("交接单 \(file) 无法写入"))
        #expect(try self.run(["--handover", file]).code == 0)
        #expect(try text(place["notes.txt"]) == "mine")
        #expect(FileManager.default.fileExists(atPath: "/dev/null") && FileManager.default.fileExists(atPath: place["input"]))
    }
}
