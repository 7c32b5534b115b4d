package import GridModel
package import Intake
package import RulePacks

/// One line of the ledger: points of a member in a month, with what caused them.
package struct Posting: Sendable {
    package enum Source: Hashable, Sendable {
        case base
        case rule(Int)
        case ranking(Int)
        case floor
    }

    package let month: Month
    /// Index of the member in the roster.
    package let member: Int
    package let source: Source
    package let points: Points
    /// The day of the fact; nil for what belongs to the month as a whole.
    package let day: CivilDate?
    /// The record that caused it; nil for the base, the floor and rankings.
    package let record: EntryPlace?
    /// Index of the effect of the decision that made it, in the book; -1 if none did.
    package var decision: Int32 = -1
}

extension RulePack {
    /// The name of a posting's rule in the ledger.
    package func ruleId(_ source: Posting.Source) -> String {
        switch source {
        case .base: "base"
        case .rule(let index): rules[index].id
        case .ranking(let index): rankings[index].id
        case .floor: "floor"
        }
    }

    /// The clause that a posting rests on; the base and the floor have none.
    package func clause(_ source: Posting.Source) -> String {
        switch source {
        case .base, .floor: ""
        case .rule(let index): rules[index].clause
        case .ranking(let index): rankings[index].clause
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
