import Foundation
import TestSupport
import Testing

/// What a run tells of itself and the one published before.
@Suite struct ChangesTests {
    private let place: TemporaryFolder
    private var output: String { place["output"] }
    private let calls = "call_id,member_id,time,purpose,outcome,affected_work\n"

    /// Two members with a month each behind them.
    init() throws {
        place = try TemporaryFolder()
        try place.write("input/members.csv", "member_id,name,department\nW1,李明,一部\nW2,王芳,一部\n")
        try place.write("input/calls.csv", calls + "K1,W1,2026-09-03 09:00,other,missed,yes\n")
        try place.write("input/messages.csv", "message_id,member_id,time,channel,purpose,status\n")
    }

    @discardableResult
    private func run(_ more: String..., asOf: String = "2026-10-05", language: String = "en") throws -> (said: String, tree: FileTree) {
        let run = try Program.run(
            ["run", "--as-of", asOf, "--language", language, "--input", place["input"], "--output", output, "--rules", SlimPack.path] + more)
        #expect(run.code == 0 || run.code == 2, "\(run.errorText)")
        return (run.outputText, FileTree(output))
    }

    private func verified() throws -> Bool {
        try Program.run(["verify", "--input", place["input"], "--output", output, "--rules", SlimPack.path]).code == 0
    }

    private func rows(_ tree: FileTree, _ change: String) throws -> [[String: String]] {
        try tree.rows("run/changes.csv").filter { $0["change"] == change }
    }

    /// The text of the start page.
    private func start(_ tree: FileTree) -> String {
        String(decoding: tree.files["index.html"] ?? [], as: UTF8.self).replacing(/<[^>]*>/, with: "")
    }

    @Test func theFirstRunComparesWithNothing() throws {
        let first = try run()
        #expect(first.tree.files["run/changes.csv"] == nil)
        #expect(!first.said.contains("since the results"))
        #expect(!start(first.tree).contains("changed since"))
        #expect(try verified())
    }

    @Test func aNewRecordIsToldWithAllThatFollows() throws {
        try run()
        try place.write("input/calls-2.csv", calls + "K2,W2,2026-10-04 09:00,other,missed,yes\nK3,W1,2026-10-04 10:00,other,missed,yes\n")
        let (said, tree) = try run(asOf: "2026-10-06")
        #expect(said.contains("since the results as of 2026-10-05: 2 members with another score"))
        let scores = try rows(tree, "result").filter { $0["item"] == "score" }
        #expect(scores.map { "\($0["period"]!) \($0["member_id"]!) \($0["before"]!) \($0["now"]!)" } == ["2026-10 W1 100 97", "2026-10 W2 100 97"])
        let postings = try rows(tree, "posting")
        #expect(
            postings.map { "\($0["period"]!) \($0["name"]!) \($0["before"]!)/\($0["now"]!) \($0["record_id"]!) \($0["file"]!):\($0["line"]!)" } == [
                "2026-10 李明 /-3 K3 calls-2.csv:3", "2026-10 王芳 /-3 K2 calls-2.csv:2",
            ])
        let page = start(tree)
        #expect(page.contains("since the results as of 2026-10-05") && page.contains("K2 calls-2.csv:2") && page.contains("100 → 97"))
        #expect(try verified())
        // Nobody has done anything since.
        let again = try run(asOf: "2026-10-06")
        #expect(again.said.contains("since the results as of 2026-10-06: unchanged"))
        #expect(try again.tree.rows("run/changes.csv").isEmpty)
        #expect(!start(again.tree).contains("since the results"))
        #expect(start(try run(asOf: "2026-10-07").tree).contains("since the results as of 2026-10-06: unchanged"))
        #expect(try verified())
        // A record that is gone, and lines that only moved.
        try place.write("input/calls-2.csv", calls + "\n\nK2,W2,2026-10-04 09:00,other,missed,yes\n")
        let less = try run(asOf: "2026-10-06").tree
        #expect(try rows(less, "posting").map { "\($0["before"]!)/\($0["now"]!) \($0["record_id"]!)" } == ["-3/ K3"])
    }

    @Test func pendingRejectsPeriodsAndListsAreTold() throws {
        try run()
        try place.write(
            "input/commendations.csv", "commendation_id,member_id,time,kind\nB1,W2,2026-10-04 09:00,proactive\nB2,W9,2026-10-04 09:00,praise\n")
        let (_, tree) = try run(asOf: "2026-10-05")
        #expect(try rows(tree, "pending").map { "\($0["name"]!) \($0["record_id"]!) [\($0["before"]!)] [\($0["now"]!)]" } == ["王芳 B1 [] [pending]"])
        #expect(try rows(tree, "reject").map { "\($0["record_id"]!) [\($0["before"]!)] [\($0["now"]!)]" } == ["B2 [] [rejected]"])
        // 待查 becomes 属实: pending no more, a right lost, a list.
        try place.write(
            "input/commendations.csv",
            "commendation_id,member_id,time,kind,evidence,confirmed_by\nB1,W2,2026-10-04 09:00,proactive,照片,赵主任\nB2,W1,2026-10-04 09:00,praise,,\n")
        let later = try run(asOf: "2026-11-02").tree
        #expect(try rows(later, "pending").map { "[\($0["before"]!)] [\($0["now"]!)]" } == ["[pending] []"])
        #expect(try rows(later, "reject").map { "[\($0["before"]!)] [\($0["now"]!)]" } == ["[rejected] []"])
        #expect(try rows(later, "period").map { "\($0["period"]!) [\($0["before"]!)] [\($0["now"]!)]" } == ["2026-11 [] [yes]"])
        let effects = try later.rows("run/changes.csv").filter { $0["effect"] != "" }
        let results = try rows(later, "result")
        #expect(effects.isEmpty == false || results.isEmpty == false)
        #expect(try verified())
    }

    @Test func whatWasPublishedInOtherWordsIsNotCompared() throws {
        try run(language: "zh")
        let (said, tree) = try run()
        #expect(!said.contains("since the results"))
        #expect(tree.files["run/changes.csv"] == nil)
        #expect(try verified())
    }

    @Test func filedPeriodsDoNotChange() throws {
        try run()
        let file = try Program.run(
            ["file", "2026-09", "--by", "office", "--input", place["input"], "--output", output, "--rules", SlimPack.path])
        #expect(file.code == 0, "\(file.errorText)")
        #expect(try FileTree(output).rows("run/changes.csv").isEmpty)
        try place.write("input/calls-2.csv", calls + "K2,W2,2026-09-04 09:00,other,missed,yes\n")
        let tree = try run().tree
        #expect(try rows(tree, "posting").isEmpty)
        #expect(tree.files["corrections/2026-09/changes.csv"] != nil)
    }
}
