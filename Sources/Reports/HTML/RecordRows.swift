import GridModel
import Intake
import RulePacks
import Scoring

/// The cells of a row about a record that are the same on every page: those behind the ones that say who is meant.
struct RecordRows: Sendable {
    private let report: RunReport
    private let words: PageWords
    /// How the cell of the record begins, by kind.
    private let kinds: Pieces
    /// How the cell of the source begins, by file.
    private let files: Pieces

    init(_ report: RunReport, _ words: PageWords) {
        (self.report, self.words) = (report, words)
        kinds = Pieces(report.pack.kinds.indices.map { "<td data-l=\"\(words.record)\">\(report.kindName($0)) " })
        files = Pieces(report.intake.files.map { "<td class=\"src\" data-l=\"\(words.source)\">\($0.name):" })
    }

    /// Of what has set marks: the day, the rule and the record.
    func marks(_ causes: [MarkCause]) -> Pieces {
        let day = Pieces(["<td class=\"nw\" data-l=\"\(words.date)\">"])
        let rules = Pieces(
            report.pack.facts.map { fact -> HTML in
                var (wording, clause, points): (String, String, HTML) = ("", "", "")
                if case .rule(let index) = fact.user {
                    let rule = report.pack.rules[index]
                    (wording, clause, points) = (rule.wording[report.language], rule.clause, "\(signed: rule)")
                }
                return """
                    </td><td data-l="\(words.wording)">\(wording)</td><td class="nw" data-l="\(words.clause)">\(clause)</td>\
                    <td class="r" data-l="\(words.points)">\(html: points)</td>
                    """
            })
        return Pieces(rows: causes.count) { page, index in
            page.put(day)
            page.day(causes[index].day)
            page.put(rules, causes[index].fact)
            record(&page, causes[index].record)
            source(&page, causes[index].record)
        }
    }

    /// Of pending records: the record, what it waits for and would do, and since when.
    func pending(_ items: [Pending], _ text: PageText) -> Pieces {
        let facts = Pieces(
            report.pack.facts.map { fact in
                """
                <td data-l="\(words.waitsFor)">\(fact.awaited?[report.language] ?? "")</td>\
                <td data-l="\(words.wouldPost)">\(html: report.wouldDo(fact, text))</td><td class="nw" data-l="\(words.since)">
                """
            })
        return Pieces(rows: items.count) { page, index in
            record(&page, items[index].record)
            page.put(facts, items[index].fact)
            page.day(items[index].day)
            page.raw(" <small>")
            page.text(text.age(items[index].day, asOf: report.book.asOf))
            page.raw("</small></td>")
            source(&page, items[index].record)
        }
    }

    /// The cell of the record.
    func record(_ page: inout Page, _ place: EntryPlace) {
        page.put(kinds, report.intake.batches[Int(place.batch)].kind)
        report.intake.batches.readId(of: place) { page.text($0) }
        page.raw("</td>")
    }

    /// The cell of file and line, and the end of the row.
    func source(_ page: inout Page, _ place: EntryPlace) {
        page.put(files, report.intake.batches[Int(place.batch)].file)
        page.number(report.intake.batches.line(of: place))
        page.raw("</td></tr>\n")
    }
}

extension RunReport {
    /// What a pending record of a fact would do once the act is done.
    func wouldDo(_ fact: Fact, _ text: PageText) -> HTML {
        switch fact.user {
        case .rule(let rule): "\(pack.rules[rule].wording[language]) \(signed: pack.rules[rule])"
        case .ranking(let ranking): text.say("\(pack.rankings[ranking].category.chinese)数量 +1", "\(pack.rankings[ranking].category.english) +1")
        case .measure(let measure): "\(pack.measures[measure].wording[language])"
        case .proposal(let proposal): "\(pack.proposals[proposal].wording[language])"
        }
    }
}
