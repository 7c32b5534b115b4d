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
        Condition(tests: cursor.entries().compactMap { key, value in test(key, value) })
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
        return cursor.choice(of: ["present"], sort: "value") == nil ? nil : .present(column: index)
    }
}
