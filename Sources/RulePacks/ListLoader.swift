import GridModel

/// Reads marks and lists.
struct ListLoader {
    /// The sorts of periods that the pack has.
    let periods: [Period.Kind]
    private let reserved = ["scores", "ledger", "rankings", "measures", "cases", "proposals", "index"]

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
        var lists: [AwardList] = []
        let elements = cursor.elements()
        let all = elements.map { $0.node["id"]?.scalar ?? "" }
        for (place, element) in elements.enumerated() {
            let fields = element.fields([
                "id", "zh", "title", "clause", "below", "or_equal", "top", "top_share", "by", "within", "qualify", "streak", "periods",
            ])
            guard let id = fields.require("id")?.identifier(), let chinese = fields.require("zh")?.text(),
                let title = fields.require("title")?.pair(), let clause = fields.require("clause")?.text(),
                let selection = selection(fields, marks, ListsBefore(lists: lists, ids: all[..<place], all: all)), let periods = fields.require("periods")
            else { continue }
            if !ids.insert(id).inserted { element.report("the list \"\(id)\" stands twice") }
            var outputs: [Period.Kind: ListFile] = [:]
            for (name, value, key) in periods.keyedEntries() {
                guard let kind = key.period(named: name, of: self.periods) else { continue }
                if case .streak(let of, _) = selection, lists[of].files[kind] == nil {
                    key.report("the list \"\(lists[of].id)\" that it goes by is made for no \(name)")
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
            let (isHonour, isOfAll) =
                switch selection {
                case .below: (false, false)
                case .top(_, let within, _): (true, within == .all)
                case .streak(let of, _): (lists[of].isHonour, lists[of].isOfAll)
                }
            lists.append(
                AwardList(
                    names: TextPair(zh: chinese, en: id), title: title, clause: clause, selection: selection,
                    measure: fields["by"]?.choice(AwardList.Measure.self) ?? .average, files: outputs, isHonour: isHonour, isOfAll: isOfAll))
        }
        return lists
    }

    private func selection(_ fields: YAMLCursor.Fields, _ marks: [Mark], _ before: ListsBefore) -> AwardList.Selection? {
        let sorts = ["below", "top", "top_share", "streak"].filter { fields[$0] != nil }
        guard sorts.count == 1, let value = fields[sorts[0]] else {
            fields.cursor.report("a list has one of \"below\", \"top\", \"top_share\" and \"streak\"")
            return nil
        }
        let isTop = sorts[0] == "top" || sorts[0] == "top_share"
        if !isTop {
            for key in ["by", "within", "qualify"] { fields[key]?.report("goes with \"top\" or \"top_share\", not with \"\(sorts[0])\"") }
        }
        if sorts[0] != "below" { fields["or_equal"]?.report("goes with \"below\", not with \"\(sorts[0])\"") }
        switch sorts[0] {
        case "below":
            let orEqual = fields["or_equal"]?.bool() ?? false
            return value.points().map { .below($0, orEqual: orEqual) }
        case "streak": return streak(value, before)
        default:
            let cut = sorts[0] == "top" ? value.whole(1...1_000_000).map { AwardCut.rank($0) } : share(value).map { .share($0) }
            guard let cut, let within = fields.require("within")?.choice(Field.self) else { return nil }
            return .top(cut, within: within, qualification: qualification(fields["qualify"], marks))
        }
    }

    private func share(_ cursor: YAMLCursor) -> TopShare? {
        let fields = cursor.fields(["percent", "rounding", "at_least", "ties"])
        let (percent, rounding) = (fields.require("percent"), fields.require("rounding")?.choice(TopShare.Rounding.self))
        let ties = fields.require("ties")?.choice(TopShare.Ties.self)
        let least = fields["at_least"].map { $0.whole(0...1_000_000) } ?? 0
        guard let percent, let share = percent.points(), let rounding, let ties, let least else { return nil }
        if share <= .zero || share > TopShare.whole { percent.report("expected more than 0 and at most 100 per cent") }
        return TopShare(percent: share, rounding: rounding, atLeast: least, ties: ties)
    }

    private func streak(_ cursor: YAMLCursor, _ before: ListsBefore) -> AwardList.Selection? {
        let fields = cursor.fields(["of", "periods"])
        let (list, periods) = (fields.require("of").flatMap { before.index($0) }, fields.require("periods")?.whole(2...120))
        guard let list, let periods else { return nil }
        return .streak(of: list, periods: periods)
    }

    private func qualification(_ cursor: YAMLCursor?, _ marks: [Mark]) -> Qualification {
        let fields = cursor?.fields(["at_least", "every_month", "months", "right"])
        let right = fields?["right"]?.choice(of: marks.map(\.id), sort: "mark")
        return Qualification(
            atLeast: fields?["at_least"]?.points(), everyMonth: fields?["every_month"]?.bool() ?? false,
            months: fields?["months"]?.whole(1...12) ?? 1, right: right.flatMap { id in marks.firstIndex { $0.id == id } })
    }
}

/// The lists that stand before one that rests on one of them.
private struct ListsBefore {
    /// Those that could be read.
    let lists: [AwardList]
    /// The ids of all that stand before it.
    let ids: ArraySlice<String>
    /// The ids of all lists of the pack.
    let all: [String]

    /// The list that a value names.
    func index(_ cursor: YAMLCursor) -> Int? {
        guard let id = cursor.choice(of: all, sort: "list") else { return nil }
        // Of one that could not be read it is told already.
        if !ids.contains(where: { sameBytes($0, id) }) { cursor.report("the list \"\(id)\" must stand before the one that goes by it") }
        return lists.firstIndex { sameBytes($0.id, id) }
    }
}
