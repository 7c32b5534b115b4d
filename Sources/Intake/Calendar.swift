import GridModel

/// The calendar of the years that records may name, as tables: no division on the path of a record.
final class Calendar: Sendable {
    static let shared = Calendar()

    private let store = TableStore()
    /// The first day of each month from January 2000 to January 2100, as days from 2000-01-01.
    private let firstDays: FlatTable<Int32>
    /// The month of each day, both counted from 2000-01-01.
    private let months: FlatTable<Int16>

    private init() {
        let first = CivilDate(year: 2000, month: 1, day: 1)!.month.index
        let starts = (0...1200).map { Month(index: first + Int32($0)).firstDay.dayNumber }
        firstDays = store.table(starts)
        months = store.table((0..<1200).flatMap { month in [Int16](repeating: Int16(month), count: Int(starts[month + 1] - starts[month])) })
    }

    /// The days of a month, counted from 2000-01-01; nil if it is none of the years 2000 to 2099.
    @inline(__always)
    func days(year: Int, month: Int) -> Range<Int>? {
        guard year >= 2000, year <= 2099, month >= 1, month <= 12 else { return nil }
        let index = (year &- 2000) &* 12 &+ month &- 1
        return Int(firstDays[index])..<Int(firstDays[index &+ 1])
    }

    /// The day named, counted from 2000-01-01; nil if there is none in the years 2000 to 2099.
    func day(year: Int, month: Int, day: Int) -> Int? {
        guard let days = days(year: year, month: month), day >= 1, day <= days.count else { return nil }
        return days.lowerBound + day - 1
    }

    /// Days and month, both from January 2000, of a moment in seconds from there.
    @inline(__always)
    func dayAndMonth(_ seconds: Int64) -> (day: Int32, month: Int16) {
        let day = Int(seconds) / 86_400
        // An offset of an hour or so may lead out of the table, at either end.
        if seconds >= 0, day < months.count { return (Int32(truncatingIfNeeded: day), months[day]) }
        let date = CivilTime(seconds: seconds).date
        return (date.dayNumber, date.month.sinceMillennium)
    }
}
