import GridModel

/// Tests of how long something took. A kind that is asked for it takes no record in plain form.
extension RecordDecoder {
    /// Whether a test holds. It does as well where the calendar lacks a year: `lackingYear` has refused such a record if it
    /// matters.
    @inline(never)
    func holds(elapsed test: DecodingTables.Test) -> Bool {
        (try? answer(test)) ?? true
    }

    private func answer(_ test: DecodingTables.Test) throws(WorkCalendar.LacksYear) -> Bool {
        guard let from = happened(Int(test.column)) else { return false }
        let end = happened(Int(test.other))
        if end == nil, test.sort == .within { return false }
        let limit = tables.limits[Int(test.firstAllowed)]
        let isExceeded = try limit.isExceeded(from: CivilTime(seconds: from), to: CivilTime(seconds: end ?? now), tables.calendar)
        return isExceeded == (test.sort == .exceeds)
    }

    /// The year that the calendar lacks and some fact of the record at hand depends on, and the column whose time asks for it;
    /// nil if there is none. Also notes until when what is open is within a limit, for it will be past it on a later day.
    mutating func lackingYear(deciding: Int) -> (column: Int, year: Int, isOpen: Bool)? {
        var found: (column: Int, year: Int, isOpen: Bool)?
        for index in 0..<tables.facts.count {
            let fact = tables.facts[index]
            for place in Int(fact.tests.first)..<Int(fact.tests.first &+ fact.tests.count) where tables.tests[place].isOfElapsedTime {
                let test = tables.tests[place]
                noteEnd(test)
                guard found == nil else { continue }
                do throws(WorkCalendar.LacksYear) {
                    _ = try answer(test)
                } catch {
                    if holds(fact.tests), hit(fact, deciding: deciding) != nil { found = asking(for: error.year, test) }
                }
            }
        }
        return found
    }

    private func asking(for year: Int, _ test: DecodingTables.Test) -> (column: Int, year: Int, isOpen: Bool) {
        let (from, to) = (Int(test.column), Int(test.other))
        let isOpen = happened(to) == nil
        let isOfStart = isOpen || CivilTime(seconds: values[from].time).date.components.year == year
        return (isOfStart ? from : to, year, isOpen)
    }

    private mutating func noteEnd(_ test: DecodingTables.Test) {
        guard let from = happened(Int(test.column)), happened(Int(test.other)) == nil else { return }
        do throws(WorkCalendar.LacksYear) {
            let end = try tables.limits[Int(test.firstAllowed)].end(from: CivilTime(seconds: from), tables.calendar)
            latestOddTime = max(latestOddTime, end.seconds)
        } catch {
            // From then on the record is refused.
            if let day = CivilDate(year: error.year, month: 1, day: 1) { latestOddTime = max(latestOddTime, CivilTime(day).seconds) }
        }
    }
}
