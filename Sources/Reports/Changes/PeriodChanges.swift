import GridModel

/// The tables of a period as they were and as they are; nil where they are the same, or one is missing.
struct TablePairs {
    typealias Both = (before: TableLines, now: TableLines)

    var scores: Both?
    var rankings: Both?
    var ledger: Both?

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

extension ValueChange.Effect {
    /// What has happened.
    fileprivate func happened(_ language: Language) -> String {
        func say(_ chinese: String, _ english: String) -> String { language == .chinese ? chinese : english }
        return switch self {
        case .none: ""
        case .revoked: say("不再入选", "no longer chosen")
        case .granted: say("入选", "chosen")
        case .listed: say("列入", "listed")
        case .unlisted: say("移出", "taken off")
        }
    }
}
