import Foundation
import TestSupport
import Testing

/// `gridscore hints`: a second reading of the logs, which changes nothing and writes nothing.
@Suite struct HintsCommandTests {
    private let place: TemporaryFolder
    private let messages = "message_id,member_id,time,channel,purpose,status\n"

    init() throws {
        place = try TemporaryFolder()
        try place.write("input/members.csv", "member_id,name,department\nW1,李明,一部\nW2,王芳,一部\nW3,赵强,二部\n")
    }

    private func hints(_ more: String..., asOf: String = "2026-10-31", language: String = "en", rules: String = SlimPack.path) throws -> Execution {
        try Program.run(
            ["hints", "--input", place["input"], "--rules", rules, "--as-of", asOf, "--language", language] + more, folder: place.path)
    }

    private func said(_ more: String..., asOf: String = "2026-10-31") throws -> [String] {
        let run = try Program.run(
            ["hints", "--input", place["input"], "--rules", SlimPack.path, "--as-of", asOf, "--language", "en"] + more, folder: place.path)
        #expect(run.code == 0 && run.errorText.isEmpty, "\(run.errorText)")
        return run.outputText.split(separator: "\n").map(String.init)
    }

    /// A message for each minute given.
    private func sent(_ member: String, _ start: Int, _ minutes: [Int], day: String = "2026-10-05") -> String {
        minutes.enumerated().map {
            "\(member)-\(start + $0.offset),\(member),\(day) 09:\($0.element < 10 ? "0" : "")\($0.element),wechat_group,outage,sent\n"
        }.joined()
    }

    @Test func burstsThatDecideAPlaceAreTold() throws {
        try place.write("input/messages.csv", messages + sent("W1", 0, [0, 1, 2, 3, 4]) + sent("W2", 0, [0, 20, 40, 59]))
        let lines = try said()
        let row = try #require(lines.first { $0.hasPrefix("李明 W1 (一部)") }, "\(lines)")
        #expect(row.contains("messages channel wechat_group, purpose outage, status sent"))
        #expect(row.contains("2026-10-05 09:00:00 – 09:04:00") && row.contains("messages.csv:2"))
        #expect(row.hasSuffix("rank 1 +5 → rank 2 +3"))
        #expect(!lines.contains { $0.hasPrefix("王芳") })
        // One that does not decide is not told, nor is one of records that differ.
        try place.write(
            "input/messages.csv",
            messages + sent("W1", 0, [0, 1, 2, 3, 4]) + sent("W1", 9, [20, 40, 55], day: "2026-10-06") + sent("W2", 0, [0, 20]))
        #expect(try !said().contains { $0.contains("Bursts") })
        let mixed = sent("W1", 0, [0, 1, 2, 3, 4]).replacingOccurrences(
            of: "W1-2,W1,2026-10-05 09:02,wechat_group", with: "W1-2,W1,2026-10-05 09:02,sms")
        try place.write("input/messages.csv", messages + mixed + sent("W2", 0, [0, 20, 40, 59]))
        #expect(try !said().contains { $0.contains("Bursts") })
    }

    @Test func countsThatJumpInTheLastDaysAreTold() throws {
        let late = sent("W1", 0, [0, 20, 40], day: "2026-10-29") + sent("W1", 3, [0, 20], day: "2026-10-30") + sent("W1", 5, [0], day: "2026-10-03")
        try place.write("input/messages.csv", messages + late + sent("W2", 0, [0, 20, 40, 55]))
        let lines = try said()
        let title = try #require(lines.firstIndex { $0.hasPrefix("Counts that jump") }, "\(lines)")
        let row = lines[title + 3].split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        #expect(row == "李明 W1 (一部) information 5 1 rank 2 +3 → rank 1 +5")
        #expect(!lines[(title + 4)...].prefix(1).contains { $0.hasPrefix("王芳") })
        // On the 28th nothing had jumped yet.
        #expect(try !said(asOf: "2026-10-28").contains { $0.hasPrefix("Counts that jump") })
    }

    @Test func whatNothingTakesIsToldByContent() throws {
        let calls =
            (1...4).map { "K\($0),W\($0 % 3 + 1),2026-10-0\($0) 09:00,out,other,answered\n" }.joined() + "K5,W1,2026-10-05 09:00,in,consult,missed\n"
        try place.write(
            "input/calls.csv",
            "call_id,member_id,time,direction,purpose,outcome\n" + calls
                + "K1,W2,2026-10-01 09:00,out,other,answered\nK6,W1,2026-09-05 09:00,in,other,answered\n")
        let lines = try said()
        #expect(lines.contains { $0.contains("direction out, purpose other, outcome answered, affected_work no        4  calls.csv:2") }, "\(lines)")
        #expect(lines.contains { $0.contains("purpose consult, outcome missed") && $0.hasSuffix("1  calls.csv:6") })
        #expect(!lines.contains { $0.contains("direction in, purpose other") }, "that is of September")
        #expect(try said("2026-09").contains { $0.contains("direction in, purpose other, outcome answered") })
        let own = try said("--department", "二部")
        #expect(own.contains { $0.hasSuffix("1  calls.csv:3") } && !own.contains { $0.contains("consult") })
    }

