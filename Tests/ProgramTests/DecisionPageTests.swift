import Foundation
import TestSupport
import Testing

/// What a person sees of decisions: ids beside postings, why something was decided, and what was only taken note of.
@Suite struct DecisionPageTests {
    private let place: TemporaryFolder

    init() throws {
        place = try TemporaryFolder()
    }

    private static let header =
        "decision_id,posting,record,member_id,decision,rule,points,file,line,content,reason,decided_by,time\n"
    private static let inspections = "inspection_id,member_id,time,item,severity\ni1,W1,2026-10-05,misconduct,severe\ni2,W1,2026-10-06,attire,\n"

    private func run(_ files: [String: String], _ more: [String] = []) throws -> (run: Execution, tree: FileTree) {
        for name in files.keys where name != "members.csv" { try? FileManager.default.removeItem(atPath: place["input/\(name)"]) }
        _ = try SmallCompany.write(to: place, files)
        return try SmallCompany.run(place, more)
    }

    private func pages(_ tree: FileTree) -> [(path: String, text: String)] {
        tree.files.filter { $0.key.hasSuffix(".html") }.map { ($0.key, String(decoding: $0.value, as: UTF8.self)) }
    }

    private func month(_ tree: FileTree) throws -> String {
        try #require(pages(tree).first { $0.path.hasPrefix("2026/2026-10/department-") }).text
    }

    /// The ids between `<code>` and `</code>`, in the order of the page.
    private func ids(_ page: String) -> [String] {
        page.components(separatedBy: "<code>").dropFirst().map { String($0.prefix { $0 != "<" }) }.filter { $0.count == 14 }
    }

