import Foundation
import TestSupport
import Testing

/// How long something took, by a pack of one file and the calendar beside it: both sides of each limit.
@Suite struct WorkingTimeTests {
    private let place: TemporaryFolder

    /// Each promise is a limit; a record of it posts to the rule that says whether it was kept.
    private static let promises = [
        ("minutes", "{minutes: 30}"), ("hours", "{hours: 2}"), ("days", "{days: 5}"), ("half", "{working_days: 0.5}"),
        ("work", "{working_hours: 4}"), ("today", "{end_of: day}"), ("tomorrow", "{end_of: next_day}"), ("workday", "{end_of: next_working_day}"),
        ("month", "{end_of: month}"),
    ]

    private static func pack() -> String {
        let rules = promises.flatMap { name, limit in
            [("within", "1"), ("exceeds", "-1")].map { test, points in
                """
                  - id: \(test)-\(name)
                    clause: "1"
                    wording: {zh: \(test), en: \(test)}
                    points: \(points)
                    effective: {from: 2024-01-01}
                    takes: [{kind: orders, where: {promise: \(name)}, \(test): {from: accepted, to: done, limit: \(limit)}, month: accepted}]
                """
            }
        }
        return """
            scheme:
              id: small
              title: {zh: 考核, en: Appraisal}
              organisation: {zh: 公司, en: Company}
              regulation: {zh: 办法, en: Measures}
              subject: {zh: 管家, en: keeper}
              in_force: 2020-01-01
            roster: {kind: members, subject: member_id, name: name, group: department}
            scoring: {base: 100, watch: {below: 80, near: 85}}
            calendar: {id: china, hours: ["08:30-12:00", "14:00-17:30"]}
            names: {member_id: 编号, name: 姓名, department: 部门, order_id: 单号, promise: 承诺, accepted: 受理, done: 办结}
            logs:
              - kind: members
                zh: 名册
                record: member
                key: [member_id]
                versions: last
                columns: {member_id: {type: id, required: true}, name: {type: text}, department: {type: text}}
              - kind: orders
                zh: 工单
                record: order
                key: [order_id]
                versions: last
                time: accepted
                columns:
                  order_id: {type: id, required: true}
                  member_id: {type: id, required: true}
                  promise: {type: code, values: {\(promises.map { "\($0.0): 承诺\($0.0)" }.joined(separator: ", ")), none: 无, later: 以后}}
                  accepted: {type: time, required: true}
                  done: {type: time, after_as_of: empty}
            rules:
            \(rules.joined(separator: "\n"))
              - id: later
                clause: "1"
                wording: {zh: 以后, en: later}
                points: -1
                effective: {from: 2025-06-01}
                takes: [{kind: orders, where: {promise: later}, exceeds: {from: accepted, to: done, limit: {working_days: 1}}, month: accepted}]
            rankings:
              - id: rank-quick
                category: quick
                zh: 及时
                count: {zh: 及时数}
                clause: "2"
                wording: {zh: 及时, en: quick}
                effective: {from: 2024-01-01}
                within: group
                awards: [1]
                counts_only: true
                at_least: 1
                counts: [{kind: orders, where: {promise: none}, within: {from: accepted, to: done, limit: {working_hours: 1}}, month: done}]
            register: []
            examples:
              - id: late
                clause: "1"
                title: {zh: 超时, en: late}
                as_of: 2026-10-31
                records:
                  orders: [{order_id: o1, member_id: A, promise: workday, accepted: "2026-09-30 10:00", done: "2026-10-09 08:00"}]
                expect:
                  postings: [{month: 2026-09, subject: A, rule: exceeds-workday, points: -1}]
              - id: a-year-that-is-lacking
                clause: "1"
                title: {zh: 日历缺年, en: the calendar lacks the year}
                as_of: 2026-10-31
                records:
                  orders: [{order_id: o1, member_id: A, promise: work, accepted: "2024-12-31 10:00", done: "2026-10-09 08:00"}]
                expect: {rejected: 1}
            """
    }

    init() throws {
        place = try TemporaryFolder()
        try place.write("rules/small.yaml", Self.pack())
        try place.copy("\(Project.root)/rules/calendars", to: "rules/calendars")
        try place.write("input/members.csv", "member_id,name,department\nA,李明,一部\n")
    }

    private func run(_ orders: String, asOf: String, _ more: [String] = []) throws -> (run: Execution, tree: FileTree) {
        try place.write("input/orders.csv", "order_id,member_id,promise,accepted,done\n\(orders)\n")
        let run = try Program.run(
            Program.arguments(place["input"], place["output"], asOf: asOf, rules: place["rules/small.yaml"], ["--quiet"] + more))
        return (run, FileTree(place["output"]))
    }

