package import GridModel

/// Which of a numbered lot are set. Takes no memory of its own for the first 64.
package struct Flags: Hashable, Sendable {
    @usableFromInline var first: UInt64 = 0
    @usableFromInline var others: [Bool] = []

    package init() {}

    package subscript(_ index: Int) -> Bool {
        @inlinable get { index < 64 ? first &>> UInt64(index) & 1 == 1 : index - 64 < others.count && others[index - 64] }
        set {
            if index < 64 {
                first = first & ~(1 &<< UInt64(index)) | (newValue ? 1 &<< UInt64(index) : 0)
            } else {
                while others.count <= index - 64 { others.append(false) }
                others[index - 64] = newValue
            }
        }
    }
}

/// The result of one member in one period.
package struct MemberResult: Sendable {
    /// Index in the roster.
    package let member: Int
    /// Name, group and unit as of the member's last active day of the period.
    package let row: RosterRow
    /// Index of the row's group in the book.
    package let group: Int
    /// How many months were scored; 1 in a month.
    package let months: Int
    /// The score of a month, the average of a longer period.
    package internal(set) var value: Average
    /// Competition rank within the group.
    package var rank = 0
    /// For each mark of the pack, whether it is set in the period: for marks of a year, in its calendar year.
    package internal(set) var marks: Flags
    /// For each list of the pack, whether the member is on it.
    package var lists = Flags()
    /// What the score is made of, for a month.
    package let breakdown: Breakdown?

    package struct Breakdown: Sendable {
        package let base: Points
        /// Zero or less.
        package let deductions: Points
        /// Without base, rankings and floor.
        package let bonuses: Points
        package let rankingBonus: Points
        /// What measures with a weight give.
        package let measured: Points
        package let floorAdjustment: Points
        /// Zero or less.
        package let capAdjustment: Points
        /// For each ranking of the pack.
        package let counts: [Count]

        package init(
            base: Points, deductions: Points, bonuses: Points, rankingBonus: Points, measured: Points = .zero, floorAdjustment: Points,
            capAdjustment: Points = .zero, counts: [Count]
        ) {
            self.base = base
            self.deductions = deductions
            self.bonuses = bonuses
            self.rankingBonus = rankingBonus
            self.measured = measured
            self.floorAdjustment = floorAdjustment
            self.capAdjustment = capAdjustment
            self.counts = counts
        }

        /// Before it is raised to the floor and lowered to the cap.
        package var sum: Points { base + deductions + bonuses + rankingBonus + measured }
    }

    /// A member's place in a ranking.
    package struct Count: Hashable, Sendable {
        package let count: Int
        package let rank: Int
        package let points: Points

        package init(count: Int, rank: Int, points: Points) {
            self.count = count
            self.rank = rank
            self.points = points
        }
    }

    package init(member: Int, row: RosterRow, group: Int, months: Int, value: Average, marks: Flags, breakdown: Breakdown?) {
        self.member = member
        self.row = row
        self.group = group
        self.months = months
        self.value = value
        self.marks = marks
        self.breakdown = breakdown
    }
}

/// A list of a period: results by index, with the rank among the qualified where the list has one.
package struct ListResult: Sendable {
    /// Index of the list in the pack.
    package let list: Int
    package let entries: [(result: Int, rank: Int)]
    /// Who ties across the cut, field by field; not known of filed results.
    package let ties: [ListTie]

    package init(list: Int, entries: [(result: Int, rank: Int)], ties: [ListTie] = []) {
        self.list = list
        self.entries = entries
        self.ties = ties
    }
}

/// Those who tie with the last one inside a list while not all of them have a place.
package struct ListTie: Sendable {
    /// How many places the field has.
    package let places: Int
    /// How many stand on the list because of the tie, or in spite of it.
    package let listed: Int
    package let rank: Int
    /// Indices among the results of the period.
    package let results: [Int]
}

