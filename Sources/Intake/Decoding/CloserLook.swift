import GridModel

/// Facts that ask how long something took or how much it was, and what they take of a record. A kind that has such facts or
/// numbers takes no record in plain form: others pay nothing.
extension RecordDecoder {
    /// Why a record cannot be taken.
    enum Lacking {
        /// It asks the calendar in vain: the year, the column whose time asks for it, and whether it is asked for the end of the
        /// as-of date.
        case year(Int, column: Int, isOpen: Bool)
        /// The points in a column are none that may be posted.
        case points(column: Int, ClosedRange<Points>)
    }

    /// Collects what the record would post and count, as `collectHits` does, leaves out what takes longer or is more than facts
    /// ask, and adds what they take of the record.
    ///
    /// - Returns: what is lacking if one of the facts depends on it.
    @inline(never)
    mutating func collectCloserHits(deciding: Int) -> Lacking? {
        noteOpenEnds()
        _ = collectHits(deciding: deciding)
        var kept = 0
        closerHitsOnlyCount = true
        for place in 0..<hitCount {
            var hit = hitScratch[place]
            if let look = tables.closerLooks.first(where: { $0.fact == hit.fact }) {
                switch answer(look.tests) {
                case .lacks(let lacking): return lacking
                case .fails: continue
                case .holds: break
                }
                switch take(look, &hit) {
                case .lacks(let lacking): return lacking
                case .fails: continue
                case .holds: break
                }
            }
            if hit.isAwaiting || !onlyCounts(hit.fact) { closerHitsOnlyCount = false }
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

    /// Adds to a hit what its fact takes of the record. What has not happened yet, or is not given, is no case of it.
    private func take(_ look: DecodingTables.CloserLook, _ hit: inout Effect.Hit) -> Answer {
        if let met = look.met {
            // What is open and still in time is neither good nor bad.
            switch isUndecided(met.others) {
            case .lacks(let lacking): return .lacks(lacking)
            case .holds: return hit.isAwaiting ? .holds : .fails
            case .fails: break
            }
            var isMet = holds(met.tests)
            if isMet {
                switch answer(met.others) {
                case .lacks(let lacking): return .lacks(lacking)
                case .fails: isMet = false
                case .holds: break
                }
            }
            hit = Effect.Hit(
                fact: hit.fact, month: hit.month, day: hit.day, isAwaiting: hit.isAwaiting, marks: isMet ? 1 : isOpen(look) ? 2 : 0, value: hit.value)
        }
        switch look.value {
        case nil: break
        case .number(let column):
            guard values[column].isPresent else { return hit.isAwaiting ? .holds : .fails }
            hit.value = values[column].time
            if let range = look.range, !hit.isAwaiting {
                let (points, rest) = hit.value.quotientAndRemainder(dividingBy: Int64(Number.scale / 100))
                if rest != 0 || !range.contains(Points(hundredths: Int(points))) { return .lacks(.points(column: column, range)) }
            }
        case .minutes(let from, let to, let without, let ofWork):
            guard let start = happened(from), let end = happened(to) else { return hit.isAwaiting ? .holds : .fails }
            let elapsed = elapsed(start, end, without)
            do throws(WorkCalendar.LacksYear) {
                hit.value = Int64(try elapsed.minutes(ofWork: ofWork ? tables.calendar : nil))
            } catch {
                return .lacks(.year(error.year, column: elapsed.from.date.components.year == error.year ? from : to, isOpen: false))
            }
        }
        return .holds
    }

    /// What has passed between two times without pauses; one that has no end yet goes on until the second.
    private func elapsed(_ start: Int64, _ end: Int64, _ without: [Pause]) -> ElapsedTime {
        ElapsedTime(
            from: CivilTime(seconds: start), to: CivilTime(seconds: end),
            without: without.compactMap { pause in
                happened(pause.from).map { (CivilTime(seconds: $0), CivilTime(seconds: happened(pause.to) ?? end)) }
            })
    }

    /// Whether something that is to be done within a limit is not done, and the limit has not passed.
    private func isUndecided(_ tests: [Condition.Test]) -> Answer {
        for test in tests {
            guard case .elapsed(let from, let to, let without, let limit, false) = test, happened(from) != nil, happened(to) == nil else { continue }
            switch answer([.elapsed(from: from, to: to, without: without, limit: limit, exceeds: true)]) {
            case .lacks(let lacking): return .lacks(lacking)
            case .fails: return .holds
            case .holds: break
            }
        }
        return .fails
    }

    /// Whether something that the record is asked for has not come to its end though its time is over.
    private func isOpen(_ look: DecodingTables.CloserLook) -> Bool {
        if look.ends.contains(where: { happened($0) == nil }) { return true }
        return (look.tests + (look.met?.others ?? [])).contains { test in
            guard case .elapsed(let from, let to, let without, let limit, _) = test, let begin = happened(from), happened(to) == nil
            else { return false }
            return (try? elapsed(begin, now, without).exceeds(limit, tables.calendar)) ?? false
        }
    }

    /// Whether all that is asked holds. What one test denies needs no other.
    private func answer(_ tests: [Condition.Test]) -> Answer {
        var answer = Answer.holds
        for test in tests {
            switch test {
            case .number(let column, let atLeast, let atMost):
                guard values[column].isPresent else { return .fails }
                let number = Number(tenThousandths: values[column].time)
                if atLeast.map({ number < $0 }) == true || atMost.map({ number > $0 }) == true { return .fails }
            case .elapsed(let from, let to, let without, let limit, let exceeds):
                guard let begin = happened(from) else { return .fails }
                let end = happened(to)
                if end == nil, !exceeds { return .fails }
                let elapsed = elapsed(begin, end ?? now, without)
                do throws(WorkCalendar.LacksYear) {
                    if try elapsed.exceeds(limit, tables.calendar) != exceeds { return .fails }
                } catch {
                    let isOfStart = end == nil || elapsed.from.date.components.year == error.year
                    answer = .lacks(.year(error.year, column: isOfStart ? from : to, isOpen: end == nil))
                }
            case .code, .present, .empty, .overdue: preconditionFailure("asked beside the closer look")
            }
        }
        return answer
    }

    /// Notes until when what is open is within a limit: on a later day it is late, so the file may not be kept before.
    private mutating func noteOpenEnds() {
        for look in tables.closerLooks {
            for test in look.tests.filter(\.isOfExcess) + (look.met?.others ?? []) {
                guard case .elapsed(let from, let to, let without, let limit, _) = test, let begin = happened(from), happened(to) == nil
                else { continue }
                // With pauses it ends on a day that is not known yet.
                if !without.isEmpty { latestOddTime = max(latestOddTime, now) }
                do throws(WorkCalendar.LacksYear) {
                    latestOddTime = max(latestOddTime, try limit.end(from: CivilTime(seconds: begin), tables.calendar).seconds)
                } catch {
                    // From then on the record is refused.
                    if let day = CivilDate(year: error.year, month: 1, day: 1) { latestOddTime = max(latestOddTime, CivilTime(day).seconds) }
                }
            }
        }
    }
}

extension Condition.Test {
    /// Whether what is open comes to meet it one day.
    fileprivate var isOfExcess: Bool { if case .elapsed(_, _, _, _, true) = self { true } else { false } }
}
