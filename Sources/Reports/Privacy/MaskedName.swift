import GridModel
import RulePacks

/// Names and ids as a public notice shows them.
struct MaskedName {
    let spec: NoticeSpec

    /// 张建国 as 张建国, 张＊＊ or 张＊国; a name of which no surname is known keeps its first character.
    func name(_ name: String) -> String {
        switch spec.names {
        case .full: return name
        case .id: return ""
        case .surname: return String(name.prefix(Self.shown(name))) + "＊＊"
        case .middle:
            let (first, count) = (Self.shown(name), max(name.count, 2))
            // Of a name of two the second is all there is to mask.
            let last = count - first >= 2 ? 1 : 0
            return String(name.prefix(first)) + String(repeating: "＊", count: count - first - last) + name.suffix(last)
        }
    }

    /// W1017 as W1017 or W＊＊17.
    func id(_ id: String) -> String {
        guard spec.ids == .masked else { return id }
        let count = id.count
        let (first, last) = (count > 3 ? 1 : 0, min(2, count - 1))
        return id.prefix(first) + String(repeating: "＊", count: count - first - last) + id.suffix(last)
    }

    /// How many characters at the start are shown: the surname, unless it is the whole name.
    private static func shown(_ name: String) -> Int {
        let surname = Surnames.length(name.unicodeScalars)
        return surname > 0 && surname < name.count ? surname : 1
    }
}
