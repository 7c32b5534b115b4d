import Foundation
import TestSupport
import Testing

/// Options, exit codes, and what is said.
@Suite struct CommandTests {
    private let place: TemporaryFolder

    init() throws {
        place = try TemporaryFolder()
        _ = try SmallCompany.write(to: place, ["calls.csv": SmallCompany.header + SmallCompany.call("C1")])
    }

    @Test(arguments: [
        ["run", "--as-of", "2026-02-30"], ["run", "--as-of", "yesterday"], ["run", "--as-of"], ["run", "--from", "2026-13"],
        ["run", "--as-of", "2026-10-31", "--from", "2026-11"], ["run", "--jobs", "0"], ["run", "--jobs", "many"], ["run", "--language", "fr"],
        ["run", "--colour"], ["run", "leftover"], ["march"], ["check", "--output", "here"], ["run", "--as-of", "2026-10-31", "--from", "2026"],
        ["explain"], ["explain", "W1"], ["explain", "W1", "2026-13"],
    ])
    func wrongUsageEndsWith64(arguments: [String]) throws {
        let run = try Program.run(arguments, folder: place.path)
        #expect(run.code == 64, "\(run.errorText)")
        #expect(!run.errors.isEmpty)
        #expect(run.output.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: place["output"]))
    }

    /// Each code where it is the first that applies.
    @Test func theFirstCodeThatAppliesIsGiven() throws {
        func code(_ more: [String]) throws -> Int32? {
            let run = try Program.run(Program.arguments(place["input"], place["output"], asOf: SmallCompany.asOf, rules: SlimPack.path, more))
            #expect(!run.errors.isEmpty)
            return run.code
        }
        let (noRules, noInput) = (["--rules", place["none"]], ["--input", place["none"]])
        #expect(try code(["--from", "2027-01"] + noRules + noInput) == 64)
        #expect(try code(noRules + noInput) == 78)
        #expect(try code(noInput) == 66)
        try place.write("input/calls-2.csv", "call_id\n")
        #expect(try code(["--strict"]) == 65)
        #expect(!FileManager.default.fileExists(atPath: place["output"]))
        #expect(try code([]) == 2)
        try place.write("input/members.csv", "member_id\n")
        #expect(try code([]) == 65)
    }

    /// `--strict` names the break; without it the records before it count.
    @Test func strictRefusesABrokenFile() throws {
        try place.write("input/calls-2.csv", SmallCompany.header + SmallCompany.call("C2") + "C3,W1,\"2026")
        let strict = try SmallCompany.run(place, ["--strict", "--quiet"])
        #expect(strict.run.code == 65)
        #expect(strict.run.errorText.contains("calls-2.csv:3"))
        #expect(strict.tree.isEmpty)
        let loose = try SmallCompany.run(place)
        #expect(loose.run.code == 2)
        #expect(try loose.tree.totals()["used"] == 3)
    }

    @Test func quietSaysNothingWhenAllIsWell() throws {
        let quiet = try SmallCompany.run(place, ["--quiet"]).run
        #expect(quiet.code == 0)
        #expect(quiet.output.isEmpty && quiet.errors.isEmpty)
        let loud = try SmallCompany.run(place).run
        #expect(loud.code == 0)
        #expect(!loud.output.isEmpty)
        #expect(!loud.output.contains(0x1B) && !loud.errors.contains(0x1B), "no bar and no colours where nobody looks")
        try place.write("input/calls.csv", SmallCompany.header + SmallCompany.call("C1") + "C2\n")
        let needed = try SmallCompany.run(place, ["--quiet"]).run
        #expect(needed.code == 2)
        #expect(needed.output.isEmpty && needed.errorText.contains("calls.csv:3"))
    }

    /// `check` reads and scores the same way, ends with the same codes and leaves no trace.
    @Test func checkWritesNothing() throws {
        func check(_ more: [String]) throws -> Execution {
            try Program.run(
                ["check", "--input", place["input"], "--rules", SlimPack.path, "--as-of", SmallCompany.asOf, "--language", "en"] + more,
                folder: place.path)
        }
        try place.write("input/calls-2.csv", SmallCompany.header + "C3,W1,\"2026")
        let before = FileTree(place.path)
        #expect(try check([]).code == 2)
        #expect(try check(["--strict"]).code == 65)
        #expect(try check(["--from", "2027-01"]).code == 64)
        #expect(try check(["--rules", place["none"]]).code == 78)
        #expect(try check(["--input", place["none"]]).code == 66)
        #expect(FileTree(place.path).entries == before.entries)
    }

