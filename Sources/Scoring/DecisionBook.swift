package import GridModel
package import Intake

/// What decisions have come to.
package struct DecisionBook: Sendable {
    /// What a decision does to one posting, or the posting it grants.
    package struct Effect: Sendable {
        package let decision: DecisionRecord
        /// The posting it decides; nil if it grants one.
        package let posting: ShortCode?
        /// The month it has its effect in.
        package let month: Month
        /// What has set marks, and does not any more.
        package let marks: [MarkCause]
    }

    /// In the order in which decisions are carried out: time, file and line.
    package internal(set) var effects: [Effect] = []
    /// Decisions that cannot be carried out.
    package internal(set) var refusals: [Refusal] = []
    /// The effect of a decision on a posting, by the posting's id.
    package internal(set) var decided: [ShortCode: Int] = [:]
    /// Decisions that take note of a row that asks for a person.
    package internal(set) var acknowledgements: [Acknowledgement] = []
}

/// A decision that takes note of a row of the rejects.
package struct Acknowledgement: Sendable {
    package let decision: DecisionRecord
    /// The row meant: its file as it is shown, its line (0 for a whole file) and what stands there.
    package let row: Row

    package struct Row: Hashable, Sendable {
        /// As bytes: texts that only look the same are two files.
        private let file: [UInt8]
        private let line: Int
        private let content: ShortCode

        package init(file: String, line: Int, content: ShortCode) {
            self.file = Array(file.utf8)
            self.line = line
            self.content = content
        }
    }
}
