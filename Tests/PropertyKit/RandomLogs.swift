package import Intake

/// Random logs of a small company: sound records with a few that are rejected, future, inactive or repeated.
package struct RandomLogs {
    package typealias Row = [(column: String, value: String)]

    /// Rows by kind, in the order in which they were written.
    package private(set) var rows: [(kind: String, record: String, rows: [Row])] = []

    /// - Parameters:
    ///   - repeats: whether some records come again, equal or changed.
    ///   - repeatsOnceIn: how rarely.
    package init(_ random: inout Random, repeats: Bool, repeatsOnceIn: Int = 6) {
        let members = (0..<random.int(1...7)).map { "m\($0)" }
        var roster: [Row] = []
        for member in members {
            roster.append([
                ("member_id", member), ("name", "n\(member)"), ("department", random.pick(["d1", "d2", "部门"])),
                ("start_date", random.pick(["", "", "2026-02-10"])), ("end_date", random.pick(["", "", "2026-08-20"])),
            ])
            if random.once(in: 4) {
                roster.append([
                    ("member_id", member), ("name", "n\(member)"), ("department", "d3"), ("start_date", "2026-05-15"),
                    ("end_date", random.pick(["", "2026-06-01"])),
                ])
            }
        }
        rows.append(("members", "member", roster))
        for kind in Self.kinds {
            var kindRows: [Row] = []
            for number in 0..<random.int(0...25) {
                if repeats, random.once(in: repeatsOnceIn), let earlier = kindRows.randomElement(using: &random) {
                    var again = earlier
                    if random.once(in: 2) { again[again.count - 2].value = "changed" }
                    if random.once(in: 2) { again[again.count - 1].value = random.pick(["", "2026-05-05", "2026-07-07 07:07"]) }
                    kindRows.append(again)
                } else {
                    kindRows.append(Self.row(kind, "\(kind.id)-\(number)", members, &random))
                }
            }
            rows.append((kind.id, kind.record, kindRows))
        }
    }

    private struct Kind {
        let id: String
        let record: String
        let columns: [(name: String, values: [String])]
    }

    private static let kinds = [
        Kind(
            id: "calls", record: "call",
            columns: [
                ("call_id", []), ("member_id", []), ("time", []), ("purpose", ["consult", "notify", "private", "咨询"]),
                ("outcome", ["answered", "missed", "已接"]), ("affected_work", ["", "yes", "no"]),
            ]),
        Kind(
            id: "messages", record: "message",
            columns: [
                ("message_id", []), ("member_id", []), ("time", []), ("channel", ["sms"]), ("purpose", ["outage", "consult", "other", "停水"]),
                ("status", ["sent", "late", "missing"]),
            ]),
        Kind(
            id: "tickets", record: "ticket",
            columns: [
                ("ticket_id", []), ("member_id", []), ("opened", []), ("due", ["", "2026-06-15", "2026-11-01", "2027-02-01"]),
                ("closed", ["", "2026-06-10", "2026-10-31 10:00", "2027-01-03"]),
                ("kind", ["repair", "consult_visit", "key_task"]), ("appointment", ["", "broken", "kept"]), ("signed", ["", "yes", "no"]),
            ]),
        Kind(
            id: "commendations", record: "commendation",
            columns: [
                ("commendation_id", []), ("member_id", []), ("time", []), ("kind", ["promoted", "praise", "banner", "proactive"]),
                ("evidence", ["", "photo"]), ("confirmed_by", ["", "head"]),
            ]),
        Kind(
            id: "complaints", record: "complaint",
            columns: [
                ("complaint_id", []), ("member_id", []), ("time", []), ("status", ["open", "verified", "rejected"]),
                ("decided", ["", "2026-12-01", "2026-12-30"]),
            ]),
        Kind(
            id: "inspections", record: "inspection",
            columns: [
                ("inspection_id", []), ("member_id", []), ("time", []), ("item", ["attire", "misconduct", "private_use", "task", "group"]),
                ("severity", ["", "severe"]),
            ]),
    ]

    private static func row(_ kind: Kind, _ id: String, _ members: [String], _ random: inout Random) -> Row {
        var row: Row = []
        for (index, column) in kind.columns.enumerated() {
            switch index {
            case 0: row.append((column.name, id))
            case 1: row.append((column.name, random.once(in: 25) ? "nobody" : random.pick(members)))
            case 2:
                let day = "2026-\(random.int(1...12))-\(random.int(1...28))"
                row.append(
                    (
                        column.name,
                        random.once(in: 30)
                            ? random.pick(["2019-12-31", "2027-01-01", "2026-02-30", ""]) : day + random.pick(["", " 08:15", " 23:59:59"])
                    ))
            default: row.append((column.name, random.once(in: 60) ? "?" : random.pick(column.values)))
            }
        }
        return row + [
            ("note", random.pick(["", "a, b", "two\nlines", "\"q\"", "a & b < c", "\u{301}"])),
            ("updated", random.once(in: 20) ? "2027-01-01" : random.pick(["", "", "2026-06-06"])),
        ]
    }

    /// The same with other values in the rows of one record.
    package func changing(_ kind: String, _ id: String, _ values: [Row.Element]) -> RandomLogs {
        var other = self
        for index in rows.indices where rows[index].kind == kind {
            for row in rows[index].rows.indices where rows[index].rows[row][0].value == id {
                for (column, value) in values {
                    let place = rows[index].rows[row].firstIndex { $0.column == column }!
                    other.rows[index].rows[row][place].value = value
                }
            }
        }
        return other
    }

    /// The same rows in another order.
    package func shuffled(_ random: inout Random) -> RandomLogs {
        var other = self
        for index in rows.indices { other.rows[index].rows.shuffle(using: &random) }
        return other
    }

    // MARK: Files

    package func csv() -> [InputFile] {
        rows.map { InputFile("\($0.kind).csv", Self.csv($0.rows)) }
    }

    /// Each kind in several files, whose names keep the rows' order.
    package func splitCSV(_ random: inout Random) -> [InputFile] {
        var files: [InputFile] = []
        for (kind, _, rows) in rows {
            var rest = rows[...]
            var number = 10
            repeat {
                let count = random.int(0...max(1, rest.count))
                files.append(InputFile("\(kind)-\(number).csv", Self.csv(Array(rest.prefix(count)))))
                rest = rest.dropFirst(count)
                number += 1
            } while !rest.isEmpty
        }
        return files
    }

    package func xml(_ random: inout Random) -> [InputFile] {
        rows.map { kind, record, rows in
            let elements = rows.map { row -> String in
                var (attributes, children) = ("", "")
                for (column, value) in row {
                    if random.once(in: 2) {
                        attributes += " \(column)=\"\(Self.escaped(value))\""
                    } else {
                        children += "<\(column)>\(Self.escaped(value))</\(column)>"
                    }
                }
                return "<\(record)\(attributes)>\(children)</\(record)>"
            }
            return InputFile("\(kind).xml", "<\(kind)>\n\(elements.joined(separator: "\n"))\n</\(kind)>")
        }
    }

    private static func csv(_ rows: [Row]) -> String {
        // An empty file of a kind has a header all the same.
        let header = rows.max { $0.count < $1.count }?.map(\.column) ?? []
        let lines = rows.map { row in row.map { quoted($0.value) }.joined(separator: ",") }
        return header.isEmpty ? "" : ([header.joined(separator: ",")] + lines).joined(separator: "\r\n") + "\r\n"
    }

    private static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A].contains($0) }) else { return text }
        return "\"" + String(decoding: text.utf8.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] }, as: UTF8.self) + "\""
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case "\"": "&quot;"
            case "\n": "&#10;"
            default: String(scalar)
            }
        }.joined()
    }
}
