import GridModel

/// Reads the register of interpretations and the pack's examples.
struct RegisterLoader {
    let files: PackFiles

    func register(_ cursor: YAMLCursor) -> [Interpretation] {
        var ids: Set<String> = []
        return cursor.elements().compactMap { element in
            let fields = element.fields(["id", "clause", "question", "readings", "in_force", "reason", "sets", "confirmed"])
            guard let id = fields.require("id")?.identifier(), let clause = fields.require("clause")?.text(),
                let question = fields.require("question")?.pair(), let readingsCursor = fields.require("readings"),
                let reason = fields.require("reason")?.pair()
            else { return nil }
            if !ids.insert(id).inserted { element.report("the entry \"\(id)\" stands twice") }
            let readings = readingsCursor.entries().compactMap { key, value in
                value.pair().map { Interpretation.Reading(id: key, text: $0) }
            }
            if readings.count < 2 { readingsCursor.report("a question has at least two readings") }
            guard let chosen = fields.require("in_force")?.choice(of: readings.map(\.id), sort: "reading") else { return nil }
            return Interpretation(
                id: id, clause: clause, question: question, readings: readings, inForce: readings.firstIndex { $0.id == chosen } ?? 0,
                reason: reason, settings: fields["sets"]?.scalars().compactMap { setting($0) } ?? [],
                confirmation: fields["confirmed"].flatMap { confirmation($0) })
        }
    }

    private func confirmation(_ cursor: YAMLCursor) -> (by: String, on: CivilDate)? {
        let fields = cursor.fields(["by", "on"])
        guard let name = fields.require("by")?.text(), let date = fields.require("on")?.date() else { return nil }
        return (name, date)
    }

    /// A key path that must lead to something in the pack.
    private func setting(_ cursor: YAMLCursor) -> String? {
        guard let path = cursor.text(), files.isComplete else { return nil }
        var parts = path.split(separator: ".").map(String.init)
        guard !parts.isEmpty, var node = files.sections[parts.removeFirst()]?.node else {
            cursor.report("the pack has no setting \"\(path)\"")
            return nil
        }
        for part in parts {
            let element = node.sequence?.first { $0["id"]?.scalar == part || $0["kind"]?.scalar == part }
            guard let next = node[part] ?? element else {
                cursor.report("the pack has no setting \"\(path)\": there is no \"\(part)\"")
                return nil
            }
            node = next
        }
        return path
    }

    func examples(_ cursor: YAMLCursor, kinds: [LogKind], lists: [AwardList], marks: [Mark], ruleIds: [String]) -> [Example] {
        var ids: Set<String> = []
        return cursor.elements().compactMap { element in
            let fields = element.fields(["id", "clause", "title", "as_of", "from", "records", "expect"])
            guard let id = fields.require("id")?.identifier(), let clause = fields.require("clause")?.text(),
                let title = fields.require("title")?.pair(), let asOf = fields.require("as_of")?.date(),
                let expect = fields.require("expect")
            else { return nil }
            if !ids.insert(id).inserted { element.report("the example \"\(id)\" stands twice") }
            return Example(
                id: id, clause: clause, title: title, asOf: asOf, from: fields["from"]?.month(),
                records: fields["records"].map { records($0, kinds) } ?? [],
                expected: expectation(expect, lists, marks, ruleIds), place: "\(element.file):\(element.node.mark.line)")
        }
    }

    private func records(_ cursor: YAMLCursor, _ kinds: [LogKind]) -> [(kind: String, rows: [[(column: String, value: String)]])] {
        cursor.entries().compactMap { name, value in
            guard let kind = kinds.first(where: { $0.id == name }) else {
                value.report("unknown kind \"\(name)\"; known: \(kinds.map(\.id).joined(separator: ", "))")
                return nil
            }
            let columns = kind.columns.map(\.id)
            return (
                name,
                value.elements().map { row in
                    let fields = row.fields(columns)
                    return columns.compactMap { column in fields.value(of: column).map { (column, $0.isEmpty ? "" : $0.text() ?? "") } }
                }
            )
        }
    }

    private func expectation(_ cursor: YAMLCursor, _ lists: [AwardList], _ marks: [Mark], _ ruleIds: [String]) -> ExampleExpectation {
        let fields = cursor.fields(["postings", "scores", "lists", "marks", "pending", "rejected"])
        let postings = fields["postings"]?.elements().compactMap { element -> ExampleExpectation.Posting? in
            let fields = element.fields(["month", "subject", "rule", "points"])
            guard let month = fields.require("month")?.month(), let subject = fields.require("subject")?.text(),
                let rule = fields.require("rule")?.choice(of: ruleIds, sort: "rule"), let points = fields.require("points")?.points()
            else { return nil }
            return .init(month: "\(month)", subject: subject, rule: rule, points: "\(points)")
        }
        let scores = fields["scores"]?.elements().compactMap { element -> (Period, String, String)? in
            let fields = element.fields(["period", "subject", "value"])
            guard let period = fields.require("period")?.period(), let subject = fields.require("subject")?.text(),
                let value = fields.require("value")?.text()
            else { return nil }
            return (period, subject, value)
        }
        let expectedLists = fields["lists"]?.elements().compactMap { element -> (String, Period, [String])? in
            let fields = element.fields(["list", "period", "subjects"])
            guard let list = fields.require("list")?.choice(of: lists.map(\.id), sort: "list"),
                let period = fields.require("period")?.period(), let subjects = fields.require("subjects")?.elements().compactMap({ $0.text() })
            else { return nil }
            return (list, period, subjects)
        }
        let expectedMarks = fields["marks"]?.elements().compactMap { element -> (String, Period, String, String)? in
            let fields = element.fields(["mark", "period", "subject", "shows"])
            guard let mark = fields.require("mark")?.choice(of: marks.map(\.id), sort: "mark"),
                let period = fields.require("period")?.period(), let subject = fields.require("subject")?.text(),
                let shows = fields.require("shows")?.choice(of: ["yes", "no"], sort: "value")
            else { return nil }
            return (mark, period, subject, shows)
        }
        return ExampleExpectation(
            postings: postings ?? [], scores: scores ?? [], lists: expectedLists ?? [], marks: expectedMarks ?? [],
            pending: fields["pending"]?.elements().compactMap { $0.text() }, rejected: fields["rejected"]?.whole(0...1_000_000))
    }
}
