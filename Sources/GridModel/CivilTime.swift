/// A day of the calendar, held as the number of days since 2000-01-01 (negative before it).
///
/// Pure Gregorian arithmetic: no time zone, locale or clock takes part.
package struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 2000-01-01.
    package let dayNumber: Int32

    package init(dayNumber: Int32) {
        self.dayNumber = dayNumber
    }

    /// The day named, or nil if the calendar has no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), day >= 1, day <= Self.daysIn(year: year, month: month) else { return nil }
        // Years are counted from March, so that the leap day comes last.
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        dayNumber = Int32(era * 146_097 + dayOfEra - Self.epoch)
    }

    /// Days from 0000-03-01 to 2000-01-01.
    private static let epoch = 730_425

    package static func daysIn(year: Int, month: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Year, month and day of the calendar.
    package var components: (year: Int, month: Int, day: Int) {
        let shifted = Int(dayNumber) + Self.epoch
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    /// The month that holds the day.
    package var month: Month {
        let parts = components
        return Month(year: parts.year, month: parts.month)
    }

    /// The same day of the next year; for a leap day the first of March.
    package var yearLater: CivilDate {
        let parts = components
        return CivilDate(year: parts.year + 1, month: parts.month, day: parts.day) ?? CivilDate(year: parts.year + 1, month: 3, day: 1)!
    }

    package static func < (left: Self, right: Self) -> Bool { left.dayNumber < right.dayNumber }

    /// `2026-10-03`.
    package var description: String {
        let parts = components
        return "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))"
    }

    /// Writes `2026-10-03`, a day of the years 0 to 9999, and returns the place behind.
    package func write(to place: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        let parts = components
        return place.write(twoDigits: UInt(parts.year / 100)).write(twoDigits: UInt(parts.year % 100)).write(UInt8(ascii: "-"))
            .write(twoDigits: UInt(parts.month)).write(UInt8(ascii: "-")).write(twoDigits: UInt(parts.day))
    }

    /// Writes `10-03` and returns the place behind.
    package func writeMonthAndDay(to place: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        let parts = components
        return place.write(twoDigits: UInt(parts.month)).write(UInt8(ascii: "-")).write(twoDigits: UInt(parts.day))
    }

    /// A day written `2026-10-03`, and in no other way.
    package init?(iso text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            let year = decimal(parts[0]), let month = decimal(parts[1]), let day = decimal(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }
}

/// A moment in China Standard Time (UTC+8 at every date), to the second.
package struct CivilTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Seconds since 2000-01-01 00:00:00 China Standard Time.
    package let seconds: Int64

    package init(seconds: Int64) {
        self.seconds = seconds
    }

    /// The moment `secondOfDay` seconds into the day.
    package init(_ date: CivilDate, secondOfDay: Int = 0) {
        seconds = Int64(date.dayNumber) * 86_400 + Int64(secondOfDay)
    }

    /// The moment so many seconds after 1970-01-01 00:00 UTC, as systems count.
    package init(unixTime: Int) {
        seconds = Int64(unixTime - Self.unixTimeOfStart)
    }

    /// Seconds since 1970-01-01 00:00 UTC.
    package var unixTime: Int { Int(seconds) + Self.unixTimeOfStart }

    /// 2000-01-01 00:00 in China.
    private static let unixTimeOfStart = 946_684_800 - 8 * 3600

    /// The last second of a day, 23:59:59.
    package static func endOfDay(_ date: CivilDate) -> CivilTime {
        CivilTime(date, secondOfDay: 86_399)
    }

    package var date: CivilDate {
        CivilDate(dayNumber: Int32((seconds >= 0 ? seconds : seconds - 86_399) / 86_400))
    }

    package static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }

    /// `2026-10-03 08:15:00`.
    package var description: String {
        let second = Int(seconds - Int64(date.dayNumber) * 86_400)
        return "\(date) \(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    }
}

/// `number` in decimal, filled with zeros to `width` digits.
package func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// The value of plain ASCII digits, or nil if there is anything else (or nothing).
package func decimal(_ digits: some Collection<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.count < 10 else { return nil }
    var value = 0
    for byte in digits {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 0x30)
    }
    return value
}
