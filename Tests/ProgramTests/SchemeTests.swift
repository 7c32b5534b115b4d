import Foundation
import TestSupport
import Testing

/// Several schemes in one installation: a small company with a second scheme beside its usual one.
@Suite struct SchemeTests {
    private let place: TemporaryFolder

    /// The second scheme: another base score, and a kind with another name.
    init() throws {
        place = try TemporaryFolder()
        _ = try SmallCompany.write(to: place, ["calls.csv": SmallCompany.header + SmallCompany.call("C1")])
        try place.copy(SlimPack.path, to: "rules/first")
        try place.write("rules/default", "first\n")
        #expect(try run(["rules", "new", "second"]).code == 0)
        try place.write("input/@second/members.csv", "member_id,name,department\nS1,王芳,二部\n")
        try place.write("input/@second/complaints.csv", "complaint_id,member_id,time,status,decided\nX1,S1,2026-10-05,verified,2026-10-06\n")
    }

    private func run(_ arguments: [String]) throws -> Execution {
        let common = arguments[0] == "rules" ? [] : ["--as-of", SmallCompany.asOf, "--language", "en"]
        return try Program.run(arguments + common, folder: place.path)
    }

    private func scores(_ output: String) throws -> [String: String] {
        let rows = try FileTree(place[output]).rows("2026/2026-10/scores.csv")
        return Dictionary(uniqueKeysWithValues: rows.map { ($0["member_id"] ?? "", $0["score"] ?? "") })
    }

    /// Neither sees the other's logs, rules or results, and each is found again by its name.
    @Test func eachSchemeHasLogsAndResultsOfItsOwn() throws {
        let first = try run(["run"])
        #expect(first.code == 0, "\(first.errorText)")
        let alone = FileTree(place["output"])
        #expect(try scores("output") == ["W1": "100"])
        #expect(try alone.rows("run/files.csv").map { $0["file"] } == ["calls.csv", "members.csv"], "the other's logs are not even skipped")
        let second = try run(["run", "--scheme", "second"])
        #expect(second.code == 0, "\(second.errorText)")
        #expect(try scores("output@second") == ["S1": "95"])
        #expect(try FileTree(place["output@second"]).rows("run/files.csv").map { $0["file"] } == ["complaints.csv", "members.csv"])
        #expect(FileTree(place["output"]).files == alone.files)
        #expect(FileManager.default.fileExists(atPath: place[".output@second.lock"]), "a lock of its own")
    }

    /// The usual scheme is the same by its name and without one.
    @Test func theUsualSchemeMayBeNamed() throws {
        #expect(try run(["run", "--scheme", "first"]).code == 0)
        #expect(try scores("output") == ["W1": "100"])
        #expect(try run(["verify", "--scheme", "first"]).code == 0)
        #expect(try run(["verify"]).code == 0)
        try place.write("rules/default", "second\n")
        #expect(try run(["check"]).code == 2, "the file says whose the input is: calls are unknown to the other scheme")
        try FileManager.default.removeItem(atPath: place["rules/second"])
        try FileManager.default.removeItem(atPath: place["rules/default"])
        #expect(try run(["verify"]).code == 0, "the only one is the usual one")
    }

    /// Every command that takes rules, logs or results goes by the scheme.
    @Test func allCommandsTakeIt() throws {
        let scheme = ["--scheme", "second"]
        #expect(try run(["run"] + scheme).code == 0)
        #expect(try run(["check"] + scheme).outputText.contains("Service staff"))
        #expect(try run(["explain", "S1", "2026-10"] + scheme).outputText.contains("Complaint found to be true"))
        #expect(try run(["hints", "2026-10"] + scheme).code == 0)
        #expect(try run(["rules"] + scheme).outputText.contains("（second）"))
        #expect(try run(["rules", "--test"] + scheme).outputText == "6 passed, 0 failed\n")
        #expect(try run(["compare", "--set", "scoring.base=90", "--quiet"] + scheme).code == 0)
        #expect(try run(["compare"] + scheme).code == 64, "the scheme with itself")
        #expect(try run(["compare", "--rules", "rules/second", "--quiet"] + scheme).code == 64)
        let late = ["--as-of", "2026-11-05", "--language", "en"] + scheme
        func runLate(_ arguments: [String]) throws -> Execution { try Program.run(arguments + late, folder: place.path) }
        #expect(try runLate(["run"]).code == 0)
        #expect(try runLate(["file", "2026-10", "--by", "王主任"]).code == 0)
        #expect(FileTree(place["output@second"]).files.keys.contains { $0.hasPrefix("filed/") })
        #expect(try runLate(["verify"]).code == 0)
        #expect(try runLate(["unfile", "2026-10", "--by", "王主任", "--reason", "test"]).code == 0)
        #expect(!FileManager.default.fileExists(atPath: place["output"]), "nothing of the usual scheme is touched")
    }

