import Foundation
import GridModel
import PropertyKit
import TestSupport
import Testing

@testable import RulePacks

/// Calendars and limits are read strictly, and belong to the packs that name them.
@Suite struct CalendarLoaderTests {
    private let place: TemporaryFolder

    private static let section = "calendar: {id: own, hours: [\"08:30-12:00\", \"14:00-17:30\"]}\n"
    private static let file = """
        weekend: [saturday, sunday]
        years:
          2026:
            source: a notice
            holidays: [2026-01-01, 2026-01-02]
            working: [2026-01-04]
        """

    /// The Liaocheng pack in `rules/x`, with a section of its own and the calendar `own` beside it.
    init() throws {
        place = try TemporaryFolder()
        for name in ["pack", "logs", "rules", "register"] { try place.copy("\(LiaochengPack.folder)/\(name).yaml", to: "rules/x/\(name).yaml") }
        try place.write("rules/x/calendar.yaml", Self.section)
        try place.write("rules/calendars/own.yaml", Self.file)
    }

    private func load() throws(RulePackError) -> RulePack { try RulePackLoader.load(path: place["rules/x"]) }

    // MARK: The calendar that comes with the program

    /// Working days by month, counted by hand from the State Council's notices.
    @Test(arguments: [
        (2025, [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23]), (2026, [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]),
    ])
    func china(_ year: Int, _ expected: [Int]) throws {
        let calendar = try china()
        let counts = try (1...12).map { number in
            let month = Month(year: year, month: number)
            return try (month.firstDay.dayNumber...month.lastDay.dayNumber).count { try calendar.isWorkingDay(CivilDate(dayNumber: $0)) }
        }
        #expect(counts == expected)
        #expect(calendar.years.contains(year))
    }

    @Test(arguments: [
        ("2025-01-26", true), ("2025-01-27", true), ("2025-01-28", false), ("2025-02-04", false), ("2025-02-05", true), ("2025-02-08", true),
        ("2025-02-09", false), ("2025-10-08", false), ("2025-10-09", true), ("2025-10-11", true), ("2026-01-02", false), ("2026-01-04", true),
        ("2026-02-14", true), ("2026-02-15", false), ("2026-02-23", false), ("2026-02-24", true), ("2026-02-28", true), ("2026-05-09", true),
        ("2026-09-20", true), ("2026-09-25", false), ("2026-10-07", false), ("2026-10-08", true), ("2026-10-10", true), ("2026-10-11", false),
    ])
    func china(_ day: String, _ isWorking: Bool) throws {
        #expect(try china().isWorkingDay(CivilDate(iso: day)!) == isWorking)
    }

    private func china() throws -> WorkCalendar {
        try place.write("rules/x/calendar.yaml", Self.section.replacingOccurrences(of: "own", with: "china"))
        try place.copy("\(LiaochengPack.folder)/../calendars", to: "copy")
        try FileManager.default.removeItem(atPath: place["rules/calendars"])
        try FileManager.default.moveItem(atPath: place["copy"], toPath: place["rules/calendars"])
        return try #require(try load().calendar)
    }

    // MARK: Packs and their calendars

    @Test func aPackHasTheCalendarThatItNames() throws {
        let calendar = try #require(try load().calendar)
        #expect(calendar.id == "own" && calendar.hours == [510..<720, 840..<1050] && calendar.minutesOfDay == 420 && calendar.years == 2026...2026)
        #expect(try LiaochengPack.pack.get().calendar == nil)
    }

    @Test func theDigestFollowsTheCalendarOfAPackThatNamesIt() throws {
        let named = try load().digest
        try place.write("rules/calendars/own.yaml", Self.file + "\n# changed")
        #expect(try load().digest != named)
        try place.write("rules/calendars/own.yaml", Self.file)
        #expect(try load().digest == named)
        // Another one beside it is none of its business.
        try place.write("rules/calendars/other.yaml", "?")
        #expect(try load().digest == named)
        try FileManager.default.removeItem(atPath: place["rules/x/calendar.yaml"])
        let without = try load().digest
        try FileManager.default.removeItem(atPath: place["rules/calendars"])
        #expect(try load().digest == without)
        #expect(without != named)
    }

    @Test(arguments: ["rules/one.yaml", "rules//one.yaml"]) func aPackOfOneFileHasItBesideTheFile(_ path: String) throws {
        let text = try ["pack", "logs", "rules", "register", "calendar"].map { name in
            try String(contentsOfFile: place["rules/x/\(name).yaml"], encoding: .utf8)
        }
        try place.write("rules/one.yaml", text.joined(separator: "\n"))
        #expect(try RulePackLoader.load(path: place[path]).calendar?.id == "own")
    }

