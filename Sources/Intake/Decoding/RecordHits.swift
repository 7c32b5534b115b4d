/// What a record does for the facts that take it.
extension RecordDecoder {
    @inline(__always)
    func decidingColumn() -> Int {
        for index in 0..<tables.decidingTimes.count {
            let time = tables.decidingTimes[index]
            if holds(time.tests) { return values[Int(time.column)].isPresent ? Int(time.column) : -1 }
        }
        return -1
    }

    /// A time as scoring sees it: none if it is empty, or if it has not happened and counts as empty then.
    @inline(__always)
    func happened(_ column: Int) -> Int64? {
        let value = values[column]
        guard value.isPresent, !(tables.columns[column].emptyAfterAsOf && value.time > now) else { return nil }
        return value.time
    }

    /// Whether all tests of a condition hold.
    @inline(__always)
    func holds(_ tests: DecodingTables.Tests) -> Bool {
        for index in Int(tests.first)..<Int(tests.first &+ tests.count) {
            let test = tables.tests[index]
            let column = Int(test.column)
            switch test.sort {
            case .code:
                if !tables.allowed[Int(test.firstAllowed &+ values[column].code &+ 1)] { return false }
            case .present:
                if !isPresent(column) { return false }
            case .empty:
                if isPresent(column) { return false }
            case .overdue:
                guard values[column].isPresent else { return false }
                let limit = values[column].time
                if let end = happened(Int(test.other)) {
                    if end <= limit { return false }
                } else if limit >= now {
                    return false
                }
            }
        }
        return true
    }

    private func isPresent(_ column: Int) -> Bool {
        tables.columns[column].emptyAfterAsOf ? happened(column) != nil : values[column].isPresent
    }

    /// Collects what the record would post and count. Returns whether it does nothing but count.
    @inline(__always)
    mutating func collectHits(deciding: Int) -> Bool {
        hitCount = 0
        var onlyCounts = true
        for word in 0..<tables.wordsOfFacts {
            var candidates = tables.candidates[combination &* tables.wordsOfFacts &+ word]
            while candidates != 0 {
                let fact = tables.facts[word &* 64 &+ candidates.trailingZeroBitCount]
                candidates &= candidates &- 1
                if holds(fact.tests), let hit = hit(fact, deciding: deciding) {
                    if !fact.onlyCounts || hit.isAwaiting { onlyCounts = false }
                    hitScratch[hitCount] = hit
                    hitCount &+= 1
                }
            }
        }
        return onlyCounts
    }

    /// What was collected, good until the next record.
    @inline(__always)
    var hits: UnsafeBufferPointer<Effect.Hit> { UnsafeBufferPointer(start: hitScratch, count: hitCount) }

    /// What the record does for a fact whose tests hold; nil if that is nothing.
    @inline(__always)
    private func hit(_ fact: DecodingTables.Fact, deciding: Int) -> Effect.Hit? {
        let isAwaiting = !holds(fact.requires)
        var time = happened(Int(fact.monthColumn))
        // What awaits an act may name a day to come: the month it will count in is not known yet.
        if isAwaiting, let planned = time, planned > now { time = nil }
        guard let moment = time ?? (isAwaiting && deciding >= 0 ? values[deciding].time : nil) else { return nil }
        let (day, month) = calendar.dayAndMonth(moment)
        guard day >= fact.firstDay, day <= fact.lastDay, (time ?? now) <= now else { return nil }
        return Effect.Hit(
            fact: fact.index, month: time == nil ? -1 : month,
            // Of what only counts nobody asks the day.
            day: fact.onlyCounts && !isAwaiting ? 0 : UInt16(clamping: day), isAwaiting: isAwaiting, marks: marks(of: fact))
    }

    /// Bit n: the n-th mark of a fact holds.
    @inline(__always)
    private func marks(of fact: DecodingTables.Fact) -> UInt8 {
        var marks: UInt8 = 0
        for bit in 0..<Int(fact.markCount) where holds(tables.marks[Int(fact.firstMark) + bit]) { marks |= 1 << UInt8(bit) }
        return marks
    }
}
