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

/// A month, a quarter, a half-year or a year: what scores, lists and reports are made for.
package enum Period: Hashable, Sendable, CustomStringConvertible {
    case month(Month)
    case quarter(year: Int, number: Int)
    case halfYear(year: Int, number: Int)
    case year(Int)

    /// The sort of a period, from the shortest to the longest.
    package enum Kind: String, Sendable, CaseIterable {
        case month, quarter
        case halfYear = "half_year"
        case year

        /// How many months it has.
        package var length: Int {
            switch self {
            case .month: 1
            case .quarter: 3
            case .halfYear: 6
            case .year: 12
            }
        }
    }

    package var kind: Kind {
        switch self {
        case .month: .month
        case .quarter: .quarter
        case .halfYear: .halfYear
        case .year: .year
        }
    }

    /// The period of a sort that a month is in.
    package init(_ kind: Kind, of month: Month) {
        let number = (month.number - 1) / kind.length + 1
        switch kind {
        case .month: self = .month(month)
        case .quarter: self = .quarter(year: month.year, number: number)
        case .halfYear: self = .halfYear(year: month.year, number: number)
        case .year: self = .year(month.year)
        }
    }

    /// A period written `2026-10`, `2026-Q4`, `2026-H2` or `2026`, and in no other way.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        if let month = Month(iso: text) {
            self = .month(month)
        } else if bytes.count == 4, let year = decimal(bytes) {
            self = .year(year)
        } else if bytes.count == 7, bytes[4] == UInt8(ascii: "-"), let year = decimal(bytes[..<4]) {
            let number = Int(bytes[6]) - 0x30
            switch (bytes[5], number) {
            case (UInt8(ascii: "Q"), 1...4): self = .quarter(year: year, number: number)
            case (UInt8(ascii: "H"), 1...2): self = .halfYear(year: year, number: number)
            default: return nil
            }
        } else {
            return nil
        }
    }

    package var firstMonth: Month {
        switch self {
        case .month(let month): month
        case .quarter(let year, let number): Month(year: year, month: number * 3 - 2)
        case .halfYear(let year, let number): Month(year: year, month: number * 6 - 5)
        case .year(let year): Month(year: year, month: 1)
        }
    }

    package var lastMonth: Month { firstMonth.advanced(by: kind.length - 1) }

    package var year: Int { firstMonth.year }

    /// The period of the same sort just before.
    package var previous: Period { Period(kind, of: firstMonth.advanced(by: -kind.length)) }

    package func contains(_ month: Month) -> Bool { firstMonth <= month && month <= lastMonth }

    /// Whether the period's last day has been reached: final, else provisional.
    package func isFinal(asOf date: CivilDate) -> Bool { lastMonth.lastDay <= date }

    /// Where its files stand below the output folder: `2026/2026-10`, `2026/2026-Q4`, `2026/2026-H2`, `2026`.
    package var folder: String { kind == .year ? "\(self)" : "\(padded(year, 4))/\(self)" }

    package var description: String {
        switch self {
        case .month(let month): month.description
        case .quarter(let year, let number): "\(padded(year, 4))-Q\(number)"
        case .halfYear(let year, let number): "\(padded(year, 4))-H\(number)"
        case .year(let year): padded(year, 4)
        }
    }
}
