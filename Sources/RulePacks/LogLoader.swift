import GridModel

/// Reads the declaration of the logs: kinds, columns, values, keys, deciding times and contradictions.
struct LogLoader {
    /// Chinese name of each column, where the kind does not give its own.
    private let names: [String: String]
    private let versionColumn: String?
    private let subject: String

    init(files: PackFiles, subject: String) {
        var names: [String: String] = [:]
        for (column, name) in files.sections["names"]?.entries() ?? [] { names[column] = name.text() }
        self.names = names
        self.subject = subject
        versionColumn = files.sections["version_column"]?.identifier()
    }

    func kinds(_ cursor: YAMLCursor) -> [LogKind] {
        let kinds = cursor.elements().compactMap { element in kind(element) }
        var seen: Set<String> = []
        for kind in kinds {
            for name in kind.names.both where !seen.insert(name).inserted {
                cursor.report("the kind name \"\(name)\" stands twice")
            }
        }
        return kinds
    }

    private func kind(_ cursor: YAMLCursor) -> LogKind? {
        let fields = cursor.fields(["kind", "zh", "record", "key", "versions", "time", "columns", "checks", "evidence"])
        guard let id = fields.require("kind")?.identifier(), let chinese = fields.require("zh")?.text(),
            let record = fields.require("record")?.identifier(), let versions = fields.require("versions")?.choice(VersionRule.self),
            let columnsCursor = fields.require("columns"), let keyCursor = fields.require("key")
        else { return nil }
        for (key, name) in [("kind", id), ("zh", chinese)] where [LogKind.decisionNames.english, LogKind.decisionNames.chinese].contains(name) {
            fields[key]?.report("\"\(name)\" is a kind of the program's own: the decisions on postings")
        }
        let declared = columnsCursor.entries().map { column($0.key, $0.value) }
        var columns = declared.compactMap { $0 }
        guard columns.count == declared.count else { return nil }
        if let versionColumn {
            columns.append(
                Column(
                    id: versionColumn, names: TextPair(zh: names[versionColumn] ?? versionColumn, en: versionColumn),
                    type: .time(endOfDay: false, emptyAfterAsOf: false), isRequired: false))
        }
        checkNames(of: columns, columnsCursor)
        let reader = ConditionReader(columns: columns)
        let key = keyCursor.scalars().compactMap { reader.column($0) }
        checkKey(key, columns, keyCursor)
        guard let subjectColumn = columns.firstIndex(where: { $0.id == subject }) else {
            columnsCursor.report("the column \"\(subject)\", which says whose record it is, is missing")
            return nil
        }
        return LogKind(
            id: id, names: TextPair(zh: chinese, en: id), record: record, columns: columns, key: key, versions: versions,
            decidingTimes: fields["time"].map { decidingTimes($0, reader) } ?? [],
            checks: fields["checks"]?.elements().compactMap { check($0, reader) } ?? [],
            versionColumn: versionColumn == nil ? nil : columns.count - 1, subjectColumn: subjectColumn,
            evidence: fields["evidence"].map { evidence($0, columns, reader) } ?? [])
    }

    /// What a record says for itself is written in words.
    private func evidence(_ cursor: YAMLCursor, _ columns: [Column], _ reader: ConditionReader) -> [Int] {
        var seen: Set<Int> = []
        return cursor.scalars().compactMap { element in
            guard let column = reader.column(element) else { return nil }
            if case .text = columns[column].type {} else { element.report("\"\(columns[column].id)\" is no column of type text") }
            if !seen.insert(column).inserted { element.report("the column \"\(columns[column].id)\" stands twice") }
            return column
        }
    }

    /// A key is what a record is known by: its first column is the first of the kind and an id.
    private func checkKey(_ key: [Int], _ columns: [Column], _ cursor: YAMLCursor) {
        func isId(_ column: Int) -> Bool { if case .id = columns[column].type { true } else { false } }
        func isComparable(_ column: Int) -> Bool {
            switch columns[column].type {
            case .id, .time, .day: true
            case .text, .code, .number: false
            }
        }
        if key.first != 0 || !isId(0) { cursor.report("a key begins with the kind's first column, and that is of type id") }
        if !key.allSatisfy(isComparable) { cursor.report("the columns of a key are of type id, time or day") }
    }

