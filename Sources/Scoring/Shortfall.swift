package import GridModel
package import RulePacks

/// What keeps a result from being ranked for a list.
package enum Shortfall: Sendable, Hashable {
    /// It is less than this.
    case value(Points)
    /// Not every scored month of the period counts in it.
    case everyMonth
    /// Fewer months than these count in it.
    case months(Int)
    /// This mark of the pack is set: the right is lost.
    case right(Int)
}

extension Qualification {
    /// What a result lacks, the first thing that is looked at; nil if it is qualified.
    ///
    /// - Parameters:
    ///   - scoredMonths: of the period.
    ///   - listed: the least number of months that the list's file of the period asks for.
    @inline(__always)
    package func shortfall(_ result: UnsafePointer<MemberResult>, scoredMonths: Int, listed: Int) -> Shortfall? {
        if let least = atLeast, result.pointee.value < Average(least) { return .value(least) }
        if everyMonth, result.pointee.months < scoredMonths { return .everyMonth }
        if result.pointee.months < max(months, listed) { return .months(max(months, listed)) }
        if let right, result.pointee.marks[right] { return .right(right) }
        return nil
    }
}
