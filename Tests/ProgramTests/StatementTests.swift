import Foundation
import TestSupport
import Testing

/// Statements of members: what stands on them is what was scored and filed, to the last point.
@Suite struct StatementTests {
    private let place: TemporaryFolder
    private var output: String { place["output"] }

    init() throws { place = try TemporaryFolder() }

    private func hundredths(_ text: String) -> Int {
        Int((Double(text.replacingOccurrences(of: "+", with: "")) ?? .nan) * 100 + (text.hasPrefix("-") ? -0.5 : 0.5))
    }

    @discardableResult
    private func run(_ more: [String] = [], asOf: String = "2026-10-05", exit: Int32 = 0, _ location: SourceLocation = #_sourceLocation) throws -> (
        run: Execution, tree: FileTree
    ) {
        let run = try Program.run(Program.arguments(place["input"], output, asOf: asOf, rules: SlimPack.path, ["--quiet"] + more))
        #expect(run.code == exit, "\(run.errorText)", sourceLocation: location)
        return (run, FileTree(output))
    }

    @discardableResult
    private func command(_ words: String..., exit: Int32 = 0, _ location: SourceLocation = #_sourceLocation) throws -> Execution {
        let run = try Program.run(words + ["--input", place["input"], "--output", output, "--rules", SlimPack.path])
        #expect(run.code == exit, "\(run.errorText)", sourceLocation: location)
        return run
    }

    // MARK: The sample

