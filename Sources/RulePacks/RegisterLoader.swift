import GridModel

/// Reads the register of interpretations.
struct RegisterLoader {
    let files: PackFiles
    /// Whether settings are tried: then the pack need not be what the register says of it.
    var isTrial = false

    /// A reading with the settings it changes; nil if it changes none.
    private struct Read {
        let reading: Interpretation.Reading
        let cursor: YAMLCursor
        let values: [(path: SettingPath, value: YAMLCursor)]?
    }

    func register(_ cursor: YAMLCursor) -> [Interpretation] {
        var ids: Set<String> = []
        return cursor.elements().compactMap { element in
            let fields = element.fields(["id", "clause", "question", "readings", "in_force", "reason", "sets", "confirmed"])
            guard let id = fields.require("id")?.identifier(), let clause = fields.require("clause")?.text(),
                let question = fields.require("question")?.pair(), let readingsCursor = fields.require("readings"),
                let reason = fields.require("reason")?.pair()
            else { return nil }
            if !ids.insert(id).inserted { element.report("the entry \"\(id)\" stands twice") }
            let readings = readingsCursor.keyedEntries().compactMap { reading($0, $1, $2) }
            if readings.count < 2 { readingsCursor.report("a question has at least two readings") }
            guard let chosen = fields.require("in_force")?.choice(of: readings.map(\.reading.id), sort: "reading") else { return nil }
            let inForce = readings.firstIndex { sameBytes($0.reading.id, chosen) } ?? 0
            if files.isComplete, !isTrial { check(readings, inForce) }
            let applied = readings.first { $0.values != nil }?.values?.map(\.path.text)
            if applied != nil { fields["sets"]?.report("the settings are told by \"apply\"") }
            return Interpretation(
                id: id, clause: clause, question: question, readings: readings.map(\.reading), inForce: inForce,
                reason: reason, settings: applied ?? fields["sets"]?.scalars().compactMap { setting($0) } ?? [],
                confirmation: fields["confirmed"].flatMap { confirmation($0) })
        }
    }

    private func reading(_ id: String, _ cursor: YAMLCursor, _ place: YAMLCursor) -> Read? {
        let fields = cursor.fields(["zh", "en", "apply", "untried"])
        guard place.identifier() != nil, let chinese = fields.require("zh")?.text(), let english = fields.require("en")?.text() else { return nil }
        let values = fields["apply"]?.entries().map { (path: SettingPath($0.key), value: $0.value) }
        if values != nil { fields["untried"]?.report("a reading that is applied can be tried") }
        return Read(
            reading: Interpretation.Reading(
                id: id, text: TextPair(zh: chinese, en: english), isApplicable: values != nil, untried: fields["untried"]?.pair()),
            cursor: cursor, values: values)
    }

    /// Readings that are applied all say what the same settings are, and the one in force says what the pack says.
    private func check(_ readings: [Read], _ inForce: Int) {
        let applied = readings.filter { $0.values != nil }
        guard !applied.isEmpty else { return }
        guard let values = readings[inForce].values else {
            return readings[inForce].cursor.report("the reading in force needs \"apply\": it says what the settings are that other readings change")
        }
        for reading in applied {
            for other in applied {
                for (path, _) in other.values ?? [] where !(reading.values ?? []).contains(where: { sameBytes($0.path.text, path.text) }) {
                    reading.cursor.report("\"apply\" does not say what \"\(path.text)\" is, which another reading of the entry changes")
                }
            }
        }
        for (path, value) in values {
            do throws(SettingPath.Missing) {
                let written = try path.optionalNode(in: files.sections)
                let isSame = written.map { $0.says(value.node) } ?? value.isEmpty
                if isSame { continue }
                let place = written.map { "\(files.sections[path.parts[0]]!.file):\($0.mark.line):\($0.mark.column)" }
                value.report("the reading in force says so, but the pack \(place.map { "says otherwise at \($0)" } ?? "does not have it")")
            } catch {
                report(error, path, value)
            }
        }
    }

    private func report(_ missing: SettingPath.Missing, _ path: SettingPath, _ cursor: YAMLCursor) {
        cursor.report("the pack has no setting \"\(path.text)\"" + (missing.part.map { ": there is no \"\($0)\"" } ?? ""))
    }

    private func confirmation(_ cursor: YAMLCursor) -> (by: String, on: CivilDate)? {
        let fields = cursor.fields(["by", "on"])
        guard let name = fields.require("by")?.text(), let date = fields.require("on")?.date() else { return nil }
        return (name, date)
    }

    /// A key path that must lead to something in the pack.
    private func setting(_ cursor: YAMLCursor) -> String? {
        guard let text = cursor.text(), files.isComplete else { return nil }
        if isTrial { return text }
        let path = SettingPath(text)
        do throws(SettingPath.Missing) {
            _ = try path.node(in: files.sections)
            return text
        } catch {
            report(error, path, cursor)
            return nil
        }
    }
}
