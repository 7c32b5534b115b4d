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
        guard case .rule(let rule) = fact.user else { return false }
        return pack.rules[rule].atMost != nil || pack.scoring.severalRules == .heaviest
    }

    /// Whether other facts of the record, or marks, go by what the act fills in.
    private static func isSeen(_ fact: Fact, columns: [Int], _ pack: RulePack) -> Bool {
        func sees(_ condition: Condition) -> Bool { condition.columns.contains { columns.contains($0) } }
        return pack.facts.contains { other in
            guard other.kind == fact.kind else { return false }
            if other.marks.contains(where: { sees($0.condition) }) { return true }
            // The same of another ranking, or of the next version of a rule, waits for the same act.
            if other.condition == fact.condition, other.requires == fact.requires { return false }
            return sees(other.condition)
        }
    }
}

extension Condition {
    /// The columns that it looks at.
    fileprivate var columns: [Int] {
        tests.flatMap { test in
            switch test {
            case .code(let column, _, _), .present(let column), .empty(let column): [column]
            case .overdue(let due, let done): [due, done]
            }
        }
    }
}
