import Foundation
import TestSupport
import Testing

/// Files that are large in one direction: memory stays bounded, time too, and what is refused is named.
@Suite(.serialized) struct HugeFileTests {
    private let place: TemporaryFolder
    private let input: String

    init() throws {
        place = try TemporaryFolder()
        input = try SmallCompany.write(to: place)
    }

    /// Runs and checks what holds of every run, however large a file is.
    private func run(memory: Int = 500, _ sourceLocation: SourceLocation = #_sourceLocation) throws -> (run: Execution, tree: FileTree) {
        let result = try SmallCompany.run(place, memory: memory)
        #expect(result.run.signal == nil, "it crashed or hung", sourceLocation: sourceLocation)
        #expect(result.run.processorSeconds < 30, sourceLocation: sourceLocation)
        #expect(audit(result.tree) == [], sourceLocation: sourceLocation)
        return result
    }

    @Test func aRowOf100MegabytesIsRejectedAndTheNextOneRead() throws {
        try SmallCompany.writeLarge(
            "\(input)/calls.csv", head: SmallCompany.header + SmallCompany.call("C1") + "C2,W1,2026-10-05 09:12,other,missed,", filling: "x",
            count: 100 << 20, tail: "\n" + SmallCompany.call("C3"))
        let (run, tree) = try run()
        #expect(run.code == 2)
        let rejects = try tree.rows("run/rejects.csv")
        #expect(rejects.map { $0["line"] } == ["3"])
        #expect(rejects.first?["outcome"] == "rejected")
        #expect(rejects.first?["message"]?.contains("longer than") == true)
        #expect(run.errorText.contains("calls.csv:3"))
        #expect(try tree.totals()["used"] == 3)
    }

    @Test func aHeaderOf20MegabytesBreaksTheFile() throws {
        try SmallCompany.writeLarge("\(input)/calls.csv", head: "", filling: "x", count: 20 << 20, tail: "")
        let (run, tree) = try run()
        #expect(run.code == 2)
        #expect(try tree.rows("run/rejects.csv").map { [$0["file"], $0["line"], $0["kind"]] } == [["calls.csv", "1", "calls"]])
    }

    @Test func aQuotedFieldOf100MegabytesIsRejected() throws {
        try SmallCompany.writeLarge(
            "\(input)/calls.csv", head: SmallCompany.header + "C2,W1,2026-10-05 09:12,other,missed,\"", filling: "two\nlines\n", count: 10 << 20,
            tail: "\"\n" + SmallCompany.call("C3") + "C4,W1,never,other,missed,\n")
        // Memory does not grow with the size of a file.
        let (run, tree) = try run(memory: 100)
        #expect(run.code == 2)
        #expect(try tree.rows("run/rejects.csv").map { $0["line"] } == ["2", "\(2 + (20 << 20) + 2)"])
        #expect(try tree.totals()["used"] == 2)
    }

    @Test func anAttributeOf100MegabytesBreaksTheFileOrIsRejected() throws {
        try SmallCompany.writeLarge(
            "\(input)/calls.xml", head: "<calls>\n<call call_id=\"C2\" note=\"", filling: "x", count: 100 << 20, tail: "\"/>\n</calls>\n")
        let (run, tree) = try run()
        #expect(run.code == 2)
        #expect(try tree.rows("run/rejects.csv").map { [$0["file"], $0["outcome"]] } == [["calls.xml", "rejected"]])
        #expect(run.errorText.contains("calls.xml"))
    }

    @Test func aTextOf100MegabytesBreaksTheFileOrIsRejected() throws {
        try SmallCompany.writeLarge(
            "\(input)/calls.xml", head: "<calls>\n<call><note>", filling: "x", count: 100 << 20, tail: "</note></call>\n</calls>\n")
        let (run, tree) = try run()
        #expect(run.code == 2)
        #expect(try tree.rows("run/rejects.csv").map { [$0["file"], $0["line"], $0["outcome"]] } == [["calls.xml", "2", "rejected"]])
    }

    @Test func tenThousandUnknownColumnsAreIgnored() throws {
        let names = (0..<10_000).map { "x\($0)" }.joined(separator: ",")
        let cells = String(repeating: ",", count: 9_999)
        try place.write("input/calls.csv", "\(names),\(SmallCompany.header)\(cells),\(SmallCompany.call("C1"))\(cells),\(SmallCompany.call("C2"))")
        let (run, tree) = try run()
        #expect(run.code == 0)
        #expect(try tree.totals()["used"] == 3)
    }

    @Test func hundredThousandFieldsInOneRowAreRejected() throws {
        try place.write("input/calls.csv", SmallCompany.header + SmallCompany.call("C1") + "C2" + String(repeating: ",", count: 100_000) + "\n")
        let (run, tree) = try run()
        #expect(run.code == 2)
        #expect(try tree.rows("run/rejects.csv").map { [$0["line"], $0["record_id"]] } == [["3", "C2"]])
    }

    @Test(arguments: [300, 100_000, 1_000_000]) func deepNestingBreaksTheFile(depth: Int) throws {
        try place.write("input/calls.xml", "<calls>\n<call call_id=\"C1\">" + String(repeating: "<a>", count: depth))
        let (run, tree) = try run()
        #expect(run.code == 2)
        let rejects = try tree.rows("run/rejects.csv")
        #expect(rejects.map { [$0["file"], $0["line"], $0["kind"]] } == [["calls.xml", "2", "calls"]])
        #expect(rejects.first?["message"]?.contains("nested") == true)
        #expect(run.processorSeconds < 10)
    }

    /// Too many to be a record that somebody wrote: the file may break here, or the unknown ones may be ignored.
    @Test func hundredThousandAttributesAreSurvived() throws {
        let attributes = (0..<100_000).map { " x\($0)=\"\"" }.joined()
        try place.write(
            "input/calls.xml",
            "<calls>\n<call call_id=\"C1\" member_id=\"W1\" time=\"2026-10-05\" purpose=\"other\" outcome=\"missed\"\(attributes)/>\n</calls>\n")
        let (run, tree) = try run()
        #expect(run.processorSeconds < 10)
        let rejects = try tree.rows("run/rejects.csv")
        #expect(try tree.totals()["read"] == 2)
        #expect(run.code == (rejects.isEmpty ? 0 : 2))
    }

    /// Descriptors are closed as soon as a file has been read.
    @Test func manyFilesNeedFewDescriptors() throws {
        for number in 0..<1_000 { try place.write("input/calls-\(number).csv", SmallCompany.header + SmallCompany.call("C\(number)")) }
        let (run, tree) = try SmallCompany.run(place, wrapper: ["sh", "-c", "ulimit -n 32; exec \"$@\"", "sh"])
        #expect(run.code == 0, "\(run.errorText)")
        #expect(try tree.totals()["used"] == 1_001)
    }
}
