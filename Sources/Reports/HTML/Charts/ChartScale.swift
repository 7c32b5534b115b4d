import GridModel
import Scoring

/// A straight scale of a drawing. Points are hundredths on it, as everywhere; places are per cent of the drawing's length.
struct ChartScale {
    let start: Int
    let end: Int

    init(_ start: Int, _ end: Int) {
        self.start = start
        self.end = max(end, start + 1)
    }

    func place(_ hundredths: Int) -> Double { Double(hundredths - start) / Double(end - start) * 100 }

    func place(_ points: Points) -> Double { place(points.hundredths) }

    /// How many of so many pixels an amount takes, whatever its sign; one that is not zero takes at least one.
    func length(_ points: Points, of pixels: Int) -> Int {
        if points == .zero { return 0 }
        return max(1, Int((Double(points.hundredths.magnitude) / Double(end - start) * Double(pixels)).rounded()))
    }

    /// Round points on the scale, its ends left out: no more than so many.
    func ticks(atMost count: Int) -> [Points] {
        let step = Self.steps.first { (end - start) / $0 <= count } ?? end - start
        let first = Self.multiple(below: start, of: step) + step
        return stride(from: first, to: end, by: step).map { Points(hundredths: $0) }
    }

    /// Round distances, the smallest first: 1, 2, 5, 10, 20 points and so on.
    static let steps: [Int] = (0..<12).flatMap { power in
        [1, 2, 5].map { $0 * (0..<power).reduce(100) { product, _ in product * 10 } }
    }

    /// The greatest multiple that is not above a number.
    static func multiple(below number: Int, of step: Int) -> Int {
        let rest = number % step
        return number - (rest < 0 ? rest + step : rest)
    }
}

/// Where the middle of some scores lies.
struct ScoreSpread {
    let lowest: Average
    let median: Points
    let highest: Average
    /// What half of the scores lie between, the scores at both ends included.
    let middle: ClosedRange<Average>

    /// Nil if there are no scores.
    init?(_ values: [Average]) {
        guard !values.isEmpty else { return nil }
        // Those of a department come from the highest to the lowest.
        let isDescending = zip(values, values.dropFirst()).allSatisfy { $0 >= $1 }
        let order = isDescending ? values.reversed() : values.sorted()
        let count = order.count
        (lowest, highest) = (order[0], order[count - 1])
        median = Average(sum: order[(count - 1) / 2].rounded + order[count / 2].rounded, count: 2).rounded
        middle = order[(count + 3) / 4 - 1]...order[(3 * count + 3) / 4 - 1]
    }
}

extension ArraySlice<MemberResult> {
    /// Read where they are: a copy of a result would count its references.
    var values: [Average] {
        withUnsafeBufferPointer { members in members.indices.map { (members.baseAddress! + $0).pointee.value } }
    }
}

extension Page {
    /// Begins an element of a drawing at a place along it.
    mutating func at(_ start: StaticString, _ place: Double) {
        raw(start)
        share(place)
        raw("%\"")
    }
}
