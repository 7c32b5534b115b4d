import GridModel
import RulePacks

/// By what lists compare the members of a quarter or year where that is not their average.
struct Measures: Sendable {
    /// The sums of the scores of all members of the roster.
    private let sums: [Points]
    /// Their scores in the last scored month.
    private let last: [Points?]

    static let none = Measures(sums: [], last: [])

    private init(sums: [Points], last: [Points?]) {
        (self.sums, self.last) = (sums, last)
    }

    /// - Parameter months: the results of the scored months, one after the other.
    init(_ pack: RulePack, _ months: [PeriodResult], _ sums: [Points]) {
        guard pack.lists.contains(where: { $0.measure != .average }), let month = months.last else {
            self = .none
            return
        }
        var last = [Points?](repeating: nil, count: sums.count)
        for member in month.members { last[member.member] = member.value.sum }
        self.init(sums: sums, last: last)
    }

    /// Nil if the member has none; of a month all are its score.
    func value(_ measure: AwardList.Measure, of result: MemberResult) -> Average? {
        switch measure {
        case .average: result.value
        case .sum: sums.isEmpty ? result.value : Average(sums[result.member])
        case .lastMonth: last.isEmpty ? result.value : last[result.member].map { Average($0) }
        }
    }
}

/// Indices of results, which stand group by group, cut where a group ends.
func groupRuns(_ indices: [Int], _ results: [MemberResult]) -> [ArraySlice<Int>] {
    var (runs, start): ([ArraySlice<Int>], Int) = ([], 0)
    for end in indices.indices.map({ $0 + 1 })
    where end == indices.count || results[indices[end]].group != results[indices[start]].group {
        runs.append(indices[start..<end])
        start = end
    }
    return runs
}

extension AwardList {
    /// Who is on the list, in the order of the results, with the rank among the qualified where the list has one.
    ///
    /// - Parameter months: the least number of scored months.
    func entries(_ results: [MemberResult], scoredMonths: Int, months: Int, _ measures: Measures) -> [(result: Int, rank: Int)] {
        switch selection {
        case .below(let line, let orEqual):
            let line = Average(line)
            return results.indices.filter { index in
                let value = results[index].value
                return (value < line || (orEqual && value == line)) && results[index].months >= months
            }.map { ($0, results[$0].rank) }
        case .top(let last, let within, let qualification):
            let qualified = results.withUnsafeBufferPointer { results in
                results.indices.filter { qualification.isMet(by: results.baseAddress! + $0, scoredMonths, months: months) }
            }
            var entries: [(result: Int, rank: Int)] = []
            for field in within == .all ? [qualified[...]] : groupRuns(qualified, results) {
                var ordered = field.compactMap { index in measures.value(measure, of: results[index]).map { (value: $0, result: index) } }
                ordered.sort { $0.value == $1.value ? $0.result < $1.result : $0.value > $1.value }
                let ranks = competitionRanks(ordered.map(\.value))
                entries += zip(ordered, ranks).lazy.filter { $0.1 <= last }.map { ($0.0.result, $0.1) }
            }
            return entries.sorted { $0.result < $1.result }
        }
    }
}

extension Qualification {
    fileprivate func isMet(by result: UnsafePointer<MemberResult>, _ scoredMonths: Int, months: Int) -> Bool {
        if let least = atLeast, result.pointee.value < Average(least) { return false }
        if everyMonth, result.pointee.months < scoredMonths { return false }
        if result.pointee.months < max(self.months, months) { return false }
        return right.map { !result.pointee.marks[$0] } ?? true
    }
}
