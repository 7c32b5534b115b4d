/// The language of headers, coded values and reports.
package enum Language: String, Sendable, CaseIterable, Codable {
    case chinese = "zh"
    case english = "en"

    /// One of two texts; the other one is not made.
    package func say(_ chinese: @autoclosure () -> String, _ english: @autoclosure () -> String) -> String {
        self == .chinese ? chinese() : english()
    }
}

/// Whatever speaks to a person in one of the languages.
package protocol Bilingual {
    var language: Language { get }
}

extension Bilingual {
    package func say(_ chinese: @autoclosure () -> String, _ english: @autoclosure () -> String) -> String {
        language.say(chinese(), english())
    }
}

/// One text in both languages.
package struct TextPair: Hashable, Sendable {
    package let chinese: String
    package let english: String

    package init(zh: String, en: String) {
        chinese = zh
        english = en
    }

    package subscript(_ language: Language) -> String {
        language.say(chinese, english)
    }

    /// The English and the Chinese text; one of them where they are the same.
    package var both: [String] { sameBytes(english, chinese) ? [english] : [english, chinese] }
}
