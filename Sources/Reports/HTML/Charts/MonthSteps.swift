import GridModel
import RulePacks
import Scoring

/// A member's months as a stair in a row of a table: a step a month, a gap where none was scored, a mark at those that fail.
///
/// All stairs of a page share one scale. The numbers stand in the same row.
struct MonthSteps {
    private let below: Average
    private let months: [PeriodView]
    private let scale: ChartScale
    private let step: Int
    /// How the drawing begins, with the line that divides pass from fail.
    private let start: Pieces

    private static let height = 28

    init(_ site: SiteModel, _ months: [PeriodView], _ members: ArraySlice<MemberResult>) {
        self.months = months
        below = Average(site.pack.scoring.below)
        let line = site.pack.scoring.below.hundredths
        var (low, high) = (line, line)
        for index in members.indices {
            for month in months {
                guard let value = month.value(of: members[index].member)?.sum.hundredths else { continue }
                (low, high) = (min(low, value), max(high, value))
            }
        }
        let scale = ChartScale(low, high)
        step = months.count > 4 ? 7 : 24
        let (width, limit) = (months.count * step, Self.row(line, scale))
        start = Pieces([
            """
            <svg class="steps" width="\(width)" height="\(Self.height)"><line x1="0" x2="\(width)" y1="\(limit)" y2="\(limit)"/><path d="
            """
        ])
        self.scale = scale
    }

    /// How far a score stands below the upper edge, in pixels.
    private static func row(_ hundredths: Int, _ scale: ChartScale) -> Int {
        3 + Int(((100 - scale.place(hundredths)) / 100 * Double(height - 6)).rounded())
    }

    func write(_ page: inout Page, _ member: Int) {
        page.put(start)
        var last: Int?
        for index in months.indices {
            guard let value = months[index].value(of: member) else {
                last = nil
                continue
            }
            let row = Self.row(value.sum.hundredths, scale)
            if last == nil {
                page.raw("M")
                page.number(index * step)
                page.raw(" ")
                page.number(row)
            } else if last != row {
                page.raw("V")
                page.number(row)
            }
            page.raw("H")
            page.number((index + 1) * step)
            last = row
        }
        page.raw("\"/>")
        for index in months.indices {
            guard let value = months[index].value(of: member), value < below else { continue }
            page.raw("<circle cx=\"")
            page.number(index * step + step / 2)
            page.raw("\" cy=\"")
            page.number(Self.row(value.sum.hundredths, scale))
            page.raw("\" r=\"3\"/>")
        }
        page.raw("</svg>")
    }
}
