package import GridModel

/// The sorts of faults, by what a person would call them.
package enum Fault: UInt8, Sendable {
    case fieldCount, textAfterQuote, bareCarriageReturn, tooLong, foreignElement, holdsElements
    case brokenBytes
    case missing, notAnId, damagedId, notATime, notADate, notANumber, outOfBounds, unknownValue
    case before, missingWhere, givenTwice
    case beforeInForce, notOnRoster
    case future
    /// Working time must be counted in a year that the calendar lacks; the detail is the year, its note says `open`
    /// if it is counted to the end of the as-of date.
    case calendarLacks
    case headerLacks, headerMalformed, openQuote, brokenXML
    /// A decision that cannot be carried out; the detail is a `DecisionFault`.
    case decision

    /// What becomes of the record.
    package var outcome: Outcome { self == .future ? .future : .rejected }

    /// Whether the file breaks off here.
    var isBreak: Bool {
        switch self {
        case .headerLacks, .headerMalformed, .openQuote, .brokenXML: true
        default: false
        }
    }
}
