/// Working time: which days are working days, and when there is work on them. What would need a year that the calendar
/// lacks is an error, never a guess.
///
/// Working minutes are counted between whole minutes: seconds are dropped first.
package struct WorkCalendar: Sendable, Hashable {
    /// What sets a year's days apart from the days of the week.
    package struct Year: Sendable {
        package let number: Int
        package let holidays: Set<CivilDate>
        /// Days of the weekend on which there is work.
        package let working: Set<CivilDate>

        package init(number: Int, holidays: Set<CivilDate>, working: Set<CivilDate>) {
            (self.number, self.holidays, self.working) = (number, holidays, working)
        }
    }

    /// A year that must be known and is not.
    package struct LacksYear: Error, Hashable {
        package let year: Int
    }

    package let id: String
    /// When there is work on a working day, in minutes of the day.
    package let hours: [Range<Int>]
    package let years: ClosedRange<Int>
    private let firstDay: Int
    /// How many working days come before each day of the years; one more for the day behind the last.
    private let daysBefore: [Int32]
    /// How many minutes of work come before each minute of a working day; one more for its end.
    private let minutesBefore: [Int32]

    /// - Parameters:
    ///   - years: one or more, in order and without a gap.
    ///   - hours: one or more, in order, none of them empty or within another.
    package init(id: String, weekend: Set<Weekday>, years: [Year], hours: [Range<Int>]) {
        self.id = id
        self.hours = hours
        self.years = years.first!.number...years.last!.number
        firstDay = Int(Month(year: years.first!.number, month: 1).firstDay.dayNumber)
        var days: [Int32] = [0]
        for year in years {
            for number in Month(year: year.number, month: 1).firstDay.dayNumber...Month(year: year.number, month: 12).lastDay.dayNumber {
                let day = CivilDate(dayNumber: number)
                let isWorking = weekend.contains(day.weekday) ? year.working.contains(day) : !year.holidays.contains(day)
                days.append(days.last! + (isWorking ? 1 : 0))
            }
        }
        daysBefore = days
        var minutes: [Int32] = [0]
        for minute in 0..<1440 { minutes.append(minutes.last! + (hours.contains { $0.contains(minute) } ? 1 : 0)) }
        minutesBefore = minutes
    }

    /// Minutes of work of a working day.
    package var minutesOfDay: Int { Int(minutesBefore[1440]) }

    package func isWorkingDay(_ day: CivilDate) throws(LacksYear) -> Bool {
        isWorkingDay(at: try index(of: day))
    }

    /// The first working day behind a day.
    package func nextWorkingDay(after day: CivilDate) throws(LacksYear) -> CivilDate {
        var next = try index(of: CivilDate(dayNumber: day.dayNumber + 1))
        while !isWorkingDay(at: next) {
            next += 1
            if next == dayCount { throw LacksYear(year: years.upperBound + 1) }
        }
        return CivilDate(dayNumber: Int32(firstDay + next))
    }

    /// The minutes of work from one moment to another; below 0 if the second is before the first.
    package func minutes(from: CivilTime, to: CivilTime) throws(LacksYear) -> Int {
        let before = try minutes(before: from)
        return try minutes(before: to) - before
    }

    /// The last second until which there are no more than so many minutes of work from a moment on.
    package func end(of minutes: Int, from: CivilTime) throws(LacksYear) -> CivilTime {
        // What ends with the first minute behind which there is one more.
        let target = try self.minutes(before: from) + minutes + 1
        guard target <= Int(daysBefore[dayCount]) * minutesOfDay else { throw LacksYear(year: years.upperBound + 1) }
        let day = Self.first(in: 1...dayCount) { Int(daysBefore[$0]) * minutesOfDay >= target } - 1
        let rest = target - Int(daysBefore[day]) * minutesOfDay
        let minute = Self.first(in: 1...1440) { Int(minutesBefore[$0]) >= rest }
        return CivilTime(seconds: Int64(firstDay + day) * 86_400 + Int64(minute) * 60 - 1)
    }

    // MARK: Places in the tables

    private var dayCount: Int { daysBefore.count - 1 }

    private func index(of day: CivilDate) throws(LacksYear) -> Int {
        let index = Int(day.dayNumber) - firstDay
        guard index >= 0, index < dayCount else { throw LacksYear(year: day.components.year) }
        return index
    }

    private func isWorkingDay(at index: Int) -> Bool { daysBefore[index] < daysBefore[index + 1] }

    /// The minutes of work from the first moment of the calendar on.
    private func minutes(before time: CivilTime) throws(LacksYear) -> Int {
        let date = time.date
        let day = try index(of: date)
        let minute = Int(time.seconds - Int64(date.dayNumber) * 86_400) / 60
        return Int(daysBefore[day]) * minutesOfDay + (isWorkingDay(at: day) ? Int(minutesBefore[minute]) : 0)
    }

    /// The first number of a range for which something is so that stays so; it is for the last.
    private static func first(in range: ClosedRange<Int>, where isSo: (Int) -> Bool) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if isSo(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// A day of the week.
package enum Weekday: String, Sendable, CaseIterable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday
}

extension CivilDate {
    package var weekday: Weekday {
        // 2000-01-01 was a Saturday.
        let place = (Int(dayNumber) + 5) % 7
        return Weekday.allCases[place < 0 ? place + 7 : place]
    }
}
