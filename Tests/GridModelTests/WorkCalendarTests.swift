import PropertyKit
import Testing

@testable import GridModel

/// Working time beside a count of minute by minute.
@Suite struct WorkCalendarTests {
    /// A calendar of two years made up at random, and what is known of it.
    private struct Made {
        let calendar: WorkCalendar
        let weekend: Set<Weekday>
        let holidays: Set<CivilDate>
        let working: Set<CivilDate>
        let hours: [Range<Int>]
        let start = CivilTime(CivilDate(year: 2025, month: 1, day: 1)!)
        let end = CivilTime.endOfDay(CivilDate(year: 2026, month: 12, day: 31)!)

        init(_ random: inout Random) {
            weekend = random.pick([[.saturday, .sunday], [.sunday], [], [.friday, .saturday]])
            let days = (0..<730).map { CivilDate(dayNumber: CivilDate(year: 2025, month: 1, day: 1)!.dayNumber + Int32($0)) }
            let often = random.int(2...40)
            let (atWeekend, weekend) = (weekend, weekend)
            holidays = Set(days.filter { _ in random.once(in: often) })
            let (taken, each) = (holidays, random.int(2...10))
            working = Set(days.filter { atWeekend.contains($0.weekday) && !taken.contains($0) && random.once(in: each) })
            let ends = Set((0..<random.int(1...3) * 2).map { _ in random.int(0...1440) }).sorted()
            hours = ends.count < 2 ? [510..<720, 840..<1050] : stride(from: 0, to: ends.count - 1, by: 2).map { ends[$0]..<ends[$0 + 1] }
            let years = [2025, 2026].map { [holidays, working] year in
                WorkCalendar.Year(
                    number: year, holidays: holidays.filter { $0.components.year == year }, working: working.filter { $0.components.year == year })
            }
            calendar = WorkCalendar(id: "made", weekend: weekend, years: years, hours: hours)
        }

        func isWorking(_ day: CivilDate) -> Bool {
            weekend.contains(day.weekday) ? working.contains(day) : !holidays.contains(day)
        }

        /// Minute by minute, by the definition alone.
        func count(_ from: CivilTime, _ to: CivilTime) -> Int {
            if to < from { return -count(to, from) }
            var count = 0
            var (day, isWorking) = (CivilDate(dayNumber: .min), false)
            for minute in from.seconds / 60..<to.seconds / 60 {
                let date = CivilTime(seconds: minute * 60).date
                if date != day { (day, isWorking) = (date, self.isWorking(date)) }
                let minuteOfDay = Int(minute - Int64(date.dayNumber) * 1440)
                if isWorking, hours.contains(where: { $0.contains(minuteOfDay) }) { count += 1 }
            }
            return count
        }

        /// Near the ends of spans as often as anywhere.
        func moment(_ random: inout Random, near: CivilTime? = nil) -> CivilTime {
            let day =
                near.map { CivilDate(dayNumber: $0.date.dayNumber + Int32(random.int(-6...6))) }
                ?? CivilDate(dayNumber: start.date.dayNumber + Int32(random.int(0...729)))
            var second = random.int(0...86_399)
            if random.once(in: 2) { second = (random.pick(hours.flatMap { [$0.lowerBound, $0.upperBound] }) * 60 + random.int(-61...61)) }
            let moment = CivilTime(seconds: Int64(day.dayNumber) * 86_400 + Int64(second))
            return min(max(moment, start), end)
        }
    }

