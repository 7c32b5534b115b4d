/// What became of a record. Every record read has exactly one; they are tested in the contract's order.
package enum Outcome: String, Sendable, CaseIterable {
    case used, duplicate, superseded, conflict, future, inactive, rejected
}

/// How many records ended in each outcome.
package struct OutcomeCounts: Hashable, Sendable {
    /// Records read.
    package var read = 0
    private var counts = [Int](repeating: 0, count: Outcome.allCases.count)

    package init() {}

    package subscript(_ outcome: Outcome) -> Int {
        get { counts[Self.position(outcome)] }
        set { counts[Self.position(outcome)] = newValue }
    }

    /// Whether every record read has exactly one outcome.
    package var addUp: Bool { counts.reduce(0, +) == read }

    package static func += (left: inout Self, right: Self) {
        left.read += right.read
        for index in left.counts.indices { left.counts[index] += right.counts[index] }
    }

    private static func position(_ outcome: Outcome) -> Int {
        switch outcome {
        case .used: 0
        case .duplicate: 1
        case .superseded: 2
        case .conflict: 3
        case .future: 4
        case .inactive: 5
        case .rejected: 6
        }
    }
}
