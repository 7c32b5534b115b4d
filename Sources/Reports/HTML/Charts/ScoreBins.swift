import GridModel
import Scoring

/// Scores sorted into bins of one width. The line that divides pass from fail is always the edge of a bin.
struct ScoreBins {
    /// The lowest score of the first bin, and the width of each, in hundredths.
    let start: Int
    let width: Int
    let counts: [Int]

    private static let most = 14

    /// - Parameter near: if the bins can be of a width that makes it an edge too, they are.
    init(_ values: [Average], line: Points, near: Points) {
        let (line, gap) = (line.hundredths, near.hundredths - line.hundredths)
        let rounded = values.map(\.rounded.hundredths)
        let (low, high) = (min(rounded.min() ?? line, line - 1), max(rounded.max() ?? line, line))
        func first(_ width: Int) -> Int { line + ChartScale.multiple(below: low - line, of: width) }
        func count(_ width: Int) -> Int { (high - first(width)) / width + 1 }
        let fitting = ChartScale.steps.firstIndex { count($0) <= Self.most } ?? ChartScale.steps.count - 1
        let width = ChartScale.steps[fitting...].first { gap % $0 == 0 } ?? ChartScale.steps[fitting]
        var counts = [Int](repeating: 0, count: count(width))
        let start = first(width)
        for value in values {
            // Exactly: an average a little below the line is not rounded up to it.
            let place = ChartScale.multiple(below: value.sum.hundredths - start * value.count, of: width * value.count) / (width * value.count)
            counts[max(0, min(counts.count - 1, place))] += 1
        }
        (self.start, self.width, self.counts) = (start, width, counts)
    }

    func edge(_ index: Int) -> Points { Points(hundredths: start + index * width) }
}
