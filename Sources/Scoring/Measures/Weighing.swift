package import GridModel
import RulePacks

/// How a measure with a weight comes to its points for a member in a month.
package struct Weighing: Sendable {
    /// Index in the pack.
    package let measure: Int
    package let cases: Int
    package let value: Average?
    /// As the pack has it.
    package let weight: Points
    /// With its share of the weights of measures without a value, exactly.
    package let share: Average
    /// Nil where it posts nothing.
    package let points: Points?
}

extension MeasureBook {
    /// What the measures with a weight give to a member in a scored month, by its place among them.
    func points(of member: Int, _ position: Int) -> [(measure: Int, points: Points)] {
        weighings(of: member, position).compactMap { weighing in weighing.points.map { (weighing.measure, $0) } }
    }

    /// How the measures with a weight come to a member's points in a month.
    package func weighings(of member: Int, in month: Month) -> [Weighing] {
        active.position(of: month).map { weighings(of: member, $0) } ?? []
    }

    /// Whether a member can be scored in a month: not if a score is made of weights alone and none of them has a value.
    func hasValue(_ member: Int, _ position: Int) -> Bool {
        let weighted = weighted(position)
        return weighted.isEmpty || !pack.rules.isEmpty || weighted.contains { pack.measures[$0].value(sum(member, position, $0)) != nil }
    }

    /// The measures with a weight that are in force in a scored month.
    private func weighted(_ position: Int) -> [Int] {
        let month = active.months[position]
        return pack.measures.indices.filter {
            pack.measures[$0].weight != nil && pack.measures[$0].effective.overlaps(month.firstDay...month.lastDay)
        }
    }

    private func weighings(of member: Int, _ position: Int) -> [Weighing] {
        let (weighted, withoutValue) = (weighted(position), pack.scoring.withoutValue)
        if weighted.isEmpty { return [] }
        let sums = weighted.map { sum(member, position, $0) }
        let values = weighted.indices.map { pack.measures[weighted[$0]].value(sums[$0]) }
        func weight(_ place: Int) -> Int { pack.measures[weighted[place]].weight!.hundredths }
        let all = weighted.indices.reduce(0) { $0 + weight($1) }
        let present = weighted.indices.reduce(0) { values[$1] == nil ? $0 : $0 + weight($1) }
        return weighted.indices.map { place in
            let (more, less) = withoutValue == .spread && values[place] != nil ? (all, present) : (1, 1)
            var points = withoutValue == .full ? Points(hundredths: weight(place)) : nil
            if let value = values[place] {
                let above = Int128(value.sum.hundredths) * Int128(weight(place)) * Int128(more)
                points = Points(hundredths: rounded(above, Int128(value.count) * 10_000 * Int128(less)))
            }
            return Weighing(
                measure: weighted[place], cases: Int(sums[place].cases), value: values[place], weight: Points(hundredths: weight(place)),
                share: Average(sum: Points(hundredths: weight(place) * more), count: less), points: points)
        }
    }

    /// A fraction rounded half away from zero.
    private func rounded(_ above: Int128, _ below: Int128) -> Int {
        let magnitude = Int((2 * Int128(above.magnitude) + below) / (2 * below))
        return above < 0 ? -magnitude : magnitude
    }
}
