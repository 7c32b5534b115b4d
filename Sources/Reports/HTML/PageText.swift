import Crypto
import GridModel
import Intake

/// How pages write numbers, periods and links.
struct PageText: Sendable {
    let language: Language

    func say(_ chinese: String, _ english: String) -> String {
        language == .chinese ? chinese : english
    }

    /// With a true minus sign, which is as wide as a plus and is read aloud.
    func number(_ text: String) -> String {
        text.utf8.first == UInt8(ascii: "-") ? "\u{2212}" + text.dropFirst() : text
    }

    func points(_ points: Points) -> String { number("\(points)") }
    func signed(_ points: Points) -> String { number(points.signed) }

    func date(_ day: CivilDate) -> String {
        guard language == .chinese else { return "\(day)" }
        let parts = day.components
        return "\(parts.year)年\(parts.month)月\(parts.day)日"
    }

    func label(_ period: Period) -> String {
        switch period {
        case .month(let month): say("\(month.year)年\(month.number)月", "\(Self.months[month.number - 1]) \(month.year)")
        case .quarter(let year, let number): say("\(year)年第\(["一", "二", "三", "四"][number - 1])季度", "Q\(number) \(year)")
        case .year(let year): say("\(year)年", "\(year)")
        }
    }

    func shortMonth(_ month: Month) -> String {
        say("\(month.number)月", String(Self.months[month.number - 1].prefix(3)))
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]

    /// How long ago a day was.
    func age(_ day: CivilDate, asOf: CivilDate) -> String {
        let days = max(0, Int(asOf.dayNumber - day.dayNumber))
        if days < 14 { return say("\(days)天", days == 1 ? "1 day" : "\(days) days") }
        if days < 60 { return say("\(days / 7)周", "\(days / 7) weeks") }
        return say("\(days / 30)个月", "\(days / 30) months")
    }

    /// A per cent of the width of a drawing, with one decimal.
    func share(_ value: Double) -> String {
        let tenths = Int((max(0, min(100, value)) * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// A name for files and anchors that any text has, and that only its bytes decide.
    static func slug(_ text: String) -> String {
        hexadecimal(SHA256.hash(data: Array(text.utf8)).prefix(6))
    }
}
