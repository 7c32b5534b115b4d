import GridModel
import RulePacks
import Scoring

/// Those whom a ranking of a month compares: what a member has won, and by how much a better place was missed.
struct RankingGaps: Sendable {
    /// A place, and what it takes to come to it while all others stay as they are.
    struct Better: Sendable, Equatable {
        /// The rank that would be reached.
        let rank: Int
        /// What would have to be counted more.
        let more: Int
        /// What the rank wins.
        let points: Points
    }

    /// What of a ranking concerns one member.
    struct Standing: Sendable, Equatable {
        let own: Place
        /// How many are compared.
        let size: Int
        /// Who is next above; nil at the top.
        let above: Place?
        /// Drawing level with the one above.
        let next: Better?
        /// The last place that won points; nil if nobody won any.
        let lastWinner: Place?
        /// The least that would have won points; nil for who has won, and where nothing is to be won.
        let toWin: Better?
    }

    struct Place: Sendable, Equatable {
        let rank: Int
        let count: Int
        let points: Points
    }

    /// Who is compared, and by what.
    private struct Entry {
        let place: Place
        /// By how many days the count is divided.
        let days: Int

        func isBetter(than count: Int, _ days: Int) -> Bool { place.count * days > count * self.days }
        func isAsGood(as count: Int, _ days: Int) -> Bool { place.count * days >= count * self.days }
    }

    private let rule: Ranking
    /// Whether there is anything to be won.
    private let hasWinners: Bool
    private let atLeast: Int
    /// How many days the month has had.
    private let whole: Int
    private let size: Int
    /// Those who take part, from the best.
    private let entries: [Entry]
    /// Where those begin who are as good as each other.
    private let starts: [Int]

    /// - Parameters:
    ///   - isInForce: whether there is anything to be won.
    ///   - days: on how many days of the month each is active; none where the ranking does not ask.
    ///   - whole: how many days the month has had.
    init(_ rule: Ranking, isInForce: Bool, _ places: [MemberResult.Count], days: [Int], whole: Int) {
        (self.rule, self.whole, size) = (rule, whole, places.count)
        atLeast = max(1, rule.atLeast)
        let takesPart = places.indices.filter { rule.partMonth != .leftOut || days[$0] == whole }
        let entries = takesPart.map { index in
            Entry(
                place: Place(rank: places[index].rank, count: places[index].count, points: places[index].points),
                days: rule.partMonth == .perDay ? max(1, days[index]) : 1)
        }.sorted { $0.isBetter(than: $1.place.count, $1.days) }
        self.entries = entries
        starts = entries.indices.filter { $0 == 0 || entries[$0 - 1].isBetter(than: entries[$0].place.count, entries[$0].days) }
        hasWinners = isInForce && !rule.awards.isEmpty && takesPart.count >= rule.membersAtLeast
    }

    /// - Parameter days: on how many days of the month the member is active; not looked at where the ranking does not ask.
    func standing(_ own: MemberResult.Count, days: Int = 0) -> Standing {
        let place = Place(rank: own.rank, count: own.count, points: own.points)
        let lastWinner = entries.last { $0.place.points != .zero }?.place
        guard takesPart(days) else { return Standing(own: place, size: size, above: nil, next: nil, lastWinner: lastWinner, toWin: nil) }
        let divisor = divisor(days)
        let before = entries.partition { $0.isBetter(than: own.count, divisor) }
        return Standing(
            own: place, size: size, above: before > 0 ? entries[before - 1].place : nil,
            next: before > 0 ? better(own.count, days, with: level(entries[before - 1], divisor)) : nil, lastWinner: lastWinner,
            toWin: own.points == .zero ? toWin(own.count, days) : nil)
    }

    /// What a member's count would bring.
    ///
    /// - Parameter own: the count that stands in the field already.
    func outcome(of count: Int, insteadOf own: Int, days: Int = 0) -> (rank: Int, points: Points) {
        guard takesPart(days) else { return (entries.count + 1, .zero) }
        let divisor = divisor(days)
        let before = entries.partition { $0.isBetter(than: count, divisor) }
        let equal = entries.partition { $0.isAsGood(as: count, divisor) } - before
        // Whoever would fall back leaves the own place behind.
        let others = before - (own > count ? 1 : 0)
        let rank: Int
        switch rule.ties {
        case .skip, .split: rank = others + 1
        case .noSkip: rank = starts.partition { $0 < before } - (own > count && isAlone(own, divisor) ? 1 : 0) + 1
        }
        guard hasWinners, count >= atLeast, rank <= rule.awards.count else { return (rank, .zero) }
        return (rank, rule.ties == .split ? rule.share(of: equal + (own == count ? 0 : 1), from: rank) : rule.awards[rank - 1])
    }

    private func takesPart(_ days: Int) -> Bool { rule.partMonth != .leftOut || days == whole }
    private func divisor(_ days: Int) -> Int { rule.partMonth == .perDay ? max(1, days) : 1 }

    /// Whether nobody else is as good as a count that stands in the field.
    private func isAlone(_ count: Int, _ divisor: Int) -> Bool {
        entries.partition { $0.isAsGood(as: count, divisor) } - entries.partition { $0.isBetter(than: count, divisor) } == 1
    }

    /// The least count that is as good as somebody's.
    private func level(_ entry: Entry, _ divisor: Int) -> Int { (entry.place.count * divisor + entry.days - 1) / entry.days }

    private func better(_ own: Int, _ days: Int, with count: Int) -> Better {
        let (rank, points) = outcome(of: count, insteadOf: own, days: days)
        return Better(rank: rank, more: count - own, points: points)
    }

    private func toWin(_ own: Int, _ days: Int) -> Better? {
        guard hasWinners else { return nil }
        let divisor = divisor(days)
        // Of the others, the one who would have to be drawn level with.
        let number = rule.awards.count - 1
        let last: Entry?
        if rule.ties == .noSkip {
            let (run, alone) = (starts.partition { $0 < entries.partition { $0.isBetter(than: own, divisor) } }, isAlone(own, divisor))
            let index = alone && number >= run ? number + 1 : number
            last = index < starts.count ? entries[starts[index]] : nil
        } else {
            let index = number < entries.partition { $0.isBetter(than: own, divisor) } ? number : number + 1
            last = index < entries.count ? entries[index] : nil
        }
        return better(own, days, with: max(last.map { level($0, divisor) } ?? 0, atLeast))
    }
}

extension Array {
    /// How many elements at the start meet a condition that none behind them meets.
    fileprivate func partition(_ isBefore: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
