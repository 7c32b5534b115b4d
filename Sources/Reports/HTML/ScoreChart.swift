import GridModel
import RulePacks
import Scoring

/// The bars of a department's page: one a member, with the line that divides pass from fail.
struct ScoreChart {
    let site: SiteModel
    let members: [MemberResult]

    private var text: PageText { site.text }

    /// The right end of the scale, a round number above all values.
    private var end: Double {
        let highest = members.map { Double($0.value.rounded.hundredths) / 100 }.max() ?? 0
        let line = Double(site.pack.scoring.below.hundredths) / 100
        return (max(highest, line, 1) / 10).rounded(.up) * 10
    }

    var model: ViewModel {
        let line = Double(site.pack.scoring.below.hundredths) / 100
        return [
            "chartSummary": summary, "lineX": text.share(line / end * 100),
            "lineLabel": text.say("\(site.pack.scoring.below)分线", "\(site.pack.scoring.below) line"),
            "ticks": ticks(line), "bars": members.map { bar($0) },
        ]
    }

    private var summary: String {
        guard let first = members.max(by: { $0.value < $1.value }), let last = members.min(by: { $0.value < $1.value }) else { return "" }
        let below = members.count { site.isBelow($0) }
        let line = site.pack.scoring.below
        return text.say(
            "\(members.count)人，最高\(site.shown(first))（\(first.row.name)），最低\(site.shown(last))（\(last.row.name)），低于\(line)分\(below)人。",
            "\(members.count) members; highest \(site.shown(first)) (\(first.row.name)), lowest \(site.shown(last)) (\(last.row.name)); \(below) below \(line)."
        )
    }

    private func bar(_ member: MemberResult) -> ViewModel {
        let value = Double(member.value.rounded.hundredths) / 100
        let line = site.pack.scoring.below
        let style = site.isBelow(member) ? "below" : site.isClose(member) ? "close" : ""
        let note =
            site.isBelow(member) ? text.say("低于\(line)", "below \(line)") : site.isClose(member) ? text.say("接近\(line)", "close to \(line)") : ""
        return [
            "barX": "0", "barWidth": text.share(value / end * 100), "barLabel": member.row.name, "barValue": site.shown(member),
            "barClass": style, "barNote": note,
        ]
    }

    /// Round numbers on the scale, away from the line's own label.
    private func ticks(_ line: Double) -> [ViewModel] {
        let step = end <= 150 ? 20.0 : end <= 300 ? 50 : (end / 6 / 100).rounded(.up) * 100
        return stride(from: step, to: end, by: step).filter { abs($0 - line) / end > 0.15 }.map { value in
            ["tickX": text.share(value / end * 100), "tickLabel": "\(Int(value))"]
        }
    }
}
