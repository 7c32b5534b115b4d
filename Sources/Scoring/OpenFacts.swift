import GridModel
package import RulePacks

/// Which pending facts only a run can tell the effect of, by the pack's rules.
package struct OpenFacts: Sendable {
    /// By fact: while the month it would count in is known, and while the act itself says it.
    private let facts: [(inKnownMonth: Bool, inMonthOfAct: Bool)]

    package init(_ pack: RulePack) {
        facts = pack.facts.map { fact in
            if fact.requires.tests.isEmpty { return (false, false) }
            return (
                Self.postsAmongOthers(fact, pack) || Self.isSeen(fact, columns: fact.requires.columns, pack),
                Self.postsAmongOthers(fact, pack) || Self.isSeen(fact, columns: fact.requires.columns + [fact.monthColumn], pack)
                    // The record leaves the month that it has been in, which may be scored for it alone.
                    || pack.scoring.withoutRecords == .skipped
            )
        }
    }

    package subscript(pending: Pending) -> Bool {
        pending.month == nil ? facts[pending.fact].inMonthOfAct : facts[pending.fact].inKnownMonth
    }

    /// Whether a posting may give way to another one.
    private static func postsAmongOthers(_ fact: Fact, _ pack: RulePack) -> Bool {
        // What a measure weighs, a run works out.
        if case .measure = fact.user { return true }
        guard case .rule(let rule) = fact.user else { return false }
        if pack.rules[rule].range != nil { return true }
        return pack.rules[rule].atMost != nil || pack.scoring.severalRules == .heaviest
    }

    /// Whether other facts of the record, or marks, go by what the act fills in.
    private static func isSeen(_ fact: Fact, columns: [Int], _ pack: RulePack) -> Bool {
        func seen(_ condition: Condition) -> [Condition.Test] { condition.tests.filter { $0.columns.contains { columns.contains($0) } } }
        return pack.facts.contains { other in
            guard other.kind == fact.kind, !fact.condition.excludes(other.condition, leavingOut: columns) else { return false }
            if other.marks.contains(where: { !seen($0.condition).isEmpty }) { return true }
            // What the same act completes is pending beside it.
            if other.requires == fact.requires { return seen(other.condition) != seen(fact.condition) }
            return !seen(other.condition).isEmpty || !seen(other.requires).isEmpty
        }
    }
}

extension Condition {
    /// Whether no record meets both, whatever stands in some columns.
    fileprivate func excludes(_ other: Condition, leavingOut columns: [Int]) -> Bool {
        tests.contains { test in
            guard case .code(let column, let values, let orEmpty) = test, !columns.contains(column) else { return false }
            return other.tests.contains { test in
                guard case .code(column, let others, let orOtherEmpty) = test else { return false }
                return !(orEmpty && orOtherEmpty) && !values.contains { others.contains($0) }
            }
        }
    }

    fileprivate var columns: [Int] { tests.flatMap(\.columns) }
}

extension Condition.Test {
    /// The columns that it looks at.
    fileprivate var columns: [Int] {
        switch self {
        case .code(let column, _, _), .present(let column), .empty(let column): [column]
        case .overdue(let due, let done): [due, done]
        case .number(let column, _, _): [column]
        case .elapsed(let from, let to, let without, _, _): [from, to] + without.flatMap { [$0.from, $0.to] }
        }
    }
}
