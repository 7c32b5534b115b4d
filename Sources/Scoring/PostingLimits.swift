import GridModel
import Intake
import RulePacks

/// A scored posting of a record that has been decided.
struct Judged: Sendable {
    let record: EntryPlace
    let rule: Int
    let month: Month
    let isReversed: Bool
}

/// How often rules post for a member in a month, where the pack says how often at most: the first by day stand.
///
/// A posting that has been decided stands in any case, and one that was reversed leaves its place to the next.
struct PostingLimits {
    private struct Key: Hashable {
        let row: Int
        let rule: Int
    }

    private struct Named: Hashable {
        let record: EntryPlace
        let key: Key
    }

    private let limits: [Int?]
    private let memberCount: Int
    private let first: Month
    /// The decided postings of a record.
    private var named: [Named: Int] = [:]
    /// How many there are of a member in a month, and how many of them count.
    private var decided: [Key: (all: Int, standing: Int)] = [:]

    /// Nil if no rule has a limit.
    init?(_ pack: RulePack, _ active: ActiveMonths, _ judged: [Judged], _ batches: [Batch]) {
        limits = pack.rules.map(\.atMost)
        guard limits.contains(where: { $0 != nil }) else { return nil }
        (memberCount, first) = (active.roster.members.count, active.months[0])
        for one in judged where limits[one.rule] != nil {
            let key = key(Int(batches.entry(at: one.record).member), one.month, one.rule)
            named[Named(record: one.record, key: key), default: 0] += 1
            decided[key, default: (0, 0)].all += 1
            if !one.isReversed { decided[key, default: (0, 0)].standing += 1 }
        }
    }

    private func key(_ member: Int, _ month: Month, _ rule: Int) -> Key {
        Key(row: Int(month.index - first.index) * memberCount + member, rule: rule)
    }

    /// How many of those stand that nobody has decided.
    private func others(_ count: Int, _ key: Key, _ limit: Int) -> Int {
        let own = decided[key] ?? (0, 0)
        return min(count - own.all, max(0, limit - own.standing))
    }

    /// Limits counts by scored month, member and rule.
    func limit(_ counts: inout [Int32]) {
        for index in counts.indices {
            let key = Key(row: index / limits.count, rule: index % limits.count)
            guard let limit = limits[key.rule], counts[index] > limit else { continue }
            counts[index] = Int32((decided[key]?.all ?? 0) + others(Int(counts[index]), key, limit))
        }
    }

    /// The postings that stand, in the order they had.
    func limited(_ parts: [[Posting]]) -> [[Posting]] {
        let postings = [Posting](parts.joined())
        var places: [Key: [Int]] = [:]
        var left = named
        var dropped = [Bool](repeating: false, count: postings.count)
        var counts: [Key: Int] = [:]
        for (index, posting) in postings.enumerated() {
            guard case .rule(let rule) = posting.source, limits[rule] != nil, let record = posting.record else { continue }
            let key = key(posting.member, posting.month, rule)
            counts[key, default: 0] += 1
            let name = Named(record: record, key: key)
            if let count = left[name], count > 0 { left[name] = count - 1 } else { places[key, default: []].append(index) }
        }
        for (key, places) in places {
            let ordered = places.sorted { (postings[$0].dayNumber, $0) < (postings[$1].dayNumber, $1) }
            for index in ordered.dropFirst(others(counts[key]!, key, limits[key.rule]!)) { dropped[index] = true }
        }
        return [postings.indices.filter { !dropped[$0] }.map { postings[$0] }]
    }
}
