import GridModel

/// Reads the section `calendar`, and the file of the calendar that it names.
struct CalendarLoader {
    let files: PackFiles

    func calendar(_ cursor: YAMLCursor) -> WorkCalendar? {
        let fields = cursor.fields(["id", "hours"])
        let hours = fields.require("hours").map { self.hours($0) } ?? []
        guard let place = fields.require("id"), let id = place.identifier() else { return nil }
        guard let bytes = files.calendars.bytes(id) else {
            let known = files.calendars.known
            let hint = nearest(to: id, in: known).map { "; did you mean \"\($0)\"?" } ?? ""
            place.report("there is no calendar \"\(id)\" in \(files.calendars.folder)\(hint)")
            return nil
        }
        guard let root = PackFiles.root(of: Array(bytes), file: files.calendars.path(id), problems: cursor.problems) else { return nil }
        let days = root.fields(["weekend", "years"])
        guard let weekend = days.require("weekend")?.elements().compactMap({ $0.choice(Weekday.self) }),
            let years = days.require("years").map({ self.years($0, weekend: Set(weekend)) }), !years.isEmpty, !hours.isEmpty
        else { return nil }
        return WorkCalendar(id: id, weekend: Set(weekend), years: years, hours: hours)
    }

    // MARK: Hours

    /// Spans such as `08:30-12:00`, each behind the one before.
    private func hours(_ cursor: YAMLCursor) -> [Range<Int>] {
        let elements = cursor.elements()
        if cursor.node.sequence != nil, elements.isEmpty { cursor.report("there must be hours of work: name one span or more") }
        var spans: [Range<Int>] = []
        for element in elements {
            guard let text = element.text() else { continue }
            guard let span = Self.span(text) else {
                element.report("expected a span of the day such as 08:30-12:00, found \"\(text)\"")
                continue
            }
            if let last = spans.last, span.lowerBound < last.upperBound { element.report("\(text) begins before the span in front of it has ended") }
            spans.append(span)
        }
        return spans
    }

    private static func span(_ text: String) -> Range<Int>? {
        let ends = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).map { minute($0) }
        guard ends.count == 2, let start = ends[0], let end = ends[1], start < end else { return nil }
        return start..<end
    }

    /// `08:30`, up to `24:00`.
    private static func minute(_ text: Substring.UTF8View) -> Int? {
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count == 2, parts[1].count == 2, let hour = decimal(parts[0]), let minute = decimal(parts[1]),
            minute < 60, hour * 60 + minute <= 1440
        else { return nil }
        return hour * 60 + minute
    }

    // MARK: Days

    /// The years of a calendar, in order.
    private func years(_ cursor: YAMLCursor, weekend: Set<Weekday>) -> [WorkCalendar.Year] {
        var years: [(year: WorkCalendar.Year, place: YAMLCursor)] = []
        for (key, value, place) in cursor.keyedEntries() {
            guard key.utf8.count == 4, let number = decimal(key.utf8), (2000...2099).contains(number) else {
                place.report("expected a year from 2000 to 2099, found \"\(key)\"")
                continue
            }
            years.append((year(number, value, weekend), place))
        }
        if years.isEmpty, cursor.node.mapping != nil { cursor.report("a calendar has one year or more") }
        years.sort { $0.year.number < $1.year.number }
        for (before, next) in zip(years, years.dropFirst()) where next.year.number > before.year.number + 1 {
            next.place.report("\(before.year.number + 1) is missing: years follow one another without a gap")
        }
        return years.map(\.year)
    }

    private func year(_ number: Int, _ cursor: YAMLCursor, _ weekend: Set<Weekday>) -> WorkCalendar.Year {
        let fields = cursor.fields(["source", "holidays", "working"])
        _ = fields.require("source")?.text()
        var seen: Set<CivilDate> = []
        func days(_ cursor: YAMLCursor?, _ check: (CivilDate, YAMLCursor) -> Void) -> Set<CivilDate> {
            var days: Set<CivilDate> = []
            for element in cursor?.elements() ?? [] {
                guard let day = element.date() else { continue }
                if day.components.year != number { element.report("\(day) is no day of \(number)") }
                if !seen.insert(day).inserted { element.report("\(day) stands twice") }
                check(day, element)
                days.insert(day)
            }
            return days
        }
        let holidays = days(fields.require("holidays")) { _, _ in }
        let working = days(fields["working"]) { day, element in
            if !weekend.contains(day.weekday) {
                element.report("\(day) is a \(day.weekday.rawValue), which is no day of the weekend: it is a working day anyway")
            }
        }
        return WorkCalendar.Year(number: number, holidays: holidays, working: working)
    }
}
