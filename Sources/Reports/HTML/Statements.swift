import GridModel
import Intake
import RulePacks
import Scoring

/// Members' postings of a month, each with the running total.
struct Statements {
    private let site: SiteModel
    private let head: HTML
    /// The cells of wording and clause, but for rankings, whose wording is not the same for all.
    private let rules: [HTML]
    private let base: HTML
    private let floor: HTML
    private let kinds: [HTML]
    private let files: [HTML]

    init(_ site: SiteModel) {
        self.site = site
        let words = site.words
        var head: HTML = "<thead><tr>"
        for column in [words.date, words.wording, words.clause, words.record, words.source, words.points, words.running] {
            head += "<th scope=\"col\">\(column)</th>"
        }
        head += "</tr></thead>\n<tbody>\n"
        self.head = head
        func cells(_ source: Posting.Source) -> HTML { "</td><td>\(site.report.wording(source))</td><td>\(site.pack.clause(source))</td><td>" }
        rules = site.pack.rules.indices.map { cells(.rule($0)) }
        (base, floor) = (cells(.base), cells(.floor))
        kinds = site.pack.kinds.indices.map { "\(site.report.kindName($0)) " }
        files = site.report.intake.files.map { "</td><td>\($0.name):" }
    }

    func write(_ page: inout HTML, _ member: MemberResult, _ postings: Range<Int>) {
        page += head
        var running = Points.zero
        // Through pointers: side by side, pages would contend for the counters of what they all read.
        site.book.ledger.withUnsafeBufferPointer { ledger in
            site.origins.read { places, ids in
                for index in site.book.statement(postings) {
                    running += ledger[index].points
                    row(&page, ledger[index], places[index], ids, running, member)
                }
            }
        }
        page.raw("</tbody>\n")
    }

    private func row(
        _ page: inout HTML, _ posting: Posting, _ place: PostingOrigins.Place?, _ ids: UnsafeBufferPointer<UInt8>, _ running: Points,
        _ member: MemberResult
    ) {
        page.raw("<tr><td>")
        if let day = posting.day { page.monthAndDay(day) }
        switch posting.source {
        case .base: page += base
        case .floor: page += floor
        case .rule(let rule): page += rules[rule]
        case .ranking(let ranking): self.ranking(&page, ranking, member)
        }
        if let place {
            page += kinds[Int(place.kind)]
            page.text(place.id(in: ids))
            page += files[Int(place.file)]
            page.number(place.line)
        } else {
            page.raw("</td><td>")
        }
        page.raw("</td><td>")
        if posting.source == .base { page.points(posting.points) } else { page.signed(posting.points) }
        page.raw("</td><td>")
        page.points(running)
        page.raw("</td></tr>\n")
    }

    private func ranking(_ page: inout HTML, _ ranking: Int, _ member: MemberResult) {
        let definition = site.pack.rankings[ranking]
        let category = definition.category[site.language]
        page += "</td><td>\(site.report.wording(.ranking(ranking)))"
        if let place = member.breakdown?.counts[ranking] {
            page += site.text.say("：\(category)第\(place.rank)名（\(place.count)）", ": rank \(place.rank) by \(category) (\(place.count))")
        }
        page += "</td><td>\(definition.clause)</td><td>"
    }
}
