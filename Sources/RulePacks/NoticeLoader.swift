import GridModel

/// Reads how results are made public.
struct NoticeLoader {
    let lists: [AwardList]

    func notice(_ cursor: YAMLCursor) -> NoticeSpec? {
        let fields = cursor.fields(["names", "ids", "lists", "scores", "columns", "objections"])
        let scores = fields["scores"].map { $0.bool() } ?? false
        let published = fields["lists"].map { self.published($0) } ?? []
        if fields["lists"] == nil, scores == false { cursor.report("nothing is made public: name \"lists\", or set \"scores: true\"") }
        guard let names = fields.require("names")?.choice(NoticeSpec.Names.self), let columnsCursor = fields.require("columns"), let scores
        else { return nil }
        let columns = self.columns(columnsCursor, names)
        let ids = fields["ids"].map { $0.choice(NoticeSpec.Ids.self) } ?? .masked
        guard let ids else { return nil }
        return NoticeSpec(
            names: names, ids: ids, lists: published, scores: scores, columns: columns, objections: fields["objections"]?.pair())
    }

    private func published(_ cursor: YAMLCursor) -> [Int] {
        var seen: Set<String> = []
        return cursor.scalars().compactMap { element in
            guard let id = element.choice(of: lists.map(\.id), sort: "list") else { return nil }
            if !seen.insert(id).inserted { element.report("the list \"\(id)\" stands twice") }
            return lists.firstIndex { sameBytes($0.id, id) }
        }
    }

    private func columns(_ cursor: YAMLCursor, _ names: NoticeSpec.Names) -> [ListColumn] {
        var columns: [ListColumn] = []
        for element in cursor.scalars() {
            guard let column = element.choice(ListColumn.self) else { continue }
            if columns.contains(column) { element.report("the column \"\(column.rawValue)\" stands twice") }
            if column == .name, names == .id { element.report("\"names: id\" shows no names: leave the column out") }
            columns.append(column)
        }
        if !columns.contains(.subject), names == .id { cursor.report("\"names: id\" needs the column \"subject\"") }
        if !columns.contains(.subject), !columns.contains(.name) { cursor.report("nobody would be named: add \"name\" or \"subject\"") }
        return columns
    }
}
