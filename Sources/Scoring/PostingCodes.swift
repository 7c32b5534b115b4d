package import GridModel
import Intake
package import RulePacks

/// The ids of postings: of what a posting is, and not of where its record stands, so that they are the same in every run.
///
/// An id is made of month, member, rule, and the kind and key of the record. A rule that posts more than once for one
/// record numbers the later postings.
package struct PostingCodes: ~Copyable {
    private let members: [Member]
    private let kinds: [String]
    private let ruleIds: [String]
    private let ruleCount: Int
    private let rankingCount: Int
    private var hash = ShortCodeHash()

    package init(_ pack: RulePack, _ roster: Roster) {
        members = roster.members
        kinds = pack.kinds.map(\.id)
        ruleIds = pack.sources.map { pack.ruleId($0) }
        (ruleCount, rankingCount) = (pack.rules.count, pack.rankings.count)
    }

    /// The id of a posting without a record.
    package mutating func code(month: Month, member: Int, source: Posting.Source) -> ShortCode {
        code(month: month, member: member, source: source, kind: -1, key: UnsafeBufferPointer(start: nil, count: 0), ordinal: 0)
    }

    /// The id of a posting of a record.
    ///
    /// - Parameters:
    ///   - kind: index of the record's kind.
    ///   - ordinal: how many postings of the rule for the record come before it.
    package mutating func code(
        month: Month, member: Int, source: Posting.Source, kind: Int, key: UnsafeBufferPointer<UInt8>, ordinal: Int
    ) -> ShortCode {
        hash.add(month.index)
        hash.add(members[member].id)
        hash.add(ruleIds[source.place(ruleCount: ruleCount, rankingCount: rankingCount)])
        hash.add(kind < 0 ? "" : kinds[kind])
        hash.add(key)
        if ordinal > 0 { hash.add(Int32(ordinal)) }
        return hash.code()
    }
}

extension RulePack {
    /// How many of the postings just before one are of the same rule and record, in a list in which those stand together.
    package func ordinal(of index: Int, in postings: UnsafeBufferPointer<Posting>) -> Int {
        let posting = postings[index]
        guard posting.record != nil else { return 0 }
        var (count, before) = (0, index - 1)
        while before >= 0, postings[before].record == posting.record {
            let other = postings[before]
            let isSameRule = other.source == posting.source || sameBytes(ruleId(other.source), ruleId(posting.source))
            if isSameRule, other.month == posting.month, other.member == posting.member { count += 1 }
            before -= 1
        }
        return count
    }
}