    /// Pauses in any order, over one another and beyond both ends take out the minutes that lie in them, once.
    @Test func pausesTakeMinutesOut() throws {
        try property(seed: 7150, cases: 150) { random in
            let made = Made(&random)
            let from = made.moment(&random)
            let to = made.moment(&random, near: from)
            let pauses = (0..<random.int(0...4)).map { _ in (from: made.moment(&random, near: from), to: made.moment(&random, near: from)) }
            let elapsed = ElapsedTime(from: from, to: to, without: pauses)
            for isOfWork in [true, false] {
                var wanted = 0
                for minute in min(from, to).seconds / 60..<max(from, to).seconds / 60 where from < to {
                    let isOut = pauses.contains { minute >= max($0.from, from).seconds / 60 && minute < min($0.to, to).seconds / 60 && $0.from < $0.to }
                    let isCounted = !isOfWork || made.count(CivilTime(seconds: minute * 60), CivilTime(seconds: minute * 60 + 60)) == 1
                    if !isOut, isCounted { wanted += 1 }
                }
                let minutes = try elapsed.minutes(ofWork: isOfWork ? made.calendar : nil)
                if let wrong = difference(minutes, wanted, "\(from) to \(to) without \(pauses), \(made.hours)") { return wrong }
                if from < to, minutes > 0 {
                    for (unit, factor) in isOfWork ? [(TimeLimit.Unit.workingHours, 60)] : [(.minutes, 1), (.hours, 60)] {
                        for limit in [minutes - 1, minutes] where limit > 0 && limit * 100 % factor == 0 {
                            let limit = TimeLimit.lasting(hundredths: limit * 100 / factor, unit)
                            let isExceeded = try elapsed.exceeds(limit, made.calendar)
                            let allowed = if case .lasting(let hundredths, _) = limit { hundredths * factor / 100 } else { 0 }
                            if isExceeded != (minutes > allowed) { return "\(limit): \(minutes)" }
                        }
                    }
                }
            }
            return nil
        }
    }

    @Test func minutesAreThoseOfAPlainCount() throws {
        try property(seed: 7100, cases: 150) { random in
            let made = Made(&random)
            for _ in 0..<3 {
                let from = made.moment(&random)
                let to = made.moment(&random, near: from)
                if let wrong = difference(try made.calendar.minutes(from: from, to: to), made.count(from, to), "\(from) to \(to), \(made.hours)") {
                    return wrong
                }
            }
            let day = made.moment(&random).date
            return difference(try made.calendar.isWorkingDay(day), made.isWorking(day), "\(day)")
        }
    }

    @Test func minutesAddUpAndNeverGoBack() throws {
        try property(seed: 7400, cases: 200) { random in
            let made = Made(&random)
            for _ in 0..<10 {
                let moments = (0..<3).map { _ in made.moment(&random) }
                func minutes(_ from: Int, _ to: Int) throws -> Int { try made.calendar.minutes(from: moments[from], to: moments[to]) }
                if let wrong = difference(try minutes(0, 1) + minutes(1, 2), try minutes(0, 2), "\(moments)") { return wrong }
                if let wrong = difference(try minutes(0, 1), try -minutes(1, 0), "there and back, \(moments)") { return wrong }
                if moments[0] <= moments[1], try minutes(0, 1) < 0 { return "below 0: \(moments)" }
                let later = min(CivilTime(seconds: moments[0].seconds + 60), made.end)
                guard (0...1).contains(try made.calendar.minutes(from: moments[0], to: later)) else { return "more than a minute: \(moments[0])" }
                // Seconds are dropped.
                let whole = moments.map { CivilTime(seconds: $0.seconds - $0.seconds % 60) }
                if let wrong = difference(try made.calendar.minutes(from: whole[0], to: whole[1]), try minutes(0, 1), "\(moments)") { return wrong }
            }
            return nil
        }
    }

    /// The whole of a holiday is nothing, the whole of a make-up day all of a day's minutes.
    @Test func daysCountWholeOrNotAtAll() throws {
        try property(seed: 7700, cases: 60) { random in
            let made = Made(&random)
            let minutes = made.hours.reduce(0) { $0 + $1.count }
            if let wrong = difference(made.calendar.minutesOfDay, minutes, "\(made.hours)") { return wrong }
            let end = made.end.date
            for (days, expected) in [(made.holidays, 0), (made.working, minutes)] {
                for day in days where day < end && !(expected == 0 && made.isWorking(day)) {
                    let next = CivilTime(CivilDate(dayNumber: day.dayNumber + 1))
                    if let wrong = difference(try made.calendar.minutes(from: CivilTime(day), to: next), expected, "\(day)") { return wrong }
                }
            }
            return nil
        }
    }

