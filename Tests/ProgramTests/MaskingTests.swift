import Foundation
import TestSupport
import Testing

/// Telephone numbers and names of customers in what somebody typed: in no page, workbook, terminal or log, and as read in CSV.
@Suite struct MaskingTests {
    private let place: TemporaryFolder
    /// What must not be read anywhere but in the evidence.
    private let secrets = ["13812345678", "139 8765 4321", "0635-8212345", "李女士", "王建国先生"]
    private let note = "李女士 13812345678；王建国先生 139 8765 4321，家中 0635-8212345"

    /// The note as value of a code, in a conflict, as reason of decisions and acknowledgements, and as evidence.
    init() throws {
        place = try TemporaryFolder()
        try place.write("input/members.csv", "member_id,name,department\nW1,张师傅,一部\n")
        try place.write(
            "input/calls.csv",
            "call_id,member_id,time,purpose,outcome,affected_work,note\n13911112222,W1,2026-10-05 09:00,other,missed,yes,\(note)\n"
                + "K2,W1,2026-10-05 09:00,\(note),missed,,\nK3,W1,2026-10-05 09:00,other,missed,,a\nK3,W1,2026-10-05 09:00,other,missed,,\(note)\n")
        try place.write("input/calls-2.csv", "call_id,member_id,time,purpose,outcome\n" + "K9,W1,\(note),other,missed\n")
        try place.write(
            "input/decisions.csv",
            "decision_id,record,member_id,decision,points,reason,decided_by,time\nD1,13911112222,W1,amend,-1,\(note),Li,2026-10-06\n")
    }

    private var options: [String] { ["--input", place["input"], "--rules", SlimPack.path, "--as-of", "2026-10-31", "--language", "zh"] }

    @Test func nothingIsReadButInTheEvidence() throws {
        let arguments = ["run", "--output", place["output"], "--statements", "2026-10", "--notice", "2026-10"] + options
        let run = try Program.run(arguments)
        #expect(run.code == 2)
        let tree = FileTree(place["output"])
        #expect(audit(tree, isEnglish: false) == [])
        // As read, so that whoever mends a row finds it.
        let values = try tree.rows("run/rejects.csv").map { $0["原值"]! }
        #expect(values.count == 3 && values.allSatisfy { $0 == note })
        var pages = 0
        func expectMasked(_ text: String, _ what: String) {
            for secret in secrets { #expect(!text.contains(secret), "\(what) holds \(secret)") }
        }
        for (path, bytes) in tree.files where path.hasSuffix(".html") {
            expectMasked(HTMLText.plain(String(decoding: bytes, as: UTF8.self)), path)
            pages += 1
        }
        #expect(pages > 8)
        expectMasked(run.outputText + run.errorText, "the terminal")
        #expect(run.errorText.contains("138****5678"))
        let explained = try Program.run(["explain", "W1", "2026-10"] + options).outputText
        expectMasked(explained, "explain")
        #expect(explained.contains("139 **** 4321") && explained.contains("＊女士"))
        try expectWorkbooksMasked(tree)
        // Members and ids are no customers: the member is called a master, the record has the id of a telephone.
        let statement = try #require(tree.files.first { $0.key.hasPrefix("statements/") && $0.key.hasSuffix("all.html") })
        let sheet = StatementSheet(statement.value)
        #expect(sheet.text.contains("张师傅") && sheet.postings.contains { $0.record == "通话记录 13911112222 calls.csv:2" })
        #expect(sheet.postings.contains { $0.wording.contains("备注：＊女士 138****5678；＊＊＊先生 139 **** 4321，家中 0635-****345") }, "\(sheet.postings)")
        #expect(sheet.text.contains("用途“＊女士 138****5678；"))
        #expect(try tree.rows("2026/2026-10/ledger.csv").contains { $0["记录编号"] == "13911112222" })
    }

    private func expectWorkbooksMasked(_ tree: FileTree) throws {
        let script = """
            import openpyxl, sys
            for path in sys.argv[1:]:
                for sheet in openpyxl.load_workbook(path):
                    for row in sheet.iter_rows(values_only=True):
                        print(sheet.title, *[cell for cell in row if cell is not None], sep="\\t")
            """
        let books = tree.files.keys.filter { $0.hasSuffix(".xlsx") }.sorted().map { place["output/\($0)"] }
        #expect(books.count == 3)
        let text = try RunningProcess("/usr/bin/python3", ["-c", script] + books).wait().outputText
        for secret in secrets { #expect(!text.contains(secret), "a workbook holds \(secret)") }
        #expect(text.contains("未计入") && text.contains("138****5678") && text.contains("张师傅") && text.contains("13911112222"))
    }

    /// The page of a failed run quotes what stands in the logs.
    @Test func theHandoverIsMaskedToo() throws {
        try place.write("input/calls-3.csv", "call_id,member_id,time,purpose,outcome\n\"\(note)\n")
        let run = try Program.run(["run", "--output", place["output"], "--strict", "--handover", place["page.txt"]] + options)
        #expect(run.code == 65)
        try place.write("input/members.csv", "member_id,name,department,team,grid,post,start_date,end_date\nW1,李明,一部,,,,\(note),\n")
        let roster = try Program.run(["run", "--output", place["output"], "--handover", place["page.txt"]] + options)
        #expect(roster.code == 65)
        let page = try String(contentsOfFile: place["page.txt"], encoding: .utf8)
        for secret in secrets { #expect(!(page + roster.errorText + run.errorText).contains(secret), "\(secret)") }
        #expect(page.contains("138****5678"))
    }
}
