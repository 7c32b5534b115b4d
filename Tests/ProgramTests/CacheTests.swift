import Foundation
import Glibc
import TestSupport
import Testing

/// What is kept beside the output from one run to the next, and that nothing rests on it.
@Suite struct CacheTests {
    private let place: TemporaryFolder

    /// Some 5 MB of past calls.
    init() throws {
        place = try TemporaryFolder()
        _ = try SmallCompany.write(
            to: place, ["messages.csv": "message_id,member_id,time,channel,purpose,status\nM1,W1,2026-10-02 08:00,sms,outage,late\n"])
        try SmallCompany.writeLarge(
            place["input/calls-2026-09.csv"], head: SmallCompany.header + september(0..<90_000), filling: "\n", count: 1, tail: "")
    }

    private func september(_ numbers: Range<Int>) -> String {
        numbers.map { "c\($0),W1,2026-09-\(10 + $0 % 20) 09:12,consult,answered,a call of a month that is past\n" }.joined()
    }

    private var cache: String { place[".output.cache"] }
    private var hasCache: Bool { FileManager.default.fileExists(atPath: "\(cache)/set") }

    private func run(_ output: String = "output", _ more: [String] = []) throws -> FileTree {
        let run = try Program.run(
            Program.arguments(place["input"], place[output], asOf: SmallCompany.asOf, rules: SlimPack.path, ["--quiet"] + more))
        #expect(run.code == 0 || run.code == 2, "\(run.errorText)")
        return FileTree(place[output])
    }

    /// What has changed since the run before is another thing.
    private func results(_ tree: FileTree) -> [String: [UInt8]] {
        tree.timeless.filter { !["run/changes.csv", "index.html"].contains($0.key) && !$0.key.hasPrefix("worklist/") }
    }

    private func isSameWithout(_ tree: FileTree, _ sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(results(tree) == results(try run("other", ["--no-cache"])), sourceLocation: sourceLocation)
        #expect(!FileManager.default.fileExists(atPath: place[".other.cache"]), sourceLocation: sourceLocation)
    }

    @Test func pastFilesAreKeptOnceTheyAreAtRest() throws {
        // Written a moment ago: what is read of them now may not be all.
        _ = try run()
        #expect(!hasCache)
        sleep(4)
        _ = try run()
        #expect(hasCache)
        var status = stat()
        #expect(stat(cache, &status) == 0 && status.st_mode & 0o777 == 0o700)
        #expect(stat("\(cache)/set", &status) == 0 && status.st_mode & 0o777 == 0o600)
        let tree = try run()
        let totals = try tree.totals()
        #expect(totals["read"] == 90_002)
        try isSameWithout(tree)
        // Repeats and contradictions of what was kept.
        try place.write("input/calls-2026-10.csv", SmallCompany.header + september(5..<6) + "c7,W1,2026-09-17 09:12,consult,missed,\n")
        let later = try run()
        #expect(try later.totals()["duplicate"] == 1 && later.totals()["conflict"] == 1)
        try isSameWithout(later)
        // A file that stands before those that were kept.
        try place.write("input/calls-2026-08.csv", SmallCompany.header + september(20..<30))
        let before = try run()
        #expect(try before.totals()["duplicate"] == 11)
        try isSameWithout(before)
        try FileManager.default.removeItem(atPath: place["input/calls-2026-09.csv"])
        let without = try run()
        #expect(try without.totals()["read"] == 14)
        try isSameWithout(without)
    }

    /// A night that does not compare filed months again finds all the same what has changed in one.
    @Test func filedMonthsAreComparedWhenTheyChange() throws {
        sleep(4)
        func file(_ output: String) throws {
            let file = try Program.run(
                [
                    "file", "2026-09", "--by", "office", "--accept-pending", "none", "--input", place["input"], "--output", place[output], "--rules",
                    SlimPack.path,
                ])
            #expect(file.code == 0, "\(file.errorText)")
        }
        _ = try run()
        try file("output")
        #expect(!FileManager.default.fileExists(atPath: "\(cache)/note") || FileManager.default.contents(atPath: "\(cache)/note")!.count < 250)
        let quiet = try run()
        var status = stat()
        #expect(stat("\(cache)/note", &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(FileManager.default.contents(atPath: "\(cache)/note")!.count > 250, "the month is noted")
        let again = try run()
        #expect(results(again) == results(quiet) && !again.files.keys.contains { $0.hasPrefix("corrections/2026-09/") })
        #expect(try again.totals() == quiet.totals())
        // A call of September that nobody knew of.
        try place.write("input/calls-late.csv", "call_id,member_id,time,purpose,outcome,affected_work\nlate1,W1,2026-09-30 09:12,other,missed,yes\n")
        for _ in 1...2 {
            let tree = try run()
            #expect(try tree.rows("corrections/2026-09/causes.csv").count == 1)
        }
        let found = try run()
        try FileManager.default.removeItem(atPath: cache)
        #expect(results(try run()) == results(found))
        try FileManager.default.removeItem(atPath: place["input/calls-late.csv"])
        sleep(4)
        #expect(results(try run()) == results(quiet))
    }

    /// Whenever a run ends, the old cache, a new one or none is there, and the next run is right.
    @Test func aKilledRunLeavesNothingThatCounts() throws {
        sleep(4)
        let expected = try run("other", ["--no-cache"])
        for delay in stride(from: 0, to: 60, by: 3) {
            if delay % 2 == 0 { try? FileManager.default.removeItem(atPath: cache) }
            let process = try Program.start(
                Program.arguments(place["input"], place["output"], asOf: SmallCompany.asOf, rules: SlimPack.path, ["--quiet"]))
            usleep(UInt32(delay) * 5000)
            process.send(SIGKILL)
            _ = try process.wait()
            #expect(results(try run()) == results(expected), "killed after \(delay * 5) ms")
            #expect(!FileManager.default.fileExists(atPath: "\(cache)/set.new"))
        }
        #expect(hasCache)
    }

    @Test func noRoomForTheCacheIsNoFailure() throws {
        sleep(4)
        try place.write(".output.cache", "in its place")
        try isSameWithout(try run())
        #expect(!hasCache)
    }
}
