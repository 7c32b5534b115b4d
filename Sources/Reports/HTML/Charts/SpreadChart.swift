import GridModel
import RulePacks
import Scoring

/// The scores of departments, one below the other on one scale: from the lowest to the highest, where the middle half lies,
/// the mean, and the line that divides pass from fail.
struct SpreadChart {
    private let line: Points
    private let scale: ChartScale
    private let limit: Double

    init(_ site: SiteModel, _ members: ArraySlice<MemberResult>) {
        line = site.pack.scoring.below
        let values = members.values.map(\.rounded.hundredths) + [line.hundredths]
        // A little room at both ends.
        scale = ChartScale((values.min() ?? 0) - 500, (values.max() ?? 0) + 500)
        limit = scale.place(line)
    }

    /// The scale, in the head of the table.
    func axis(_ page: inout Page) {
        page += "<svg class=\"axis\" width=\"100%\" height=\"16\">"
        for tick in scale.ticks(atMost: 4) where abs(scale.place(tick) - limit) > 12 {
            page += "<text x=\"\(share: scale.place(tick))%\" y=\"12\" text-anchor=\"middle\">\(points: tick)</text>"
        }
        page += "<text class=\"lim\" x=\"\(share: limit)%\" y=\"12\" text-anchor=\"middle\">\(points: line)</text></svg>"
    }

    func row(_ page: inout Page, _ spread: ScoreSpread, _ mean: Points) {
        func place(_ value: Average) -> Double { scale.place(value.rounded) }
        page += """
            <svg class="range" width="100%" height="22">\
            <line class="limit" x1="\(share: limit)%" x2="\(share: limit)%" y1="0" y2="22"/>\
            <line class="reach" x1="\(share: place(spread.lowest))%" x2="\(share: place(spread.highest))%" y1="11" y2="11"/>\
            <line class="middle" x1="\(share: place(spread.middle.lowerBound))%" x2="\(share: place(spread.middle.upperBound))%" y1="11" y2="11"/>\
            <circle cx="\(share: scale.place(mean))%" cy="11" r="4.5"/></svg>
            """
    }
}
