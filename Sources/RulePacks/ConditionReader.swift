import GridModel

/// Reads conditions on the columns of one kind.
struct ConditionReader {
    let columns: [Column]
    /// Whether the pack has a calendar, which limits in working time need.
    var hasCalendar = false

    /// A column by its id.
    func column(_ cursor: YAMLCursor) -> Int? {
        guard let name = cursor.choice(of: columns.map(\.id), sort: "column") else { return nil }
        return columns.firstIndex { $0.id == name }
    }

    /// A column of times or days by its id.
    func timeColumn(_ cursor: YAMLCursor) -> Int? {
        guard let index = column(cursor) else { return nil }
        switch columns[index].type {
        case .time, .day: return index
        default:
            cursor.report("the column \"\(columns[index].id)\" holds no time")
            return nil
        }
    }

    /// `{column: value | [values] | ~}`: values for codes, `present` or `~` for other columns.
    func condition(_ cursor: YAMLCursor) -> Condition {
        Condition(tests: cursor.entries().compactMap { key, value in
            let test = test(key, value)
            if test?.isCloser == true { value.report("numbers are compared in \"where\" of what is taken alone") }
            return test
        })
    }

    /// All that an entry asks of a record: its codes first, then what needs a closer look.
    func tests(_ fields: YAMLCursor.Fields) -> [Condition.Test] {
        var tests = fields["where"]?.entries().compactMap { key, value in test(key, value) } ?? []
        if let overdue = fields["overdue"], let test = overdue.isEmpty ? nil : self.overdue(overdue) { tests.append(test) }
        // Behind all others: what they leave out need not be in a year that the calendar has.
        for key in ["within", "exceeds"] { tests += fields[key].flatMap { elapsed($0, exceeds: key == "exceeds") }.map { [$0] } ?? [] }
        return tests
    }

    /// A column of numbers, or `{from: column, to: column, in: unit}`.
    func value(_ cursor: YAMLCursor) -> Fact.Value? {
        if cursor.isScalar {
            guard let column = column(cursor) else { return nil }
            if case .number = columns[column].type { return .number(column: column) }
            cursor.report("the column \"\(columns[column].id)\" holds no number")
            return nil
        }
        let fields = cursor.fields(["from", "to", "in", "without"])
        let without = fields["without"].map { pauses($0) } ?? []
        guard let from = fields.require("from").flatMap({ timeColumn($0) }), let to = fields.require("to").flatMap({ timeColumn($0) }),
            let unit = fields.require("in")?.choice(TimeLimit.Unit.self)
        else { return nil }
        let ofWork = unit.isOfWork
        if ofWork, !hasCalendar { fields["in"]?.report("working time needs the pack's section \"calendar\"") }
        return .minutes(from: from, to: to, without: without, ofWork: ofWork)
    }

    /// `{due: column, done: column}`
    func overdue(_ cursor: YAMLCursor) -> Condition.Test? {
        let fields = cursor.fields(["due", "done"])
        guard let due = fields.require("due").flatMap({ timeColumn($0) }), let done = fields.require("done").flatMap({ timeColumn($0) })
        else { return nil }
        return .overdue(due: due, done: done)
    }

    private func test(_ name: String, _ cursor: YAMLCursor) -> Condition.Test? {
        guard let index = columns.firstIndex(where: { sameBytes($0.id, name) }) else {
            let hint = nearest(to: name, in: columns.map(\.id)).map { "; did you mean \"\($0)\"?" } ?? ";"
            cursor.report("unknown column \"\(name)\"\(hint) known: \(columns.map(\.id).joined(separator: ", "))")
            return nil
        }
        if case .code(let values, _) = columns[index].type {
            let listed = cursor.scalars()
            let codes = listed.filter { !$0.isEmpty }.compactMap { $0.choice(of: values.map(\.english), sort: "value") }
            return .code(
                column: index, values: codes.compactMap { code in values.firstIndex { $0.english == code } },
                orEmpty: listed.contains { $0.isEmpty })
        }
        if cursor.isEmpty { return .empty(column: index) }
        if case .number = columns[index].type, !cursor.isScalar {
            let fields = cursor.fields(["at_least", "at_most"])
            let (least, most) = (fields["at_least"]?.number(), fields["at_most"]?.number())
            if least == nil, most == nil { cursor.report("a number is compared with \"at_least\", \"at_most\" or both") }
            return .number(column: index, atLeast: least, atMost: most)
        }
        return cursor.choice(of: ["present"], sort: "value") == nil ? nil : .present(column: index)
    }
}
