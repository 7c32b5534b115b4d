package import GridModel
package import RulePacks

/// What is tried in place of the rules that stand.
package struct Alternative: Sendable {
    package enum Part: Sendable {
        /// A reading of an entry of the register.
        case reading(Interpretation, Interpretation.Reading)
        /// A setting, with what stands in the pack and what is tried.
        case setting(path: String, before: String, now: String)
        /// Another pack, in place of the one at a path.
        case pack(before: String, now: String, digest: String)
    }

    /// As it is given: `floor=none`, or the path of the other pack.
    package let name: String
    package let parts: [Part]

    package init(name: String, parts: [Part]) {
        (self.name, self.parts) = (name, parts)
    }
}

/// A reading of a question that nobody has confirmed, and what it would change.
package struct OpenReading: Sendable {
    package let entry: Interpretation
    package let reading: Interpretation.Reading
    /// Nil where it cannot be tried.
    package let whatIf: WhatIf?

    package init(_ entry: Interpretation, _ reading: Interpretation.Reading, _ whatIf: WhatIf?) {
        (self.entry, self.reading, self.whatIf) = (entry, reading, whatIf)
    }

    /// Where its page stands below the folder of all.
    var folder: String { "\(entry.id).\(reading.id)" }

    /// Why it cannot be tried.
    package func untried(_ language: Language) -> String {
        reading.untried?[language] ?? language.say("规则包没有写明怎样改", "The pack does not say which settings make it")
    }
}
