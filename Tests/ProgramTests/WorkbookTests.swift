import Foundation
import Glibc
import TestSupport
import Testing

/// The workbooks, opened by another reader: `workbooks.py` compares every cell with the CSV files beside them.
@Suite struct WorkbookTests: Installation {
    let place: TemporaryFolder
    let asOf = "2026-09-05"

    init() throws { place = try TemporaryFolder() }

    /// What the other reader says of a published folder.
    private func read(_ output: String, _ language: String = "en") throws -> Execution {
        let script = "\(Project.root)/Tests/ProgramTests/workbooks.py"
        return try RunningProcess("/usr/bin/python3", [script, output, language]).wait()
    }

    private func expectAlike(_ output: String, _ language: String = "en", _ location: SourceLocation = #_sourceLocation) throws {
        let reader = try read(output, language)
        #expect(reader.code == 0, "\(reader.outputText)\(reader.errorText)", sourceLocation: location)
    }

    private func workbooks(_ tree: FileTree) -> [String: [UInt8]] { tree.files.filter { $0.key.hasSuffix(".xlsx") } }

    @Test(arguments: ["zh", "en"]) func theSampleIsTheSameInBothForms(language: String) throws {
        #expect(try Program.run(Program.arguments(Project.sample, output, asOf: Project.sampleDay) + ["--language", language]).code == 2)
        #expect(workbooks(FileTree(output)).count > 10)
        try expectAlike(output, language)
    }

    /// Names and ids that look like formulas, what was decided, faulty rows, averages.
    @Test(arguments: [
        "ids-like-formulas", "decision-reverse", "decision-several-postings", "generated-101-nasty", "generated-105-mixed", "annual-best",
    ])
    func casesAreTheSameInBothForms(name: String) throws {
        let folder = "\(Project.cases)/\(name)"
        let options = (try? String(contentsOfFile: "\(folder)/args", encoding: .utf8)) ?? ""
        let arguments = ["run", "--input", "\(folder)/input", "--output", output, "--rules", Project.pack, "--language", "en", "--quiet"]
        let run = try Program.run(arguments + options.split { $0 == " " || $0 == "\n" }.map(String.init))
        #expect(run.code == 0 || run.code == 2, "\(run.errorText)")
        try expectAlike(output)
    }

    /// Whatever looks like a number, a date, a formula or markup is text.
    @Test func textStaysText() throws {
        let ids = ["007", "1E5", "10-3", "123456789012345678", "TRUE", "0x10", "_x0041_"]
        let names = ["=1+1", "'=1", "+86", "@SUM(A1)", "<b>&amp;\"", " 空格 ", "1", "2026-01-01", "＝全角", "😀 長"]
        var members = "member_id,name,department\n"
        for (index, name) in names.enumerated() {
            let quoted = "\"" + name.replacingOccurrences(of: "\"", with: "\"\"") + "\""
            members += "\(index < ids.count ? ids[index] : "W\(index)"),\(quoted),=\(index % 2)部\n"
        }
        try place.write("input/members.csv", members)
        try place.write(
            "input/calls.csv",
            "call_id,member_id,time,purpose,outcome,affected_work\n007,007,2026-10-03 09:00,other,missed,yes\n1E3,10-3,2026-10-04 09:00,other,missed,yes\n"
                + "=x,007,2026-10-03 09:00,other,missed,yes\nK4,=1,2026-10-03 09:00,\"a\nb\u{1}_x0042_\",missed,yes\n")
        let run = try Program.run(Program.arguments(place["input"], output, asOf: "2026-10-31", rules: SlimPack.path))
        #expect(run.code == 2, "\(run.errorText)")
        try expectAlike(output)
    }

    /// One that would be made from the same stays the very same file; one that somebody has saved comes back.
    @Test func whatWouldBeTheSameIsNotMadeAnew() throws {
        let arguments = Program.arguments(Project.sample, output, asOf: Project.sampleDay, rules: SlimPack.path)
        #expect(try Program.run(arguments).code == 2)
        let first = FileTree(output)
        let spoilt = "2026/2026-09/2026-09.xlsx"
        let content = try #require(first.files[spoilt])
        try Data(content + [0]).write(to: URL(fileURLWithPath: "\(output)/\(spoilt)"))
        #expect(try Program.run(arguments + ["--jobs", "3"]).code == 2)
        let second = FileTree(output)
        #expect(workbooks(second) == workbooks(first))
        for path in workbooks(first).keys where path != spoilt {
            #expect(
                second.entries[path]?.inode == first.entries[path]?.inode && second.entries[path]?.modified == first.entries[path]?.modified,
                "\(path)")
        }
        // Final months do not depend on the day: a night later they are the same.
        #expect(try Program.run(Program.arguments(Project.sample, output, asOf: "2026-10-21", rules: SlimPack.path)).code == 2)
        let later = FileTree(output)
        #expect(later.files["2026/2026-08/2026-08.xlsx"] == first.files["2026/2026-08/2026-08.xlsx"])
        #expect(later.files["2026/2026-10/2026-10.xlsx"] != first.files["2026/2026-10/2026-10.xlsx"], "the as-of date stands in provisional ones")
    }

    @Test func theyCanBeLeftOut() throws {
        let arguments = Program.arguments(Project.sample, output, asOf: Project.sampleDay, rules: SlimPack.path)
        let verify = ["verify", "--input", Project.sample, "--output", output, "--rules", SlimPack.path]
        #expect(try Program.run(arguments).code == 2)
        #expect(try Program.run(verify).code == 0)
        #expect(try Program.run(arguments + ["--no-workbooks"]).code == 2)
        let without = FileTree(output)
        #expect(workbooks(without).isEmpty && audit(without) == [])
        #expect(without.files.values.allSatisfy { !String(decoding: $0, as: UTF8.self).contains(".xlsx") }, "no page links one")
        #expect(try Program.run(verify).code == 0)
        #expect(try Program.run(arguments).code == 2)
        #expect(!workbooks(FileTree(output)).isEmpty)
    }

    /// A filed workbook never changes; the correction has one of its own, and the further revision tells what was corrected.
    @Test func filedOnesStay() throws {
        try place.write("input/members.csv", "member_id,name,department\nW1,李明,一部\nW2,=王芳,一部\n")
        try place.write("input/inspections.csv", "inspection_id,member_id,time,item\nJ1,W1,2026-08-04 10:00,attire\n")
        let filed = "2026/2026-08/2026-08.xlsx"
        try run()
        try file("2026-08")
        let first = FileTree(output)
        #expect(first.files["filed/0001-2026-08/2026-08.xlsx"] == first.files[filed])
        try place.write("input/calls.csv", "call_id,member_id,time,purpose,outcome,affected_work\nK1,W2,2026-08-03 09:00,other,missed,yes\n")
        let second = try run()
        #expect(second.files[filed] == first.files[filed])
        #expect(second.files["corrections/2026-08/2026-08.xlsx"] != nil)
        try expectAlike(output)
        // An open correction is a difference.
        try verify(exit: 1)
        try file("2026-08", "--correction")
        #expect(FileTree(output).files[filed] != first.files[filed])
        try verify()
        #expect(try execute(["unfile", "2026-08", "--by", "office", "--reason", "a mistake"]).code == 0)
        #expect(FileTree(output).files[filed] == first.files[filed])
    }
}
