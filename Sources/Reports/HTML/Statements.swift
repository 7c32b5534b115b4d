import GridModel
import Intake
import RulePacks
import Scoring

/// Members' postings of a month, each with the running total.
///
/// There are hundreds of thousands of rows: all but numbers and the record's id is made once for all pages.
struct Statements: Sendable {
    private let head: Pieces
    /// How a row begins that is of a day, for all scored days.
    private let days: Pieces
    private let firstDay: CivilDate
    private let dayCount: Int
    /// How the cell of the wording begins: of all sources but rankings.
    private let sources: Pieces
    /// The same of each ranking: up to the rank, between rank and count, behind the count.
    private let rankings: Pieces
    /// What stands between a posting's id and its record, for all sources.
    private let clauses: Pieces
    private let ruleCount: Int
    private let rankingCount: Int
    private let decisions: DecisionNotes
    private let kinds: Pieces
    private let files: Pieces

    init(_ report: RunReport, _ text: PageText, _ words: PageWords) {
        let pack = report.pack
        var head: HTML = "<thead><tr>"
        for column in [words.date, words.wording, words.clause, words.record, words.source, words.points, words.running] {
            head += "<th scope=\"col\">\(column)</th>"
        }
        head += "</tr></thead>\n<tbody>\n"
        self.head = Pieces([head])
        let firstDay = report.book.periods.first?.period.firstMonth.firstDay ?? report.book.asOf
        dayCount = max(0, Int(report.book.asOf.dayNumber - firstDay.dayNumber) + 1)
        days = Pieces(
            (0..<dayCount).map { day in
                HTML { page in
                    page.raw("<tr><td>")
                    page.monthAndDay(CivilDate(dayNumber: firstDay.dayNumber + Int32(day)))
                }
            })
        self.firstDay = firstDay
        let all = pack.sources
        sources = Pieces(all.map { "</td><td>\(report.wording($0))" })
        clauses = Pieces(all.map { "</td><td>\(pack.clause($0))</td><td>" })
        (ruleCount, rankingCount) = (pack.rules.count, pack.rankings.count)
        decisions = DecisionNotes(report)
        rankings = Pieces(
            pack.rankings.indices.flatMap { index -> [HTML] in
                let category = pack.rankings[index].category[report.language]
                return [
                    "</td><td>\(report.wording(.ranking(index)))\(text.say("：\(category)第", ": rank "))", "\(text.say("名（", " by \(category) ("))",
                    "\(text.say("）", ")"))",
                ]
            })
        kinds = Pieces(pack.kinds.indices.map { "\(report.kindName($0)) " })
        files = Pieces(report.intake.files.map { "</td><td>\($0.name):" })
    }

    /// - Parameter order: room to sort in.
    func write(_ page: inout Page, _ site: SiteModel, _ member: UnsafePointer<MemberResult>, _ postings: Range<Int>, _ order: inout StatementOrder) {
        page.put(head)
        var running = Points.zero
        // Through pointers: side by side, pages would contend for the counters of what they all read.
        site.book.ledger.withUnsafeBufferPointer { ledger in
            site.origins.read { places, ids in
                site.origins.readCodes { codes in
                    order.sort(postings, of: ledger)
                    for number in 0..<order.count {
                        let index = order[number]
                        running += ledger[index].points
                        row(&page, site, ledger[index], codes[index], places[index], ids, running, member)
                    }
                }
            }
        }
        page.raw("</tbody>\n")
    }

    @inline(__always)
    private func row(
        _ page: inout Page, _ site: SiteModel, _ posting: Posting, _ code: ShortCode, _ place: PostingOrigins.Place?, _ ids: UnsafeBufferPointer<UInt8>,
        _ running: Points,
        _ member: UnsafePointer<MemberResult>
    ) {
        if let day = posting.day { start(&page, day) } else { page.raw("<tr><td>") }
        let clause = posting.source.place(ruleCount: ruleCount, rankingCount: rankingCount)
        if case .ranking(let ranking) = posting.source {
            let place = member.pointee.breakdown!.counts[ranking]
            page.put(rankings, ranking * 3)
            page.number(place.rank)
            page.put(rankings, ranking * 3 + 1)
            page.number(place.count)
            page.put(rankings, ranking * 3 + 2)
        } else {
            page.put(sources, clause)
        }
        if posting.decision >= 0 { page.text(decisions.suffix(posting)) }
        page.raw(" <code>")
        page.code(code)
        page.raw("</code>")
        if !decisions.isEmpty, let note = decisions.note(posting, code) {
            page.raw("<br><small>")
            page.text(note)
            page.raw("</small>")
        }
        page.put(clauses, clause)
        if let place {
            page.put(kinds, Int(place.kind))
            page.text(place.id(in: ids))
            page.put(files, Int(place.file))
            page.number(place.line)
            page.raw("</td><td>")
        } else {
            // Of what a measure posts, how it comes to it stands where others have their record.
            if case .measure(let measure) = posting.source { site.weighing(&page, measure, posting) }
            page.raw("</td><td></td><td>")
        }
        if case .base = posting.source { page.points(posting.points) } else { page.signed(posting.points) }
        page.raw("</td><td>")
        page.points(running)
        page.raw("</td></tr>\n")
    }

    @inline(__always)
    private func start(_ page: inout Page, _ day: CivilDate) {
        let index = Int(day.dayNumber - firstDay.dayNumber)
        if index >= 0, index < dayCount { return page.put(days, index) }
        page.raw("<tr><td>")
        page.monthAndDay(day)
    }
}
