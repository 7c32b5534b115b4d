import GridModel
import RulePacks
import Scoring

/// The postings of a month as rows of the members' ledgers.
///
/// There may be hundreds of thousands, so the rows are written as bytes and given to the template ready made.
struct LedgerViews {
    private let site: SiteModel
    private let month: Month
    private let places: [Int: MemberResult]
    private let head: [UInt8]

    init(site: SiteModel, result: PeriodResult, members: [MemberResult]) {
        self.site = site
        month = result.period.firstMonth
        places = Dictionary(uniqueKeysWithValues: members.map { ($0.member, $0) })
        let columns = ["date", "wording", "clause", "record", "source", "points", "running"].map { site.templates.words[$0] ?? "" }
        head = Array("<thead><tr>\(columns.map { "<th scope=\"col\">\(ScalarEscaping.html($0))</th>" }.joined())</tr></thead>\n<tbody>\n".utf8)
    }

    /// Head and rows of a member's statement, with the running total, and how many rows there are.
    func rows(of member: Int) -> (html: String, count: Int) {
        let postings = site.book.statement(of: member, in: month)
        var bytes = head
        var running = Points.zero
        for posting in postings {
            running += posting.points
            bytes += "<tr>".utf8
            for cell in cells(posting, running) {
                bytes += "<td>".utf8
                ScalarEscaping.append(cell, to: &bytes)
                bytes += "</td>".utf8
            }
            bytes += "</tr>\n".utf8
        }
        bytes += "</tbody>".utf8
        return (String(decoding: bytes, as: UTF8.self), postings.count)
    }

    /// Date, wording, clause, record, source, points and running total.
    private func cells(_ posting: Posting, _ running: Points) -> [String] {
        var wording = site.report.wording(posting.source)
        if case .ranking(let ranking) = posting.source, let place = places[posting.member]?.breakdown?.counts[ranking] {
            let category = site.pack.rankings[ranking].category[site.report.language]
            wording += site.text.say("：\(category)第\(place.rank)名（\(place.count)）", ": rank \(place.rank) by \(category) (\(place.count))")
        }
        var (record, source) = ("", "")
        if let place = posting.record {
            let origin = site.report.origin(place)
            record = "\(site.report.kindName(origin.kind)) \(origin.id)"
            source = "\(origin.file):\(origin.line)"
        }
        return [
            posting.day.map { String("\($0)".utf8.dropFirst(5)) ?? "" } ?? "", wording, site.pack.clause(posting.source), record, source,
            posting.source == .base ? site.text.points(posting.points) : site.text.signed(posting.points), site.text.points(running),
        ]
    }
}
