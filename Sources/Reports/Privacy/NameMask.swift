/// Masks names of persons where they can be told: before a form of address (李女士), behind a word that says a name follows
/// (联系人：李明), behind an English title (Mr. Li).
struct NameMask {
    private static let addresses = scalars(
        "先生 女士 小姐 太太 师傅 老师 阿姨 大爷 大妈 大叔 大姐 大哥 大娘 大嫂 大伯 奶奶 爷爷 叔叔 伯伯 同志")
    private static let labels = scalars("联系人 来电人 投诉人 报修人 报装人 收件人 户主 户名 姓名 业主 住户 用户 客户")
    private static let titles = scalars("Mrs Mr Miss Ms Madam")

    private static func scalars(_ words: String) -> [[Unicode.Scalar]] { words.split(separator: " ").map { Array($0.unicodeScalars) } }

    private let scalars: [Unicode.Scalar]
    private var isMasked: [Bool]

    /// - Returns: whether something was masked.
    static func mask(_ scalars: inout [Unicode.Scalar]) -> Bool {
        var search = NameMask(scalars)
        for index in scalars.indices {
            if addresses.contains(where: { search.has($0, at: index) }) { search.name(before: index) }
        }
        for index in scalars.indices {
            if let label = labels.first(where: { search.has($0, at: index) }) { search.name(behind: index + label.count) }
            if let title = titles.first(where: { search.has($0, at: index) }) { search.englishName(behind: index + title.count, title: index) }
        }
        for index in scalars.indices where search.isMasked[index] { scalars[index] = scalars[index].mask }
        return search.isMasked.contains(true)
    }

    private init(_ scalars: [Unicode.Scalar]) {
        self.scalars = scalars
        isMasked = [Bool](repeating: false, count: scalars.count)
    }

    private func has(_ word: [Unicode.Scalar], at index: Int) -> Bool {
        scalars[index] == word[0] && scalars[index...].starts(with: word)
    }

    /// A surname with at most two characters behind it. Where several can be read, the longest: rather a character too much
    /// than half a name.
    private mutating func name(before end: Int) {
        for length in stride(from: 4, through: 1, by: -1) where length <= end {
            let name = scalars[end - length..<end]
            let surname = Surnames.length(name)
            guard surname > 0, length - surname <= 2, name.allSatisfy(\.isIdeograph), !isMasked[end - length..<end].contains(true) else { continue }
            for index in name.indices { isMasked[index] = true }
            return
        }
    }

    /// Two to four characters that stand alone behind a colon and begin with a surname.
    private mutating func name(behind label: Int) {
        var start = label
        func skipSpaces() { while start < scalars.count, scalars[start].properties.isWhitespace { start += 1 } }
        skipSpaces()
        guard start < scalars.count, scalars[start] == ":" || scalars[start] == "：" else { return }
        start += 1
        skipSpaces()
        var end = start
        while end < scalars.count, scalars[end].isIdeograph, !isMasked[end] { end += 1 }
        guard (2...4).contains(end - start), Surnames.length(scalars[start..<end]) > 0 else { return }
        for index in start..<end { isMasked[index] = true }
    }

    /// One or two words with a capital.
    private mutating func englishName(behind end: Int, title: Int) {
        guard title == 0 || !scalars[title - 1].properties.isAlphabetic else { return }
        var place = end
        if place < scalars.count, scalars[place] == "." { place += 1 }
        for _ in 0..<2 {
            let gap = place
            while place < scalars.count, scalars[place] == " " { place += 1 }
            guard place > gap, place < scalars.count, ("A"..."Z").contains(scalars[place]) else { return }
            while place < scalars.count, scalars[place].isASCII, scalars[place].properties.isAlphabetic {
                isMasked[place] = true
                place += 1
            }
        }
    }
}
