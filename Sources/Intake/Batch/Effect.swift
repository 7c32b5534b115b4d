/// What a record would post and count, if it is the version that stands.
package struct Effect: Hashable, Sendable {
    package struct Hit: Hashable, Sendable {
        /// Index of the fact in the pack.
        package let fact: UInt16
        /// Month it counts in, from January 2000; -1 while it is not known.
        package let month: Int16
        /// The day of the fact, from 2000-01-01: that of the month, or while it is not known of the deciding time.
        package let day: UInt16
        /// Whether the human act that the fact requires is missing.
        package let isAwaiting: Bool
        /// Bit n: the n-th mark of the fact holds; of a measure, bit 0: the record is a good one, bit 1: its time is
        /// over and its end has not come.
        package let marks: UInt8
        /// What is added up or posted of the record, as the fact says; 0 where it says nothing.
        package var value: Int64 = 0
    }

    package let hits: [Hit]

    package init(hits: [Hit]) {
        self.hits = hits
    }
}
