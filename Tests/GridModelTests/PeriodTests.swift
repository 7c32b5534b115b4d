import Testing

@testable import GridModel

@Suite struct PeriodTests {
    @Test func periodsOfEachSortAreRead() {
        #expect(Period("2026-10") == .month(Month(year: 2026, month: 10)))
        #expect(Period("2026-Q4") == .quarter(year: 2026, number: 4))
        #expect(Period("2026-H2") == .halfYear(year: 2026, number: 2))
        #expect(Period("2026") == .year(2026))
    }

    @Test(arguments: [
        "2026-1", "2026-00", "2026-13", "2026-Q0", "2026-Q5", "2026-q4", "2026Q4", "26", "20266", "2026-", "2026-10-01", " 2026", "2026 ", "２０２６", "",
        "2026-4Q", "+026", "2026-Q", "2026-Q44", "2026-１0",
        "2026-H0", "2026-H3", "2026-h1", "2026H1", "2026-H", "2026-H11", "2026-1H",
    ])
    func otherTextsAreNoPeriods(_ text: String) {
        #expect(Period(text) == nil)
        #expect(Month(iso: text) == nil)
    }

    @Test func everyPeriodIsReadAsItIsWritten() {
        for year in 2000...2099 {
            for month in 1...12 {
                let period = Period.month(Month(year: year, month: month))
                #expect(Period("\(period)") == period)
                #expect(Month(iso: "\(period)") == Month(year: year, month: month))
            }
            for number in 1...4 { #expect(Period("\(year)-Q\(number)") == .quarter(year: year, number: number)) }
            for number in 1...2 { #expect(Period("\(year)-H\(number)").map { "\($0)" } == "\(year)-H\(number)") }
        }
    }

    @Test(arguments: [
        ("2026-01", "2025-12"), ("2026-10", "2026-09"), ("2026-Q1", "2025-Q4"), ("2026-Q3", "2026-Q2"), ("2026-H1", "2025-H2"), ("2026-H2", "2026-H1"), ("2026", "2025"), ("2000-01", "1999-12"),
    ])
    func before(_ text: String, _ previous: String) {
        #expect(Period(text)?.previous.description == previous)
    }

    @Test func aQuarterHoldsItsThreeMonths() {
        let months = (0..<12).map { Month(year: 2026, month: 1).advanced(by: $0) }
        #expect(months.map { Period(.quarter, of: $0).description } == (1...4).flatMap { Array(repeating: "2026-Q\($0)", count: 3) })
        for month in months { #expect(Period(.quarter, of: month).contains(month)) }
        #expect(!Period("2026-Q2")!.contains(Month(year: 2026, month: 3)))
        #expect(!Period("2026-Q2")!.contains(Month(year: 2026, month: 7)))
        #expect(!Period("2026-Q2")!.contains(Month(year: 2025, month: 5)))
    }

    @Test func everyMonthIsInOnePeriodOfEachSort() {
        for kind in Period.Kind.allCases {
            let months = (0..<36).map { Month(year: 2025, month: 1).advanced(by: $0) }
            let periods = months.map { Period(kind, of: $0) }
            for (month, period) in zip(months, periods) {
                #expect(period.kind == kind && period.contains(month))
                #expect(months.count { period.contains($0) } == kind.length)
                #expect(period.firstMonth.advanced(by: kind.length - 1) == period.lastMonth)
            }
            #expect(Set(periods).count == 36 / kind.length)
        }
    }

    @Test(arguments: [
        ("2026-10", "2026-10-30", false), ("2026-10", "2026-10-31", true), ("2026-10", "2026-11-01", true), ("2026-02", "2026-02-28", true),
        ("2028-02", "2028-02-28", false), ("2026-Q4", "2026-12-30", false), ("2026-Q4", "2026-12-31", true), ("2026-Q1", "2026-03-31", true),
        ("2026-H1", "2026-06-29", false), ("2026-H1", "2026-06-30", true), ("2026-H2", "2026-12-30", false), ("2026-H2", "2026-12-31", true),
        ("2026", "2026-12-30", false), ("2026", "2026-12-31", true), ("2026", "2025-12-31", false),
    ])
    func finalOnceItsLastDayIsReached(_ period: String, _ date: String, _ isFinal: Bool) {
        #expect(Period(period)?.isFinal(asOf: CivilDate(iso: date)!) == isFinal)
    }

    @Test func folders() {
        #expect(["2026-10", "2026-Q4", "2026-H2", "2026"].map { Period($0)?.folder } == ["2026/2026-10", "2026/2026-Q4", "2026/2026-H2", "2026"])
    }

    @Test func firstAndLastDays() {
        #expect(Month(year: 2026, month: 12).firstDay.description == "2026-12-01")
        #expect(Month(year: 2028, month: 2).lastDay.description == "2028-02-29")
        #expect(Period("2026-Q1")?.firstMonth.description == "2026-01")
        #expect(Period("2026-Q1")?.lastMonth.description == "2026-03")
        #expect(Period("2026")?.lastMonth.description == "2026-12")
    }
}