    private func checkNames(of columns: [Column], _ cursor: YAMLCursor) {
        var seen: Set<String> = []
        for column in columns {
            for name in column.names.both where !seen.insert(name).inserted {
                cursor.report("the column name \"\(name)\" stands twice")
            }
        }
    }

    private func column(_ id: String, _ cursor: YAMLCursor) -> Column? {
        let fields = cursor.fields(["type", "required", "zh", "values", "default", "date_only", "after_as_of", "places", "at_least", "at_most"])
        guard let sort = fields.require("type")?.choice(of: ["id", "text", "time", "day", "code", "number"], sort: "type") else { return nil }
        guard let chinese = fields["zh"]?.text() ?? names[id] else {
            cursor.report("the column has no Chinese name: add it under \"names\" or give it \"zh\"")
            return nil
        }
        for (option, owner) in [("values", "code"), ("default", "code"), ("date_only", "time"), ("after_as_of", "time"), ("places", "number"), ("at_least", "number"), ("at_most", "number")] where sort != owner {
            fields[option]?.report("only columns of type \(owner) have this option")
        }
        let type: ColumnType
        switch sort {
        case "id": type = .id
        case "text": type = .text
        case "day": type = .day
        case "time":
            type = .time(
                endOfDay: fields["date_only"]?.choice(of: ["start", "end"], sort: "value") == "end",
                emptyAfterAsOf: fields["after_as_of"]?.choice(of: ["empty", "kept"], sort: "value") == "empty")
        case "number":
            type = .number(
                places: fields["places"]?.whole(0...Number.mostPlaces) ?? 0, atLeast: fields["at_least"]?.number(), atMost: fields["at_most"]?.number())
        default:
            guard let values = fields.require("values")?.entries() else { return nil }
            let pairs = values.map { TextPair(zh: $0.value.text() ?? $0.key, en: $0.key) }
            let chosen = fields["default"]?.choice(of: pairs.map(\.english), sort: "value")
            type = .code(values: pairs, defaultValue: pairs.firstIndex { $0.english == chosen })
        }
        return Column(id: id, names: TextPair(zh: chinese, en: id), type: type, isRequired: fields["required"]?.bool() ?? false)
    }

    private func decidingTimes(_ cursor: YAMLCursor, _ reader: ConditionReader) -> [DecidingTime] {
        if cursor.isScalar {
            return reader.timeColumn(cursor).map { [DecidingTime(column: $0, condition: .always)] } ?? []
        }
        let times = cursor.elements().compactMap { element -> DecidingTime? in
            let fields = element.fields(["column", "where"])
            guard let column = fields.require("column").flatMap({ reader.timeColumn($0) }) else { return nil }
            return DecidingTime(column: column, condition: fields["where"].map { reader.condition($0) } ?? .always)
        }
        if times.last.map({ !$0.condition.tests.isEmpty }) ?? true {
            cursor.report("the last deciding time must hold for every record: leave out its \"where\"")
        }
        return times
    }

    private func check(_ cursor: YAMLCursor, _ reader: ConditionReader) -> Check? {
        let fields = cursor.fields(["column", "not_before", "required_where"])
        guard let columnCursor = fields.require("column") else { return nil }
        switch (fields["not_before"], fields["required_where"]) {
        case (let earlier?, nil):
            guard let column = reader.timeColumn(columnCursor), let other = reader.timeColumn(earlier) else { return nil }
            return .notBefore(column: column, earlier: other)
        case (nil, let condition?):
            guard let column = reader.column(columnCursor) else { return nil }
            return .requiredWhere(column: column, condition: reader.condition(condition))
        default:
            cursor.report("a check has either \"not_before\" or \"required_where\"")
            return nil
        }
    }
}
