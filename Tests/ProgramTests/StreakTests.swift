import Foundation
import TestSupport
import Testing

/// Lists by a share of the field and streaks through the built program, with an invented scheme.
@Suite struct StreakTests: Installation {
    let place: TemporaryFolder
    let rules = "\(Project.fixtures)/orchard"

    init() throws { place = try TemporaryFolder() }

    private func gardeners(_ rows: String...) throws {
        try place.write("input/gardeners.csv", (["gardener_id,name,plot,start,end"] + rows).map { $0 + "\n" }.joined())
    }

    /// Lapses as `A 2026-01`: one costs 30 points.
    private func lapses(_ lapses: String) throws {
        let rows = lapses.split(separator: ", ").map { lapse -> String in
            let parts = lapse.split(separator: " ")
            return "\(parts[0])-\(parts[1]),\(parts[0]),\(parts[1])-05,lapse\n"
        }
        try place.write("input/notes.csv", "note_id,gardener_id,time,kind\n" + rows.joined())
    }

    /// Decisions that take lapses back.
    private func reverse(_ lapses: String..., at time: String) throws {
        let rows = lapses.map { "D-\($0),\($0),\($0.prefix(1)),reverse,wrong,Li,\(time)\n" }
        try place.write("input/decisions.csv", "decision_id,record,gardener_id,decision,reason,decided_by,time\n" + rows.joined())
    }

    /// Who is on a list, in its file; what the flags of the scores say must be the same.
    private func listed(_ list: String, _ period: String, _ location: SourceLocation = #_sourceLocation) throws -> String {
        let tree = FileTree(output)
        let file = list.replacingOccurrences(of: "_", with: "-")
        let ids = try tree.rows("\(folder(period))/\(file).csv").compactMap { $0["gardener_id"] }
        let flags = try tree.rows("\(folder(period))/scores.csv").filter { $0[list] == "yes" }.compactMap { $0["gardener_id"] }
        #expect(ids == flags, sourceLocation: location)
        return ids.joined(separator: " ")
    }

    private func page(_ path: String) -> String {
        StatementSheet.plain(String(decoding: FileTree(output).files[path] ?? [], as: UTF8.self).components(separatedBy: "<main").last ?? "")
    }

    // MARK: Periods

    /// C is away in January, B is not low in December, E was low in the first month that there are logs of.
    private func overTheTurnOfTheYear() throws {
        try gardeners("A,n,x,,", "B,n,x,,", "C,n,x,,2025-12-31", "C,n,x,2026-02-01,", "E,n,y,,")
        try lapses(
            "A 2025-12, A 2026-01, B 2025-11, B 2026-01, C 2025-12, C 2026-02, E 2025-11, E 2025-12, E 2026-01, E 2026-02, E 2026-03")
    }

    @Test func monthsAndQuartersInARow() throws {
        try overTheTurnOfTheYear()
        try run(asOf: "2026-03-31")
        let months = ["2025-11", "2025-12", "2026-01", "2026-02", "2026-03"]
        #expect(try months.map { try listed("low", $0) } == ["B E", "A C E", "A B E", "C E", "E"])
        #expect(try months.map { try listed("low_again", $0) } == ["", "E", "A E", "E", "E"])
        #expect(try ["2025-Q4", "2026-Q1"].map { try listed("low", $0) } == ["E", "E"])
        #expect(try ["2025-Q4", "2026-Q1"].map { try listed("low_again", $0) } == ["", "E"])
        // Of two who tie for one place of three both lead; in the next quarter A and B tie again.
        #expect(try ["2025-Q4", "2026-Q1"].map { try listed("leading", $0) } == ["A B C", "A B"])
        #expect(try ["2025-Q4", "2026-Q1"].map { try listed("leading_on", $0) } == ["", "A B"])
        try verify()
    }

    /// What came before is not known and does not count.
    @Test func whatIsBeforeTheFirstMonthDoesNotCount() throws {
        try overTheTurnOfTheYear()
        try run("--from", "2026-01", asOf: "2026-03-31")
        #expect(try ["2026-01", "2026-02", "2026-03"].map { try listed("low_again", $0) } == ["", "E", "E"])
        #expect(try ["low", "low_again", "leading_on"].map { try listed($0, "2026-Q1") } == ["E", "", ""])
    }

