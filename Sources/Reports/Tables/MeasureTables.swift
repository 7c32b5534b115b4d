package import GridModel
import Intake
import RulePacks
import Scoring

/// The tables of a period that measures and proposals have: what measures come to, the records behind them, what somebody may decide.
struct MeasureTables: Sendable {
    let report: RunReport
    let period: Period
    let form: TextForm

    private var language: Language { report.language }
    private var pack: RulePack { report.pack }

    /// None for a pack without measures and proposals.
    var tables: [Table] { (pack.measures.isEmpty ? [] : [measures, cases]) + (pack.proposals.isEmpty ? [] : [proposals]) }

    // MARK: Measures

    private var measures: Table {
        let columns =
            [Column(Word(period.kind)[language]), Column(Word.measure[language]), Column(Word.wording[language], .prose), Column(Word.clause[language])]
            + [Column(report.groupHeader)] + (pack.roster.unit == nil ? [] : [Column(report.unitHeader)])
            + [Column(report.subjectHeader), Column(report.nameHeader)] + [Word.cases, .met].map { Column($0[language], .count) }
            + [Column(Word.amount[language], .amount)] + [Word.unit, .target, .state].map { Column($0[language]) }
        return Table("measures", columns) { writer in
            for result in report.book.measures.results(in: period) { row(result, &writer) }
        }
    }

    private func row(_ result: MeasureResult, _ writer: inout CSVWriter) {
        let measure = pack.measures[result.measure]
        writer.plain("\(period)")
        writer.plain(measure.id)
        writer.text(measure.wording[language])
        writer.text(measure.clause)
        let who = report.name(of: result.subject, in: period)
        writer.text(who.group)
        if pack.roster.unit != nil { writer.text(who.unit) }
        writer.text(who.id)
        writer.text(who.name)
        // The cases of a change are those of the measure that it is one of, in both periods.
        if measure.sort == .change { writer.empty() } else { writer.number(result.cases) }
        if measure.sort == .rate { writer.number(result.met) } else { writer.empty() }
        writer.plain(result.value.map { measure.text($0, period.kind) } ?? "")
        writer.text(measure.shownUnit(language))
        writer.text(measure.targets[period.kind].map { $0.text } ?? "")
        writer.plain(result.isMet.map { ($0 ? Word.met : .breach)[language] } ?? "")
        writer.endRow()
    }

    // MARK: Cases

    private var cases: Table {
        let columns =
            [Column(Word.month[language]), Column(report.subjectHeader), Column(report.nameHeader), Column(report.groupHeader)]
            + [Word.measure, .clause].map { Column($0[language]) } + [Column(Word.wording[language], .prose), Column(Word.date[language])]
            + [Column(Word.amount[language], .average), Column(Word.met[language])] + [Word.kind, .recordId, .file].map { Column($0[language]) }
            + [Column(Word.line[language], .count)]
        return Table("cases", columns) { writer in
            for item in report.book.measures.cases(in: period) { row(item, &writer) }
        }
    }

    private func row(_ item: RecordedCase, _ writer: inout CSVWriter) {
        guard case .measure(let index) = pack.facts[item.fact].user else { return }
        let measure = pack.measures[index]
        writer.plain("\(item.month)")
        writer.text(report.memberId(item.member))
        let row = report.row(of: item.member, in: item.month)
        writer.text(row?.name ?? "")
        writer.text(row?.group ?? "")
        writer.plain(measure.id)
        writer.text(measure.clause)
        writer.text(measure.wording[language])
        writer.plain("\(item.day)")
        switch measure.sort {
        case .sum, .mean: writer.average(Average(sum: Points(hundredths: Int(item.value) * 100), count: measure.divisor))
        case .count, .rate, .change: writer.empty()
        }
        if measure.sort == .rate { writer.plain(Word(item.isMet)[language]) } else { writer.empty() }
        origin(item.record, &writer)
        writer.endRow()
    }

    private func origin(_ record: EntryPlace, _ writer: inout CSVWriter) {
        let origin = report.origin(record)
        writer.plain(report.kindName(origin.kind))
        writer.text(origin.id)
        writer.text(report.fileName(origin))
        writer.number(origin.line)
    }

    // MARK: Proposals

