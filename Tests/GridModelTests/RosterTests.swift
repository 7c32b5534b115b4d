import PropertyKit
import Testing

@testable import GridModel

@Suite struct RosterTests {
    private func row(_ group: String, _ from: String?, _ to: String?) -> RosterRow {
        RosterRow(name: "n", group: group, unit: "", from: from.flatMap { CivilDate(iso: $0) }, to: to.flatMap { CivilDate(iso: $0) })
    }

    private func group(_ rows: [RosterRow], _ first: String, _ last: String) -> String? {
        Member(id: "A", rows: rows).row(lastActiveIn: CivilDate(iso: first)!, through: CivilDate(iso: last)!)?.group
    }

    @Test func openEnds() {
        #expect(group([row("x", nil, nil)], "2026-10-01", "2026-10-31") == "x")
        #expect(group([row("x", nil, "2026-10-01")], "2026-10-01", "2026-10-31") == "x")
        #expect(group([row("x", nil, "2026-09-30")], "2026-10-01", "2026-10-31") == nil)
        #expect(group([row("x", "2026-10-31", nil)], "2026-10-01", "2026-10-31") == "x")
        #expect(group([row("x", "2026-11-01", nil)], "2026-10-01", "2026-10-31") == nil)
    }

    @Test func daysOnDutyAndTheFirstOfThem() {
        let rows = [row("home", "2026-10-05", "2026-10-10"), row("away", "2026-10-08", "2026-10-12"), row("back", "2026-10-30", nil)]
        let member = Member(id: "A", rows: rows)
        func days(_ first: String, _ last: String) -> Int { member.activeDays(from: CivilDate(iso: first)!, through: CivilDate(iso: last)!) }
        #expect(days("2026-10-01", "2026-10-31") == 10)
        #expect(days("2026-10-11", "2026-10-29") == 2)
        #expect(days("2026-10-13", "2026-10-29") == 0 && days("2026-10-31", "2026-10-01") == 0)
        #expect(!member.isActiveThroughout(CivilDate(iso: "2026-10-01")!, CivilDate(iso: "2026-10-31")!))
        #expect(member.isActiveThroughout(CivilDate(iso: "2026-10-05")!, CivilDate(iso: "2026-10-12")!))
        func first(_ from: String, _ through: String) -> String? {
            member.rowIndex(firstActiveIn: CivilDate(iso: from)!, through: CivilDate(iso: through)!).map { member.rows[$0].group }
        }
        #expect(first("2026-10-01", "2026-10-31") == "home" && first("2026-10-08", "2026-10-31") == "away")
        #expect(first("2026-10-13", "2026-10-31") == "back" && first("2026-10-13", "2026-10-29") == nil)
    }

    @Test func theLatestStartCounts() {
        let rows = [row("new", "2026-10-10", nil), row("old", nil, nil), row("older", "2026-01-01", nil)]
        #expect(group(rows, "2026-10-01", "2026-10-31") == "new")
        #expect(group(rows, "2026-10-01", "2026-10-09") == "older")
        #expect(group(rows, "2025-10-01", "2025-10-31") == "old")
    }

    @Test func afterASecondmentTheOldRowCountsAgain() {
        let rows = [row("home", "2026-01-01", nil), row("away", "2026-10-05", "2026-10-20")]
        #expect(group(rows, "2026-10-01", "2026-10-20") == "away")
        #expect(group(rows, "2026-10-01", "2026-10-21") == "home")
        #expect(group(rows, "2026-10-01", "2026-10-31") == "home")
    }

    @Test func ofTwoRowsTheLastActiveDayDecides() {
        // The row that starts later ends earlier: on the last day only the other one holds.
        let rows = [row("long", "2026-09-01", "2026-10-25"), row("short", "2026-10-02", "2026-10-10")]
        #expect(group(rows, "2026-10-01", "2026-10-31") == "long")
        #expect(group(rows, "2026-10-01", "2026-10-10") == "short")
    }

    @Test func activeUpToTheAsOfDateOnly() {
        let member = Member(id: "A", rows: [row("x", "2026-10-20", nil)])
        let month = Month(year: 2026, month: 10)
        #expect(!member.isActive(in: month, asOf: CivilDate(iso: "2026-10-19")!))
        #expect(member.isActive(in: month, asOf: CivilDate(iso: "2026-10-20")!))
        #expect(!member.isActive(in: month, asOf: CivilDate(iso: "2026-09-30")!))
    }

    @Test func membersStandInTheOrderOfTheirBytes() {
        let roster = Roster(members: ["b", "B", "é", "e\u{301}", "a10", "a2", "网"].map { Member(id: $0, rows: []) })
        #expect(roster.members.map { Array($0.id.utf8) } == ["B", "a10", "a2", "b", "e\u{301}", "é", "网"].map { Array($0.utf8) })
        #expect(!sameBytes("é", "e\u{301}"))
    }

    @Test func theLastActiveDayIsFoundAsByLookingAtEveryDay() throws {
        let start = CivilDate(iso: "2026-09-01")!.dayNumber
        try property(seed: 500, cases: 3000) { random in
            func day() -> CivilDate? { random.once(in: 4) ? nil : CivilDate(dayNumber: start + Int32(random.int(0...60))) }
            var starts: Set<CivilDate?> = []
            let rows = (0..<random.int(1...4)).compactMap { number -> RosterRow? in
                let (from, to) = (day(), day())
                // The start is part of a row's key, and an end before the start is rejected.
                guard starts.insert(from).inserted, from == nil || to == nil || from! <= to! else { return nil }
                return RosterRow(name: "\(number)", group: "g", unit: "", from: from, to: to)
            }
            let (first, last) = (start + Int32(random.int(0...60)), start + Int32(random.int(0...60)))
            var expected: RosterRow?
            if first <= last {
                for number in first...last {
                    let date = CivilDate(dayNumber: number)
                    let holding = rows.filter { ($0.from ?? date) <= date && date <= ($0.to ?? date) }
                    if let counts = holding.max(by: { ($0.from?.dayNumber ?? .min) < ($1.from?.dayNumber ?? .min) }) { expected = counts }
                }
            }
            let found = Member(id: "A", rows: rows).row(lastActiveIn: CivilDate(dayNumber: first), through: CivilDate(dayNumber: last))
            return difference(found, expected, "\(rows) from \(first) to \(last)")
        }
    }
}
