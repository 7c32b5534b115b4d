import GridModel

/// Reads dates and times in exactly the forms of the contract (2.6), from bytes.
enum TimeReader {
    struct Moment {
        /// Seconds since 2000-01-01 00:00:00 China Standard Time.
        var seconds: Int64
        /// Whether a time of day was given.
        var hasClock: Bool
    }

    /// The moment that a trimmed text names, in any form; nil if it is in no known form or not in the calendar.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, _ range: FieldRange, endOfDay: Bool, _ calendar: Calendar = .shared) -> Moment? {
        let view = UnsafeBufferPointer(rebasing: bytes[Int(range.start)..<Int(range.end)])
        return readAny(view)?.moment(endOfDay: endOfDay, calendar)
    }

    private struct Fields {
        var year = 0
        var month = 0
        var day = 0
        var hour = -1
        var minute = 0
        var second = 0
        /// Minutes east of UTC, if an offset was given.
        var offset: Int?

        @inline(__always)
        func moment(endOfDay: Bool, _ calendar: Calendar) -> Moment? {
            guard hour <= 23, minute <= 59, second <= 59, let day = calendar.day(year: year, month: month, day: day) else { return nil }
            let clock = hour < 0 ? (endOfDay ? 86_399 : 0) : hour &* 3600 &+ minute &* 60 &+ second
            let shift = offset.map { (480 - $0) * 60 } ?? 0
            return Moment(seconds: Int64(day &* 86_400 &+ clock &+ shift), hasClock: hour >= 0)
        }
    }

    /// The year and month last read in plain form, as their eight bytes, and what the calendar says of them: most times
    /// are of the month of the one before.
    struct LastMonth {
        fileprivate var word: UInt64 = 0
        fileprivate var firstDay: Int32 = 0
        fileprivate var dayCount: Int32 = 0
        /// The first day of the latest month read, from 2000-01-01.
        private(set) var latest = Int32.min

        /// Takes over another month; false if the calendar knows none by these bytes.
        @inline(never)
        fileprivate mutating func turn(to head: UInt64, _ calendar: Calendar) -> Bool {
            guard let month = TimeReader.month(head, calendar) else { return false }
            let latest = max(latest, month.firstDay)
            self = month
            self.latest = latest
            return true
        }
    }

    /// `2026-10-03`, `2026-10-03 08:15` and `2026-10-03 08:15:00`: the common forms, eight bytes at a time. Taking the
    /// form away from the text leaves the digits' values and zeros. Behind the text eight more bytes can be read.
    @inline(__always)
    static func readPlain(_ text: UnsafePointer<UInt8>, _ count: Int, endOfDay: Bool, _ last: inout LastMonth, _ calendar: Calendar) -> Moment? {
        guard count == 16 || count == 10 || count == 19 else { return nil }
        let head = word(text)
        if head != last.word, !last.turn(to: head, calendar) { return nil }
        let tail = word(text + 8) ^ Self.dayClock
        let day = digit(tail, 0) &* 10 &+ digit(tail, 1)
        guard areDigits(tail & 0xFFFF), day >= 1, day <= Int(last.dayCount) else { return nil }
        let start = (Int(last.firstDay) &+ day &- 1) &* 86_400
        if count == 10 { return Moment(seconds: Int64(start &+ (endOfDay ? 86_399 : 0)), hasClock: false) }
        let sign = tail & 0xFF_0000
        guard sign == 0 || sign == UInt64(UInt8(ascii: "T") ^ UInt8(ascii: " ")) << 16, tail & 0xFF00_0000_0000 == 0,
            areDigits(tail & ~0xFF_FFFF)
        else { return nil }
        let hour = digit(tail, 3) &* 10 &+ digit(tail, 4)
        let minute = digit(tail, 6) &* 10 &+ digit(tail, 7)
        guard hour <= 23, minute <= 59 else { return nil }
        var clock = hour &* 3600 &+ minute &* 60
        if count == 19 {
            let second = UInt64(text[17] ^ 0x30) | UInt64(text[18] ^ 0x30) << 8
            guard text[16] == UInt8(ascii: ":"), areDigits(second), second & 0xF < 6 else { return nil }
            clock &+= digit(second, 0) &* 10 &+ digit(second, 1)
        }
        return Moment(seconds: Int64(start &+ clock), hasClock: true)
    }

    /// What the calendar says of a year and month in the form `2026-10-`; nil if they are not so written or not in it.
    fileprivate static func month(_ head: UInt64, _ calendar: Calendar) -> LastMonth? {
        let date = head ^ Self.yearMonth
        guard date & Self.yearMonthSigns == 0, areDigits(date) else { return nil }
        let year = digit(date, 0) &* 1000 &+ digit(date, 1) &* 100 &+ digit(date, 2) &* 10 &+ digit(date, 3)
        guard let days = calendar.days(year: year, month: digit(date, 5) &* 10 &+ digit(date, 6)) else { return nil }
        return LastMonth(word: head, firstDay: Int32(days.lowerBound), dayCount: Int32(days.count))
    }

    /// `0000-00-`, the first byte lowest.
    private static let yearMonth: UInt64 = 0x2D30_302D_3030_3030
    private static let yearMonthSigns: UInt64 = 0xFF00_00FF_0000_0000
    /// `00 00:00`.
    private static let dayClock: UInt64 = 0x3030_3A30_3020_3030

    @inline(__always)
    private static func word(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
    }

    /// Whether every byte is at most 9.
    @inline(__always)
    private static func areDigits(_ word: UInt64) -> Bool {
        ((word &+ 0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080 == 0
    }

    @inline(__always)
    private static func digit(_ word: UInt64, _ index: UInt64) -> Int {
        Int(truncatingIfNeeded: word >> (index &* 8) & 0xF)
    }

    /// All forms, full-width ones included.
    private static func readAny(_ bytes: UnsafeBufferPointer<UInt8>) -> Fields? {
        var fields = Fields()
        var scanner = Scanner(bytes)
        guard let year = scanner.digits(4, 4) else { return nil }
        let separator = scanner.take()
        guard separator == .dash || separator == .slash || separator == .year, let month = scanner.digits(1, 2),
            scanner.take() == (separator == .year ? .month : separator), let day = scanner.digits(1, 2),
            separator != .year || scanner.take() == .day
        else { return nil }
        (fields.year, fields.month, fields.day) = (year, month, day)
        if scanner.isAtEnd { return fields }
        var apart = separator == .year
        if scanner.skip(.letterT) {
            apart = true
        } else {
            while scanner.skip(.space) { apart = true }
        }
        guard apart, let hour = scanner.digits(1, 2), scanner.skip(.colon), let minute = scanner.digits(2, 2) else { return nil }
        (fields.hour, fields.minute) = (hour, minute)
        if scanner.skip(.colon) {
            guard let second = scanner.digits(2, 2) else { return nil }
            fields.second = second
        }
        if scanner.isAtEnd { return fields }
        if scanner.skip(.letterZ) {
            fields.offset = 0
            return scanner.isAtEnd ? fields : nil
        }
        let isEast = scanner.skip(.plus)
        guard isEast || scanner.skip(.dash), let hours = scanner.digits(2, 2), hours <= 23, scanner.skip(.colon),
            let minutes = scanner.digits(2, 2), minutes <= 59
        else { return nil }
        fields.offset = (hours * 60 + minutes) * (isEast ? 1 : -1)
        return scanner.isAtEnd ? fields : nil
    }

    /// What a date or time is made of, digits aside.
    private enum Sign: UInt8 {
        case dash = 0x2D, slash = 0x2F, colon = 0x3A, plus = 0x2B, space = 0x20, letterT = 0x54, letterZ = 0x5A
        case year = 1, month, day
        case none = 0
    }

    /// Steps through the text one sign at a time, full-width forms folded.
    private struct Scanner {
        private let bytes: UnsafeBufferPointer<UInt8>
        private var index = 0

        init(_ bytes: UnsafeBufferPointer<UInt8>) {
            self.bytes = bytes
        }

        var isAtEnd: Bool { index >= bytes.count }

        /// The ASCII byte or sign at the position, and how many bytes it takes.
        private func peek() -> (value: UInt8, length: Int) {
            guard index < bytes.count else { return (0, 0) }
            let first = bytes[index]
            if first < 0x80 { return (first < 0x20 ? 0 : first, 1) }
            guard index + 2 < bytes.count else { return (0, 1) }
            switch (first, bytes[index + 1], bytes[index + 2]) {
            case (0xE5, 0xB9, 0xB4): return (Sign.year.rawValue, 3)
            case (0xE6, 0x9C, 0x88): return (Sign.month.rawValue, 3)
            case (0xE6, 0x97, 0xA5): return (Sign.day.rawValue, 3)
            case (0xE3, 0x80, 0x80): return (0x20, 3)
            default:
                guard let ascii = fullWidthASCII(bytes, at: index, end: bytes.count) else { return (0, 1) }
                let isLetterOrDigit = (0x30...0x39).contains(ascii) || (0x41...0x5A).contains(ascii) || (0x61...0x7A).contains(ascii)
                return isLetterOrDigit || ascii == 0x2D || ascii == 0x2F || ascii == 0x3A ? (ascii, 3) : (0, 1)
            }
        }

        mutating func digits(_ least: Int, _ most: Int) -> Int? {
            var value = 0
            var count = 0
            while count < most {
                let (byte, length) = peek()
                guard (0x30...0x39).contains(byte) else { break }
                value = value * 10 + Int(byte - 0x30)
                count += 1
                index += length
            }
            return count >= least ? value : nil
        }

        mutating func take() -> Sign {
            let (byte, length) = peek()
            index += length
            return Sign(rawValue: byte) ?? .none
        }

        mutating func skip(_ sign: Sign) -> Bool {
            let (byte, length) = peek()
            guard byte == sign.rawValue, length > 0 else { return false }
            index += length
            return true
        }
    }
}
