import GridModel

/// Reads marks and lists.
struct ListLoader {
    private let reserved = ["scores", "ledger", "rankings", "index"]

    func marks(_ cursor: YAMLCursor) -> [Mark] {
        cursor.elements().compactMap { element in
            let fields = element.fields(["id", "zh", "scope", "reaches_back", "when_inactive", "cap", "shows", "title"])
            guard let id = fields.require("id")?.identifier(), let chinese = fields.require("zh")?.text(),
                let scope = fields.require("scope")?.choice(Mark.Scope.self), let shows = fields.require("shows")?.choice(Mark.Shows.self),
                let title = fields.require("title")?.pair()
            else { return nil }
            return Mark(
                names: TextPair(zh: chinese, en: id), scope: scope, reachesBack: fields["reaches_back"]?.bool() ?? true,
                whenInactive: fields["when_inactive"]?.bool() ?? true, cap: fields["cap"]?.points(), shows: shows, title: title)
        }
    }

    func lists(_ cursor: YAMLCursor, marks: [Mark]) -> [AwardList] {
        var files: Set<String> = []
        var ids: Set<String> = []
        return cursor.elements().compactMap { element in
            let fields = element.fields([
                "id", "zh", "title", "clause", "below", "or_equal", "top", "by", "within", "qualify", "periods",
            ])
            guard let id = fields.require("id")?.identifier(), let chinese = fields.require("zh")?.text(),
                let title = fields.require("title")?.pair(), let clause = fields.require("clause")?.text(),
                let selection = selection(fields, marks), let periods = fields.require("periods")
            else { return nil }
            if !ids.insert(id).inserted { element.report("the list \"\(id)\" stands twice") }
            var outputs: [Period.Kind: ListFile] = [:]
            for (name, value, place) in periods.keyedEntries() {
                guard let kind = Period.Kind(rawValue: name) else {
                    place.report("unknown period \"\(name)\"; known: month, quarter, year")
                    continue
                }
                let fields = value.fields(["file", "title", "columns", "months"])
                guard let stem = fields.require("file")?.identifier(),
                    let columns = fields.require("columns")?.elements().compactMap({ $0.choice(ListColumn.self) })
                else { continue }
                if reserved.contains(stem) || !files.insert("\(kind)/\(stem)").inserted {
                    value.report("the file name \"\(stem)\" is taken already")
                }
                outputs[kind] = ListFile(
                    stem: stem, title: fields["title"]?.pair() ?? title, columns: columns, months: fields["months"]?.whole(1...12) ?? 1)
            }
            return AwardList(
                names: TextPair(zh: chinese, en: id), title: title, clause: clause, selection: selection,
                measure: fields["by"]?.choice(AwardList.Measure.self) ?? .average, files: outputs)
        }
    }

    private func selection(_ fields: YAMLCursor.Fields, _ marks: [Mark]) -> AwardList.Selection? {
        switch (fields["below"], fields["top"]) {
        case (let below?, nil):
            for key in ["by", "within", "qualify"] { fields[key]?.report("goes with \"top\", not with \"below\"") }
            let orEqual = fields["or_equal"]?.bool() ?? false
            return below.points().map { .below($0, orEqual: orEqual) }
        case (nil, let top?):
            fields["or_equal"]?.report("goes with \"below\", not with \"top\"")
            guard let rank = top.whole(1...1_000_000), let within = fields.require("within")?.choice(Field.self) else { return nil }
            return .top(rank, within: within, qualification: qualification(fields["qualify"], marks))
        default:
            fields.cursor.report("a list has either \"below\" or \"top\"")
            return nil
        }
    }

    private func qualification(_ cursor: YAMLCursor?, _ marks: [Mark]) -> Qualification {
        let fields = cursor?.fields(["at_least", "every_month", "months", "right"])
        let right = fields?["right"]?.choice(of: marks.map(\.id), sort: "mark")
        return Qualification(
            atLeast: fields?["at_least"]?.points(), everyMonth: fields?["every_month"]?.bool() ?? false,
            months: fields?["months"]?.whole(1...12) ?? 1, right: right.flatMap { id in marks.firstIndex { $0.id == id } })
    }
}