    /// A limit ends with the last second at which no more has elapsed than it allows.
    @Test func limitsAgreeWithElapsedTime() throws {
        try property(seed: 8000, cases: 200) { random in
            let made = Made(&random)
            let from = made.moment(&random)
            let hundredths = random.pick([25, 50, 100, 150, 1200])
            let limit = TimeLimit.lasting(hundredths: hundredths, random.pick([.workingHours, .workingDays]))
            let allowed =
                if case .lasting(_, .workingDays) = limit { hundredths * made.calendar.minutesOfDay / 100 } else { hundredths * 60 / 100 }
            guard let end = try? limit.end(from: from, made.calendar) else {
                let left = try made.calendar.minutes(from: from, to: made.end)
                return left > allowed ? "\(limit) from \(from) has no end, but \(left) minutes are left" : nil
            }
            func isExceeded(_ to: CivilTime) throws -> Bool { try limit.isExceeded(from: from, to: to, made.calendar) }
            if try isExceeded(end) { return "\(limit) from \(from) is exceeded at its end \(end)" }
            if end < made.end {
                let next = CivilTime(seconds: end.seconds + 1)
                if try !isExceeded(next) { return "\(limit) from \(from) is not exceeded at \(next)" }
                if let wrong = difference(try made.calendar.minutes(from: from, to: end), allowed, "\(limit) from \(from) to \(end)") { return wrong }
            }
            for _ in 0..<5 {
                let to = made.moment(&random, near: random.pick([from, min(end, made.end)]))
                let elapsed = try made.calendar.minutes(from: from, to: to)
                if let wrong = difference(try isExceeded(to), elapsed > allowed, "\(limit) from \(from) to \(to)") { return wrong }
            }
            return nil
        }
    }

    @Test func theNextWorkingDayIsTheFirstBehind() throws {
        try property(seed: 8300, cases: 200) { random in
            let made = Made(&random)
            let day = made.moment(&random).date
            var next = CivilDate(dayNumber: day.dayNumber + 1)
            while next <= made.end.date, !made.isWorking(next) { next = CivilDate(dayNumber: next.dayNumber + 1) }
            let found = try? made.calendar.nextWorkingDay(after: day)
            if let wrong = difference(found, next <= made.end.date ? next : nil, "behind \(day)") { return wrong }
            let limit = TimeLimit.endOf(.nextWorkingDay)
            return difference(try? limit.end(from: CivilTime(day), made.calendar), found.map { .endOfDay($0) }, "the end of the one behind \(day)")
        }
    }

    // MARK: Plain time

    private func time(_ text: String) -> CivilTime {
        let clock = text.split(separator: " ")[1].split(separator: ":").map { Int($0)! }
        return CivilTime(CivilDate(iso: String(text.prefix(10)))!, secondOfDay: clock[0] * 3600 + clock[1] * 60 + clock[2])
    }

