import GridModel

/// Facts that ask how long something took. A kind that has such facts takes no record in plain form: others pay nothing.
extension RecordDecoder {
    /// What a record asks of the calendar in vain: the year, the column whose time asks for it, and whether it is asked for the
    /// end of the as-of date.
    typealias Lacking = (column: Int, year: Int, isOpen: Bool)

    /// Collects what the record would post and count, as `collectHits` does, and leaves out what takes longer or less long
    /// than facts ask.
    ///
    /// - Returns: what is lacking if one of the facts depends on it.
    @inline(never)
    mutating func collectTimedHits(deciding: Int) -> Lacking? {
        noteOpenEnds()
        _ = collectHits(deciding: deciding)
        var kept = 0
        timedHitsOnlyCount = true
        for place in 0..<hitCount {
            let hit = hitScratch[place]
            switch answer(of: hit.fact) {
            case .lacks(let lacking): return lacking
            case .fails: continue
            case .holds: break
            }
            if hit.isAwaiting || !onlyCounts(hit.fact) { timedHitsOnlyCount = false }
            hitScratch[kept] = hit
            kept += 1
        }
        hitCount = kept
        return nil
    }

    private func onlyCounts(_ fact: UInt16) -> Bool {
        (0..<tables.facts.count).contains { tables.facts[$0].index == fact && tables.facts[$0].onlyCounts }
    }

    private enum Answer {
        case holds, fails
        case lacks(Lacking)
    }

    /// Whether all that a fact asks of elapsed time holds. What one test denies needs no other.
    private func answer(of fact: UInt16) -> Answer {
        var answer = Answer.holds
        for test in tables.elapsedTests where test.fact == fact {
            guard let from = happened(test.from) else { return .fails }
            let end = happened(test.to)
            if end == nil, !test.exceeds { return .fails }
            let start = CivilTime(seconds: from)
            do throws(WorkCalendar.LacksYear) {
                if try test.limit.isExceeded(from: start, to: CivilTime(seconds: end ?? now), tables.calendar) != test.exceeds { return .fails }
            } catch {
                let isOfStart = end == nil || start.date.components.year == error.year
                answer = .lacks((isOfStart ? test.from : test.to, error.year, end == nil))
            }
        }
        return answer
    }

    /// Notes until when what is open is within a limit: on a later day it is late, so the file may not be kept before.
    private mutating func noteOpenEnds() {
        for test in tables.elapsedTests where test.exceeds {
            guard let from = happened(test.from), happened(test.to) == nil else { continue }
            do throws(WorkCalendar.LacksYear) {
                latestOddTime = max(latestOddTime, try test.limit.end(from: CivilTime(seconds: from), tables.calendar).seconds)
            } catch {
                // From then on the record is refused.
                if let day = CivilDate(year: error.year, month: 1, day: 1) { latestOddTime = max(latestOddTime, CivilTime(day).seconds) }
            }
        }
    }
}
