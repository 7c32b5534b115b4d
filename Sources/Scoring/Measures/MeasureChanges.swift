import GridModel
import RulePacks

/// Changes: how much a measure has become more or less, against the year before or the period before.
extension MeasureBook {
    /// The scored months of a period that have ended, and as many that they are compared with.
    ///
    /// - Returns: nil where nothing has ended, or where one of these months is not scored or the measure not in force in all of it:
    ///   a part is not compared with a whole.
    func spans(_ measure: Int, _ against: Measure.Against, _ period: Period) -> (now: Range<Int>, before: Range<Int>)? {
        let scored = positions(in: period)
        let now = scored.lowerBound..<(scored.last { active.months[$0].lastDay <= asOf }.map { $0 + 1 } ?? scored.lowerBound)
        let shift = against.months(period.kind)
        guard let first = now.first, let last = now.last, first >= shift else { return nil }
        let days = active.months[first - shift].firstDay...active.months[last].lastDay
        let effective = pack.measures[measure].effective
        guard effective.lowerBound <= days.lowerBound, days.upperBound <= effective.upperBound else { return nil }
        return (now, now.lowerBound - shift..<now.upperBound - shift)
    }

    /// What a change comes to for somebody, of the sums of the measure that it is the change of.
    func change(_ index: Int, _ subject: MeasureResult.Subject, _ now: Sum?, _ before: Sum?, _ period: Period) -> MeasureResult {
        let definition = pack.measures[index]
        func value(_ sum: Sum?) -> Average? {
            definition.change.flatMap { change in sum.flatMap { pack.measures[change.of].value($0) } }
        }
        guard let now = value(now), let before = value(before), let value = Average(changeFrom: before, to: now) else {
            return MeasureResult(measure: index, subject: subject, cases: 0, met: 0, value: nil, isMet: nil)
        }
        return MeasureResult(
            measure: index, subject: subject, cases: 0, met: 0, value: value, isMet: definition.targets[period.kind].map { $0.isMet(value) },
            compared: (now, before))
    }
}

extension Measure {
    /// The value of what has been added up.
    func value(_ sum: MeasureBook.Sum) -> Average? { value(cases: Int(sum.cases), met: Int(sum.met), sum: sum.value) }
}

extension Average {
    /// What a value has changed by, in per cent of what it was; nil if that was nothing.
    ///
    /// Exact while its parts stay small enough to be compared with others, else rounded to a millionth.
    init?(changeFrom before: Average, to now: Average) {
        let (a, b) = (Int128(now.sum.hundredths), Int128(now.count))
        let (c, d) = (Int128(before.sum.hundredths), Int128(before.count))
        if c == 0 { return nil }
        // (a/b - c/d) / |c/d|, in hundredths of a per cent.
        var (above, below) = (10_000 * (a * d - c * b), b * Int128(c.magnitude))
        let common = Self.commonDivisor(Int128(above.magnitude), below)
        (above, below) = (above / common, below / common)
        let (most, places) = (Int128(1) << 40, Int128(10_000))
        if above.magnitude > most.magnitude || below > most {
            let magnitude = (2 * Int128(above.magnitude) * places + below) / (2 * below)
            (above, below) = (above < 0 ? -magnitude : magnitude, places)
        }
        guard let sum = Int(exactly: above) else { return nil }
        self.init(sum: Points(hundredths: sum), count: Int(below))
    }

    private static func commonDivisor(_ one: Int128, _ other: Int128) -> Int128 {
        var (one, other) = (one, other)
        while other != 0 { (one, other) = (other, one % other) }
        return max(1, one)
    }
}