    /// Every member of every period: the postings are those of the ledger, the running total ends in the score.
    @Test func everyStatementOfTheSampleAddsUp() throws {
        let months = (4...10).map { "2026-\($0 < 10 ? "0" : "")\($0)" }
        let asked = (months + ["2026-Q3", "2026"]).flatMap { ["--statements", $0] }
        #expect(try Program.run(Program.arguments(Project.sample, output, asOf: Project.sampleDay, asked)).code == 2)
        let tree = FileTree(output)
        #expect(audit(tree) == [])
        var count = 0
        for month in months {
            let sheets = tree.statements(month)
            let scores = try tree.rows("2026/\(month)/scores.csv")
            #expect(Set(sheets.keys) == Set(scores.compactMap { $0["member_id"] }), "\(month)")
            let ledger = Dictionary(grouping: try tree.rows("2026/\(month)/ledger.csv")) { $0["member_id"]! }
            for score in scores {
                let (id, sheet) = (score["member_id"]!, try #require(sheets[score["member_id"]!]))
                try #require(sheet.months.count == 1, "\(month) \(id)")
                let own = ledger[id] ?? []
                func signed(_ row: [String: String]) -> String {
                    (row["rule"] == "base" || row["points"]!.hasPrefix("-") ? "" : "+") + row["points"]!
                }
                func record(_ row: [String: String]) -> String {
                    row["file"]!.isEmpty ? "" : "\(row["kind"]!) \(row["record_id"]!) \(row["file"]!):\(row["line"]!)"
                }
                #expect(
                    sheet.postings.map { "\($0.clause)|\($0.points)|\($0.record)" }.sorted()
                        == own.map { "\($0["clause"]!)|\(signed($0))|\(record($0))" }.sorted(), "\(month) \(id)")
                for row in own { #expect(sheet.postings.contains { $0.clause == row["clause"] && $0.wording.hasPrefix(row["wording"]!) }) }
                var running = 0
                for posting in sheet.postings {
                    running += hundredths(posting.points)
                    #expect(hundredths(posting.running) == running, "\(month) \(id)")
                    count += 1
                }
                #expect(running == hundredths(score["score"]!) && sheet.months[0].total == score["score"]!, "\(month) \(id)")
                for column in ["score", "rank", "base", "deductions", "bonuses", "ranking_bonus"] {
                    let value = score[column]!
                    #expect(sheet.text.contains(value), "\(month) \(id) \(column)")
                }
            }
        }
        #expect(count > 800)
        for period in ["2026-Q3", "2026"] {
            let sheets = tree.statements(period)
            for score in try tree.rows(period == "2026" ? "2026/scores.csv" : "2026/\(period)/scores.csv") {
                let sheet = try #require(sheets[score["member_id"]!])
                #expect("\(sheet.months.count)" == score["months"]!)
                let sum = sheet.months.reduce(0) { $0 + hundredths($1.total) }
                let average = (2 * sum + sheet.months.count) / (2 * sheet.months.count)
                #expect(average == hundredths(score["average"]!) && sheet.text.contains(score["average"]!), "\(period) \(score)")
            }
        }
    }

    /// The number of jobs, and whether other statements are made beside, change nothing.
    @Test func surroundingsChangeNothing() throws {
        func tree(_ name: String, _ more: [String]) throws -> [String: [UInt8]] {
            let asked = ["--statements", "2026-08", "--notice", "2026-Q3"]
            #expect(
                try Program.run(Program.arguments(Project.sample, place[name], asOf: Project.sampleDay, rules: SlimPack.path, asked + more)).code == 2
            )
            return FileTree(place[name]).timeless
        }
        let one = try tree("one", ["--jobs", "1"])
        #expect(try tree("four", ["--jobs", "4"]) == one)
        #expect(try tree("twice", ["--statements", "2026-08", "--notice", "2026-Q3"]) == one, "asked for twice is asked for once")
        let more = try tree("more", ["--statements", "2026-Q3"])
        for (path, bytes) in one where path.hasPrefix("statements/") { #expect(more[path] == bytes, "\(path)") }
    }

    // MARK: A small company

    private func company() throws {
        try place.write("input/members.csv", "member_id,name,department,team\nW1,李明,一部,甲班\nW2,王芳,一部,乙班\nW3,赵强,一部,乙班\nW4,周杰,一部,乙班\n")
        try place.write(
            "input/inspections.csv",
            "inspection_id,member_id,time,item,inspector,note\nJ1,W1,2026-08-04 10:00,attire,Zhang Li,\"no badge, told Mr. Wang at 13812345678\"\n")
        try place.write(
            "input/messages.csv",
            "message_id,member_id,time,channel,purpose,status\n"
                + (1...3).map { "A\($0),W2,2026-08-0\($0) 09:00,sms,outage,sent\n" }.joined()
                + (1...2).map { "B\($0),W3,2026-08-0\($0) 09:00,sms,outage,sent\n" }.joined()
                + "C1,W4,2026-08-01 09:00,sms,outage,sent\nM9,W1,2026-09-02 09:00,sms,outage,late\n")
    }

    /// Record, evidence, id and file with its line; what counted in rankings and what it would have taken.
    @Test func aStatementSaysWhatRestsOnWhat() throws {
        try company()
        let sheet = try #require(try run(["--statements", "2026-08"]).tree.statements("2026-08")["W1"])
        let posting = try #require(sheet.postings.first { $0.clause == "18(一)2" })
        #expect(posting.record == "inspections J1 inspections.csv:2" && posting.points == "-2" && posting.running == "98")
        #expect(posting.wording.contains("inspector: Zhang Li; note: no badge, told Mr. **** at 138****5678"))
        let explained = try command("explain", "W1", "2026-08", "--as-of", "2026-10-05", "--language", "en").outputText
        let id = try #require(explained.split(separator: "\n").first { $0.contains("attire") }?.split(separator: " ")[2])
        #expect(posting.wording.contains(id), "the id that an appeal needs")
        // Three, two and one message were sent; to send one would have shared the third place.
        #expect(sheet.text.contains("information04 / 40"), "\(sheet.text)")
        #expect(sheet.text.contains("1 rank 31 wins 21 rank 31 wins 2"), "\(sheet.text)")
        for word in ["Statement of points", "李明", "W1", "一部", "甲班", "Head of department, signature", "decision_id, posting, member_id"] {
            #expect(sheet.text.contains(word), "\(word)")
        }
    }

    /// What is said to come of a pending record comes of it.
    @Test func whatIsPendingIsForetold() throws {
        try company()
        try place.write("input/complaints.csv", "complaint_id,member_id,time,status,decided\nT1,W1,2026-09-02 10:00,open,\n")
        try place.write(
            "input/tickets.csv",
            "ticket_id,member_id,opened,closed,kind,signed\nV1,W1,2026-09-03 09:00,2026-09-04 09:00,consult_visit,\nV2,W2,2026-09-03 09:00,2026-09-04 09:00,consult_visit,yes\n"
        )
        try place.write("input/commendations.csv", "commendation_id,member_id,time,kind,evidence,confirmed_by\nP1,W1,2026-09-05,proactive,photo,\n")
        let before = try run(["--statements", "2026-09", "--statements", "2026-Q3"], asOf: "2026-09-30").tree
        let score = try #require(try before.rows("2026/2026-09/scores.csv").first { $0["member_id"] == "W1" }?["score"])
        let sheet = try #require(before.statements("2026-09")["W1"])
        try place.write("input/complaints.csv", "complaint_id,member_id,time,status,decided\nT1,W1,2026-09-02 10:00,verified,2026-09-20 10:00\n")
        try place.write(
            "input/tickets.csv",
            "ticket_id,member_id,opened,closed,kind,signed\nV1,W1,2026-09-03 09:00,2026-09-04 09:00,consult_visit,yes\nV2,W2,2026-09-03 09:00,2026-09-04 09:00,consult_visit,yes\n"
        )
        try place.write(
            "input/commendations.csv", "commendation_id,member_id,time,kind,evidence,confirmed_by\nP1,W1,2026-09-05,proactive,photo,Zhang\n")
        let after = try run(asOf: "2026-09-30").tree
        let scores = try after.rows("2026/2026-09/scores.csv").first { $0["member_id"] == "W1" }
        let then = try #require(scores?["score"])
        #expect(score != then && scores?["award_eligible"] == "no")
        #expect(sheet.text.contains("With all of it done: September 2026 \(score) → \(then)."), "\(sheet.text)")
        #expect(sheet.text.contains("consultations: rank 2 → 1"))
        #expect(sheet.text.contains("2026: not award eligible"))
        let quarter = try #require(before.statements("2026-Q3")["W1"])
        let averages = try [before, after].map { tree in try tree.rows("2026/2026-Q3/scores.csv").first { $0["member_id"] == "W1" }?["average"] ?? ""
        }
        #expect(quarter.text.contains("Average \(averages[0]) → \(averages[1])."), "\(quarter.text)")
    }

    /// Rejected, conflicting, future and inactive records with the reason, and that others stand for some.
    @Test func whatDidNotCountIsThere() throws {
        try place.write("input/members.csv", "member_id,name,department,team,grid,post,start_date,end_date\nW1,李明,一部,,,,2026-09-01,\n")
        try place.write(
            "input/calls.csv",
            "call_id,member_id,time,purpose,outcome,note\nK1,W1,2026-09-03 09:00,consult,answered,\nK1,W1,2026-09-03 09:00,consult,missed,\n"
                + "K1,W1,2026-09-03 09:00,consult,answered,\nK2,W1,2026-09-31,consult,answered,\nK3,W1,2026-12-01,consult,answered,\nK4,W1,2026-08-03,consult,answered,\n"
        )
        let tree = try run(["--statements", "2026-09", "--statements", "2026-Q3"], exit: 2).tree
        let sheet = try #require(tree.statements("2026-09")["W1"])
        for part in ["K1conflictoutcome “missed”", "K2rejectedtime “2026-09-31”", "K3futuretime", "1 duplicate and 0 superseded"] {
            #expect(sheet.text.contains(part), "\(part) is not in \(sheet.text)")
        }
        #expect(!sheet.text.contains("K4"))
        #expect(try #require(tree.statements("2026-Q3")["W1"]).text.contains("K4inactive"))
    }

    // MARK: Filed and settled months

    /// Of a filed month the filed postings, whatever has come in since; what would be corrected is told.
    @Test func aFiledMonthIsAsItWasFiled() throws {
        try company()
        let asked = ["--statements", "2026-08", "--statements", "2026-Q3"]
        let open = try run(asked).tree.statements("2026-08")
        try command("file", "2026-08", "--by", "office")
        let filed = FileTree(output)
        #expect(filed.statements("2026-08")["W1"]?.postings == open["W1"]?.postings, "filing keeps what was asked for")
        #expect(try #require(filed.statements("2026-08")["W1"]).text.contains("Filed no. 1 by office"))
        try command("verify")
        // One posting is gone, one has come, one has another place, and another member has passed.
        try place.write(
            "input/inspections.csv", "inspection_id,member_id,time,item,inspector,note\n\nJ2,W2,2026-08-05 10:00,careless,Zhang Li,late\n")
        let tree = try run(asked).tree
        let row = try tree.rows("2026/2026-08/scores.csv").first { $0["member_id"] == "W1" }
        let sheet = try #require(tree.statements("2026-08")["W1"])
        #expect(row?["score"] == "98" && sheet.months[0].total == "98")
        let ledger = try tree.rows("2026/2026-08/ledger.csv").filter { $0["member_id"] == "W1" }
        #expect(sheet.postings.count == ledger.count)
        let gone = try #require(sheet.postings.first { $0.clause == "18(一)2" })
        let before = try #require(open["W1"]?.postings.first { $0.clause == "18(一)2" })
        #expect(gone.record == "inspections J1 inspections.csv:2" && gone.wording.contains("no longer in the logs"))
        #expect(gone.wording.hasPrefix(before.wording.components(separatedBy: " inspector")[0]), "with the id it had: \(gone.wording)")
        #expect(sheet.text.contains("A correction is open") && sheet.text.contains("score 98 → 100"))
        let other = try #require(tree.statements("2026-08")["W2"])
        #expect(!other.text.contains("J2") && other.text.contains("score 105 → 103"))
        // The quarter goes by the filed month.
        let quarter = try #require(tree.statements("2026-Q3")["W1"])
        #expect(quarter.months.first?.total == "98")
        // The further revision is what is shown once it is filed.
        try command("file", "2026-08", "--correction", "--by", "office")
        let corrected = FileTree(output).statements("2026-08")
        #expect(corrected["W1"]?.months[0].total == "100" && corrected["W2"]?.text.contains("J2") == true)
        #expect(corrected["W1"]?.text.contains("A correction is open") == false)
        try command("verify")
    }

    /// Filed in another language: the words are those of the run, the figures those that were filed.
    @Test func aMonthFiledInAnotherLanguage() throws {
        try company()
        try run()
        try command("file", "2026-08", "--by", "office")
        let run = try Program.run(
            [
                "run", "--as-of", "2026-10-05", "--quiet", "--input", place["input"], "--output", output, "--rules", SlimPack.path, "--statements",
                "2026-08",
            ])
        #expect(run.code == 0, "\(run.errorText)")
        let sheet = try #require(FileTree(output).statements("2026-08")["W1"])
        #expect(sheet.months.map(\.total) == ["98"])
        #expect(sheet.postings.contains { $0.wording.hasPrefix("着装或工牌不合要求") && $0.record == "考核检查 J1 inspections.csv:2" })
    }

    /// A copy that was tampered with is told, and not built upon.
    @Test func aDamagedCopyIsTold() throws {
        try company()
        try run(["--statements", "2026-08"])
        try command("file", "2026-08", "--by", "office")
        let path = "\(output)/filed/0001-2026-08/ledger.csv"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[bytes.count - 3] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
        let sheet = try #require(try run(["--statements", "2026-08"], exit: 2).tree.statements("2026-08")["W1"])
        #expect(sheet.text.contains("The filed copies are damaged") && sheet.months[0].total == "98")
    }

    /// A month that is not compared again has no ledger, unless somebody asks for it.
    @Test func aSettledMonthHasItsPostings() throws {
        _ = try SmallCompany.write(
            to: place, ["messages.csv": "message_id,member_id,time,channel,purpose,status\nM1,W1,2026-09-02 08:00,sms,outage,late\n"])
        let calls = (0..<90_000).map { "c\($0),W1,2026-09-\(10 + $0 % 20) 09:12,consult,answered,a call of a month that is past\n" }.joined()
        try SmallCompany.writeLarge(place["input/calls-2026-09.csv"], head: SmallCompany.header + calls, filling: "\n", count: 1, tail: "")
        let asked = ["--statements", "2026-09"]
        sleep(4)
        let open = try run(asked, asOf: SmallCompany.asOf).tree
        try command("file", "2026-09", "--by", "office")
        // The night that compares it, and one that need not.
        for _ in 1...2 { try run(asOf: SmallCompany.asOf) }
        #expect(FileTree(output).statements("2026-09").isEmpty)
        let later = try run(asked, asOf: SmallCompany.asOf).tree
        #expect(later.statements("2026-09")["W1"]?.postings == open.statements("2026-09")["W1"]?.postings)
        #expect(later.statements("2026-09")["W1"]?.postings.count == 3)
        #expect(FileManager.default.fileExists(atPath: place[".output.cache/note"]))
        let whole = try run(asked + ["--no-cache"], asOf: SmallCompany.asOf).tree
        #expect(whole.timeless.filter { $0.key.hasPrefix("statements/") } == later.timeless.filter { $0.key.hasPrefix("statements/") })
    }

    // MARK: Only when asked for

    @Test func aRunThatIsNotAskedRemovesThem() throws {
        try company()
        let plain = try run(["--no-workbooks"]).tree
        let asked = try run(["--statements", "2026-08", "--statements", "2026-Q3", "--notice", "2026-08", "--no-workbooks"]).tree
        #expect(audit(asked) == [])
        #expect(asked.tables.filter { $0 != "run/changes.csv" } == plain.tables, "no further table")
        let made = asked.files.keys.filter { $0.hasPrefix("statements/") || $0.hasPrefix("notice/") }
        // Four members, the list and the page of all, twice, and the notice.
        #expect(made.count == 13)
        #expect(String(decoding: asked.files["index.html"]!, as: UTF8.self).contains("statements/2026-08/department-"))
        try command("verify")
        let again = try run(["--no-workbooks"]).tree
        #expect(again.timeless.filter { $0.key != "run/changes.csv" } == plain.timeless.filter { $0.key != "run/changes.csv" })
        #expect(again.entries["statements"] == nil && again.entries["notice"] == nil)
        try command("verify")
    }

    /// Verify finds a statement that was changed.
    @Test func verifyLooksAtStatementsToo() throws {
        try company()
        let tree = try run(["--statements", "2026-08"]).tree
        let path = try #require(tree.files.keys.filter { $0.hasPrefix("statements/") }.sorted().first)
        try place.write("output/\(path)", "changed")
        #expect(try command("verify", exit: 1).errorText.contains(path))
    }

    @Test(arguments: ["2026-13", "2026-Q5", "August", "", "2026-8"]) func aPeriodThatIsNoneEndsWith64(_ period: String) throws {
        try company()
        for option in ["--statements", "--notice"] {
            let run = try run([option, period], exit: 64).run
            #expect(run.errorText.contains("expected a period such as 2026-10, 2026-Q4 or 2026"))
        }
        #expect(FileTree(output).isEmpty)
    }

    @Test func aPeriodThatIsNotScoredEndsWith64() throws {
        try company()
        for option in ["--statements", "--notice"] {
            #expect(try run([option, "2026-07"], exit: 64).run.errorText.contains("2026-07: error: the period is not scored"))
        }
        #expect(FileTree(output).isEmpty)
        let chinese = try Program.run(
            ["run", "--input", place["input"], "--output", output, "--rules", SlimPack.path, "--as-of", "2026-10-05", "--statements", "2025"])
        #expect(chinese.code == 64 && chinese.errorText.contains("2025 不在计分期间之内"))
    }

    /// A member who has left, a department whose name is empty or looks like markup.
    @Test func oddDepartmentsHaveTheirFolders() throws {
        try place.write(
            "input/members.csv",
            "member_id,name,department,team,grid,post,start_date,end_date\n<u>1,<i>李</i>,</title>,,,,,2026-08-15\n2,王芳,../..,=x,,,,\n")
        try place.write(
            "input/calls.csv", "call_id,member_id,time,purpose,outcome,affected_work,note\n<u>,<u>1,2026-08-03,other,missed,yes,<script>\n")
        let tree = try run(["--statements", "2026-08", "--statements", "2026-Q3"]).tree
        #expect(audit(tree) == [])
        #expect(tree.files.keys.count { $0.hasPrefix("statements/2026-08/department-") } == 6)
        for (path, bytes) in tree.files where path.hasPrefix("statements/") {
            let page = String(decoding: bytes, as: UTF8.self)
            for tag in ["<i>", "<u>", "<script>"] { #expect(!page.contains(tag), "\(path)") }
        }
        #expect(try #require(tree.statements("2026-08")["<u>1"]).postings.contains { $0.wording.contains("note: <script>") })
    }
}
