import GridModel
import Testing

@testable import Intake

@Suite struct CalendarTests {
    private let calendar = Calendar.shared

    @Test func everyDayIsThatOfTheGregorianArithmetic() throws {
        let (first, last) = (try #require(CivilDate(year: 1999, month: 12, day: 31)), try #require(CivilDate(year: 2100, month: 1, day: 1)))
        for number in first.dayNumber...last.dayNumber {
            let date = CivilDate(dayNumber: number)
            let parts = date.components
            let day = calendar.day(year: parts.year, month: parts.month, day: parts.day)
            guard day == ((2000...2099).contains(parts.year) ? Int(number) : nil) else {
                Issue.record("\(date) is \(day.map { "\($0)" } ?? "no day")")
                return
            }
            for second in [0, 1, 43_200, 86_399] {
                let found = calendar.dayAndMonth(CivilTime(date, secondOfDay: second).seconds)
                guard found.day == number, found.month == date.month.sinceMillennium else {
                    Issue.record("second \(second) of \(date) is of day \(found.day) and month \(found.month)")
                    return
                }
            }
        }
    }

    @Test func thereAreNoOtherDays() {
        for year in 1995...2105 {
            for month in -1...14 {
                for day in -1...33 {
                    let expected = (2000...2099).contains(year) ? CivilDate(year: year, month: month, day: day).map { Int($0.dayNumber) } : nil
                    if calendar.day(year: year, month: month, day: day) != expected { Issue.record("\(year)-\(month)-\(day)") }
                }
            }
        }
    }
}