    @Test(arguments: ["rules/x", "rules/x/", "rules/x/.", "rules/y/../x"]) func howeverThePackIsNamed(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: place["rules/y"], withIntermediateDirectories: true)
        #expect(try RulePackLoader.load(path: place[path]).calendar?.id == "own")
    }

    /// Other hours are tried as any other setting.
    @Test func otherHoursAreTried() throws {
        let source = try PackSource(path: place["rules/x"])
        let tried = try source.pack(with: [source.change("calendar.hours=[\"00:00-24:00\"]")])
        #expect(tried.calendar?.minutesOfDay == 1440)
    }

    // MARK: Mistakes

    /// In `by`, `‸` marks the place that the message must name.
    struct Mistake: CustomTestStringConvertible, Sendable {
        let file: String
        let replace: String
        let by: String
        let says: String
        var testDescription: String { by }

        init(_ file: String, _ replace: String, _ by: String, _ says: String) {
            (self.file, self.replace, self.by, self.says) = (file, replace, by, says)
        }
    }

    private static let (sectionFile, calendarFile, rulesFile) = ("x/calendar.yaml", "calendars/own.yaml", "x/rules.yaml")

    static let mistakes = [
        Mistake(sectionFile, "id: own", "id: ‸onw", "there is no calendar \"onw\" in"),
        Mistake(sectionFile, "id: own", "id: ‸onw", "did you mean \"own\"?"),
        Mistake(sectionFile, "id: own", "id: ‸../own", "a name of lower-case letters"), Mistake(sectionFile, "{id: own, ", "‸{", "\"id\" is missing"),
        Mistake(sectionFile, "{id", "{‸hour: [], id", "did you mean \"hours\"?"),
        Mistake(sectionFile, "[\"08:30-12:00\", \"14:00-17:30\"]", "‸[]", "one span or more"),
        Mistake(sectionFile, "[\"08:30-12:00\", \"14:00-17:30\"]", "‸\"08:30-12:00\"", "expected a list"),
        Mistake(sectionFile, "\"08:30-12:00\"", "‸\"8:30-12:00\"", "expected a span of the day such as 08:30-12:00"),
        Mistake(sectionFile, "\"08:30-12:00\"", "‸\"12:00-08:30\"", "expected a span"),
        Mistake(sectionFile, "\"08:30-12:00\"", "‸\"08:30-08:30\"", "expected a span"),
        Mistake(sectionFile, "\"14:00-17:30\"", "‸\"14:00-24:01\"", "expected a span"),
        Mistake(sectionFile, "\"14:00-17:30\"", "‸\"14:60-17:30\"", "a span"),
        Mistake(sectionFile, "\"14:00-17:30\"", "‸\"14:00\"", "expected a span"),
        Mistake(sectionFile, "\"14:00-17:30\"", "‸\"11:59-17:30\"", "begins before the span in front of it has ended"),
        Mistake(sectionFile, "\"14:00-17:30\"", "‸\"07:00-08:00\"", "begins before the span in front of it has ended"),
        Mistake(calendarFile, "weekend", "‸weekends", "unknown key \"weekends\"; did you mean \"weekend\"?"),
        Mistake(calendarFile, "saturday", "‸saterday", "did you mean \"saturday\"?"),
        Mistake(calendarFile, "holidays", "‸holiday", "unknown key \"holiday\"; did you mean \"holidays\"?"),
        Mistake(calendarFile, "    source: a notice\n", "", "\"source\" is missing"),
        Mistake(calendarFile, "2026-01-02]", "‸2026-02-29]", "expected a date"),
        Mistake(calendarFile, "2026-01-02]", "‸2026-1-2]", "expected a date"),
        Mistake(calendarFile, "2026-01-02]", "‸2026-01-01]", "2026-01-01 stands twice"),
        Mistake(calendarFile, "2026-01-02]", "‸2025-12-31]", "2025-12-31 is no day of 2026"),
        Mistake(calendarFile, "[2026-01-04]", "[‸2027-01-03]", "2027-01-03 is no day of 2026"),
        Mistake(calendarFile, "[2026-01-04]", "[‸2026-01-05]", "2026-01-05 is a monday, which is no day of the weekend"),
        Mistake(calendarFile, "2026-01-02]\n    working: [2026-01-04]", "2026-01-04]\n    working: [‸2026-01-04]", "2026-01-04 stands twice"),
        Mistake(calendarFile, "  2026:", "  ‸26:", "expected a year from 2000 to 2099"),
        Mistake(calendarFile, "  2026:", "  2024: {source: s, holidays: []}\n  ‸2026:", "2025 is missing: years follow"),
        Mistake(calendarFile, "years:", "years:\n  2028: {source: s, holidays: []}", "2027 is missing: years follow"),
        Mistake(calendarFile, "years:", "years:\n  2026: {source: s, holidays: []}", "\"2026\" stands twice"),
        Mistake(calendarFile, file, "weekend: []\nyears: ‸{}", "one year or more"), Mistake(calendarFile, file, "", "the file is empty"),
        Mistake(calendarFile, "a notice", "‸&a notice", "anchors"),
    ]

    @Test(arguments: mistakes) func isToldWithItsPlace(_ mistake: Mistake) throws {
        try spoil(mistake)
    }

    private func spoil(_ mistake: Mistake) throws {
        let path = "rules/\(mistake.file)"
        var text = try String(contentsOfFile: place[path], encoding: .utf8)
        let range = try #require(text.range(of: mistake.replace), "\(mistake.replace) is not there")
        text.replaceSubrange(range, with: mistake.by)
        var mark: (line: Int, column: Int)?
        if let caret = text.range(of: "‸") {
            let before = text[..<caret.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)
            mark = (before.count, before.last!.unicodeScalars.count + 1)
            text.removeSubrange(caret)
        }
        try place.write(path, text)
        let error = try #require(#expect(throws: RulePackError.self) { try load() })
        let found = error.problems.contains { problem in
            problem.file == place[path] && problem.message.contains(mistake.says)
                && (mark == nil || (problem.position?.line == mark?.line && problem.position?.column == mark?.column))
        }
        #expect(found, "\(mark.map { "\($0)" } ?? ""): \(error.problems.map { "\($0.file):\($0.position.map { "\($0)" } ?? "") \($0.message)" })")
    }

    private static let anchor = "      - kind: tickets\n"

    /// Mistakes in the conditions of a rule.
    @Test(arguments: [
        ("within: {from: opened, to: closed, limit: {‸hour: 2}}", "did you mean \"hours\"?"),
        ("within: {from: opened, to: closed, limit: ‸{hours: 2, minutes: 5}}", "a limit is one of minutes, hours"),
        ("within: {from: opened, to: closed, limit: ‸{}}", "a limit is one of"),
        ("within: {from: opened, to: closed, limit: ‸2}", "expected a mapping"),
        ("within: {from: opened, to: closed, limit: {hours: ‸0}}", "more than 0"),
        ("within: {from: opened, to: closed, limit: {hours: ‸-1}}", "more than 0"),
        ("within: {from: opened, to: closed, limit: {days: ‸10001}}", "at most 10000"),
        ("within: {from: opened, to: closed, limit: {working_days: ‸0.125}}", "at most two places"),
        ("within: {from: opened, to: closed, limit: {minutes: ‸0.5}}", "a whole number"),
        ("within: {from: opened, to: closed, limit: {end_of: ‸nextday}}", "did you mean \"next_day\"?"),
        ("within: ‸{from: opened, limit: {hours: 2}}", "\"to\" is missing"), ("within: ‸{from: opened, to: closed}", "\"limit\" is missing"),
        ("exceeds: {from: opened, to: ‸opened, limit: {hours: 2}}", "the same column"),
        ("exceeds: {from: ‸kind, to: closed, limit: {hours: 2}}", "holds no time"),
        ("exceeds: {from: opened, to: ‸close, limit: {hours: 2}}", "did you mean \"closed\"?"),
        ("exceeds: {from: opened, to: closed, ‸limits: {hours: 2}}", "did you mean \"limit\"?"),
    ])
    func conditionsAreReadStrictly(_ condition: String, _ says: String) throws {
        try spoil(Mistake(Self.rulesFile, Self.anchor, Self.anchor + "        \(condition)\n", says))
    }

    @Test(arguments: ["{working_days: 1}", "{working_hours: 0.5}", "{end_of: next_working_day}"])
    func workingTimeNeedsTheSection(_ limit: String) throws {
        let condition = "        within: {from: opened, to: closed, limit: ‸\(limit)}\n"
        try FileManager.default.removeItem(atPath: place["rules/x/calendar.yaml"])
        try spoil(Mistake(Self.rulesFile, Self.anchor, Self.anchor + condition, "needs the pack's section \"calendar\""))
    }

    @Test(arguments: ["{days: 1.5}", "{hours: 2}", "{minutes: 30}", "{end_of: day}", "{end_of: next_day}", "{end_of: month}"])
    func plainTimeNeedsNone(_ limit: String) throws {
        let condition = "        within: {from: opened, to: closed, limit: \(limit)}\n"
        try FileManager.default.removeItem(atPath: place["rules/x/calendar.yaml"])
        let text = try String(contentsOfFile: place["rules/x/rules.yaml"], encoding: .utf8)
        let range = try #require(text.range(of: Self.anchor))
        try place.write("rules/x/rules.yaml", text.replacingCharacters(in: range, with: Self.anchor + condition))
        _ = try load()
    }
}
