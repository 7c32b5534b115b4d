import Foundation
import TestSupport
import Testing

/// The life of periods with measures and proposals: filing, correction sheets, changes, comparison of readings, verification.
@Suite struct MeasureFilingTests: Installation {
    let place: TemporaryFolder
    var rules: String { place["pack.yaml"] }

    /// Two readers of one team; in August both orders of A are in time, in September one of two; B has one in each month.
    init() throws {
        place = try TemporaryFolder()
        try place.write("input/readers.csv", "reader_id,name,team,street\nA,李明,一班,东街\nB,王芳,一班,西街\n")
        try orders(
            "orders", "o1,A,2026-08-03 09:00,2026-08-04 09:00,30", "o2,A,2026-08-10 09:00,2026-08-12 08:00,50.5", "o3,B,2026-08-05 09:00,2026-08-06 09:00,20",
            "o4,A,2026-09-03 09:00,2026-09-04 09:00,30", "o5,A,2026-09-10 09:00,2026-09-20 08:00,40", "o6,B,2026-09-05 09:00,2026-09-06 09:00,20")
        try checks("checks", "c1,A,2026-08-20 10:00,yes,10,", "c2,B,2026-08-21 10:00,no,,-3")
    }

    private func orders(_ name: String, _ rows: String...) throws {
        try place.write("input/\(name).csv", (["order_id,reader_id,accepted,done,minutes"] + rows).map { $0 + "\n" }.joined())
    }

    private func checks(_ name: String, _ rows: String...) throws {
        try place.write("input/\(name).csv", (["check_id,reader_id,time,grave,share,taken"] + rows).map { $0 + "\n" }.joined())
    }

    private func write(_ sort: MeasurePack.Sort, _ replacements: [(String, String)] = []) throws {
        var text = MeasurePack.text(sort)
        for (old, new) in replacements {
            #expect(text.contains(old))
            text = text.replacingOccurrences(of: old, with: new)
        }
        try place.write("pack.yaml", text)
    }

    /// What a measure comes to: cases, met, value and state.
    private func measured(_ period: String, _ measure: String, id: String = "", team: String = "", street: String = "") throws -> String {
        let rows = try FileTree(output).rows("\(folder(period))/measures.csv").filter {
            $0["measure"] == measure && $0["reader_id"] == id && (team.isEmpty && id.isEmpty ? $0["team"] == "all" : true)
                && (team.isEmpty || $0["team"] == team) && (street.isEmpty ? id != "" || $0["street"] == "" : $0["street"] == street)
        }
        #expect(rows.count == 1, "\(rows)")
        return rows.first.map { "\($0["cases"]!) \($0["met"]!) \($0["amount"]!) \($0["state"]!)" } ?? ""
    }

    private func text(_ row: [String: String], _ columns: [String]) -> String { columns.map { row[$0] ?? "?" }.joined(separator: "|") }

    private func changes(_ path: String) throws -> [String] {
        try FileTree(output).rows(path).map { text($0, ["team", "reader_id", "item", "filed", "now", "effect"]) }
    }

    private func causes(_ period: String) throws -> [String] {
        try FileTree(output).rows("corrections/\(period)/causes.csv").map {
            text($0, ["change", "reader_id", "rule", "clause", "filed_points", "points", "kind", "record_id", "file", "line"])
        }
    }

    // MARK: Filing

