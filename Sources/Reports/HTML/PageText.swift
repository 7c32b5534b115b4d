import Crypto
import GridModel
import Intake

/// How pages write dates, periods and links.
struct PageText: Bilingual, Sendable {
    let language: Language

    /// One of two pieces of a page.
    func say(_ chinese: @autoclosure () -> HTML, _ english: @autoclosure () -> HTML) -> HTML {
        language == .chinese ? chinese() : english()
    }

    func date(_ day: CivilDate) -> String {
        guard language == .chinese else { return "\(day)" }
        let parts = day.components
        return "\(parts.year)年\(parts.month)月\(parts.day)日"
    }

    func label(_ period: Period) -> String {
        switch period {
        case .month(let month): say("\(month.year)年\(month.number)月", "\(Self.months[month.number - 1]) \(month.year)")
        case .quarter(let year, let number): say("\(year)年第\(["一", "二", "三", "四"][number - 1])季度", "Q\(number) \(year)")
        case .halfYear(let year, let number): say("\(year)年\(number == 1 ? "上" : "下")半年", "H\(number) \(year)")
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

    /// A link from a page of one period to a file of another.
    func link(from: Period, to: Period, _ file: String) -> String { path(from: from, to: to) + file }

    /// The way from the folder of one period to that of another: empty, or with a slash at its end.
    func path(from: Period, to: Period) -> String {
        let source = from.folder.split(separator: "/").map(String.init)
        let target = to.folder.split(separator: "/").map(String.init)
        if source == target { return "" }
        let shared = zip(source, target).prefix { $0 == $1 }.count
        return String(repeating: "../", count: source.count - shared) + target[shared...].map { $0 + "/" }.joined()
    }

    /// The way from the folder of a period to the start page's.
    func root(from period: Period) -> String {
        String(repeating: "../", count: period.folder.split(separator: "/").count)
    }

    /// A name for files and anchors that any text has, and that only its bytes decide.
    static func slug(_ text: String) -> String {
        var (text, hash) = (text, SHA256())
        text.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        return hash.finalize().withUnsafeBytes { digest in
            String(unsafeUninitializedCapacity: 12) { slug in
                for index in 0..<12 {
                    let digit = index % 2 == 0 ? digest[index / 2] >> 4 : digest[index / 2] & 15
                    slug[index] = digit < 10 ? 0x30 + digit : 0x61 + digit - 10
                }
                return 12
            }
        }
    }
}