    /// The rules that the orders posted to, by the order.
    private func rules(_ tree: FileTree) throws -> [String: String] {
        var rules: [String: String] = [:]
        for path in tree.files.keys where path.hasSuffix("/ledger.csv") {
            for row in try tree.rows(path) where row["record_id"] != "" { rules[row["record_id"]!, default: ""] += row["rule"]! }
        }
        return rules
    }

    // MARK: Limits

    @Test func bothSidesOfEachLimit() throws {
        let sides = [
            // promise, from, the last second that is in time, the first that is late
            ("minutes", "2026-10-12 12:00:30", "2026-10-12 12:30:59", "2026-10-12 12:31:00"),
            ("hours", "2026-10-11 23:00:00", "2026-10-12 01:00:59", "2026-10-12 01:01:00"),
            ("days", "2026-09-28 10:00:00", "2026-10-03 10:00:59", "2026-10-03 10:01:00"),
            // An hour on the last day before the holidays, the rest on the first day behind them.
            ("half", "2026-09-30 16:30:00", "2026-10-08 11:00:59", "2026-10-08 11:01:00"),
            // Half an hour on Friday; the morning of a Saturday on which there is work; the limit is used up at noon.
            ("work", "2026-10-09 17:00:00", "2026-10-10 14:00:59", "2026-10-10 14:01:00"),
            ("today", "2026-10-12 00:00:00", "2026-10-12 23:59:59", "2026-10-13 00:00:00"),
            ("tomorrow", "2026-10-12 12:00:00", "2026-10-13 23:59:59", "2026-10-14 00:00:00"),
            ("workday", "2026-09-30 08:00:00", "2026-10-08 23:59:59", "2026-10-09 00:00:00"),
            ("month", "2026-09-15 08:00:00", "2026-09-30 23:59:59", "2026-10-01 00:00:00"),
        ]
        let rows = sides.map { promise, from, last, first in
            "\(promise)-in,A,\(promise),\(from),\(last)\n\(promise)-late,A,\(promise),\(from),\(first)\n\(promise)-at-once,A,\(promise),\(from),\(from)"
        }
        let (run, tree) = try run(rows.joined(separator: "\n"), asOf: "2026-10-31")
        #expect(run.code == 0, "\(run.errorText)")
        let expected = sides.flatMap { promise, _, _, _ in
            [("\(promise)-in", "within-\(promise)"), ("\(promise)-late", "exceeds-\(promise)"), ("\(promise)-at-once", "within-\(promise)")]
        }
        #expect(try rules(tree) == Dictionary(uniqueKeysWithValues: expected))
    }

    /// What is not done is late as soon as the limit has passed by the end of the as-of date, and never in time. What is done
    /// after the as-of date is not done.
    @Test func anOpenEndIsThatOfTheAsOfDate() throws {
        let rows = """
            today,A,today,2026-10-28 08:00,
            tomorrow,A,tomorrow,2026-10-28 08:00,2026-10-31 12:00
            work,A,work,2026-10-28 17:00,
            month,A,month,2026-10-28 08:00,
            """
        // The four hours of `work` are over on the 29th at noon.
        for (asOf, late) in [("2026-10-28", []), ("2026-10-29", ["today", "work"]), ("2026-10-30", ["today", "work", "tomorrow"])] {
            let (run, tree) = try run(rows, asOf: asOf)
            #expect(run.code == 0, "\(run.errorText)")
            #expect(try rules(tree) == Dictionary(uniqueKeysWithValues: late.map { ($0, "exceeds-\($0)") }), "\(asOf)")
        }
        let (_, tree) = try run(rows, asOf: "2026-11-01")
        #expect(Set(try rules(tree).keys) == ["today", "tomorrow", "work", "month"])
    }

    /// Records that only count are asked as well.
    @Test func whatOnlyCounts() throws {
        let rows = """
            in,A,none,2026-10-12 11:30,2026-10-12 14:30
            late,A,none,2026-10-12 11:30,2026-10-12 14:31
            at-once,A,none,2026-10-12 11:30,2026-10-12 11:30
            open,A,none,2026-10-12 11:30,
            """
        let (run, tree) = try run(rows, asOf: "2026-10-31")
        #expect(run.code == 0, "\(run.errorText)")
        #expect(try tree.rows("2026/2026-10/scores.csv").map { $0["quick"] } == ["2"])
    }

