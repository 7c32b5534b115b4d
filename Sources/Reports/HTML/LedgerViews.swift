import GridModel
import Mustache
import RulePacks
import Scoring

/// The postings of a month as the ledgers of its members show them.
struct LedgerViews {
    private let site: SiteModel
    private let month: Month
    private let places: [Int: MemberResult]

    init(site: SiteModel, result: PeriodResult, members: [MemberResult]) {
        self.site = site
        month = result.period.firstMonth
        places = Dictionary(uniqueKeysWithValues: members.map { ($0.member, $0) })
    }

    /// The base first, then records by day, then rankings and the floor, with the running total.
    func postings(of member: Int) -> [PostingView] {
        let postings = site.book.statement(of: member, in: month)
        var running = Points.zero
        return postings.map { posting in
            running += posting.points
            return view(posting, running)
        }
    }

    private func view(_ posting: Posting, _ running: Points) -> PostingView {
        var view = PostingView(
            date: posting.day.map { String("\($0)".dropFirst(5)) } ?? "", wording: site.report.wording(posting.source),
            clause: site.pack.clause(posting.source), record: "", source: "",
            points: posting.source == .base ? site.text.points(posting.points) : site.text.signed(posting.points),
            running: site.text.points(running))
        if case .ranking(let ranking) = posting.source, let place = places[posting.member]?.breakdown?.counts[ranking] {
            let category = site.pack.rankings[ranking].category[site.report.language]
            view.wording += site.text.say("：\(category)第\(place.rank)名（\(place.count)）", ": rank \(place.rank) by \(category) (\(place.count))")
        }
        if let record = posting.record {
            let origin = site.report.origin(record)
            view.record = "\(site.report.kindName(origin.kind)) \(origin.id)"
            view.source = "\(origin.file):\(origin.line)"
        }
        return view
    }
}

/// One posting as its row shows it. There may be very many, so it answers the template itself instead of through a dictionary.
struct PostingView: MustacheParent {
    let date: String
    var wording: String
    let clause: String
    var record: String
    var source: String
    let points: String
    let running: String

    func child(named name: String) -> Any? {
        switch name {
        case "date": date
        case "wording": wording
        case "clause": clause
        case "record": record
        case "source": source
        case "points": points
        case "running": running
        default: nil
        }
    }
}