    @Test(arguments: [
        (TimeLimit.lasting(hundredths: 3000, .minutes), "2026-10-03 08:15:30", "2026-10-03 08:45:59"),
        (.lasting(hundredths: 200, .hours), "2026-12-31 23:00:00", "2027-01-01 01:00:59"),
        (.lasting(hundredths: 50, .hours), "2026-10-03 08:15:00", "2026-10-03 08:45:59"),
        (.lasting(hundredths: 500, .days), "2026-02-26 10:00:00", "2026-03-03 10:00:59"),
        (.endOf(.day), "2026-10-03 00:00:00", "2026-10-03 23:59:59"), (.endOf(.day), "2026-10-03 23:59:59", "2026-10-03 23:59:59"),
        (.endOf(.nextDay), "2026-12-31 12:00:00", "2027-01-01 23:59:59"), (.endOf(.month), "2028-02-01 12:00:00", "2028-02-29 23:59:59"),
        (.endOf(.month), "2026-12-31 12:00:00", "2026-12-31 23:59:59"), (.endOf(.day), "1999-12-31 12:00:00", "1999-12-31 23:59:59"),
        (.lasting(hundredths: 100, .hours), "1999-12-31 12:00:30", "1999-12-31 13:00:59"),
    ])
    func limitsWithoutACalendar(_ limit: TimeLimit, _ from: String, _ end: String) throws {
        #expect(!limit.needsCalendar)
        #expect(try limit.end(from: time(from), nil) == time(end))
        #expect(try !limit.isExceeded(from: time(from), to: time(end), nil))
        #expect(try limit.isExceeded(from: time(from), to: CivilTime(seconds: time(end).seconds + 1), nil))
    }

    // MARK: Years that are lacking

    /// Work from Monday to Friday, 09:00 to 17:00, in 2026 alone.
    private let only2026 = WorkCalendar(
        id: "c", weekend: [.saturday, .sunday], years: [.init(number: 2026, holidays: [], working: [])], hours: [540..<1020])

    @Test func aYearThatIsLackingIsAnError() throws {
        let (before, first, last, behind) = (
            time("2025-12-31 23:59:59"), time("2026-01-01 00:00:00"), time("2026-12-31 23:59:59"), time("2027-01-01 00:00:00")
        )
        #expect(try only2026.minutes(from: first, to: last) == 261 * 480)
        #expect(throws: WorkCalendar.LacksYear(year: 2025)) { try only2026.minutes(from: before, to: last) }
        #expect(throws: WorkCalendar.LacksYear(year: 2027)) { try only2026.minutes(from: first, to: behind) }
        #expect(throws: WorkCalendar.LacksYear(year: 2025)) { try only2026.isWorkingDay(before.date) }
        #expect(throws: WorkCalendar.LacksYear(year: 2027)) { try only2026.nextWorkingDay(after: last.date) }
        #expect(try only2026.nextWorkingDay(after: before.date) == first.date)
        #expect(throws: WorkCalendar.LacksYear(year: 2027)) { try only2026.end(of: 1, from: time("2026-12-31 17:00:00")) }
        #expect(throws: WorkCalendar.LacksYear(year: 2025)) { try only2026.end(of: 1, from: before) }
    }

    /// Whether a limit is exceeded is known where it cannot depend on the year that is lacking, and nowhere else.
    @Test func onlyWhatDependsOnALackingYearIsUnknown() throws {
        let hour = TimeLimit.lasting(hundredths: 100, .workingHours)
        func isExceeded(_ limit: TimeLimit, _ from: String, _ to: String) throws -> Bool {
            try limit.isExceeded(from: time(from), to: time(to), only2026)
        }
        // It ends in 2026, whenever the work is done.
        #expect(try isExceeded(hour, "2026-12-31 15:59:59", "2027-03-01 00:00:00"))
        // It does not end in 2026.
        #expect(try !isExceeded(hour, "2026-12-31 16:00:00", "2026-12-31 23:59:59"))
        #expect(throws: WorkCalendar.LacksYear(year: 2027)) { try isExceeded(hour, "2026-12-31 16:00:00", "2027-01-01 00:00:00") }
        #expect(throws: WorkCalendar.LacksYear(year: 2025)) { try isExceeded(hour, "2025-12-31 16:00:00", "2026-06-01 00:00:00") }
        #expect(try !isExceeded(hour, "2025-12-31 16:00:00", "2025-12-31 16:00:00"))
        #expect(try !isExceeded(.endOf(.nextWorkingDay), "2026-12-31 16:00:00", "2026-12-31 23:59:59"))
        #expect(throws: WorkCalendar.LacksYear(year: 2027)) { try isExceeded(.endOf(.nextWorkingDay), "2026-12-31 16:00:00", "2027-01-04 00:00:00") }
    }
}