    // MARK: Years that the calendar lacks

    @Test func aRecordThatNeedsALackingYearIsRejected() throws {
        let rows = """
            from,A,work,2024-12-31 10:00,2025-01-02 09:00
            plain,A,hours,2024-12-31 10:00,2024-12-31 11:00
            not-asked,A,none,2024-12-31 10:00,
            not-in-force,A,later,2024-12-31 10:00,
            known,A,work,2025-01-02 10:00,2025-01-02 11:00
            """
        for (language, says) in [("en", "the calendar \"china\" lacks 2024"), ("zh", "日历“china”没有2024年")] {
            let (run, tree) = try run(rows, asOf: "2026-10-31", ["--language", language])
            #expect(run.code == 2)
            #expect(run.errorText.contains("orders.csv:2: ") && run.errorText.contains(says))
            #expect(run.errorText.contains("calendars/china.yaml"))
            let totals = try tree.totals()
            #expect(totals["read"] == 6 && totals["used"] == 5 && totals["rejected"] == 1)
            if language == "en" { #expect(try rules(tree) == ["plain": "within-hours", "known": "within-work"]) }
        }
    }

    @Test func anAsOfDateInALackingYearIsTold() throws {
        let rows = """
            ends-in-time,A,work,2026-12-01 10:00,
            depends,A,work,2026-12-31 16:00,
            done,A,work,2026-12-31 16:00,2026-12-31 17:00
            done-later,A,work,2026-12-31 16:00,2027-01-04 09:00
            """
        let (run, tree) = try run(rows, asOf: "2027-01-05")
        #expect(run.code == 2)
        #expect(run.errorText.contains("orders.csv:3: rejected: accepted "), "\(run.errorText)")
        #expect(run.errorText.contains("orders.csv:5: rejected: done "), "\(run.errorText)")
        #expect(run.errorText.contains("not done by the as-of date (2027-01-05); the calendar \"china\" lacks 2027"))
        #expect(try rules(tree) == ["ends-in-time": "exceeds-work", "done": "within-work"])
        // The day before the year begins nothing of it is needed.
        let (before, earlier) = try self.run(rows, asOf: "2026-12-31")
        #expect(before.code == 0, "\(before.errorText)")
        #expect(try rules(earlier) == ["ends-in-time": "exceeds-work", "done": "within-work"])
    }

    // MARK: Examples, other hours, the next night

    @Test func examplesKnowTheCalendar() throws {
        let run = try Program.run(["rules", "--test", "--rules", place["rules/small.yaml"]])
        #expect(run.code == 0 && run.outputText.contains("2 passed, 0 failed"), "\(run.errorText)\(run.outputText)")
    }

    @Test func otherHoursReadTheLogsAgain() throws {
        try place.write("input/orders.csv", "order_id,member_id,promise,accepted,done\no1,A,work,2026-10-12 08:30,2026-10-12 13:00\n")
        let run = try Program.run([
            "compare", "--rules", place["rules/small.yaml"], "--input", place["input"], "--as-of", "2026-10-31", "--language", "en", "--set",
            "calendar.hours=[\"00:00-24:00\"]",
        ])
        #expect(run.code == 0 && run.outputText.contains("101 → 99"), "\(run.errorText)\(run.outputText)")
    }

    /// A file of a month that is past is not kept as long as what is open in it may become late.
    @Test func whatIsOpenMayBecomeLateOnALaterNight() throws {
        let row = { (number: Int) in "c\(number),A,none,2026-09-\(10 + number % 20) 09:12,\n" }
        try place.write(
            "input/orders-2026-09.csv",
            "order_id,member_id,promise,accepted,done\n" + (0..<150_000).map(row).joined() + "open,A,half,2026-09-30 16:30,\n")
        sleep(4)
        func night(_ asOf: String) throws -> [String: String] {
            let (run, tree) = try run("", asOf: asOf)
            #expect(run.code == 0, "\(run.errorText)")
            return try rules(tree)
        }
        // The limit ends on 8 October, behind the holidays.
        #expect(try night("2026-10-07") == [:])
        #expect(try night("2026-10-08") == ["open": "exceeds-half"])
        #expect(try night("2026-11-01") == ["open": "exceeds-half"])
        #expect(FileManager.default.fileExists(atPath: place[".output.cache/set"]))
        #expect(try night("2026-11-02") == ["open": "exceeds-half"])
        // What is kept is not for days on which it was not late yet.
        #expect(try night("2026-10-07") == [:])
    }
}
