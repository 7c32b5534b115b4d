import GridModel
import RulePacks

/// Puts postings in the order of the ledger: month, member id, rule id, file and line, those without a file first.
struct LedgerOrder {
    /// The places of the rule ids among all of them.
    private var (base, floor) = (0, 0)
    private var rules: [Int]
    private var rankings: [Int]
    private let idCount: Int
    private let months: [Month]
    private let memberCount: Int

    init(_ pack: RulePack, _ active: ActiveMonths) {
        months = active.months
        memberCount = active.roster.members.count
        rules = pack.rules.map { _ in 0 }
        rankings = pack.rankings.map { _ in 0 }
        let sources: [Posting.Source] = [.base, .floor] + pack.rules.indices.map { .rule($0) } + pack.rankings.indices.map { .ranking($0) }
        let ids = grouped(sources) { pack.ruleId($0) }
        idCount = ids.count
        for (place, same) in ids.enumerated() {
            for index in same {
                switch sources[index] {
                case .base: base = place
                case .floor: floor = place
                case .rule(let rule): rules[rule] = place
                case .ranking(let ranking): rankings[ranking] = place
                }
            }
        }
    }

    private func place(_ source: Posting.Source) -> Int {
        switch source {
        case .base: base
        case .floor: floor
        case .rule(let rule): rules[rule]
        case .ranking(let ranking): rankings[ranking]
        }
    }

    /// - Parameters:
    ///   - whole: postings without a record.
    ///   - recorded: postings of records, in the order of files and lines.
    func sorted(_ whole: [Posting], _ recorded: [Posting]) -> [Posting] {
        let postings = whole + recorded
        let byRule = counted(Array(postings.indices), keys: idCount) { place(postings[$0].source) }
        let places = counted(byRule, keys: months.count * memberCount) {
            Int(postings[$0].month.index - months[0].index) * memberCount + postings[$0].member
        }
        return places.map { postings[$0] }
    }

    /// Counting sort: by key, and those of one key in the order they had.
    private func counted(_ items: [Int], keys: Int, _ key: (Int) -> Int) -> [Int] {
        var next = [Int](repeating: 0, count: keys + 1)
        for item in items { next[key(item) + 1] += 1 }
        for index in 0..<keys { next[index + 1] += next[index] }
        var sorted = items
        for item in items {
            let key = key(item)
            sorted[next[key]] = item
            next[key] += 1
        }
        return sorted
    }
}
