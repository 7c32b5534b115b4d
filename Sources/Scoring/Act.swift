package import GridModel
package import RulePacks

/// What a pending record would do once the human act it lacks is done: what is posted and counted, for whom and when.
///
/// Records that would do the same lack the same act: what follows is looked up once.
package struct Act: Hashable, Sendable {
    package struct Hit: Hashable, Sendable {
        /// Index of the fact in the pack.
        package let fact: Int
        /// The month it would count in: that of the as-of date where the act itself says when.
        package let month: Month
        /// Indices of the marks that would be set.
        package let marks: [Int]
        /// The day of the fact, where it says how long a mark holds.
        let day: CivilDate?
    }

    package let member: Int
    /// In the pack's order; none if the rule that waits for it is no longer in force.
    package let hits: [Hit]
    /// Whether it is only assumed that the act is done on the as-of date.
    package let isDoneNow: Bool
    /// Whether only a run can tell what it comes to.
    let isOpen: Bool
}

extension ScoreBook {
    /// The acts that are missing, in the order of `pending`: what one act completes stands under its first pending fact.
    package func acts(_ pack: RulePack) -> [(pending: Int, act: Act)] {
        let open = OpenFacts(pack)
        var acts: [(pending: Int, act: Act)] = []
        var start = 0
        while start < pending.count {
            // What is pending of one record stands one behind the other.
            var end = start + 1
            while end < pending.count, pending[end].record == pending[start].record { end += 1 }
            var seen: [Condition] = []
            for index in start..<end {
                let required = pack.facts[pending[index].fact].requires
                if seen.contains(required) { continue }
                seen.append(required)
                acts.append((index, act(pending[index..<end].filter { pack.facts[$0.fact].requires == required }, open, pack)))
            }
            start = end
        }
        return acts
    }

    /// - Parameter items: the pending facts of one record that one act completes.
    private func act(_ items: [Pending], _ open: OpenFacts, _ pack: RulePack) -> Act {
        var hits: [Act.Hit] = []
        for item in items {
            for fact in met(item, pack) where !hits.contains(where: { $0.fact == fact }) {
                let marks = item.marks(of: fact, pack)
                let asksForDay = marks.contains { pack.marks[$0].scope == .twelveMonths }
                let day = item.month == nil ? asOf : item.day
                hits.append(Act.Hit(fact: fact, month: item.month ?? asOf.month, marks: marks, day: asksForDay ? day : nil))
            }
        }
        return Act(
            member: items[0].member, hits: hits.sorted { $0.fact < $1.fact }, isDoneNow: items.contains { $0.month == nil },
            isOpen: items.contains { open[$0] })
    }

    /// The facts that are met once the act is done: on the as-of date another version of the rule may be in force.
    private func met(_ item: Pending, _ pack: RulePack) -> [Int] {
        if item.month != nil { return [item.fact] }
        let fact = pack.facts[item.fact]
        return pack.facts.indices.filter { index in
            let other = pack.facts[index]
            return other.kind == fact.kind && other.monthColumn == fact.monthColumn && other.condition == fact.condition
                && other.requires == fact.requires && other.onlyMarks == fact.onlyMarks && other.effective.contains(asOf)
                && pack.isSame(other.user, fact.user)
        }
    }
}

extension RulePack {
    /// Whether two facts are of one ranking, or of rules of one id.
    fileprivate func isSame(_ one: Fact.User, _ other: Fact.User) -> Bool {
        switch (one, other) {
        case (.rule(let one), .rule(let other)): sameBytes(rules[one].id, rules[other].id)
        default: one == other
        }
    }
}

extension Act.Hit {
    /// The rule that would post.
    func rule(_ pack: RulePack) -> Int? {
        if case .rule(let rule) = pack.facts[fact].user, !pack.facts[fact].onlyMarks { rule } else { nil }
    }
}
