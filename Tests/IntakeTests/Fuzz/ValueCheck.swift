import GridModel
import PropertyKit

@testable import Intake

/// Any bytes as a time, an id, points, a day and a period: read as the plain readers do, and the same again once written out.
struct ValueCheck: FuzzCheck {
    func problem(_ bytes: [UInt8]) async throws -> String? {
        for line in bytes.split(separator: 0x0A).prefix(20).map(Array.init) {
            if let failure = times(line) ?? id(line) ?? written(line) { return "\(shown(line)): \(failure)" }
        }
        return numbers(bytes)
    }

    private func times(_ bytes: [UInt8]) -> String? {
        // Behind a field stand others, and room for whole words.
        let memory = bytes + Array(",0:09-1 ".utf8) + [UInt8](repeating: 0x30, count: 16)
        for endOfDay in [false, true] {
            let (found, plain) = memory.withUnsafeBufferPointer { view in
                var last = TimeReader.LastMonth()
                return (
                    TimeReader.read(view, FieldRange(start: 0, end: Int32(bytes.count)), endOfDay: endOfDay).map { "\($0)" },
                    TimeReader.readPlain(view.baseAddress!, bytes.count, endOfDay: endOfDay, &last, .shared).map { "\($0)" }
                )
            }
            let expected = referenceTime(bytes, endOfDay: endOfDay).map { "\(TimeReader.Moment(seconds: $0.seconds, hasClock: $0.hasClock))" }
            if let failure = difference(found, expected, "as a time") { return failure }
            if let plain, let failure = difference(plain, expected, "as a plain time") { return failure }
        }
        return nil
    }

    private func id(_ bytes: [UInt8]) -> String? {
        let found = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: IdReader.longest) { scratch in
            bytes.withUnsafeBufferPointer { text in
                switch IdReader.read(text, scratch: scratch.baseAddress!) {
                case .id(let id): Array("id ".utf8) + id
                case .malformed: Array("malformed".utf8)
                case .damaged: Array("damaged".utf8)
                }
            }
        }
        if let failure = difference(shown(found), shown(referenceId(bytes).utf8), "as an id") { return failure }
        let isPlain = (bytes + Array("\u{1}\u{7F}=+-@  ".utf8)).withUnsafeBufferPointer { IdReader.isPlain($0.baseAddress!, bytes.count) }
        return isPlain && found != Array("id ".utf8) + bytes ? "is no plain id" : nil
    }

    private func written(_ bytes: [UInt8]) -> String? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        if let points = Points(text), Points("\(points)") != points || points.hundredths.magnitude >= 100_000_000_000 {
            return "as points: \(points)"
        }
        // These are written in one way only.
        if let date = CivilDate(iso: text), !"\(date)".utf8.elementsEqual(bytes) { return "as a day: \(date)" }
        guard let period = Period(text) else { return nil }
        if !"\(period)".utf8.elementsEqual(bytes) { return "as a period: \(period)" }
        guard period.firstMonth > Month(year: 0, month: 12) else { return nil }
        let (before, first) = (period.previous, period.firstMonth)
        return before.lastMonth.advanced(by: 1) == first && period.contains(first) && !before.contains(first) ? nil : "follows \(before)"
    }

    /// The bytes as a number.
    private func numbers(_ bytes: [UInt8]) -> String? {
        let number = bytes.prefix(8).reduce(UInt(0)) { $0 << 8 | UInt($1) }
        let text = String(unsafeUninitializedCapacity: UnsafeMutablePointer<UInt8>.longestNumber) {
            $0.baseAddress!.write(decimal: number) - $0.baseAddress!
        }
        if let failure = difference(text, String(number), "a number") { return failure }
        let points = Points(hundredths: Int(Int32(truncatingIfNeeded: number)))
        if let failure = difference(Points("\(points)"), points, "points") { return failure }
        let average = Average(sum: points, count: Int(number >> 32 & 0xFFF) + 1)
        if let failure = difference(Points("\(average)"), average.rounded, "an average") { return failure }
        let day = CivilDate(dayNumber: Int32(truncatingIfNeeded: number % 2_900_000) - 730_000)
        if let failure = difference(CivilDate(iso: "\(day)"), day, "a day") ?? difference(day.month.firstDay <= day, true, "a month's first day") {
            return failure
        }
        let moment = CivilTime(day, secondOfDay: Int(number >> 32 % 86_400) % 86_400)
        return difference(moment.date, day, "a moment") ?? difference(day.month.lastDay >= day, true, "a month's last day")
    }
}
