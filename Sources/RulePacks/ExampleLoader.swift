import GridModel

/// Reads the pack's examples.
struct ExampleLoader {
    let kinds: [LogKind]
    let lists: [AwardList]
    let marks: [Mark]
    let ruleIds: [String]
    let measureIds: [String]
    let proposalIds: [String]
    let register: [Interpretation]

    func examples(_ cursor: YAMLCursor) -> [Example] {
        var ids: Set<String> = []
        return cursor.elements().compactMap { element in
            let fields = element.fields(["id", "clause", "title", "as_of", "from", "records", "expect", "readings"])
            guard let id = fields.require("id")?.identifier(), let clause = fields.require("clause")?.text(),
                let title = fields.require("title")?.pair(), let asOf = fields.require("as_of")?.date(),
                let expect = fields.require("expect")
            else { return nil }
            if !ids.insert(id).inserted { element.report("the example \"\(id)\" stands twice") }
            let expected = expectation(expect)
            return Example(
                id: id, clause: clause, title: title, asOf: asOf, from: fields["from"]?.month(),
                records: fields["records"].map { records($0) } ?? [], expected: expected,
                others: fields["readings"]?.elements().compactMap { other($0, of: expected) } ?? [],
                place: "\(element.file):\(element.node.mark.line)")
        }
    }

    /// What the same records come to under other readings.
    private func other(_ cursor: YAMLCursor, of example: ExampleExpectation) -> Example.Other? {
        let fields = cursor.fields(["with", "expect"])
        guard let with = fields.require("with"), let expect = fields.require("expect") else { return nil }
        let readings = with.keyedEntries().compactMap { id, value, place -> (entry: String, reading: String)? in
            guard place.choice(of: register.map(\.id), sort: "entry of the register") != nil,
                let entry = register.first(where: { sameBytes($0.id, id) }),
                let chosen = value.choice(of: entry.readings.map(\.id), sort: "reading")
            else { return nil }
            if !entry.readings.contains(where: { sameBytes($0.id, chosen) && $0.isApplicable }) {
                value.report("the reading \"\(chosen)\" has no \"apply\": nothing can be made of it")
            }
            return (entry.id, chosen)
        }
        return Example.Other(readings: readings, expected: expectation(expect, under: example), place: "\(cursor.file):\(cursor.node.mark.line)")
    }

    private func records(_ cursor: YAMLCursor) -> [(kind: String, rows: [[(column: String, value: String)]])] {
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

    /// - Parameter example: what the example itself expects, if readings are tried: these may bring rules of their own, and
    ///   what is left out is as it is in force.
    private func expectation(_ cursor: YAMLCursor, under example: ExampleExpectation? = nil) -> ExampleExpectation {
        let fields = cursor.fields(["postings", "scores", "lists", "marks", "measures", "proposals", "pending", "rejected"])
        let postings = fields["postings"]?.elements().compactMap { element -> ExampleExpectation.Posting? in
            let fields = element.fields(["month", "subject", "rule", "points"])
            guard let month = fields.require("month")?.month(), let subject = fields.require("subject")?.text(),
                let rule = fields.require("rule").flatMap({ example == nil ? $0.choice(of: ruleIds, sort: "rule") : $0.identifier() }),
                let points = fields.require("points")?.points()
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
        let expectedMeasures = fields["measures"]?.elements().compactMap { measured($0) }
        let expectedProposals = fields["proposals"]?.elements().compactMap { element -> (String, Period, [String])? in
            let fields = element.fields(["proposal", "period", "subjects"])
            guard let proposal = fields.require("proposal")?.choice(of: proposalIds, sort: "proposal"),
                let period = fields.require("period")?.period(), let subjects = fields.require("subjects")?.elements().compactMap({ $0.text() })
            else { return nil }
            return (proposal, period, subjects)
        }
        return ExampleExpectation(
            postings: postings ?? example?.postings ?? [], scores: scores ?? [], lists: expectedLists ?? [], marks: expectedMarks ?? [],
            measures: expectedMeasures ?? [], proposals: expectedProposals ?? [],
            pending: fields["pending"]?.elements().compactMap { $0.text() } ?? example?.pending,
            rejected: fields["rejected"]?.whole(0...1_000_000) ?? example?.rejected)
    }

    /// What a measure comes to for one member, unit or group, or for all.
    private func measured(_ cursor: YAMLCursor) -> ExampleExpectation.Measured? {
        let fields = cursor.fields(["period", "measure", "subject", "unit", "group", "all", "value", "cases", "status"])
        guard let period = fields.require("period")?.period(), let measure = fields.require("measure")?.choice(of: measureIds, sort: "measure")
        else { return nil }
        var subjects: [ExampleExpectation.Measured.Subject] = []
        if let id = fields["subject"]?.text() { subjects.append(.subject(id)) }
        if let unit = fields["unit"]?.text() { subjects.append(.unit(unit)) }
        if let group = fields["group"]?.text() { subjects.append(.group(group)) }
        if fields["all"]?.bool() == true { subjects.append(.all) }
        guard subjects.count == 1 else {
            cursor.report("a measure is told of one \"subject\", \"unit\" or \"group\", or of \"all\"")
            return nil
        }
        let status = fields.value(of: "status").map { $0.isEmpty ? "" : $0.choice(of: ["met", "breach"], sort: "value") ?? "" }
        return .init(
            period: period, measure: measure, subject: subjects[0], value: fields["value"]?.text(), cases: fields["cases"]?.whole(0...1_000_000),
            status: status)
    }
}
