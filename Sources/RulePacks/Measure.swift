package import GridModel

/// What is counted or measured of records, beside the points: each record behind it is a case.
package struct Measure: Sendable {
    package enum Sort: String, Sendable, CaseIterable {
        case count, sum, mean
        /// The share of the cases that are met, in per cent.
        case rate
    }

    /// Whom a measure is told of.
    package enum Subject: String, Sendable, CaseIterable {
        case subject, unit, group, all
    }

    /// The value of a rate without cases.
    package enum Empty: String, Sendable, CaseIterable { case none, full, zero }

    /// Bounds of a value, both inclusive.
    package struct Target: Sendable {
        package let atLeast: Number?
        package let atMost: Number?

        /// `≥ 95`, `≥ 2.5 ≤ 7.5`.
        package var text: String {
            [atLeast.map { "≥ \($0)" }, atMost.map { "≤ \($0)" }].compactMap { $0 }.joined(separator: " ")
        }

        package func isMet(_ value: Average) -> Bool {
            atLeast.map { value >= Average($0) } != false && atMost.map { value <= Average($0) } != false
        }
    }

    package let id: String
    package let clause: String
    package let wording: TextPair
    package let effective: ClosedRange<CivilDate>
    package let sort: Sort
    /// What its values are counted in, if that is said.
    package let unit: TextPair?
    package let subjects: [Subject]
    package let empty: Empty
    package let targets: [Period.Kind: Target]
    /// The points that a value of 100 posts to each scored member of a month.
    package let weight: Points?
    /// What the sum of the cases' values is divided by to be in the measure's unit.
    package let divisor: Int

    /// The value of so many cases; nil where there is none.
    package func value(cases: Int, met: Int, sum: Int64) -> Average? {
        switch sort {
        case .count: return Average(Points(hundredths: cases * 100))
        case .sum: return Average(sum: Points(hundredths: Int(sum) * 100), count: divisor)
        case .mean: return cases == 0 ? nil : Average(sum: Points(hundredths: Int(sum) * 100), count: cases * divisor)
        case .rate:
            if cases > 0 { return Average(sum: Points(hundredths: met * 10_000), count: cases) }
            switch empty {
            case .none: return nil
            case .full: return Average(Points(hundredths: 10_000))
            case .zero: return Average(.zero)
            }
        }
    }
}

extension Average {
    package init(_ number: Number) { self.init(sum: Points(hundredths: Int(number.tenThousandths)), count: 100) }
}
