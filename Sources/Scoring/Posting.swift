package import GridModel
package import Intake
package import RulePacks

/// One line of the ledger: points of a member in a month, with what caused them.
package struct Posting: Sendable {
    package enum Source: Hashable, Sendable {
        case base
        case rule(Int)
        case ranking(Int)
        case measure(Int)
        case floor
        case cap
    }

    // There are as many as records with consequences: 32 bytes each.

    package let month: Month
    @usableFromInline let memberIndex: Int32
    package let points: Points
    @usableFromInline let place: EntryPlace
    @usableFromInline let dayNumber: Int32
    /// A rule's index, -1 for the base, -2 for the floor, -3 for the cap, from -4 on downwards the rankings, and from a million
    /// on downwards the measures.
    @usableFromInline let sourceNumber: Int32

    /// Index of the member in the roster.
    @inlinable package var member: Int { Int(memberIndex) }
    /// The day of the fact; nil for what belongs to the month as a whole.
    @inlinable package var day: CivilDate? { dayNumber == .min ? nil : CivilDate(dayNumber: dayNumber) }
    /// The record that caused it; nil for the base, the floor, the cap and rankings.
    /// Index of the effect of the decision that made it, in the book; -1 if none did.
    package var decision: Int32
    @inlinable package var record: EntryPlace? { place.batch == .max ? nil : place }
    @inlinable package var source: Source {
        switch sourceNumber {
        case 0...: .rule(Int(sourceNumber))
        case -1: .base
        case -2: .floor
        case -3: .cap
        case ...(-1_000_000): .measure(-1_000_000 - Int(sourceNumber))
        default: .ranking(-4 - Int(sourceNumber))
        }
    }

    package init(
        month: Month, member: Int, source: Source, points: Points, day: CivilDate?, record: EntryPlace?, decision: Int32 = -1
    ) {
        (self.month, self.points, self.decision) = (month, points, decision)
        memberIndex = Int32(member)
        dayNumber = day?.dayNumber ?? .min
        place = record ?? EntryPlace(batch: .max, entry: .max)
        sourceNumber =
            switch source {
            case .base: -1
            case .floor: -2
            case .cap: -3
            case .rule(let index): Int32(index)
            case .ranking(let index): -4 - Int32(index)
            case .measure(let index): -1_000_000 - Int32(index)
            }
    }
}

extension Posting.Source {
    /// The place among all sources of a pack.
    @inlinable package func place(ruleCount: Int, rankingCount: Int) -> Int {
        switch self {
        case .base: 0
        case .floor: 1
        case .cap: 2
        case .rule(let rule): 3 + rule
        case .ranking(let ranking): 3 + ruleCount + ranking
        case .measure(let measure): 3 + ruleCount + rankingCount + measure
        }
    }
}

extension RulePack {
    /// What postings can be of: the base, the floor, the cap, then all rules, all rankings and all measures.
    package var sources: [Posting.Source] {
        [.base, .floor, .cap] + rules.indices.map { .rule($0) } + rankings.indices.map { .ranking($0) } + measures.indices.map { .measure($0) }
    }

    /// The name of a posting's rule in the ledger.
    package func ruleId(_ source: Posting.Source) -> String {
        switch source {
        case .base: "base"
        case .rule(let index): rules[index].id
        case .ranking(let index): rankings[index].id
        case .measure(let index): measures[index].id
        case .floor: "floor"
        case .cap: "cap"
        }
    }

    /// The clause that a posting rests on; the base, the floor and the cap have none.
    package func clause(_ source: Posting.Source) -> String {
        switch source {
        case .base, .floor, .cap: ""
        case .rule(let index): rules[index].clause
        case .ranking(let index): rankings[index].clause
        case .measure(let index): measures[index].clause
        }
    }
}

/// A record that is used but lacks a human act before it can post or count.
package struct Pending: Sendable {
    package let record: EntryPlace
    package let member: Int
    /// Index of the fact in the pack.
    package let fact: Int
    /// The month it would count in; nil while that is not known.
    package let month: Month?
    /// The day of the fact.
    package let day: CivilDate
    /// Bit n: the n-th mark of the fact would be set.
    let marks: UInt8
}

extension Pending {
    /// Indices of the marks that would be set.
    package func marks(_ pack: RulePack) -> [Int] { marks(of: fact, pack) }

    /// The same of another version of the rule.
    func marks(of fact: Int, _ pack: RulePack) -> [Int] {
        pack.facts[fact].marks.enumerated().filter { marks & 1 << UInt8($0.offset) != 0 }.map(\.element.mark)
    }
}

/// What has set a mark on a member.
package struct MarkCause: Sendable {
    /// Index of the mark in the pack.
    package let mark: Int
    package let member: Int
    /// Index of the fact in the pack.
    package let fact: Int
    package let month: Month
    package let day: CivilDate
    package let record: EntryPlace
}
