package import GridModel

/// What is counted or measured of records, beside the points: each record behind it is a case.
package struct Measure: Sendable {
    package enum Sort: String, Sendable, CaseIterable {
        case count, sum, mean
        /// The share of the cases that are met, in per cent.
        case rate
        /// How much another measure has changed, in per cent of what it was.
        case change
    }

    /// What a change is compared with.
    package enum Against: String, Sendable, CaseIterable {
        /// The same period of the year before.
        case yearBefore = "year_before"
        /// The period just before.
        case periodBefore = "period_before"

        /// How many months lie between a period of a sort and the one that it is compared with.
        package func months(_ kind: Period.Kind) -> Int { self == .yearBefore ? 12 : kind.length }
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
            atLeast.map { value.side(of: $0) >= 0 } != false && atMost.map { value.side(of: $0) <= 0 } != false
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
    /// Of a change, the measure whose change it is, by its index, and what it is compared with.
    package let change: (of: Int, against: Against)?
    package let targets: [Period.Kind: Target]
    /// The points that a value of 100 posts to each scored member of a month.
    package let weight: Points?
    /// What the sum of the cases' values is divided by to be in the measure's unit.
    package let divisor: Int

    /// The value of so many cases; nil where there is none, and for a change, which has no cases of its own.
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
        case .change: return nil
        }
    }
}

extension Average {
    /// Where it lies: -1 below a bound, 0 on it, 1 above.
    package func side(of bound: Number) -> Int {
        let (value, bound) = (Int128(sum.hundredths) * 100, Int128(bound.tenThousandths) * Int128(count))
        return value < bound ? -1 : value > bound ? 1 : 0
    }
}