    @Test(arguments: MeasurePack.Sort.allCases) func monthsQuartersAndCorrectionsAreFiled(_ sort: MeasurePack.Sort) throws {
        try write(sort)
        try run()
        try verify()
        for period in ["2026-08", "2026-09", "2026-Q3"] { try file(period) }
        let names: [MeasurePack.Sort: Set<String>] = [
            .none: ["measures.csv", "cases.csv", "proposals.csv"],
            .weighted: ["measures.csv", "cases.csv", "proposals.csv", "scores.csv", "ledger.csv", "rankings.csv", "low.csv"],
            .ranged: ["measures.csv", "cases.csv", "proposals.csv", "scores.csv", "ledger.csv", "rankings.csv", "low.csv"],
        ]
        let sealed = FileTree(output).files
        for (seal, period) in [("0001-2026-08", "2026-08"), ("0003-2026-Q3", "2026-Q3")] {
            let tables = sealed.keys.filter { $0.hasPrefix("filed/\(seal)/") && $0.hasSuffix(".csv") }
            let expected = period == "2026-Q3" ? names[sort]!.subtracting(["ledger.csv", "rankings.csv"]) : names[sort]!
            #expect(Set(tables.map { String($0.split(separator: "/").last!) }) == expected)
            for path in tables { #expect(sealed[path] == sealed["\(folder(period))/\(path.split(separator: "/").last!)"]) }
        }
        try verify(says: "3 seals")
        // Nothing has changed: no sheet, with and without what is kept between runs.
        for more in ["--no-cache", "--quiet"] { #expect(try run(more).files.keys.filter { $0.hasPrefix("corrections/") } == []) }
        let taken = try execute(["unfile", "2026-Q3", "--by", "office", "--reason", "early"])
        #expect(taken.code == 0, "\(taken.errorText)")
        try verify()
        // An order of August comes late.
        try orders("orders-late", "o7,B,2026-08-25 09:00,2026-08-30 09:00,60")
        let before = FileTree(output).files.filter { $0.key.hasPrefix("2026/2026-08/") }
        for more in ["--no-cache", "--quiet", "--quiet"] {
            let tree = try run(more)
            #expect(tree.files.filter { $0.key.hasPrefix("2026/2026-08/") } == before)
            #expect(tree.files.keys.contains("corrections/2026-08/changes.csv"))
        }
        // Where measures post, the posting is named first; else the case with its record.
        try verify(exit: 1, says: sort == .weighted ? "changed B 王芳 on-time 1 70 → 35" : "added B 王芳 on-time 1  → breach orders o7 orders-late.csv:2")
        let proposed = FileTree(output).files["corrections/2026-08/measures.csv"]
        try file("2026-08", "--correction", says: "revision 2")
        #expect(FileTree(output).files["2026/2026-08/measures.csv"] == proposed)
        try file("2026-Q3")
        try verify()
    }

    // MARK: Correction sheets

    /// Of a pack without points the sheet tells of everybody whose measures would be others, and of the record.
    @Test func aLateCaseBecomesASheet() throws {
        try write(.none)
        try run()
        try file("2026-08")
        try orders("orders-late", "o7,B,2026-08-25 09:00,2026-08-30 09:00,60")
        let late = try night()
        #expect(late.errorText.contains("2026-08: would now come out differently than filed"))
        let told = try changes("corrections/2026-08/changes.csv")
        for change in [
            "all||Done in time cases|3|4|", "all||Done in time amount|100.00|75.00|", "all||Done in time state|met|breach|",
            "一班||Done in time amount|100.00|75.00|", "一班||西街 Done in time amount|100.00|50.00|", "一班|B|Done in time amount|100.00|50.00|",
            "一班|B|Done in time state|met|breach|", "一班|B|Mean time amount|20.00|40.00|", "一班|B|Orders taken cases|1|2|",
        ] { #expect(told.contains(change), "\(change) in \(told)") }
        #expect(!told.contains { $0.contains("|A|") || $0.contains("东街") })
        #expect(
            try causes("2026-08").filter { !$0.hasPrefix("changed") } == [
                "added|B|on-time|1||breach|orders|o7|orders-late.csv|2", "added|B|length|2||60.00|orders|o7|orders-late.csv|2",
                "added|B|orders-taken|3||1|orders|o7|orders-late.csv|2",
            ])
        let page = String(decoding: FileTree(output).files["corrections/2026-08/index.html"] ?? [], as: UTF8.self)
        #expect(page.contains("orders-late.csv:2") && page.contains("1 members affected"))
        try verify(exit: 1, says: "added B 王芳 on-time 1  → breach orders o7 orders-late.csv:2")
    }

    /// A corrected record, another target, another limit, a proposal that is changed: each is told, and a moved line is not.
    @Test(arguments: ["record", "target", "limit", "proposal", "gone", "moved"]) func whatChangesIsTold(_ change: String) throws {
        try write(.none)
        try run()
        try file("2026-08")
        var (told, cause): ([String], String?) = ([], nil)
        switch change {
        case "record":
            try place.write("input/orders2.csv", "order_id,reader_id,accepted,done,minutes\no1,A,2026-08-03 09:00,2026-08-09 09:00,30\n")
            (told, cause) = (["一班|A|Done in time amount|100.00|50.00|", "一班|A|Done in time state|met|breach|"], "changed|A|on-time|1|met|breach|orders|o1|orders2.csv|2")
        case "target":
            try write(.none, [("target: {at_most: 40}", "target: {at_most: 33}")])
            told = ["一班|A|Mean time target|≤ 40|≤ 33|", "all||Mean time state|met|breach|"]
        case "limit":
            try write(.none, [("limit: {days: 3}", "limit: {days: 1}"), ("in_force: calendar", "in_force: short")])
            (told, cause) = (["一班|A|Done in time amount|100.00|50.00|"], "changed|A|on-time|1|met|breach|orders|o2|orders.csv|3")
        case "proposal":
            try place.write("input/checks2.csv", "check_id,reader_id,time,grave,share,taken\nc1,A,2026-08-20 10:00,yes,15,\nc3,B,2026-08-22 10:00,yes,20,\n")
            told = ["一班|A|Bonus cut|10 (5–50 %)|15 (5–50 %)|", "一班|B|Bonus cut||20 (5–50 %)|would be proposed"]
            cause = "added|B|cut|7||20 (5–50 %)|checks|c3|checks2.csv|3"
        case "gone":
            try checks("checks", "c2,B,2026-08-21 10:00,no,,-3")
            (told, cause) = (["一班|A|Bonus cut|10 (5–50 %)||would no longer be proposed"], "removed|A|cut|7|10 (5–50 %)||checks|c1|checks.csv|2")
        default:
            let text = try String(contentsOfFile: place["input/orders.csv"], encoding: .utf8)
            try place.write("input/orders.csv", text.replacingOccurrences(of: "minutes\n", with: "minutes\n\n\n"))
        }
        for more in ["--quiet", "--no-cache"] {
            let tree = try run(more)
            #expect(tree.files.keys.contains("corrections/2026-08/changes.csv") == (change != "moved"))
        }
        if change == "moved" { return }
        let found = try changes("corrections/2026-08/changes.csv")
        for row in told { #expect(found.contains(row), "\(row) in \(found)") }
        let causes = try causes("2026-08")
        if let cause { #expect(causes.contains(cause), "\(causes)") }
    }

    /// The quarter goes by the filed revision of a month, its records included, until another one is filed.
    @Test(arguments: MeasurePack.Sort.allCases) func quartersGoByFiledMonths(_ sort: MeasurePack.Sort) throws {
        try write(sort)
        try orders(
            "orders", "o1,A,2026-08-03 09:00,2026-08-04 09:00,30", "o2,A,2026-08-10 09:00,2026-08-22 08:00,50.5", "o3,B,2026-08-05 09:00,2026-08-06 09:00,20",
            "o4,A,2026-09-03 09:00,2026-09-04 09:00,30", "o5,A,2026-09-10 09:00,2026-09-20 08:00,40", "o6,B,2026-09-05 09:00,2026-09-06 09:00,20")
        let before = try run()
        func quarter(_ tree: FileTree) -> [[UInt8]?] { ["measures", "cases", "proposals"].map { tree.files["2026/2026-Q3/\($0).csv"] } }
        #expect(try measured("2026-Q3", "on-time", id: "A") == "4 2 50.00 breach")
        #expect(try measured("2026-Q3", "length", id: "A") == "4  37.63 met")
        try file("2026-08")
        // A record of August is another one, one is gone, one is new, a check proposes more.
        try orders(
            "orders", "o1,A,2026-08-03 09:00,2026-08-29 09:00,31", "o3,B,2026-08-05 09:00,2026-08-06 09:00,20", "o4,A,2026-09-03 09:00,2026-09-04 09:00,30",
            "o5,A,2026-09-10 09:00,2026-09-20 08:00,40", "o6,B,2026-09-05 09:00,2026-09-06 09:00,20", "o8,B,2026-08-06 09:00,2026-08-07 09:00,90")
        try checks("checks", "c1,A,2026-08-20 10:00,yes,25,", "c2,B,2026-08-21 10:00,no,,-3")
        for more in [[], ["--no-cache"], ["--jobs", "4"]] {
            try night(more)
            let tree = FileTree(output)
            #expect(tree.files.keys.contains("corrections/2026-08/changes.csv"))
            // o1, o2 and c1 as they were filed stand in the quarter, line by line; those of September as the logs have them.
            #expect(quarter(tree)[0] == quarter(before)[0])
            let columns = ["reader_id", "measure", "amount", "met", "kind", "record_id", "file"]
            let (cases, filed) = (try tree.rows("2026/2026-Q3/cases.csv"), try before.rows("2026/2026-Q3/cases.csv"))
            #expect(cases.map { text($0, columns) } == filed.map { text($0, columns) })
            #expect(quarter(tree)[2] == quarter(before)[2])
            let pages = tree.files.filter { $0.key.hasPrefix("2026/2026-Q3/") && $0.key.hasSuffix(".html") }.values.map { String(decoding: $0, as: UTF8.self) }
            #expect(pages.contains { $0.contains("orders.csv:3") && $0.contains("o2") }, "a page names the record as it was filed")
        }
        try file("2026-08", "--correction")
        #expect(try measured("2026-Q3", "on-time", id: "A") == "3 1 33.33 breach")
        #expect(try measured("2026-Q3", "length", id: "B") == "3  43.33 breach")
        #expect(try FileTree(output).rows("2026/2026-08/proposals.csv").filter { $0["proposal"] == "cut" }.map { $0["proposed"] } == ["25"])
        try verify()
    }

    /// A reader who is taken off the roster has no place in the quarter; one who leaves later does, under the team of then.
    @Test func filedMonthsCountForThoseWhoMoved() throws {
        try write(.none)
        try run()
        try file("2026-08")
        try place.write("input/readers.csv", "reader_id,name,team,street\nA,李明,二班,东街\n")
        try run(exit: 2)
        #expect(try measured("2026-Q3", "on-time", id: "A") == "4 3 75.00 breach")
        #expect(try measured("2026-Q3", "on-time", team: "二班") == "4 3 75.00 breach")
        #expect(try changes("corrections/2026-08/changes.csv").contains("二班|A|team|一班|二班|"))
        #expect(try changes("corrections/2026-08/changes.csv").contains("一班|B|Done in time cases|1||"))
    }

    /// A reader without a score who moves makes another team, in months too that were compared before.
    @Test func whoHasNoScoreIsLookedAtToo() throws {
        try write(.weighted, [("base: 0,", "base: 0, without_records: skipped,")])
        let roster = "reader_id,name,team,street\nA,李明,一班,东街\nB,王芳,一班,西街\nC,赵刚,一班,西街\n"
        try place.write("input/readers.csv", roster)
        try run()
        try file("2026-08")
        for _ in 0..<2 { #expect(try run().files.keys.filter { $0.hasPrefix("corrections/") } == []) }
        try place.write("input/readers.csv", roster.replacingOccurrences(of: "赵刚,一班", with: "赵刚,二班"))
        try run()
        #expect(try changes("corrections/2026-08/changes.csv").contains("二班||Done in time cases||0|"))
    }

    // MARK: Changes

    @Test func changesOfMeasuresAreTold() throws {
        try write(.none)
        try run()
        try orders("orders-late", "o9,B,2026-09-25 09:00,2026-09-30 09:00,60")
        try checks("checks-2", "c4,B,2026-09-22 10:00,yes,20,")
        let said = try execute(["run", "--as-of", asOf, "--language", "en"])
        #expect(said.outputText.contains("records behind measures") && said.outputText.contains("newly below target"), "\(said.outputText)")
        let columns = ["period", "team", "reader_id", "change", "item", "before", "now", "effect", "clause", "kind", "record_id", "file", "line"]
        let rows = try FileTree(output).rows("run/changes.csv").map { text($0, columns) }
        for row in [
            "2026-09|一班|B|measure|Done in time amount|100.00|50.00||1||||", "2026-09|一班|B|measure|Done in time state|met|breach||1||||",
            "2026-09|all||measure|Orders taken cases|3|4||3||||", "2026-Q3|一班|B|measure|Done in time amount|100.00|66.67||1||||",
            "2026-09|一班|B|case|Done in time||breach||1|orders|o9|orders-late.csv|2",
            "2026-09|一班|B|proposal|Bonus cut||20 (5–50 %)|proposed|7|checks|c4|checks-2.csv|2",
        ] { #expect(rows.contains(row), "\(row) in \(rows)") }
        #expect(!rows.contains { $0.contains("|A|") } && !rows.contains { $0.hasPrefix("2026-Q3") && $0.contains("|case|") })
        let page = String(decoding: FileTree(output).files["index.html"] ?? [], as: UTF8.self).replacing(/<[^>]*>/, with: "")
        #expect(page.contains("o9 orders-late.csv:2") && page.contains("Done in time amount 100.00 → 50.00"))
        try verify()
        _ = try run()
        #expect(try FileTree(output).rows("run/changes.csv").isEmpty)
    }

    // MARK: Comparison

    @Test(arguments: MeasurePack.Sort.allCases) func readingsAreTried(_ sort: MeasurePack.Sort) throws {
        try write(sort)
        let run = try compare("--set", "days=short", "--to", place["one"])
        #expect(run.code == 0, "\(run.errorText)")
        let told = run.outputText
        #expect(told.contains("records behind measures") && told.contains("measures with another value") && told.contains("targets missed +"), "\(told)")
        let rows = try FileTree(place["one"]).rows("changes.csv").map { text($0, ["period", "reader_id", "change", "item", "before", "now", "record_id"]) }
        #expect(rows.contains("2026-08|A|measure|Done in time amount|100.00|50.00|") && rows.contains("2026-08|A|case|Done in time|met|breach|o2"), "\(rows)")
        #expect(rows.contains("2026|A|measure|Done in time amount|75.00|50.00|"))
        // With weights the score changes, and who is proposed for another post.
        #expect(rows.contains { $0.hasPrefix("2026-08|A|result|score|") } == (sort == .weighted))
        #expect(rows.contains("2026-08|A|proposal|Moved from the post||yes|") == (sort == .weighted))
        let page = String(decoding: FileTree(place["one"]).files["index.html"] ?? [], as: UTF8.self).replacing(/<[^>]*>/, with: "")
        #expect(page.contains("Done in time amount 100.00 → 50.00") && page.contains("o2 orders.csv:3"))
        let all = try compare("--all-open", "--to", place["all"])
        #expect(all.code == 0 && all.outputText.contains("days=short") && all.outputText.contains("measures with another value"), "\(all.outputText)\(all.errorText)")
        #expect(try FileTree(place["all"]).rows("readings.csv").first?.values.contains { $0.contains("measures with another value") } == true)
        // Nothing comes of the reading in force.
        let same = try compare("--set", "days=calendar")
        #expect(same.outputText.contains("nothing would come out differently"), "\(same.outputText)")
    }

    // MARK: Verification

    @Test func aTamperedTableIsFound() throws {
        try write(.none)
        try run()
        try file("2026-08")
        for path in ["2026/2026-08/measures.csv", "2026/2026-09/cases.csv", "filed/0001-2026-08/proposals.csv"] {
            let url = URL(fileURLWithPath: "\(output)/\(path)")
            let whole = try Data(contentsOf: url)
            try (whole.dropLast(3) + Data("9\r\n".utf8)).write(to: url)
            try verify(exit: 1, says: path)
            try whole.write(to: url)
        }
        try verify()
    }
}