    /// What is shown can be copied into a decision, whatever the page's language.
    @Test func idsAreTheSameInEveryLanguageAndInExplain() throws {
        let chinese = try run(["inspections.csv": Self.inspections], ["--language", "zh"]).tree
        let english = try run(["inspections.csv": Self.inspections], ["--language", "en"]).tree
        let shown = ids(try month(english))
        #expect(shown.count == 3)
        #expect(Set(shown).count == 3)
        #expect(ids(try month(chinese)) == shown)
        let options = ["--input", place["input"], "--rules", SlimPack.path, "--as-of", SmallCompany.asOf]
        for language in ["zh", "en"] {
            let text = try Program.run(["explain", "W1", "2026-10", "--language", language] + options).outputText
            for id in shown { #expect(text.contains(id)) }
        }
        let decided = try run(["decisions.csv": Self.header + "D1,\(shown[1]),,W1,reverse,,,,,,r,Li,2026-10-20\n"]).tree
        #expect(try decided.totals()["rejected"] == 0)
        #expect(try decided.rows("2026/2026-10/scores.csv")[0]["score"] == "98")
    }

    /// Who decided what, when and why stands at the posting, escaped like all that comes from input.
    @Test func reasonsStandAtThePostings() throws {
        let rows = "D<1>,,i1,W1,reverse,,,,,,a <b> & c,Li,2026-10-20\nD2,,i2,W1,uphold,,,,,,as seen,Wang,2026-10-21\n"
        let tree = try run(["inspections.csv": Self.inspections, "decisions.csv": Self.header + rows], ["--language", "en"]).tree
        let page = try month(tree)
        let id = ids(page)[1]
        #expect(page.contains("(decision D&lt;1&gt; reverses \(id))"))
        #expect(page.contains("<small>reversed by decision D&lt;1&gt;</small>"))
        #expect(page.contains("<small>2026-10-20 Li: a &lt;b&gt; &amp; c; no longer: forfeits all performance pay of the month</small>"))
        #expect(page.contains("<small>upheld by decision D2: 2026-10-21 Wang: as seen</small>"))
        #expect(!page.contains("<b> &"))
        let wordings = try tree.rows("2026/2026-10/ledger.csv").map { $0["wording"]! }
        #expect(wordings.count { $0.hasSuffix("(decision D<1> reverses \(id))") } == 1)
        let options = ["--input", place["input"], "--rules", SlimPack.path, "--as-of", SmallCompany.asOf, "--language", "en"]
        let text = try Program.run(["explain", "W1", "2026-10"] + options).outputText
        #expect(text.contains("reversed by decision D<1>"))
        #expect(text.contains("upheld by decision D2: 2026-10-21 Wang: as seen"))
        #expect(text.contains("2026-10-20 Li: a <b> & c; no longer"))
        #expect(!text.contains("used records that no rule takes"))
    }

    /// What was taken back is no mark and no main deduction any more, and the page says why.
    @Test func whatIsTakenBackIsHeldAgainstNobody() throws {
        let calls = SmallCompany.header + "C1,W1,2026-10-05,private,answered,\nC2,W1,2026-10-06,private,answered,\n"
        let complaints = "complaint_id,member_id,time,status,decided\nk1,W1,2026-10-02,verified,2026-10-09\n"
        func page(_ decisions: String) throws -> String {
            try month(
                run(["calls.csv": calls, "complaints.csv": complaints, "decisions.csv": Self.header + decisions], ["--language", "en"]).tree)
        }
        let before = try page("")
        #expect(before.contains("Used the work number for a private matter \u{2212}40"))
        #expect(before.contains("<span class=\"n\">1</span></h3>"))
        let after = try page("D1,,C1,W1,reverse,,,,,,r,Li,2026-10-20\nD2,,k1,W1,reverse,,,,,,unfounded,Li,2026-10-20\n")
        #expect(after.contains("Used the work number for a private matter \u{2212}20"))
        #expect(!after.contains("\u{2212}40"))
        #expect(!after.contains("<span class=\"n\">1</span></h3>"))
        #expect(after.contains("Reversed by decision D2: 李明 <small>W1</small>, complaints k1 (2026-10-20 Li: unfounded)"))
    }

    /// A row somebody has taken note of rings no more, and is no open matter on the start page.
    @Test func whatIsAcknowledgedIsNotCountedAsOpen() throws {
        let bad = ["calls.csv": SmallCompany.header + "C1,W1,bad,other,missed,\nC2,W1,worse,other,missed,\n"]
        let first = try run(bad, ["--language", "en"])
        #expect(first.run.code == 2)
        #expect(first.run.errorText.contains("needs a person: 2 rejected, 0 conflicting, 0 unknown files"))
        let messages = try first.tree.rows("run/rejects.csv").map { $0["message"]! }
        let codes = messages.map { String($0.components(separatedBy: "[content ")[1].dropLast()) }
        #expect(Set(codes).count == 2)
        // The code does not depend on the language.
        let chinese = try run(bad, ["--language", "zh"])
        let notes = try chinese.tree.rows("run/rejects.csv").map { $0["说明"]! }
        #expect(zip(notes, codes).allSatisfy { $0.hasSuffix("〔内容码 \($1)〕") })

        let one = Self.header + "K1,,,,acknowledge,,,calls.csv,2,\(codes[0]),typed by hand,Li,2026-10-20\n"
        let second = try run(bad.merging(["decisions.csv": one]) { $1 }, ["--language", "en", "--quiet"])
        #expect(second.run.code == 2)
        #expect(second.run.errorText.contains("needs a person: 1 rejected, 0 conflicting, 0 unknown files"))
        #expect(second.run.errorText.contains("calls.csv:3") && !second.run.errorText.contains("calls.csv:2"))
        let start = String(decoding: second.tree.files["index.html"] ?? [], as: UTF8.self)
        #expect(start.contains("<dt>Rejected</dt><dd>1</dd>"))
        #expect(start.contains("1 more acknowledged"))
        #expect(try second.tree.totals()["rejected"] == 2)

        let both = one + "K2,,,,acknowledge,,,calls.csv,3,\(codes[1]),as well,Li,2026-10-20\n"
        let third = try run(bad.merging(["decisions.csv": both]) { $1 }, ["--language", "en", "--quiet"])
        #expect(third.run.code == 0)
        #expect(third.run.errors.isEmpty && third.run.output.isEmpty)
        #expect(String(decoding: third.tree.files["index.html"] ?? [], as: UTF8.self).contains("<dt>Rejected</dt><dd>0</dd>"))
        #expect(try month(third.tree).contains("acknowledged (decision K1, Li: typed by hand); "))
    }

    /// An acknowledgement without its row is told, but nobody is called for it.
    @Test func anIdleAcknowledgementIsTold() throws {
        let rows = Self.header + "K1,,,,acknowledge,,,calls.csv,2,7k3m-2qxd-9abc,gone,Li,2026-10-20\n"
        let loud = try run(["calls.csv": SmallCompany.header + SmallCompany.call("C1"), "decisions.csv": rows], ["--language", "en"])
        #expect(loud.run.code == 0)
        #expect(loud.run.outputText.contains("1 acknowledgements meet no row and can be removed: K1"))
        let quiet = try SmallCompany.run(place, ["--quiet"])
        #expect(quiet.run.code == 0 && quiet.run.output.isEmpty && quiet.run.errors.isEmpty)
    }
}
