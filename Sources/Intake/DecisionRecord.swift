package import GridModel

/// A decision as it was read: what it is about, what was decided, by whom, when and why.
package struct DecisionRecord: Sendable {
    package let place: EntryPlace
    package let id: String
    /// Index of the member in the roster; -1 if none is named.
    package let member: Int
    package let verdict: Verdict
    /// The id of the record meant, folded; empty if none is named.
    package let record: String
    package let reason: String
    package let decidedBy: String
    package let time: CivilTime
    /// What is written in each column, trimmed.
    private let texts: [String]

    init(_ values: [CapturedValue], place: EntryPlace, member: Int) {
        self.place = place
        self.member = member
        texts = values.map(\.text)
        func number(_ column: DecisionColumn) -> Int64 {
            if case .number(let number) = values[column.rawValue].meaning { number } else { 0 }
        }
        func id(_ column: DecisionColumn) -> String {
            if case .bytes(let bytes) = values[column.rawValue].meaning { String(decoding: bytes, as: UTF8.self) } else { "" }
        }
        self.id = id(.id)
        record = id(.record)
        verdict = Verdict(rawValue: Int(number(.verdict)))!
        time = CivilTime(seconds: number(.time))
        reason = texts[DecisionColumn.reason.rawValue]
        decidedBy = texts[DecisionColumn.decidedBy.rawValue]
    }

    private init(_ other: Self, place: EntryPlace) {
        self.place = place
        (id, member, verdict, record) = (other.id, other.member, other.verdict, other.record)
        (reason, decidedBy, time, texts) = (other.reason, other.decidedBy, other.time, other.texts)
    }

    func moved(to place: EntryPlace) -> Self { Self(self, place: place) }

    /// What is written in a column.
    package subscript(_ column: DecisionColumn) -> String { texts[column.rawValue] }

    /// What is written in a column, full-width forms as their ASCII ones and ASCII letters in lower case.
    package func plain(_ column: DecisionColumn) -> String { String(decoding: folded(self[column].utf8), as: UTF8.self) }

    /// The points given; nil if what is written there is no exact decimal of at most two places.
    package var points: Points? {
        let text = plain(.points)
        return Points(text.hasPrefix("+") ? String(text.dropFirst()) : text)
    }

    /// The line given, 0 if none is; nil if what is written there is no line.
    package var line: Int? {
        let text = plain(.line)
        if text.isEmpty { return 0 }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let line = Int(text), line > 0 else { return nil }
        return line
    }
}