    @Test func neitherJobsNorTheCacheChangeABit() throws {
        try overTheTurnOfTheYear()
        let first = try run("--jobs", "1", "--no-cache", asOf: "2026-03-31")
        try file("2025-11")
        for more in [["--jobs", "4"], ["--jobs", "1"], ["--no-cache"]] {
            try night(more, asOf: "2026-03-31")
            let tree = FileTree(output)
            for (path, bytes) in first.files where path.hasSuffix(".csv") && path.hasPrefix("202") { #expect(tree.files[path] == bytes, "\(path)") }
        }
    }

    // MARK: Filed periods

    /// A month that is filed stands as it was filed for those that come after it, until its correction is filed.
    @Test func filedMonthsAreWhatStreaksRestOn() throws {
        try gardeners("A,n,x,,", "B,n,x,,")
        try lapses("A 2026-10, A 2026-11, B 2026-11, A 2026-12, B 2026-12")
        try run(asOf: "2027-01-05")
        try file("2026-10")
        try file("2026-11")
        #expect(try ["2026-11", "2026-12"].map { try listed("low_again", $0) } == ["A", "A B"])
        // October would be another one; November rests on it as it was filed.
        try reverse("A-2026-10", at: "2027-01-02")
        for more in [[], ["--no-cache"], []] {
            try night(more, asOf: "2027-01-05")
            #expect(FileTree(output).files.keys.filter { $0.hasPrefix("corrections/") && $0.hasSuffix("changes.csv") } == ["corrections/2026-10/changes.csv"])
            #expect(try ["2026-11", "2026-12"].map { try listed("low_again", $0) } == ["A", "A B"])
        }
        try verify(exit: 1)
        try file("2026-10", "--correction")
        try run(asOf: "2027-01-05")
        let changes = try FileTree(output).rows("corrections/2026-11/changes.csv")
        #expect(changes.map { "\($0["gardener_id"]!) \($0["item"]!) \($0["filed"]!) \($0["now"]!) \($0["effect"]!)" } == ["A low_again yes no would be taken off"])
        #expect(try FileTree(output).rows("corrections/2026-11/causes.csv").map { $0["message"] } == ["2026-10 was filed as corrected (revision 2, seal no. 3)"])
        #expect(try FileTree(output).rows("corrections/2026-11/low-again.csv").isEmpty)
        #expect(try listed("low_again", "2026-11") == "A")
        // December's list goes by November's.
        try file("2026-12", exit: 1, says: "2026-12 has open matters: corrections are open: 2026-11")
        try file("2026-11", "--correction")
        try run(asOf: "2027-01-05")
        #expect(try ["2026-11", "2026-12"].map { try listed("low_again", $0) } == ["", "A B"])
        try file("2026-12")
        try verify()
    }

    /// An unfiled month goes by the filed one before it, whatever that would be today.
    @Test func unfiledMonthsFollowFiledOnes() throws {
        try gardeners("A,n,x,,", "B,n,x,,")
        try lapses("A 2026-11, A 2026-12")
        try run(asOf: "2027-01-05")
        try file("2026-11")
        try reverse("A-2026-11", at: "2027-01-02")
        try run(asOf: "2027-01-05")
        #expect(try listed("low_again", "2026-12") == "A")
        let explained = try execute(["explain", "A", "2026-12", "--as-of", "2027-01-05", "--language", "en"])
        #expect(explained.outputText.contains("list: Low again (4)  on \"low\" 2 months in a row: 2026-11 to 2026-12"), "\(explained.outputText)")
        try file("2026-11", "--correction")
        #expect(try FileTree(output).rows("run/changes.csv").contains { $0["period"] == "2026-12" && $0["item"] == "low_again" })
        #expect(try listed("low_again", "2026-12") == "")
        try verify()
        // Of November nothing is filed any more, and what it is today is what it was corrected to.
        for _ in 1...2 {
            let taken = try execute(["unfile", "2026-11", "--by", "office", "--reason", "x"])
            #expect(taken.code == 0, "\(taken.errorText)")
            try run(asOf: "2027-01-05")
            #expect(try listed("low_again", "2026-12") == (FileTree(output).files["corrections/2026-11/changes.csv"] == nil ? "" : "A"))
        }
        try verify()
    }

    /// Quarters over the turn of a year: the later one rests on the filed revision of the earlier.
    @Test func filedQuartersAreWhatStreaksRestOn() throws {
        try gardeners("A,n,x,,", "B,n,x,,")
        let months = ["2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03"]
        try lapses(months.map { "A \($0)" }.joined(separator: ", "))
        try run(asOf: "2026-04-05")
        for period in ["2025-10", "2025-11", "2025-12", "2025-Q4"] { try file(period) }
        for period in ["2026-01", "2026-02", "2026-03", "2026-Q1"] { try file(period) }
        #expect(try ["low_again", "leading_on"].map { try listed($0, "2026-Q1") } == ["A", "B"])
        try reverse("A-2025-10", "A-2025-11", "A-2025-12", at: "2026-04-02")
        try run(asOf: "2026-04-05")
        for period in ["2025-10", "2025-11", "2025-12"] {
            try file(period, "--correction")
            try run(asOf: "2026-04-05")
        }
        func sheets() -> [String] {
            FileTree(output).files.keys.filter { $0.hasPrefix("corrections/") && $0.hasSuffix("changes.csv") }.map { String($0.split(separator: "/")[1]) }.sorted()
        }
        // January rests on December, the first quarter on the fourth, which stands as filed.
        #expect(sheets() == ["2025-Q4", "2026-01"])
        try file("2025-Q4", "--correction")
        try run(asOf: "2026-04-05")
        #expect(sheets() == ["2026-01", "2026-Q1"])
        let changes = try FileTree(output).rows("corrections/2026-Q1/changes.csv")
        #expect(changes.map { "\($0["gardener_id"]!) \($0["item"]!) \($0["now"]!)" } == ["A low_again no"])
        let causes = try FileTree(output).rows("corrections/2026-Q1/causes.csv").compactMap { $0["message"] }
        #expect(causes.contains { $0.hasPrefix("2025-Q4 was filed as corrected") }, "\(causes)")
        for period in ["2026-01", "2026-Q1"] {
            try file(period, "--correction")
            try run(asOf: "2026-04-05")
        }
        #expect(sheets() == [])
        #expect(try listed("low_again", "2026-Q1") == "")
        try verify()
    }

    // MARK: Reports

    @Test func pagesSayWhatListsRestOn() throws {
        try overTheTurnOfTheYear()
        try place.write("input/notes-2.csv", "note_id,gardener_id,time,kind,signed\np,B,2026-03-06,praise,\n")
        try run("--statements", "2026-Q1", "--notice", "2026-Q1", asOf: "2026-03-29")
        let quarter = page("2026/2026-Q1/index.html")
        #expect(quarter.contains("first 34% of the group, rounded down, at least 1, all who tie for the last place are in"), "\(quarter)")
        #expect(quarter.contains("on \"low\" 2 quarters in a row"))
        let statements = FileTree(output).files.keys.filter { $0.hasPrefix("statements/2026-Q1/") && $0.hasSuffix("/all.html") }.map { page($0) }.joined()
        for said in [
            "Low again: On it, on \"low\" 2 quarters in a row", "Leading on: On it, on \"leading\" 2 quarters in a row",
            "Low again: Not on it, not on \"low\" in this period",
        ] { #expect(statements.contains(said), "\(said)\n\(statements)") }
        let notice = page("notice/2026-Q1.html")
        #expect(notice.contains("Low again 1") && notice.contains("Leading on 2"), "\(notice)")
        // Once it is signed, B leads alone.
        let worklists = FileTree(output).files.keys.filter { $0.hasPrefix("worklist/department") }.map { page($0) }.joined()
        #expect(worklists.contains("Leading gardeners: A n no longer chosen") || worklists.contains("Leading gardeners: n A no longer chosen"), "\(worklists)")
        #expect(worklists.contains("all are on it: 2 instead of the first 1"))
        let tables = try RunningProcess("/usr/bin/python3", ["\(Project.root)/Tests/ProgramTests/workbooks.py", output, "en"]).wait()
        #expect(tables.code == 0, "\(tables.outputText)\(tables.errorText)")
    }

    /// Who is low in February and once more in March is on both lists.
    @Test func whoIsOneEventAwayFromAStreak() throws {
        try gardeners("A,n,x,,", "B,n,x,,")
        try lapses("A 2026-02")
        try run(asOf: "2026-03-29")
        let worklist = try #require(FileTree(output).files.keys.first { $0.hasPrefix("worklist/department") })
        let brink = try #require(page(worklist).components(separatedBy: "One event away from").dropFirst().last)
        #expect(brink.components(separatedBy: "Low scores").count > 1 && brink.components(separatedBy: "Low again").count > 1, "\(brink)")
        #expect(page(worklist).contains("One event from 802"), "\(page(worklist))")
    }

    // MARK: Readings

    @Test func readingsOfSharesAndStreaksCanBeTried() throws {
        try overTheTurnOfTheYear()
        #expect(try Program.run(["rules", "--rules", rules, "--test", "--language", "en"]).code == 0)
        func changes(_ reading: String) throws -> [String] {
            let run = try compare("--set", reading, "--to", place["what-if"], asOf: "2026-03-31")
            #expect(run.code == 0, "\(run.errorText)")
            return try FileTree(place["what-if"]).rows("changes.csv").filter { $0["item"] != "" }.map {
                "\($0["period"]!) \($0["gardener_id"]!) \($0["item"]!) \($0["effect"]!)"
            }
        }
        #expect(
            try changes("leading-ties=nobody") == [
                "2025-Q4 A leading no longer chosen", "2025-Q4 B leading no longer chosen", "2025-Q4 C leading no longer chosen",
                "2026-Q1 A leading no longer chosen", "2026-Q1 A leading_on no longer chosen", "2026-Q1 B leading no longer chosen",
                "2026-Q1 B leading_on no longer chosen",
            ])
        #expect(
            try changes("low-streak=three") == [
                "2025-12 E low_again taken off", "2026-01 A low_again taken off", "2026-Q1 E low_again taken off",
            ])
    }
}
