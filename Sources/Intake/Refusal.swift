package import GridModel

/// Why a decision that was read without fault cannot be carried out.
package enum DecisionFault: Int, Sendable {
    /// Neither a posting nor a record is named.
    case nothingNamed
    /// No posting has this id.
    case noPosting
    /// A posting of the base, a ranking or the floor: it follows from others.
    case follows
    /// A posting that a decision has made.
    case ofDecision
    /// No record of a log that counts has this id.
    case noRecord
    /// Records of several kinds have this id.
    case severalRecords
    /// The record has caused no posting.
    case recordWithoutPosting
    /// The record has caused several postings, and one must be named.
    case severalPostings
    /// The posting or record is another member's.
    case otherMember
    /// What is named does not go together: the posting is not of this record or rule.
    case notTogether
    /// Another decision, whose id is the note, stands already.
    case alreadyDecided
    /// The column has no meaning for this decision.
    case notUsed
    /// Not an exact decimal of at most two places.
    case notPoints
    /// Of another sign than the rule's points, which are the note, none, or more than them.
    case pointsOutside
    /// The pack has no rule of this id.
    case noRule
    /// The rule is not in force in the month, which is the note.
    case notInForce
    /// The month, which is the note, is not scored.
    case notScored
    /// The member is not active in the month, which is the note.
    case notActive
    /// Not a line of a file.
    case notALine
    /// Not a content code.
    case notACode
    /// Outside the range, which is the note, that the rule leaves to a person.
    case pointsOutOfRange
    /// The rule leaves the points to a person, within the range that is the note, and none are given.
    case pointsMissing
}

/// A decision that is rejected after all.
package struct Refusal: Sendable {
    package let decision: DecisionRecord
    package let fault: DecisionFault
    package let column: DecisionColumn
    /// What the fault's wording needs.
    package let note: String

    package init(_ decision: DecisionRecord, _ fault: DecisionFault, _ column: DecisionColumn, note: String = "") {
        self.decision = decision
        self.fault = fault
        self.column = column
        self.note = note
    }
}

extension IntakeResult {
    /// Rejects decisions that cannot be carried out: they were counted as used.
    package mutating func refuse(_ refusals: [Refusal]) {
        for refusal in refusals {
            let place = refusal.decision.place
            batches[Int(place.batch)].refuse(
                Int(place.entry), .decision, column: refusal.column.rawValue, detail: refusal.fault.rawValue,
                value: refusal.decision[refusal.column], note: refusal.note)
            let file = batches[Int(place.batch)].file
            files[file].counts[.used] -= 1
            files[file].counts[.rejected] += 1
        }
        guard !refusals.isEmpty else { return }
        let refused = Set(refusals.map(\.decision.place))
        decisions.removeAll { refused.contains($0.place) }
    }
}
