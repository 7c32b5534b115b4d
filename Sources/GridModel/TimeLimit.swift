/// How long something may take from a moment on. Seconds are dropped from both moments where a length of time is
/// compared, so that logs with and without them come to the same.
package enum TimeLimit: Sendable, Hashable {
    package enum Unit: String, Sendable, CaseIterable {
        case minutes, hours, days
        case workingHours = "working_hours"
        /// As much as the minutes of work of a day.
        case workingDays = "working_days"

        package var isOfWork: Bool { self == .workingHours || self == .workingDays }

        /// - Parameter day: the minutes of work of a day; asked for by `workingDays` alone.
        package func minutes(day: @autoclosure () -> Int) -> Int {
            switch self {
            case .minutes: 1
            case .hours, .workingHours: 60
            case .days: 1440
            case .workingDays: day()
            }
        }
    }

    package enum End: String, Sendable, CaseIterable {
        case day
        case nextDay = "next_day"
        case nextWorkingDay = "next_working_day"
        case month
    }

    /// So many hundredths of a unit.
    case lasting(hundredths: Int, Unit)
    /// Until the last second of the day or month of the moment, or of a day that follows.
    case endOf(End)

    /// Whether only a calendar can tell when it ends.
    package var needsCalendar: Bool {
        switch self {
        case .lasting(_, let unit): unit.isOfWork
        case .endOf(let end): end == .nextWorkingDay
        }
    }

    /// The last second within the limit.
    ///
    /// - Parameter calendar: not nil for what needs one.
    package func end(from: CivilTime, _ calendar: WorkCalendar?) throws(WorkCalendar.LacksYear) -> CivilTime {
        switch self {
        case .lasting(let hundredths, let unit):
            let minutes = hundredths * unit.minutes(day: calendar!.minutesOfDay) / 100
            return unit.isOfWork ? try calendar!.end(of: minutes, from: from) : Self.end(of: minutes, from: from)
        case .endOf(.day): return .endOfDay(from.date)
        case .endOf(.nextDay): return .endOfDay(CivilDate(dayNumber: from.date.dayNumber + 1))
        case .endOf(.nextWorkingDay): return .endOfDay(try calendar!.nextWorkingDay(after: from.date))
        case .endOf(.month): return .endOfDay(from.date.month.lastDay)
        }
    }

    /// Whether a moment is later than the limit allows. An error only if that depends on a year that the calendar lacks:
    /// it does not before that year begins.
    package func isExceeded(from: CivilTime, to: CivilTime, _ calendar: WorkCalendar?) throws(WorkCalendar.LacksYear) -> Bool {
        guard to > from else { return false }
        do throws(WorkCalendar.LacksYear) {
            return to > (try end(from: from, calendar))
        } catch {
            guard to.date.components.year < error.year else { throw error }
            return false
        }
    }

    /// The last second of the minute so many minutes on.
    private static func end(of minutes: Int, from: CivilTime) -> CivilTime {
        let second = from.seconds % 60
        return CivilTime(seconds: from.seconds - (second < 0 ? second + 60 : second) + Int64(minutes) * 60 + 59)
    }
}

/// What has passed between two moments.
package struct ElapsedTime: Sendable {
    package let from: CivilTime
    package let to: CivilTime
    /// Parts of it that do not count: within it, one after the other.
    private let pauses: [(from: CivilTime, to: CivilTime)]

    /// - Parameter pauses: in any order; they may lie over one another and reach beyond.
    package init(from: CivilTime, to: CivilTime, without pauses: [(from: CivilTime, to: CivilTime)] = []) {
        (self.from, self.to) = (from, to)
        var joined: [(from: CivilTime, to: CivilTime)] = []
        for pause in pauses.map({ (from: max($0.from, from), to: min($0.to, to)) }).sorted(by: { $0.from < $1.from }) where pause.from < pause.to {
            if let last = joined.last, pause.from <= last.to {
                joined[joined.count - 1].to = max(last.to, pause.to)
            } else {
                joined.append(pause)
            }
        }
        self.pauses = joined
    }

    /// Its minutes, those of work or all; seconds are dropped from every moment. 0 if the second moment is before the first.
    package func minutes(ofWork calendar: WorkCalendar?) throws(WorkCalendar.LacksYear) -> Int {
        func minutes(_ from: CivilTime, _ to: CivilTime) throws(WorkCalendar.LacksYear) -> Int {
            if let calendar { return try calendar.minutes(from: from, to: to) }
            return Int(to.minute - from.minute)
        }
        var sum = try minutes(from, to)
        for pause in pauses { sum -= try minutes(pause.from, pause.to) }
        return max(0, sum)
    }

    /// Whether it is more than a limit allows.
    ///
    /// - Parameter calendar: not nil for what needs one.
    package func exceeds(_ limit: TimeLimit, _ calendar: WorkCalendar?) throws(WorkCalendar.LacksYear) -> Bool {
        guard !pauses.isEmpty, case .lasting(let hundredths, let unit) = limit else { return try limit.isExceeded(from: from, to: to, calendar) }
        return try minutes(ofWork: unit.isOfWork ? calendar : nil) > hundredths * unit.minutes(day: calendar!.minutesOfDay) / 100
    }
}

extension CivilTime {
    /// Whole minutes since 2000-01-01: seconds are dropped.
    fileprivate var minute: Int64 { seconds >= 0 ? seconds / 60 : (seconds - 59) / 60 }
}
