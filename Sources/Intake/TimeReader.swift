import GridModel

/// Reads dates and times in exactly the forms of the contract (2.6), from bytes.
enum TimeReader {
    struct Moment {
        /// Seconds since 2000-01-01 00:00:00 China Standard Time.
        var seconds: Int64
        /// Whether a time of day was given.
        var hasClock: Bool
    }

    /// The moment that a trimmed text names; nil if it is in no known form or not in the calendar.
    @inline(__always)
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, _ range: FieldRange, endOfDay: Bool) -> Moment? {
        var fields = Fields()
        let view = UnsafeBufferPointer(rebasing: bytes[Int(range.start)..<Int(range.end)])
        guard readPlain(view, &fields) || readAny(view, &fields) else { return nil }
        return fields.moment(endOfDay: endOfDay)
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
        func moment(endOfDay: Bool) -> Moment? {
            guard year >= 2000, year <= 2099, month >= 1, month <= 12, day >= 1, day <= 31,
                hour <= 23, minute <= 59, second <= 59, let date = CivilDate(year: year, month: month, day: day)
            else { return nil }
            let clock = hour < 0 ? (endOfDay ? 86_399 : 0) : hour * 3600 + minute * 60 + second
            let shift = offset.map { (480 - $0) * 60 } ?? 0
            return Moment(seconds: CivilTime(date, secondOfDay: clock).seconds + Int64(shift), hasClock: hour >= 0)
        }
    }

    /// More than any number of the four digits of a year: what is no number.
    private static let notDigits = 10_000

    /// The value of two digits, or at least `notDigits` if they are none.
    @inline(__always)
    private static func two(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        let first = Int(bytes[index]) - 0x30
        let second = Int(bytes[index + 1]) - 0x30
        return first >= 0 && first <= 9 && second >= 0 && second <= 9 ? first * 10 + second : notDigits
    }

    /// `2026-10-03`, `2026-10-03 08:15` and `2026-10-03 08:15:00`: the common forms.
    @inline(__always)
    private static func readPlain(_ bytes: UnsafeBufferPointer<UInt8>, _ fields: inout Fields) -> Bool {
        guard bytes.count == 10 || bytes.count == 16 || bytes.count == 19,
            bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-")
        else { return false }
        fields.year = two(bytes, 0) * 100 + two(bytes, 2)
        fields.month = two(bytes, 5)
        fields.day = two(bytes, 8)
        guard fields.year < notDigits, fields.month < notDigits, fields.day < notDigits else { return false }
        if bytes.count == 10 { return true }
        guard bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":") else { return false }
        fields.hour = two(bytes, 11)
        fields.minute = two(bytes, 14)
        if bytes.count == 16 { return fields.hour < notDigits && fields.minute < notDigits }
        guard bytes[16] == UInt8(ascii: ":") else { return false }
        fields.second = two(bytes, 17)
        return fields.hour < notDigits && fields.minute < notDigits && fields.second < notDigits
    }

    /// All forms, full-width ones included.
    private static func readAny(_ bytes: UnsafeBufferPointer<UInt8>, _ fields: inout Fields) -> Bool {
        fields = Fields()
        var scanner = Scanner(bytes)
        guard let year = scanner.digits(4, 4) else { return false }
        let separator = scanner.take()
        guard separator == .dash || separator == .slash || separator == .year, let month = scanner.digits(1, 2),
            scanner.take() == (separator == .year ? .month : separator), let day = scanner.digits(1, 2),
            separator != .year || scanner.take() == .day
        else { return false }
        (fields.year, fields.month, fields.day) = (year, month, day)
        if scanner.isAtEnd { return true }
        var apart = separator == .year
        if scanner.skip(.letterT) {
            apart = true
        } else {
            while scanner.skip(.space) { apart = true }
        }
        guard apart, let hour = scanner.digits(1, 2), scanner.skip(.colon), let minute = scanner.digits(2, 2) else { return false }
        (fields.hour, fields.minute) = (hour, minute)
        if scanner.skip(.colon) {
            guard let second = scanner.digits(2, 2) else { return false }
            fields.second = second
        }
        if scanner.isAtEnd { return true }
        if scanner.skip(.letterZ) {
            fields.offset = 0
            return scanner.isAtEnd
        }
        let isEast = scanner.skip(.plus)
        guard isEast || scanner.skip(.dash), let hours = scanner.digits(2, 2), hours <= 23, scanner.skip(.colon),
            let minutes = scanner.digits(2, 2), minutes <= 59
        else { return false }
        fields.offset = (hours * 60 + minutes) * (isEast ? 1 : -1)
        return scanner.isAtEnd
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
