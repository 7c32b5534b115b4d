import Foundation
import TestSupport
import Testing

/// The worklists of departments: what they say of pending records, ties, members close to the line, hints and changes.
@Suite struct WorklistTests {
    private let place: TemporaryFolder
    private var output: String { place["output"] }

    init() throws { place = try TemporaryFolder() }

    @discardableResult
    private func run(_ more: String..., asOf: String = "2026-10-25", input: String = "input", to name: String = "output") throws -> FileTree {
        let arguments = Program.arguments(
            place[input], place[name], asOf: asOf, rules: SlimPack.path, ["--quiet", "--no-workbooks", "--no-cache"] + more)
        let run = try Program.run(arguments)
        #expect(run.code == 0 || run.code == 2, "\(run.errorText)")
        return FileTree(place[name])
    }

    private func verify() throws -> Execution {
        try Program.run(["verify", "--input", place["input"], "--output", output, "--rules", SlimPack.path])
    }

    private func file(_ period: String, _ more: String...) throws {
        let file = try Program.run(
            ["file", period, "--by", "office", "--input", place["input"], "--output", output, "--rules", SlimPack.path] + more)
        #expect(file.code == 0, "\(file.errorText)")
    }

    private func key(_ department: String) throws -> String {
        let sum = try RunningProcess("sh", ["-c", "printf %s \"$0\" | sha256sum | cut -c1-12", department]).wait()
        return sum.outputText.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The worklist of a department; the company's without one.
    private func page(_ tree: FileTree, _ department: String? = nil) throws -> String {
        let name = try department.map { "department-\(try key($0))" } ?? "index"
        return String(decoding: try #require(tree.files["worklist/\(name).html"], "\(department ?? "the company") has no worklist"), as: UTF8.self)
    }

    /// A section of a page.
    private func section(_ page: String, _ name: String) throws -> String {
        let start = try #require(page.range(of: "<section aria-labelledby=\"\(name)\">"), "there is no section \(name)")
        return String(page[start.upperBound...].components(separatedBy: "</section>")[0])
    }

    private func text(_ html: String) -> String { HTMLText.plain(html.replacing(/<[^>]*>/, with: "")) }

    // MARK: What would change

    /// What would be another, as a worklist tells it or as two runs differ.
    private struct Consequence: Equatable, CustomStringConvertible {
        var values: Set<String> = []
        var description: String { values.sorted().joined(separator: " | ") }
    }

    /// A row of a worklist.
    private struct Row {
        let member: String
        let record: String
        let days: Int
        let said: Consequence
    }

    private func rows(_ page: String) throws -> [Row] {
        try section(page, "waiting").components(separatedBy: "<tr>").dropFirst(2).map { row in
            let member = try #require(row.firstMatch(of: /<small>(W\d+)<\/small>/)).output.1
            let record = try #require(row.firstMatch(of: /data-l="Record">\S+ (\S+?)<br>/)).output.1
            let days = try #require(row.firstMatch(of: /data-l="Waited">(\d+) days?</)).output.1
            var said = Consequence()
            for item in row.matches(of: /<li>(.*?)<\/li>/) { read(text(String(item.output.1)), String(member), &said) }
            return Row(member: String(member), record: String(record), days: Int(days)!, said: said)
        }
    }

    /// Takes a line apart: every figure of it becomes one value.
    private func read(_ line: String, _ member: String, _ said: inout Consequence) {
        let period =
            line.hasPrefix("October")
            ? "2026-10" : line.hasPrefix("September") ? "2026-09" : line.hasPrefix("Q3") ? "2026-Q3" : line.hasPrefix("Q4") ? "2026-Q4" : "2026"
        if let rest = line.firstMatch(of: /^Others’ scores: (.*)$/) {
            for other in rest.output.1.matches(of: /\S+ (W\d+) ([\d.]+) → ([\d.]+)(?: \((.*?)\))?(?:;|$)/) {
                said.values.insert("\(other.output.1) score \(other.output.2) \(other.output.3)")
                if let rank = other.output.4?.firstMatch(of: /Rank (\d+) → (\d+)/) {
                    said.values.insert("\(other.output.1) rank \(rank.output.1) \(rank.output.2)")
                }
            }
        } else if let rest = line.firstMatch(of: /^Others’ ranks: (.*)$/) {
            for other in rest.output.1.matches(of: /(W\d+) (\d+) → (\d+)/) {
                said.values.insert("\(other.output.1) rank \(other.output.2) \(other.output.3)")
            }
        } else if let list = line.firstMatch(
            of: /(Star members of the quarter|Watch list of the month[^:]*|Watch list of the quarter[^:]*|Failing members[^:]*): (.*)$/)
        {
            for part in list.output.2.split(separator: "; ") {
                let words = part.split(separator: " ").map(String.init)
                let who = words.first { $0.wholeMatch(of: /W\d+/) != nil } ?? member
                let isOn = part.hasSuffix("chosen") && !part.hasSuffix("no longer chosen") || part.hasSuffix("listed")
                said.values.insert("\(period) \(list.output.1.prefix(4)) \(who) \(isOn)")
            }
        } else if line.contains("not award eligible") {
            said.values.insert("\(member) right")
        } else {
            if let score = line.firstMatch(of: /Score ([\d.]+) → ([\d.]+)/) {
                said.values.insert("\(member) score \(score.output.1) \(score.output.2)")
            }
            if let rank = line.firstMatch(of: /Rank (\d+) → (\d+)/) { said.values.insert("\(member) rank \(rank.output.1) \(rank.output.2)") }
            if let count = line.firstMatch(of: /consultations (\d+) → (\d+)/) {
                said.values.insert("\(member) consultations \(count.output.1) \(count.output.2)")
            }
        }
    }

    /// How the tables of two runs differ, as far as a worklist tells it to the member's department.
    private func difference(_ before: FileTree, _ now: FileTree, _ month: String, _ member: String) throws -> Consequence {
        var is_ = Consequence()
        func byMember(_ tree: FileTree, _ path: String) throws -> [String: [String: String]] {
            Dictionary(uniqueKeysWithValues: try tree.rows(path).map { ($0["member_id"]!, $0) })
        }
        let (old, new) = (try byMember(before, "2026/\(month)/scores.csv"), try byMember(now, "2026/\(month)/scores.csv"))
        let department = old[member]?["department"]
        for (id, row) in old where row["department"] == department {
            for column in ["score", "rank"] where row[column] != new[id]![column] {
                is_.values.insert("\(id) \(column) \(row[column]!) \(new[id]![column]!)")
            }
        }
        if old[member]?["consultations"] != new[member]?["consultations"] {
            is_.values.insert("\(member) consultations \(old[member]!["consultations"]!) \(new[member]!["consultations"]!)")
        }
        if old[member]?["award_eligible"] != new[member]?["award_eligible"] { is_.values.insert("\(member) right") }
        for (path, period, title) in [
            ("2026/2026-09/failing.csv", "2026-09", "Watc"), ("2026/2026-10/failing.csv", "2026-10", "Watc"),
            ("2026/2026-Q3/failing.csv", "2026-Q3", "Watc"),
            ("2026/2026-Q4/failing.csv", "2026-Q4", "Watc"), ("2026/2026-Q3/stars.csv", "2026-Q3", "Star"),
            ("2026/2026-Q4/stars.csv", "2026-Q4", "Star"),
            ("2026/failing.csv", "2026", "Fail"),
        ] {
            let (one, other) = (Set(try before.rows(path).map { $0["member_id"]! }), Set(try now.rows(path).map { $0["member_id"]! }))
            for id in one.symmetricDifference(other) { is_.values.insert("\(period) \(title) \(id) \(other.contains(id))") }
        }
        return is_
    }

    /// Random small companies: each pending record is settled in the input, and what another run says is what the page said.
    @Test func whatIsSaidComesTrue() throws {
        var (random, rowCount, listCount, othersCount) = (SplitMix(state: 11), 0, 0, 0)
        for company in 0..<6 {
            var members = "member_id,name,department\n"
            for number in 1...5 { members += "W\(number),名\(number),\(number <= 3 ? "一部" : "二部")\n" }
            var calls = "call_id,member_id,time,purpose,outcome\n"
            var inspections = "inspection_id,member_id,time,item\n"
            var praise = "commendation_id,member_id,time,kind,evidence,confirmed_by\n"
            var complaints = "complaint_id,member_id,time,status,decided\n"
            var tickets = "ticket_id,member_id,opened,closed,kind,signed\n"
            func member() -> String { "W\(Int.random(in: 1...5, using: &random))" }
            func day() -> String { "2026-\(["09", "10"].randomElement(using: &random)!)-\(Int.random(in: 10...24, using: &random))" }
            for number in 0..<Int.random(in: 8...14, using: &random) { calls += "K\(number),\(member()),\(day()) 09:00,consult,answered\n" }
            for number in 0..<Int.random(in: 0...30, using: &random) {
                inspections += "J\(number),\(member()),\(day()) 09:00,\(["attire", "misconduct", "careless"].randomElement(using: &random)!)\n"
            }
            for number in 0..<2 { praise += "B\(number),\(member()),\(day()) 09:00,proactive,,\n" }
            for number in 0..<2 { complaints += "T\(number),\(member()),\(day()) 09:00,open,\n" }
            for number in 0..<2 { tickets += "G\(number),\(member()),2026-09-01 09:00,\(day()) 09:00,consult_visit,\n" }
            // The first scored month stays what it is.
            calls += "K,W1,2026-09-01 09:00,other,answered\n"
            let files = [
                "members": members, "calls": calls, "inspections": inspections, "commendations": praise, "complaints": complaints, "tickets": tickets,
            ]
            let name = "company-\(company)"
            for (kind, content) in files { try place.write("\(name)/\(kind).csv", content) }
            let before = try run(input: name, to: "\(name)-before")
            let rows = try ["一部", "二部"].flatMap { try self.rows(try page(before, $0)) }
            #expect(rows.map(\.record).sorted() == ["B0", "B1", "G0", "G1", "T0", "T1"])
            for row in rows {
                let pending = try before.rows("run/pending.csv").first { $0["record_id"] == row.record }
                #expect(pending?["member_id"] == row.member)
                let (kind, number) = (
                    row.record.prefix(1) == "B" ? "commendations" : row.record.prefix(1) == "T" ? "complaints" : "tickets", row.record
                )
                var month = "2026-10"
                let content =
                    files[kind]!.split(separator: "\n").map { line -> String in
                        guard line.hasPrefix("\(number),") else { return String(line) }
                        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                        let happened = kind == "tickets" ? cells[3] : cells[2]
                        #expect(row.days == 25 - Int(happened.dropFirst(8).prefix(2))! + (happened.hasPrefix("2026-09") ? 30 : 0), "\(line)")
                        if kind != "complaints" { month = String(happened.prefix(7)) }
                        switch kind {
                        case "commendations": return line.dropLast(2) + ",photo,head"
                        case "complaints": return line.dropLast(6) + ",verified,2026-10-25"
                        default: return line + "yes"
                        }
                    }.joined(separator: "\n") + "\n"
                try place.copy(place[name], to: "\(name)-\(number)")
                try place.write("\(name)-\(number)/\(kind).csv", content.replacingOccurrences(of: ",,verified", with: ",verified"))
                let now = try run(input: "\(name)-\(number)", to: "\(name)-\(number)-now")
                let difference = try difference(before, now, month, row.member)
                #expect(row.said == difference, "company \(company), \(kind) \(number)")
                rowCount += 1
                listCount += difference.values.count { $0.hasSuffix("true") || $0.hasSuffix("false") }
                othersCount += difference.values.count { $0.contains(" rank ") && !$0.hasPrefix(row.member) }
            }
        }
        #expect(rowCount == 36 && listCount > 5 && othersCount > 5, "\(rowCount) rows, \(listCount) on or off lists, \(othersCount) ranks of others")
    }

    @Test func aLongListIsCutAndTheRestIsTold() throws {
        try place.write("input/members.csv", "member_id,name,department\nW1,李明,一部\n")
        let praise = (1...60).map { "B\($0),W1,2026-10-\($0 < 31 ? "05" : "06") 09:00,proactive\n" }.joined()
        try place.write("input/commendations.csv", "commendation_id,member_id,time,kind\n" + praise)
        let page = try page(try run(), "一部")
        #expect(try rows(page).count == 50)
        let waiting = text(try section(page, "waiting"))
        #expect(waiting.contains("10 more, see run/pending.csv") && waiting.contains("signature 60"))
        #expect(try rows(page).allSatisfy { $0.said.values == ["W1 score 100 101"] }, "each by itself")
    }

    // MARK: Filing

    @Test func ofAFiledMonthACorrectionSheetWouldTell() throws {
        try place.write("input/members.csv", "member_id,name,department\nW1,李明,一部\nW2,王芳,一部\n")
        try place.write("input/commendations.csv", "commendation_id,member_id,time,kind\nB1,W1,2026-10-05 09:00,proactive\n")
        try run(asOf: "2026-11-05")
        let open = text(try section(try page(FileTree(output), "一部"), "waiting"))
        #expect(open.contains("October 2026 Score 100 → 101") && !open.contains("correction"))
        try file("2026-10", "--accept-pending", "known")
        let filed = text(try section(try page(FileTree(output), "一部"), "waiting"))
        #expect(filed.contains("October 2026 filed: correction sheet Score 100 → 101"))
        #expect(try verify().code == 0)
        // The sheet comes to what was said.
        try place.write(
            "input/commendations.csv", "commendation_id,member_id,time,kind,evidence,confirmed_by\nB1,W1,2026-10-05 09:00,proactive,photo,head\n")
        let tree = try run(asOf: "2026-11-05")
        #expect(try tree.rows("corrections/2026-10/changes.csv").contains { $0["item"] == "score" && $0["filed"] == "100" && $0["now"] == "101" })
        try expectOnlyTheCorrection()
        // What else awaits something there has no figures until the sheet is filed.
        try place.write(
            "input/commendations-2.csv", "commendation_id,member_id,time,kind\nB2,W2,2026-10-06 09:00,proactive\n")
        let later = text(try section(try page(try run(asOf: "2026-11-05"), "一部"), "waiting"))
        #expect(later.contains("October 2026 is filed and has a correction sheet"))
        try expectOnlyTheCorrection()
    }

    /// That a correction is open is all that verify finds.
    private func expectOnlyTheCorrection() throws {
        let found = try verify()
        let lines = (found.errorText + found.outputText).split(separator: "\n")
        #expect(found.code == 1 && lines.contains { $0.contains("2026-10") } && !lines.contains { $0.contains("worklist") }, "\(lines)")
    }

    /// What is sealed does not lead to a page that may go, and what is not does.
    @Test func onlyNewestPagesThatAreNotFiledLeadThere() throws {
        try place.write("input/members.csv", "member_id,name,department\nW1,李明,一部\n")
        try place.write("input/calls.csv", "call_id,member_id,time,purpose,outcome\nK1,W1,2026-09-03 09:00,consult,answered\n")
        let link = "worklist/department-\(try key("一部")).html"
        func leads(_ tree: FileTree, _ folder: String) throws -> Bool {
            String(decoding: try #require(tree.files["\(folder)/department-\(try key("一部")).html"]), as: UTF8.self).contains(link)
        }
        let tree = try run(asOf: "2026-10-31")
        #expect(try leads(tree, "2026/2026-10") && leads(tree, "2026/2026-Q4") && leads(tree, "2026"))
        #expect(try !leads(tree, "2026/2026-09") && !leads(tree, "2026/2026-Q3"))
        #expect(String(decoding: tree.files["index.html"]!, as: UTF8.self).contains(link))
        try file("2026-09")
        try file("2026-10")
        let filed = FileTree(output)
        #expect(try !leads(filed, "2026/2026-10") && leads(filed, "2026/2026-Q4"))
        #expect(try verify().code == 0)
        #expect(filed.files[link] != nil)
        let again = try run(asOf: "2026-10-31")
        #expect(again.files[link] == filed.files[link])
        let back = try Program.run(
            ["unfile", "2026-10", "--by", "office", "--reason", "x", "--input", place["input"], "--output", output, "--rules", SlimPack.path])
        #expect(back.code == 0, "\(back.errorText)")
        #expect(try leads(FileTree(output), "2026/2026-10"))
        #expect(try verify().code == 0)
    }

    // MARK: Ties, the line, changes

    @Test func aTieOverTheCompanyNamesNobodyOfOtherDepartments() throws {
        try place.write("input/members.csv", "member_id,name,department\nW1,李明,一部\nW2,王芳,二部\n")
        let calls = (4...10).map { "K\($0),W1,2026-\($0 < 10 ? "0" : "")\($0)-03 09:00,other,missed\n" }.joined()
        try place.write("input/calls.csv", "call_id,member_id,time,purpose,outcome\n" + calls)
        let tree = try run()
        let own = text(try section(try page(tree, "一部"), "ties"))
        #expect(own.contains("Best members of the year") && own.contains("李明") && own.contains("1 of another department") && !own.contains("王芳"))
        let all = text(try section(try page(tree), "ties"))
        #expect(all.contains("李明") && all.contains("王芳") && all.contains("all are on it: 2 instead of the first 1"))
    }

    @Test func whoIsCloseToTheLineIsTold() throws {
        try place.write("input/members.csv", "member_id,name,department\nW1,李明,一部\nW2,王芳,一部\nW3,赵强,一部\n")
        let rows =
            (1...3).map { "J\($0),W1,2026-10-05 09:00,misconduct\n" }.joined()
            + "J4,W1,2026-10-05 09:00,attire\nJ5,W1,2026-10-06 09:00,attire\nJ6,W2,2026-10-05 09:00,misconduct\n"
        try place.write("input/inspections.csv", "inspection_id,member_id,time,item\n" + rows)
        let brink = text(try section(try page(try run(), "一部"), "brink"))
        #expect(brink.contains("李明 W1") && brink.contains("81"))
        #expect(brink.contains("Work clothes or badge not as required −2 or another of 5"))
        #expect(brink.contains("Improper words or conduct that harmed the company −5 4 in the department"))
        #expect(brink.contains("1 more would fall below only by one event of −20") && !brink.contains("赵强"))
    }

    @Test func aDepartmentHearsOfItsOwnChanges() throws {
        try place.write("input/members.csv", "member_id,name,department\nW1,李明,一部\nW2,王芳,二部\n")
        try place.write("input/calls.csv", "call_id,member_id,time,purpose,outcome,affected_work\nK1,W1,2026-10-03 09:00,other,answered,\n")
        let first = try run()
        #expect(text(try section(try page(first, "一部"), "changed")).hasSuffix("None\n"))
        try place.write("input/calls-2.csv", "call_id,member_id,time,purpose,outcome,affected_work\nK2,W1,2026-10-04 09:00,other,missed,yes\n")
        try place.write(
            "input/commendations.csv", "commendation_id,member_id,time,kind\nB1,W2,2026-10-05 09:00,proactive\nB2,W9,2026-10-05 09:00,praise\n")
        let tree = try run(asOf: "2026-10-26")
        let (one, other) = (text(try section(try page(tree, "一部"), "changed")), text(try section(try page(tree, "二部"), "changed")))
        #expect(one.contains("since the results as of 2026-10-25") && one.contains("100 → 97") && one.contains("K2 calls-2.csv:2"))
        #expect(!one.contains("王芳") && !one.contains("B1"))
        #expect(other.contains("B1") && !other.contains("K2") && !other.contains("B2"))
        #expect(try verify().code == 0)
        let quiet = try page(try run(asOf: "2026-10-27"), "一部")
        #expect(text(try section(quiet, "changed")).contains("Nothing since the results as of 2026-10-26."))
        #expect(try verify().code == 0)
    }

    @Test func whoHasLeftStillAwaitsSomething() throws {
        try place.write("input/members.csv", "member_id,name,department,end_date\nW1,李明,一部,\nW2,王芳,二部,2026-09-30\n")
        try place.write("input/complaints.csv", "complaint_id,member_id,time,status,decided\nT1,W2,2026-09-05 09:00,open,\n")
        let waiting = text(try section(try page(try run(), "二部"), "waiting"))
        #expect(waiting.contains("王芳 W2") && waiting.contains("October 2026: not active or not scored, nothing would be posted."))
        #expect(waiting.contains("2026: not award eligible"))
    }

    // MARK: Hints

    @Test func hintsNameWhatIsSeen() throws {
        try place.write("input/members.csv", "member_id,name,department\nW1O,李明,一部\nW10,王芳,二部\nX7,赵强,一部\n")
        try place.write(
            "input/inspections.csv",
            "inspection_id,member_id,time,item\nJ-01,X7,2026-10-05 09:00,unreachable\nJ-1,X7,2026-10-07 09:00,attire\nJ3,X7,2026-10-09 09:00,attire\nJ4,X7,2026-10-09 15:00,attire\n"
        )
        try place.write(
            "input/calls.csv",
            "call_id,member_id,time,purpose,outcome,affected_work\nK1,X7,2026-10-05 08:00,other,missed,yes\nK2,x07,2026-10-06 08:00,other,answered,\nK3,x07,2026-10-06 09:00,other,answered,\n"
        )
        let tree = try run()
        let hints = text(try section(try page(tree, "一部"), "hints"))
        #expect(hints.contains("2026-10-05records in several logs: 2 postings, −6"), "\(hints)")
        #expect(hints.contains("2026-10-09one clause several times: 2 postings, −4"))
        #expect(hints.contains("calls K1 calls.csv:2") && hints.contains("inspections J-01 inspections.csv:2"))
        #expect(hints.contains("on the roster: W1O 李明, 1 of another department") && !hints.contains("王芳"))
        #expect(hints.contains("x07 is not on the roster (2 records); it looks like X7 赵强") && hints.contains("calls.csv:3"))
        #expect(hints.contains("赵强 X7 inspections: J-01, J-1") && !hints.contains("J3, J4"))
        let company = text(try section(try page(tree), "hints"))
        #expect(company.contains("W10 王芳, W1O 李明") && company.contains("x07 is not on the roster"))
        #expect(company.contains("Praised by a customer’s letter or call") || company.contains("Praised by a customer's letter or call"))
        #expect(!company.contains("Could not be reached and work suffered"))
        // What somebody has decided about is not asked about again; nothing of it has changed a score.
        let scores = try tree.rows("2026/2026-10/scores.csv").first { $0["member_id"] == "X7" }
        #expect(scores?["score"] == "88")
        try place.write(
            "input/decisions.csv",
            "decision_id,record,member_id,decision,reason,decided_by,time\nD1,J4,X7,uphold,two visits,head,2026-10-20\nD2,J3,X7,uphold,two visits,head,2026-10-20\n"
        )
        let decided = text(try section(try page(try run(), "一部"), "hints"))
        #expect(!decided.contains("one clause several times") && decided.contains("records in several logs"))
    }

    @Test func thresholdsAreThePacks() throws {
        try SlimPack.copy(to: place)
        try SlimPack.change(place, "pack.yaml", "same_event_days: 0", to: "same_event_days: 2")
        try place.write("input/members.csv", "member_id,name,department\nW1,李明,一部\n")
        try place.write("input/inspections.csv", "inspection_id,member_id,time,item\nJ1,W1,2026-10-05 09:00,attire\nJ2,W1,2026-10-07 09:00,group\n")
        #expect(text(try section(try page(try run(), "一部"), "hints")).contains("None"))
        let run = try Program.run(Program.arguments(place["input"], place["other"], asOf: "2026-10-25", rules: place["pack"], ["--quiet"]))
        #expect(run.code == 0, "\(run.errorText)")
        let hints = text(try section(try page(FileTree(place["other"]), "一部"), "hints"))
        #expect(hints.contains("within 3 days") && hints.contains("several clauses: 2 postings, −4"))
    }

    // MARK: The same bytes

    @Test func anyNumberOfThreadsWritesTheSame() throws {
        try place.copy(Project.sample, to: "input")
        let one = try run("--jobs", "1", asOf: Project.sampleDay, to: "one")
        let many = try run("--jobs", "7", asOf: Project.sampleDay, to: "many")
        #expect(one.files.filter { $0.key.hasPrefix("worklist/") }.count == 4)
        #expect(many.differences(from: one) == [])
    }
}
