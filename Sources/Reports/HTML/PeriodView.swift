import GridModel
import Scoring

/// A period as pages look at it: who is in it, and where.
struct PeriodView: Sendable {
    let result: PeriodResult
    let label: String
    /// Whether it is the last of its sort.
    let isNewest: Bool
    /// The groups that have somebody in it, in the order of the results.
    let groups: [Int]
    /// For each group, where its members stand among the results.
    private let ranges: [Range<Int>]
    /// For each member of the roster, the place among the results; -1 for none.
    private let places: [Int32]
    /// The names of the results' members, escaped.
    let names: Pieces
    /// Of a month, for each member: where the member's postings begin in the ledger, and behind all where they end.
    private let postings: [Int32]

    init(_ result: PeriodResult, label: String, isNewest: Bool, _ book: ScoreBook, memberCount: Int) {
        self.result = result
        self.label = label
        self.isNewest = isNewest
        var places = [Int32](repeating: -1, count: memberCount)
        var ranges = book.groups.map { _ in 0..<0 }
        var groups: [Int] = []
        for index in result.members.indices {
            places[result.members[index].member] = Int32(index)
            let group = result.members[index].group
            if groups.last != group {
                groups.append(group)
                ranges[group] = index..<index
            }
            ranges[group] = ranges[group].lowerBound..<index + 1
        }
        self.places = places
        names = Pieces(texts: result.members.count) { result.members[$0].row.name }
        self.ranges = ranges
        self.groups = groups
        if case .month(let month) = result.period {
            postings = Self.starts(book.postings(in: month), memberCount)
        } else {
            postings = []
        }
    }

    private static func starts(_ postings: ArraySlice<Posting>, _ memberCount: Int) -> [Int32] {
        var starts: [Int32] = []
        for index in postings.indices {
            while starts.count <= postings[index].member { starts.append(Int32(index)) }
        }
        while starts.count <= memberCount { starts.append(Int32(postings.endIndex)) }
        return starts
    }

    var period: Period { result.period }

    /// A group's members by rank.
    func members(of group: Int) -> ArraySlice<MemberResult> { result.members[ranges[group]] }

    func has(_ group: Int) -> Bool { !ranges[group].isEmpty }

    /// Where a member stands among the results.
    func place(of member: Int) -> Int? { places[member] < 0 ? nil : Int(places[member]) }

    /// A member's value; nil if the member has none.
    func value(of member: Int) -> Average? { places[member] < 0 ? nil : result.members[Int(places[member])].value }

    func group(of member: Int) -> Int? { place(of: member).map { result.members[$0].group } }

    /// Where a member's postings of a month stand in the ledger.
    func postings(of member: Int) -> Range<Int> { Int(postings[member])..<Int(postings[member + 1]) }
}
