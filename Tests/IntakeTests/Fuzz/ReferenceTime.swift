import GridModel

/// The contract's 2.6 as a pattern over the text with full-width forms folded.
func referenceTime(_ bytes: [UInt8], endOfDay: Bool) -> (seconds: Int64, hasClock: Bool)? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    let folded = text.unicodeScalars.map { scalar -> Unicode.Scalar in
        if scalar == "\u{3000}" { return " " }
        guard (0xFF01...0xFF5E).contains(scalar.value), let ascii = Unicode.Scalar(scalar.value - 0xFEE0) else { return scalar }
        return ascii.properties.isAlphabetic || ("0"..."9").contains(ascii) || ["-", "/", ":"].contains(ascii) ? ascii : scalar
    }
    var rest = folded[...]
    func digits(_ counts: ClosedRange<Int>) -> Int? {
        let found = rest.prefix { ("0"..."9").contains($0) }.prefix(counts.upperBound)
        guard found.count >= counts.lowerBound else { return nil }
        rest = rest.dropFirst(found.count)
        return found.reduce(0) { $0 * 10 + Int($1.value - 0x30) }
    }
    func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest = rest.dropFirst()
        return true
    }
    guard let year = digits(4...4), let separators = ["--", "//", "年月"].map({ Array($0.unicodeScalars) }).first(where: { take($0[0]) }),
        let month = digits(1...2), take(separators[1]), let day = digits(1...2)
    else { return nil }
    let isChinese = separators[0] == "年"
    guard !isChinese || take("日"), (2000...2099).contains(year), let date = CivilDate(year: year, month: month, day: day) else { return nil }
    if rest.isEmpty { return ((endOfDay ? CivilTime.endOfDay(date) : CivilTime(date)).seconds, false) }
    if !take("T") {
        let spaces = rest.prefix { $0 == " " }.count
        guard spaces > 0 || isChinese else { return nil }
        rest = rest.dropFirst(spaces)
    }
    guard let hour = digits(1...2), take(":"), let minute = digits(2...2), hour < 24, minute < 60 else { return nil }
    var second = 0
    if take(":") {
        guard let number = digits(2...2), number < 60 else { return nil }
        second = number
    }
    var offset = 480
    if take("Z") {
        offset = 0
    } else if let sign = rest.first {
        rest = rest.dropFirst()
        guard sign == "+" || sign == "-", let hours = digits(2...2), take(":"), let minutes = digits(2...2), hours < 24, minutes < 60 else {
            return nil
        }
        offset = (hours * 60 + minutes) * (sign == "+" ? 1 : -1)
    }
    guard rest.isEmpty else { return nil }
    return (CivilTime(date, secondOfDay: hour * 3600 + minute * 60 + second).seconds + Int64(480 - offset) * 60, true)
}
