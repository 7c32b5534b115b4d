import GridModel
import Intake
import RulePacks

/// Puts postings in the order of the ledger: month, member id, rule id, file and line, those without a file first.
struct LedgerOrder: Sendable {
    /// The place of each source's rule id among all of them.
    private var places: [Int]
    private let ruleCount: Int
    private let rankingCount: Int
    private let idCount: Int
    private let months: [Month]
    private let memberCount: Int

    init(_ pack: RulePack, _ active: ActiveMonths) {
        months = active.months
        memberCount = active.roster.members.count
        (ruleCount, rankingCount) = (pack.rules.count, pack.rankings.count)
        let sources = pack.sources
        let ids = grouped(sources) { pack.ruleId($0) }
        idCount = ids.count
        places = sources.map { _ in 0 }
        for (place, same) in ids.enumerated() {
            for index in same { places[index] = place }
        }
    }

    private func place(_ source: Posting.Source) -> Int { places[source.place(ruleCount: ruleCount, rankingCount: rankingCount)] }

    /// Months are put in order side by side.
    ///
    /// - Parameters:
    ///   - whole: postings without a record, by month.
    ///   - recorded: postings of records, in the order of files and lines.
    ///   - settled: months of which the postings are left out.
    func sorted(_ whole: [[Posting]], _ recorded: [[Posting]], without settled: Set<Month>, jobs: Int) async throws -> [Posting] {
        let isLeftOut = months.map { settled.contains($0) }
        var ofMonth = isLeftOut.indices.map { isLeftOut[$0] ? [] : whole[$0] }
        for part in recorded {
            for posting in part {
                let position = Int(posting.month.index - months[0].index)
                if !isLeftOut[position] { ofMonth[position].append(posting) }
            }
        }
        let unsorted = ofMonth
        let sorted = try await parallelMap(months.count, jobs: jobs) { self.sorted(unsorted[$0]) }
        var all: [Posting] = []
        all.reserveCapacity(sorted.reduce(0) { $0 + $1.count })
        for month in sorted { all += month }
        return all
    }

    /// The postings of a month, those without a record first.
    private func sorted(_ postings: [Posting]) -> [Posting] {
        let byRule = counted(Array(0..<UInt32(postings.count)), keys: idCount) { place(postings[$0].source) }
        return counted(byRule, keys: memberCount) { postings[$0].member }.map { postings[Int($0)] }
    }

    /// Counting sort: by key, and those of one key in the order they had.
    private func counted(_ items: [UInt32], keys: Int, _ key: (Int) -> Int) -> [UInt32] {
        var next = [Int](repeating: 0, count: keys + 1)
        for item in items { next[key(Int(item)) + 1] += 1 }
        for index in 0..<keys { next[index + 1] += next[index] }
        var sorted = items
        for item in items {
            let key = key(Int(item))
            sorted[next[key]] = item
            next[key] += 1
        }
        return sorted
    }
}