    @Test func helpShowsTheExitCodes() throws {
        let run = try Program.run(["--help"])
        #expect(run.code == 0)
        for code in ["0", "2", "64", "65", "66", "70", "73", "74", "75", "78"] {
            #expect(run.outputText.split(separator: "\n").contains { $0.split(separator: " ").first == Substring(code) }, "\(code)")
        }
        #expect(try Program.run(["--version"]).code == 0)
    }

    /// `--from` cuts what came before; a complaint before it still takes eligibility away.
    @Test func fromLeavesOutEarlierMonths() throws {
        try place.write("input/calls.csv", SmallCompany.header + "C1,W1,2026-08-05,private,answered,\n" + SmallCompany.call("C2"))
        let all = try SmallCompany.run(place).tree
        let part = try SmallCompany.run(place, ["--from", "2026-10"]).tree
        #expect(all.files["2026/2026-08/scores.csv"] != nil)
        #expect(part.files["2026/2026-08/scores.csv"] == nil)
        #expect(try part.totals()["used"] == all.totals()["used"])
        #expect(try all.rows("2026/scores.csv").map { $0["average"] } == ["93.33"])
        #expect(try part.rows("2026/scores.csv").map { $0["average"] } == ["100.00"])
    }

    @Test func chineseIsTheDefault() throws {
        let run = try Program.run(
            ["run", "--input", place["input"], "--output", place["output"], "--rules", SlimPack.path, "--as-of", SmallCompany.asOf])
        #expect(run.code == 0)
        let table = try CSVTable(file: place["output/2026/2026-10/scores.csv"])
        #expect(table.header.prefix(4) == ["月份", "部门", "网格员编号", "姓名"])
    }

    // MARK: A changed pack

    /// A value, a threshold, a column and a category changed in YAML change the result, with the very same program.
    @Test func aChangedPackChangesTheResult() throws {
        let header = "call_id,member_id,time,purpose,outcome,affected_work\n"
        try place.write("input/calls.csv", header + "C1,W1,2026-10-05,other,missed,yes\nC2,W1,2026-10-06,notify,answered,\n")
        try SlimPack.copy(to: place)
        func score(_ more: [String] = []) throws -> FileTree {
            let run = try Program.run(Program.arguments(place["input"], place["output"], asOf: SmallCompany.asOf, rules: place["pack"], more))
            #expect(run.code == 0 || run.code == 2, "\(run.errorText)")
            return FileTree(place["output"])
        }
        let month = "2026/2026-10"
        #expect(try score().rows("\(month)/scores.csv").map { $0["score"] } == ["102"])

        try SlimPack.change(place, "rules.yaml", "points: -3", to: "points: -7.25")
        #expect(try score().rows("\(month)/scores.csv").map { $0["score"] } == ["97.75"])

        #expect(try score().rows("\(month)/failing.csv").isEmpty)
        try SlimPack.change(place, "pack.yaml", "    below: 80\n", to: "    below: 97.76\n")
        #expect(try score().rows("\(month)/failing.csv").map { $0["score"] } == ["97.75"])

        try SlimPack.change(place, "rules.yaml", "category: information", to: "category: notices")
        let renamed = try score()
        #expect(try CSVTable(renamed.files["\(month)/scores.csv"]!).header.contains("notices"))
        #expect(try Set(renamed.rows("\(month)/rankings.csv").compactMap { $0["category"] }) == ["consultations", "notices", "tickets"])

        for file in ["logs.yaml", "rules.yaml", "register.yaml"] {
            let text = try String(contentsOfFile: place["pack/\(file)"], encoding: .utf8)
            try place.write("pack/\(file)", text.replacingOccurrences(of: "affected_work", with: "hindered"))
        }
        #expect(try score().rows("\(month)/scores.csv").map { $0["score"] } == ["105"], "the old column is unknown now")
        try place.write("input/calls.csv", header.replacingOccurrences(of: "affected_work", with: "hindered") + "C1,W1,2026-10-05,other,missed,yes\n")
        #expect(try score().rows("\(month)/scores.csv").map { $0["score"] } == ["92.75"])
    }
}