    @Test func optionsOverrideIt() throws {
        let run = try run(["run", "--scheme", "second", "--input", "input", "--rules", "rules/first", "--output", "elsewhere"])
        #expect(run.code == 0, "\(run.errorText)")
        #expect(try scores("elsewhere") == ["W1": "100"])
        #expect(!FileManager.default.fileExists(atPath: place["output@second"]))
    }

    /// Wrong usage names what there is, and nothing is read or written.
    @Test func anUnknownSchemeNamesThoseThatExist() throws {
        try place.write("rules/notes/text.yaml", "- no pack\n")
        for command in [["run"], ["check"], ["explain", "S1", "2026-10"], ["rules"], ["file", "2026-10", "--by", "x"], ["verify"], ["hints"]] {
            let unknown = try run(command + ["--scheme", "secnd"])
            #expect(unknown.code == 64 && unknown.errorText.contains("known: first, second\n"), "\(unknown.errorText)")
        }
        #expect(try run(["run", "--scheme", "../rules/second"]).code == 64)
        try FileManager.default.removeItem(atPath: place["rules/default"])
        let several = try run(["run"])
        #expect(several.code == 64 && several.errorText.contains("rules/default") && several.errorText.contains("known: first, second\n"))
        #expect(try run(["run", "--rules", "rules/first"]).code == 0, "rules that are named need no scheme")
        try place.write("rules/default", "first second\n")
        #expect(try run(["run"]).code == 64)
        try place.write("rules/default", "gone\n")
        let gone = try run(["run"])
        #expect(gone.code == 78 && gone.errorText.contains("rules/gone"))
    }

    /// A run that fails leaves its page beside its own output.
    @Test func aFailedRunIsToldBesideItsOwnResults() throws {
        #expect(try run(["run", "--scheme", "second"]).code == 0)
        try place.write("rules/second/rules.yaml", "rules: x\n")
        #expect(try run(["run", "--scheme", "second"]).code == 78)
        #expect(FileManager.default.fileExists(atPath: place["output@second.failed.txt"]))
        try FileManager.default.removeItem(atPath: place["output@second.failed.txt"])
        #expect(try run(["run", "--scheme", "second", "--jobs", "0"]).code == 64)
        #expect(FileManager.default.fileExists(atPath: place["output@second.failed.txt"]))
        #expect(!FileManager.default.fileExists(atPath: place["output.failed.txt"]))
    }

    /// What comes with the program works at once: every pack beside the usual one has a sample and examples, and its run publishes.
    @Test func everySchemeComesWithASampleThatRuns() throws {
        let usual = try String(contentsOfFile: "\(Project.root)/rules/default", encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        let ids = Project.packs.map { URL(fileURLWithPath: $0).lastPathComponent }
        #expect(Set(Project.folders(in: Project.sample).filter { $0.hasPrefix("@") }) == Set(ids.filter { $0 != usual }.map { "@\($0)" }))
        for id in ids where id != usual {
            let test = try Program.run(["rules", "--test", "--scheme", id], folder: Project.root)
            #expect(test.code == 0, "\(id): \(test.errorText)")
            let run = try Program.run(
                ["run", "--scheme", id, "--as-of", Project.sampleDay, "--output", place["output@\(id)"]], folder: Project.root)
            #expect(run.code == 0 || run.code == 2, "\(id): \(run.errorText)")
            for (path, bytes) in FileTree(place["output@\(id)"]).files where path.hasSuffix(".csv") {
                let header = String(decoding: bytes.prefix { $0 != 0x0D }, as: UTF8.self).split(separator: ",")
                #expect(Set(header).count == header.count, "\(id): \(path): \(header)")
            }
        }
    }

    /// Each pack bears the name of its folder, and the file of the usual one names one of them.
    @Test func packsAreNamedAsTheirFolders() throws {
        for pack in Project.packs {
            let printed = try Program.run(["rules", "--rules", pack]).outputText
            #expect(printed.contains("（\(URL(fileURLWithPath: pack).lastPathComponent)）"), "\(pack)")
        }
        let usual = try String(contentsOfFile: "\(Project.root)/rules/default", encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(Project.packs.contains { $0.hasSuffix("/\(usual)") })
    }
}
