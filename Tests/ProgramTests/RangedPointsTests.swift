import Foundation
import TestSupport
import Testing

/// Rules whose points a person sets within a range: decisions, limits, and who comes near a line.
@Suite struct RangedPointsTests: Installation {
    let place: TemporaryFolder
    var rules: String { place["pack.yaml"] }
    let options = ["--no-workbooks"]

    init() throws {
        place = try TemporaryFolder()
        try place.write("pack.yaml", MeasurePack.text(.ranged).replacingOccurrences(of: "below: 60\n", with: "below: 95\n"))
        try place.write("input/readers.csv", "reader_id,name,team,street\nA,李明,一班,东街\nB,王芳,一班,西街\nC,赵刚,一班,西街\n")
        try checks("c1,A,2026-09-20 10:00,no,,-3", "c2,B,2026-09-21 10:00,no,,-2", "c3,B,2026-09-22 10:00,no,,-4.5")
    }

    private func checks(_ rows: String...) throws {
        try place.write("input/checks.csv", (["check_id,reader_id,time,grave,share,taken"] + rows).map { $0 + "\n" }.joined())
    }

    private func decisions(_ rows: String...) throws {
        let header = "decision_id,record,reader_id,decision,rule,points,reason,decided_by,time"
        try place.write("input/decisions.csv", ([header] + rows.map { "\($0),heard,Li,2026-09-25 10:00" }).map { $0 + "\n" }.joined())
    }

    private func score(_ tree: FileTree, _ id: String) throws -> String? {
        try tree.rows("2026/2026-09/scores.csv").first { $0["reader_id"] == id }?["score"]
    }

    private func posted(_ tree: FileTree, _ id: String) throws -> [String] {
        try tree.rows("2026/2026-09/ledger.csv").filter { $0["reader_id"] == id && $0["rule"] == "careless" }.map { $0["points"]! }
    }

    // MARK: Decisions

    @Test func theRangeBindsDecisions() throws {
        #expect(try score(run(), "A") == "97")
        for (points, score) in [("-5", "95"), ("-2", "98"), ("-4.25", "95.75")] {
            try decisions("d1,c1,A,amend,,\(points)")
            #expect(try self.score(run(), "A") == score)
        }
        for points in ["-1.99", "-5.01", "-1", "3", "0"] {
            try decisions("d1,c1,A,amend,,\(points)")
            let tree = try run(exit: 2)
            #expect(try score(tree, "A") == "97")
            #expect(try tree.rows("run/rejects.csv").first?["message"]?.contains("within the range of the rule (-5…-2)") == true)
        }
        // What was posted is taken back, not what the rule begins with.
        try decisions("d1,c3,B,reverse,,")
        #expect(try posted(run(), "B") == ["-2", "-4.5", "4.5"])
    }

    @Test func whoGrantsSetsThePoints() throws {
        try decisions("d1,,C,grant,careless,")
        let refused = try run(exit: 2)
        #expect(try refused.rows("run/rejects.csv").first?["message"]?.contains("leaves the points to a person: give some within its range (-5…-2)") == true)
        try decisions("d1,,C,grant,careless,-6")
        let outside = try run(exit: 2)
        #expect(try score(outside, "C") == "100")
        try decisions("d1,,C,grant,careless,-4.5")
        #expect(try score(run(), "C") == "95.5")
    }

    // MARK: Limits

    /// Only so many postings stand in a month; scores, charts and statements go by those.
    @Test func whatStandsBehindALimitDoesNotCount() throws {
        try checks("c1,A,2026-09-22 10:00,no,,-3", "c2,A,2026-09-20 10:00,no,,-5", "c3,A,2026-09-21 10:00,no,,-2", "c4,A,2026-09-23 10:00,no,,-5")
        let tree = try run()
        #expect(try posted(tree, "A").sorted() == ["-2", "-5"])
        #expect(try score(tree, "A") == "93")
        #expect(try tree.rows("2026/2026-09/scores.csv").first { $0["reader_id"] == "A" }?["deductions"] == "-7")
        // One that is taken back leaves its place to the next.
        try decisions("d1,c2,A,reverse,,")
        #expect(try score(run(), "A") == "95")
    }

