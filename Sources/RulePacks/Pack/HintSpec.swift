import GridModel

/// From when on something is worth a look: hints cost nobody a point and change no result.
package struct HintSpec: Sendable {
    /// Deductions of one member that lie so many days apart, 0 for the same day, may be about one event.
    package private(set) var sameEventDays = 0
    /// Characters that are taken for each other in ids, each lot the characters of one text.
    package private(set) var lookAlikes = ["0Oo", "1lI"]
    /// Records of one member that are the same but for id and time and count for a ranking: so many within so many minutes.
    package private(set) var burst = (records: 5, minutes: 10)
    /// The last days of a month in which a member counts so many times as much a day as before.
    package private(set) var lastDays = (days: 3, times: 3)
    /// Hours of the night, from the first up to the second, and so many records of a member in them.
    package private(set) var night = (from: 23, to: 5, records: 10)
    /// So many records of a file, and so many in a hundred, with the time 00:00:00.
    package private(set) var midnight = (records: 20, percent: 50)
    /// Days between a record's deciding time and its last version.
    package private(set) var lateDays = 30
    /// Records of one member in which two times that follow each other are the very same.
    package private(set) var atOnce = 3

    package static let standard = HintSpec()

    private init() {}

    /// - Parameter cursor: the section; what it does not name is as in `standard`.
    init(_ cursor: YAMLCursor) {
        let fields = cursor.fields(["same_event_days", "look_alikes", "burst", "last_days", "night", "midnight", "late_days", "at_once"])
        func set(_ place: inout Int, _ cursor: YAMLCursor?, _ range: ClosedRange<Int>) {
            if let value = cursor?.whole(range) { place = value }
        }
        set(&sameEventDays, fields["same_event_days"], 0...31)
        if let lots = fields["look_alikes"] {
            lookAlikes = lots.elements().compactMap { element in
                guard let text = element.text() else { return nil }
                if text.unicodeScalars.count < 2 { element.report("expected two characters or more that look alike, found \"\(text)\"") }
                return text
            }
        }
        let burst = fields["burst"]?.fields(["records", "minutes"])
        set(&self.burst.records, burst?["records"], 2...1_000_000)
        set(&self.burst.minutes, burst?["minutes"], 1...1440)
        let last = fields["last_days"]?.fields(["days", "times"])
        set(&lastDays.days, last?["days"], 1...27)
        set(&lastDays.times, last?["times"], 1...1000)
        let night = fields["night"]?.fields(["from", "to", "records"])
        set(&self.night.from, night?["from"], 0...23)
        set(&self.night.to, night?["to"], 0...23)
        set(&self.night.records, night?["records"], 1...1_000_000)
        let midnight = fields["midnight"]?.fields(["records", "percent"])
        set(&self.midnight.records, midnight?["records"], 1...1_000_000)
        set(&self.midnight.percent, midnight?["percent"], 1...100)
        set(&lateDays, fields["late_days"], 1...36500)
        set(&atOnce, fields["at_once"], 1...1_000_000)
    }
}
