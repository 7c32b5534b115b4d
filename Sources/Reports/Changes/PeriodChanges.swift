import GridModel

/// The tables of a period as they were and as they are; nil where they are the same, or one is missing.
struct TablePairs {
    typealias Both = (before: TableLines, now: TableLines)

    var scores: Both?
    var rankings: Both?
    var ledger: Both?

    /// Whether any is another one.
    var isAny: Bool { scores != nil || rankings != nil || ledger != nil }

    /// What differs, results before postings.
    ///
    /// - Parameter group: the department of a member by its id.
    func rows(of period: Period, _ comparison: TableComparison, group: (String) -> String) -> [ChangeList.Row] {
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