/// All results of a period, by group, value from the highest, and member id.
package struct PeriodResult: Sendable {
    package let period: Period
    package let isFinal: Bool
    /// Months of the period that were scored.
    package let scoredMonths: Int
    package let members: [MemberResult]
    /// The lists that the pack makes for this sort of period.
    package let lists: [ListResult]

    package init(period: Period, isFinal: Bool, scoredMonths: Int, members: [MemberResult], lists: [ListResult]) {
        self.period = period
        self.isFinal = isFinal
        self.scoredMonths = scoredMonths
        self.members = members
        self.lists = lists
    }
}

/// Everything that scoring yields.
package struct ScoreBook: Sendable {
    package let asOf: CivilDate
    /// All groups of the roster, by their bytes.
    package let groups: [String]
    /// By month, member id, rule id, file and line, without the settled months.
    package internal(set) var ledger: [Posting]
    /// Filed months that rest on the same as when they were last compared: nobody asks for their postings.
    package let settled: Set<Month>
    /// How many postings there are, those of settled months included.
    package let postingCount: Int
    package let ruleSums: RuleSums
    /// A number for all that each month's tables are made of, if it was asked for.
    package let bases: [Month: UInt64]
    /// By file and line.
    package let pending: [Pending]
    /// What has set marks, by file and line.
    package let markCauses: [MarkCause]
    /// Months, then longer periods.
    package internal(set) var periods: [PeriodResult]
    package let decisions: DecisionBook
    package internal(set) var measures: MeasureBook

    /// The same with what was filed of the measures and proposals of some periods.
    package func with(_ filed: [FiledCases]) -> ScoreBook {
        var book = self
        book.measures = measures.restated(filed)
        return book
    }

    /// The same with other results.
    package func with(periods: [PeriodResult]) -> ScoreBook {
        var book = self
        book.periods = periods
        return book
    }

    package func result(of period: Period) -> PeriodResult? {
        periods.first { $0.period == period }
    }

    /// A month's postings.
    package func postings(in month: Month) -> ArraySlice<Posting> {
        let start = ledger.partitionIndex { $0.month >= month }
        let end = ledger.partitionIndex { $0.month > month }
        return ledger[start..<end]
    }

    /// Where a member's postings of a month stand in the ledger, in the order of a statement.
    package func statement(_ postings: Range<Int>) -> [Int] {
        var order = StatementOrder()
        ledger.withUnsafeBufferPointer { order.sort(postings, of: $0) }
        return (0..<order.count).map { order[$0] }
    }

    /// A member's postings in a month.
    package func postings(in month: Month, of member: Int) -> ArraySlice<Posting> {
        let start = ledger.partitionIndex { ($0.month, $0.member) >= (month, member) }
        let end = ledger.partitionIndex { ($0.month, $0.member) > (month, member) }
        return ledger[start..<end]
    }
}

/// The order of a statement: the base, then records by day, then rankings, then floor and cap; otherwise that of the ledger.
///
/// It is used for one member after the other, so that room need not be made for each.
package struct StatementOrder {
    /// What decides, and behind it the place among the postings.
    @usableFromInline var keys: [UInt64] = []
    @usableFromInline var start = 0

    package init() {}

    /// Puts a member's postings of a month in order.
    package mutating func sort(_ postings: Range<Int>, of ledger: UnsafeBufferPointer<Posting>) {
        keys.removeAll(keepingCapacity: true)
        start = postings.lowerBound
        for position in postings {
            let order =
                switch ledger[position].source {
                case .base: Int32.min
                case .rule: ledger[position].day?.dayNumber ?? 0
                case .ranking, .measure: Int32.max - 1
                case .floor, .cap: Int32.max
                }
            keys.append(UInt64(UInt32(bitPattern: order) ^ 1 << 31) << 32 | UInt64(position - start))
        }
        keys.sort()
    }

    @inlinable package var count: Int { keys.count }

    /// Where in the ledger the posting stands that comes at this place.
    @inlinable package subscript(_ index: Int) -> Int { start + Int(keys[index] & 0xFFFF_FFFF) }
}

extension Array {
    /// The first index whose element meets a predicate that no element before and every element behind it meets.
    func partitionIndex(_ belongsBehind: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if belongsBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
