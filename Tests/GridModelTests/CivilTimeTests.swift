import PropertyKit
import Testing

@testable import GridModel

@Suite struct CivilTimeTests {
    /// Counts days one by one by the rules of the calendar alone.
    private struct DayCounter {
        var (year, month, day, number) = (1999, 12, 1, -31)

        mutating func step() {
            let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            number += 1
            day += 1
            if day > lengths[month - 1] { (day, month) = (1, month + 1) }
            if month > 12 { (month, year) = (1, year + 1) }
        }
    }

    @Test func everyDayOfTheCenturyThereAndBack() throws {
        var counter = DayCounter()
        while (counter.year, counter.month) < (2101, 2) {
            let place = "\(counter.year)-\(counter.month)-\(counter.day)"
            let date = try #require(CivilDate(year: counter.year, month: counter.month, day: counter.day), "\(place)")
            let parts = date.components
            guard Int(date.dayNumber) == counter.number, parts.year == counter.year, parts.month == counter.month, parts.day == counter.day,
                CivilDate(iso: "\(date)") == date, date.month == Month(year: counter.year, month: counter.month)
            else {
                Issue.record("\(place) became day \(date.dayNumber), \(parts), \(date)")
                return
            }
            counter.step()
        }
        #expect(counter.number == 36_921)
    }

    @Test(arguments: [(2000, 29), (2024, 29), (2026, 28), (2028, 29), (2099, 28), (2100, 28), (2400, 29), (1900, 28)])
    func february(_ year: Int, _ days: Int) {
        #expect(CivilDate.daysIn(year: year, month: 2) == days)
        #expect(CivilDate(year: year, month: 2, day: days) != nil)
        #expect(CivilDate(year: year, month: 2, day: days + 1) == nil)
    }

    @Test(arguments: [
        (2026, 0, 1), (2026, 13, 1), (2026, 1, 0), (2026, 1, 32), (2026, 4, 31), (2026, 6, 31), (2026, 9, 31), (2026, 11, 31), (2026, -1, 5),
        (2026, 5, -1),
    ])
    func daysTheCalendarLacks(_ year: Int, _ month: Int, _ day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test(arguments: [
        "2026-2-03", "2026-02-3", "26-02-03", "2026/02/03", "2026-02-30", "2026-13-01", "2026-02-03 ", " 2026-02-03", "2026-02", "2026-02-03-04",
        "２０２６-02-03", "+026-02-03", "2026-02-0a", "", "-", "--", "2026--03",
    ])
    func isoDatesInNoOtherForm(_ text: String) {
        #expect(CivilDate(iso: text) == nil)
    }

    @Test(arguments: [("2026-10-03", "2027-10-03"), ("2028-02-29", "2029-03-01"), ("2027-02-28", "2028-02-28")])
    func aYearLater(_ day: String, _ later: String) throws {
        #expect(try #require(CivilDate(iso: day)).yearLater.description == later)
    }

    @Test func datesAreWrittenAndOrdered() throws {
        let date = try #require(CivilDate(iso: "2026-10-03"))
        #expect("\(date)" == "2026-10-03")
        #expect(date < CivilDate(iso: "2026-10-04")! && date > CivilDate(iso: "2026-09-30")!)
    }

    @Test func timesKnowTheirDay() throws {
        let date = try #require(CivilDate(iso: "2026-10-03"))
        #expect(CivilTime.endOfDay(date).description == "2026-10-03 23:59:59")
        #expect(CivilTime.endOfDay(date).seconds + 1 == CivilTime(CivilDate(iso: "2026-10-04")!).seconds)
        #expect(CivilTime(date, secondOfDay: 8 * 3600 + 15 * 60 + 7).description == "2026-10-03 08:15:07")
        #expect(CivilTime(seconds: 0).description == "2000-01-01 00:00:00")
        #expect(CivilTime(seconds: -1).description == "1999-12-31 23:59:59")
        #expect(CivilTime(seconds: -86_400).description == "1999-12-31 00:00:00")
        #expect(CivilTime(seconds: -86_401).description == "1999-12-30 23:59:59")
    }

    @Test func aTimeIsItsDayAndItsSecond() throws {
        try property(seed: 100, cases: 5000) { random in
            let date = CivilDate(dayNumber: Int32(random.int(-40...40_000)))
            let second = random.int(0...86_399)
            let time = CivilTime(date, secondOfDay: second)
            return difference(time.date, date, "second \(second)") ?? difference(CivilTime(seconds: time.seconds), time, "\(time)")
        }
    }
}
