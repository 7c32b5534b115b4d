import GridModel

/// The tables of a period as they were and as they are; nil where they are the same, or one is missing.
struct TablePairs {
    typealias Both = (before: TableLines, now: TableLines)

    var scores: Both?
    var rankings: Both?
    var ledger: Both?
    var measures: Both?
    var cases: Both?
    var proposals: Both?

    /// Whether any is another one.
    var isAny: Bool { [scores, rankings, ledger, measures, cases, proposals].contains { $0 != nil } }

    /// What differs, results before postings, and what measures and proposals have behind these.
    ///
    /// - Parameters:
    ///   - tellsWho: whether measures tell of names, departments and units, for want of scores.
    ///   - group: the department of a member by its id.
    func rows(of period: Period, _ comparison: TableComparison, tellsWho: Bool, group: (String) -> String) -> [ChangeList.Row] {
        scored(period, comparison, group) + measured(period, comparison, tellsWho, group)
    }

    private func measured(
        _ period: Period, _ comparison: TableComparison, _ tellsWho: Bool, _ group: (String) -> String
    ) -> [ChangeList.Row] {
        var rows: [ChangeList.Row] = []
        func add(_ sort: ChangeList.Sort, _ change: ValueChange, _ clause: String, _ record: PostingChange? = nil) {
            rows.append(
                ChangeList.Row(
                    sort: sort, period: "\(period)", group: change.group, id: change.id, name: change.name, item: change.item, before: change.before,
                    now: change.now, effect: change.effect.happened(comparison.language), clause: clause, kind: record?.kind ?? "",
                    recordId: record?.recordId ?? "", file: record?.file ?? "", line: record?.line ?? ""))
        }
        if let (before, now) = measures {
            for change in comparison.measures(before, now, tellsWho: tellsWho) { add(.measure, change.value, change.clause) }
        }
        // Those of longer periods are those of their months.
        if let (before, now) = cases, period.kind == .month {
            for change in comparison.cases(before, now).changes {
                let value = ValueChange(
                    group: group(change.id), id: change.id, name: change.name, item: change.wording, before: change.before, now: change.now,
                    effect: .none)
                add(.record, value, change.clause, change)
            }
        }
        if let (before, now) = proposals {
            for change in comparison.proposals(before, now) { add(.proposal, change.value, change.clause, change.record) }
        }
        return rows
    }

    private func scored(_ period: Period, _ comparison: TableComparison, _ group: (String) -> String) -> [ChangeList.Row] {
        var values: [ValueChange] = []
        if let (before, now) = scores { values += comparison.scores(before, now) }
        if let (before, now) = rankings { values += comparison.rankings(before, now) }
        var rows = TableComparison.ordered(values).map { change in
            ChangeList.Row(
                sort: .result, period: "\(period)", group: change.group, id: change.id, name: change.name, item: change.item, before: change.before,
                now: change.now, effect: change.effect.happened(comparison.language))
        }
        guard let (before, now) = ledger else { return rows }
        rows += comparison.ledger(before, now).changes.map { change in
            ChangeList.Row(
                sort: .posting, period: "\(period)", group: group(change.id), id: change.id, name: change.name, item: change.wording,
                before: change.before, now: change.now, clause: change.clause, kind: change.kind, recordId: change.recordId, file: change.file,
                line: change.line)
        }
        return rows
    }
}
