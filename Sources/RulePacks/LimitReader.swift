import GridModel

/// Conditions on how long something took.
extension ConditionReader {
    /// `{from: column, to: column, limit: LIMIT}`
    func elapsed(_ cursor: YAMLCursor, exceeds: Bool) -> Condition.Test? {
        let fields = cursor.fields(["from", "to", "limit", "without"])
        let pauses = fields["without"].map { self.pauses($0) } ?? []
        guard let from = fields.require("from").flatMap({ timeColumn($0) }), let to = fields.require("to").flatMap({ timeColumn($0) }),
            let limit = fields.require("limit").flatMap({ limit($0) })
        else { return nil }
        if from == to { fields["to"]?.report("\"from\" and \"to\" are the same column") }
        if case .endOf = limit, !pauses.isEmpty { fields["without"]?.report("goes with limits that last, not with \"end_of\"") }
        return .elapsed(from: from, to: to, without: pauses, limit: limit, exceeds: exceeds)
    }

    /// `[{from: column, to: column}]`: what is taken out.
    func pauses(_ cursor: YAMLCursor) -> [Pause] {
        cursor.elements().compactMap { element in
            let fields = element.fields(["from", "to"])
            guard let from = fields.require("from").flatMap({ timeColumn($0) }), let to = fields.require("to").flatMap({ timeColumn($0) })
            else { return nil }
            return Pause(from: from, to: to)
        }
    }

    /// One of `{hours: 2}`, `{working_days: 0.5}`, `{end_of: next_day}` and the like.
    func limit(_ cursor: YAMLCursor) -> TimeLimit? {
        let known = TimeLimit.Unit.allCases.map(\.rawValue) + ["end_of"]
        let fields = cursor.fields(known)
        guard cursor.node.mapping?.count == 1 else {
            if cursor.node.mapping != nil { cursor.report("a limit is one of \(known.joined(separator: ", "))") }
            return nil
        }
        guard let (key, value) = fields.values.first, let limit = limit(key, value) else { return nil }
        if limit.needsCalendar, !hasCalendar {
            cursor.report("a limit in working time needs the pack's section \"calendar\"")
            return nil
        }
        return limit
    }

    private func limit(_ key: String, _ value: YAMLCursor) -> TimeLimit? {
        guard let unit = TimeLimit.Unit(rawValue: key) else { return value.choice(TimeLimit.End.self).map { .endOf($0) } }
        if unit == .minutes { return value.whole(1...1_000_000).map { .lasting(hundredths: $0 * 100, unit) } }
        guard let amount = value.points() else { return nil }
        guard (1...1_000_000).contains(amount.hundredths) else {
            value.report("expected more than 0 and at most 10000, found \(amount)")
            return nil
        }
        return .lasting(hundredths: amount.hundredths, unit)
    }
}
