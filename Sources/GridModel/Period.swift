/// A calendar month, the unit of scoring.
package struct Month: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Months since January of the year 0.
    package let index: Int32

    package init(index: Int32) {
        self.index = index
    }

    package init(year: Int, month: Int) {
        index = Int32(year * 12 + month - 1)
    }

    /// A month written `2026-10`, and in no other way.
    package init?(iso text: String) {
        guard let date = CivilDate(iso: text + "-01") else { return nil }
        self = date.month
    }

    package var year: Int { Int(index) / 12 }
    /// 1 to 12.
    package var number: Int { Int(index) % 12 + 1 }

    package var firstDay: CivilDate { CivilDate(year: year, month: number, day: 1)! }
    package var lastDay: CivilDate {
        CivilDate(year: year, month: number, day: CivilDate.daysIn(year: year, month: number))!
    }

    package static func < (left: Self, right: Self) -> Bool { left.index < right.index }
    package func advanced(by count: Int) -> Month { Month(index: index + Int32(count)) }
    package var description: String { "\(padded(year, 4))-\(padded(number, 2))" }
}

/// A month, a quarter or a year: what scores, lists and reports are made for.
package enum Period: Hashable, Sendable, CustomStringConvertible {
    case month(Month)
    case quarter(year: Int, number: Int)
    case year(Int)

    /// The sort of a period.
    package enum Kind: String, Sendable, CaseIterable {
        case month, quarter, year
    }

    package var kind: Kind {
        switch self {
        case .month: .month
        case .quarter: .quarter
        case .year: .year
        }
    }

    package init(quarterOf month: Month) {
        self = .quarter(year: month.year, number: (month.number + 2) / 3)
    }

    /// A period written `2026-10`, `2026-Q4` or `2026`, and in no other way.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        if let month = Month(iso: text) {
            self = .month(month)
        } else if bytes.count == 4, let year = decimal(bytes) {
            self = .year(year)
        } else if bytes.count == 7, bytes[4...5].elementsEqual("-Q".utf8), (0x31...0x34).contains(bytes[6]),
            let year = decimal(bytes[..<4])
        {
            self = .quarter(year: year, number: Int(bytes[6] - 0x30))
        } else {
            return nil
        }
    }

    package var firstMonth: Month {
        switch self {
        case .month(let month): month
        case .quarter(let year, let number): Month(year: year, month: number * 3 - 2)
        case .year(let year): Month(year: year, month: 1)
        }
    }

    package var lastMonth: Month {
        switch self {
        case .month(let month): month
        case .quarter(let year, let number): Month(year: year, month: number * 3)
        case .year(let year): Month(year: year, month: 12)
        }
    }

    package var year: Int { firstMonth.year }

    /// The period of the same sort just before.
    package var previous: Period {
        switch self {
        case .month(let month): .month(month.advanced(by: -1))
        case .quarter(let year, let number): number > 1 ? .quarter(year: year, number: number - 1) : .quarter(year: year - 1, number: 4)
        case .year(let year): .year(year - 1)
        }
    }

    package func contains(_ month: Month) -> Bool { firstMonth <= month && month <= lastMonth }

    /// Whether the period's last day has been reached: final, else provisional.
    package func isFinal(asOf date: CivilDate) -> Bool { lastMonth.lastDay <= date }

    /// Where its files stand below the output folder: `2026/2026-10`, `2026/2026-Q4`, `2026`.
    package var folder: String {
        switch self {
        case .month, .quarter: "\(padded(year, 4))/\(self)"
        case .year: "\(self)"
        }
    }

    package var description: String {
        switch self {
        case .month(let month): month.description
        case .quarter(let year, let number): "\(padded(year, 4))-Q\(number)"
        case .year(let year): padded(year, 4)
        }
    }
}