    /// Of rules that post for one record only the heaviest stands: by what was set, not by what the rule begins with.
    @Test func theHeaviestIsTheOneWhosePointsAreSet() throws {
        let fixed = """
            rules:
              - id: formal
                clause: "4"
                wording: {zh: 形式差错, en: Formal mistake}
                points: -3
                effective: {from: 2025-01-01}
                takes: [{kind: checks, where: {grave: no}, month: time}]
            """
        let text = MeasurePack.text(.ranged).replacingOccurrences(of: "scoring: {base: 100,", with: "scoring: {base: 100, several_rules: heaviest,")
            .replacingOccurrences(of: "rules:\n", with: "\(fixed)\n")
        try place.write("pack.yaml", text)
        let tree = try run()
        #expect(try score(tree, "A") == "97")
        #expect(try score(tree, "B") == "92.5")
        try decisions("d1,c3,B,reverse,,")
        #expect(try score(run(), "B") == "97")
    }

    // MARK: Near a line

    /// The line is at 95: A at 97 falls below it by some of the range, B is below, C at 100 by none of it.
    @Test func theRangeSaysWhoIsNearALine() throws {
        let tree = try run(asOf: "2026-09-30")
        let pages = tree.files.keys.filter { $0.hasPrefix("worklist/department-") }
        #expect(pages.count == 1)
        let page = String(decoding: tree.files[pages.first ?? ""] ?? [], as: UTF8.self)
        let section = page.components(separatedBy: "<h2 id=\"brink\">").last?.components(separatedBy: "</section>").first ?? ""
        let rows = StatementSheet.plain(section.components(separatedBy: "<tbody>").last ?? "")
        #expect(rows.hasPrefix("\n李明 A97Careless work -5…-2.01") && !rows.contains("王芳") && !rows.contains("赵刚"), "\(rows)")
    }

    // MARK: At random

    /// Whatever is set and decided within the range, the score is 100 and what stands.
    @Test func scoresAddUp() throws {
        var random = SplitMix(state: 0x5E77)
        func points() -> Int { -200 - Int(random.next() % 301) }
        func text(_ hundredths: Int) -> String { "\(hundredths / 100).\(String(100 + abs(hundredths) % 100).dropFirst())" }
        for _ in 0..<5 {
            var (rows, decided, expected): ([String], [String], [String: Int]) = ([], [], ["A": 10_000, "B": 10_000, "C": 10_000])
            // At most two in a month: no limit is met.
            for (place, id) in ["A", "A", "B", "C", "C"].enumerated() {
                let set = points()
                rows.append("c\(place),\(id),2026-09-0\(place + 1) 10:00,no,,\(text(set))")
                switch random.next() % 3 {
                case 0:
                    let amended = points()
                    decided.append("d\(place),c\(place),\(id),amend,,\(text(amended))")
                    expected[id]! += amended
                case 1: decided.append("d\(place),c\(place),\(id),reverse,,")
                default: expected[id]! += set
                }
            }
            try place.write("input/checks.csv", (["check_id,reader_id,time,grave,share,taken"] + rows).map { $0 + "\n" }.joined())
            let header = "decision_id,record,reader_id,decision,rule,points,reason,decided_by,time"
            try place.write("input/decisions.csv", ([header] + decided.map { "\($0),heard,Li,2026-09-25 10:00" }).map { $0 + "\n" }.joined())
            let tree = try run()
            for (id, value) in expected {
                let score = try #require(Double(score(tree, id) ?? ""))
                #expect(abs(score * 100 - Double(value)) < 0.001, "\(rows) \(decided)")
            }
        }
    }
}