    private var proposals: Table {
        let columns =
            [Column(Word(period.kind)[language]), Column(report.groupHeader), Column(report.subjectHeader), Column(report.nameHeader)]
            + [Word.proposal, .clause].map { Column($0[language]) } + [Column(Word.wording[language], .prose)]
            + [Word.range, .proposed, .cause].map { Column($0[language]) } + [Word.kind, .recordId, .file].map { Column($0[language]) }
            + [Column(Word.line[language], .count)] + [Word.decided, .signed, .signedOn].map { Column($0[language]) }
        return Table("proposals", columns) { writer in
            for proposal in report.proposals(in: period) { row(proposal, &writer) }
        }
    }

    private func row(_ item: ProposedItem, _ writer: inout CSVWriter) {
        let proposal = pack.proposals[item.proposal]
        writer.plain("\(period)")
        writer.text(item.group)
        writer.text(report.memberId(item.member))
        writer.text(item.name)
        writer.plain(proposal.id)
        writer.text(proposal.clause)
        writer.text(proposal.wording[language])
        writer.text(report.range(of: proposal))
        writer.text(item.value.map { "\($0)" } ?? "")
        writer.text(item.list.map { pack.lists[$0].names[language] } ?? "")
        if let record = item.record { origin(record, &writer) } else { for _ in 0..<4 { writer.empty() } }
        for _ in 0..<3 { writer.empty() }
        writer.endRow()
    }
}

/// What somebody may decide about a member in a period, and why.
package struct ProposedItem: Sendable {
    /// Index in the pack.
    package let proposal: Int
    package let member: Int
    let group: String
    let name: String
    /// What the record proposes.
    let value: Number?
    /// The list that proposes it, or the record.
    let list: Int?
    let record: EntryPlace?
}

extension RunReport {
    /// In the pack's order, by group and id.
    package func proposals(in period: Period) -> [ProposedItem] {
        guard let result = book.result(of: period) else { return [] }
        var items: [ProposedItem] = []
        for (index, proposal) in pack.proposals.enumerated() {
            if let list = proposal.list {
                for entry in result.lists.first(where: { $0.list == list })?.entries ?? [] {
                    let row = result.members[entry.result].row
                    items.append(
                        ProposedItem(
                            proposal: index, member: result.members[entry.result].member, group: row.group, name: row.name, value: nil, list: list,
                            record: nil))
                }
            }
            // A record proposes once, in its month.
            for item in book.measures.proposed where period == .month(item.month) && pack.facts[item.fact].user == .proposal(index) {
                let row = row(of: item.member, in: item.month)
                items.append(
                    ProposedItem(
                        proposal: index, member: item.member, group: row?.group ?? "", name: row?.name ?? "",
                        value: pack.facts[item.fact].value == nil ? nil : Number(tenThousandths: item.value), list: nil, record: item.record))
            }
        }
        return items
    }

    /// What may be decided; empty where the proposal does not say.
    func range(of proposal: Proposal) -> String {
        proposal.range.map { "\($0.atLeast)–\($0.atMost) \($0.unit[language])" } ?? ""
    }

    /// The row of the roster that speaks for a member in a month, or the last one.
    func row(of member: Int, in month: Month) -> RosterRow? { row(of: member, from: month.firstDay, through: month.lastDay) }

    private func row(of member: Int, from first: CivilDate, through last: CivilDate) -> RosterRow? {
        let rows = intake.roster.members[member].rows
        return intake.roster.members[member].rowIndex(lastActiveIn: first, through: min(last, book.asOf)).map { rows[$0] } ?? rows.last
    }

    /// Whom a measure is told of.
    func name(of subject: MeasureResult.Subject, in period: Period) -> (group: String, unit: String, id: String, name: String) {
        switch subject {
        case .all: return (say(pack.scheme.all.chinese, "all"), "", "", "")
        case .group(let group): return (book.groups[group], "", "", "")
        case .unit(let unit, let group): return (book.groups[group], unit, "", "")
        case .member(let member):
            let row = row(of: member, from: period.firstMonth.firstDay, through: period.lastMonth.lastDay)
            return (row?.group ?? "", row?.unit ?? "", memberId(member), row?.name ?? "")
        }
    }
}