    @Test func oddTimesAreTold() throws {
        let midnight = (1...20).map { "M\($0),W1,2026-10-\($0 < 10 ? "0" : "")\($0)\($0 % 2 == 0 ? " 00:00" : ""),wechat,other,sent,\n" }.joined()
        let night = (1...10).map { "N\($0),W2,2026-10-\($0 < 10 ? "0" : "")\($0) 23:30,wechat,consult,sent,\n" }.joined()
        try place.write("input/messages.csv", "message_id,member_id,time,channel,purpose,status,updated\n" + midnight)
        try place.write(
            "input/messages-2.csv",
            "message_id,member_id,time,channel,purpose,status,updated\n" + night + "L,W3,2026-10-01 09:00,wechat,other,sent,2026-11-20\n")
        try place.write(
            "input/tickets.csv",
            "ticket_id,member_id,opened,closed,kind\n" + (1...3).map { "G\($0),W3,2026-10-0\($0) 08:00,2026-10-0\($0) 08:00,repair\n" }.joined()
                + "G4,W3,2026-10-05,2026-10-05,repair\n")
        let lines = try said("2026-10", asOf: "2026-11-25").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(lines.contains("messages.csv 一部 20 10 10"), "\(lines)")
        #expect(!lines.contains { $0.hasPrefix("messages-2.csv") })
        #expect(lines.contains("王芳 W2 (一部) 10 messages-2.csv:2"))
        #expect(lines.contains("messages 二部 1 50 messages-2.csv:12"))
        #expect(lines.contains("赵强 W3 (二部) tickets opened = closed 3 tickets.csv:2"))
    }

    @Test func nothingIsWrittenAndNothingChanges() throws {
        try place.copy(Project.sample, to: "sample")
        let (before, output) = (FileTree(place.path).files.keys.sorted(), place["output"])
        let run = try Program.run(
            ["hints", "--input", place["sample"], "--rules", SlimPack.path, "--as-of", Project.sampleDay], folder: place.path)
        #expect(run.code == 0 && run.outputText.contains("不涉及任何条款和排名的记录"))
        #expect(FileTree(place.path).files.keys.sorted() == before && !FileManager.default.fileExists(atPath: output))
        let jobs = try Program.run(
            ["hints", "--input", place["sample"], "--rules", SlimPack.path, "--as-of", Project.sampleDay, "--jobs", "5"], folder: place.path)
        #expect(jobs.output == run.output)
    }

    @Test func wrongUseIsTold() throws {
        try place.write("input/messages.csv", messages + sent("W1", 0, [0]))
        #expect(try hints("2026-13").code == 64)
        let unscored = try hints("2025-01")
        #expect(unscored.code == 64 && unscored.errorText.contains("not scored"))
        let stranger = try hints("--department", "三部")
        #expect(stranger.code == 64 && stranger.errorText.contains("三部"))
    }

    /// The page opens by itself, in the browser, whatever stands in the logs.
    @Test func aPageOfThemIsSilent() async throws {
        let hostile = "<img src=x onerror=alert(1)>"
        try place.write("input/members.csv", "member_id,name,department\nW1,\"\(hostile)\",\"\(hostile)\"\nW2,n,\"\(hostile)\"\n")
        try place.write(
            "input/messages.csv", messages + sent("W1", 0, [0, 1, 2, 3, 4]) + sent("W2", 0, [0, 20, 40, 59]) + "<b>x,W1,2026-10-05,sms,other,sent\n")
        let page = try hints("--html").outputText
        #expect(page.contains("&lt;img src=x onerror=alert(1)&gt;") && !page.contains(hostile))
        try place.write("hints.html", page)
        try await DevTools.withTab { tab in
            try await tab.open(place["hints.html"])
            #expect(tab.console == [] && tab.requests == [])
            #expect(try await tab.number("document.images.length") == 0)
            for check in ["structure()", "look()"] { #expect(try await tab.check(check) == [], "\(check)") }
        }
    }

    @Test func thresholdsAreThePacks() throws {
        try SlimPack.copy(to: place)
        try SlimPack.change(place, "pack.yaml", "burst: {records: 5, minutes: 10}", to: "burst: {records: 4, minutes: 59}")
        try place.write("input/messages.csv", messages + sent("W1", 0, [0, 20, 40, 59]) + sent("W2", 0, [0, 1, 2]))
        #expect(try !hints().outputText.contains("Bursts"))
        #expect(try hints(rules: place["pack"]).outputText.contains("4 or more within 59 minutes"))
    }
}
