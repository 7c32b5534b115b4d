import GridModel
import Intake
import RulePacks
import Scoring

/// The CSV files of one period (contract, section 4).
struct PeriodTables: Sendable {
    let report: RunReport
    let origins: PostingOrigins
    let result: PeriodResult

    private var language: Language { report.language }
    private var pack: RulePack { report.pack }
    private var period: String { result.period.description }

    var files: [OutputPlan] {
        let folder = result.period.folder
        var files = [OutputPlan(table: "\(folder)/scores.csv") { scores(&$0) }]
        if case .month(let month) = result.period {
            files.append(OutputPlan(table: "\(folder)/ledger.csv") { ledger(month, &$0) })
            files.append(OutputPlan(table: "\(folder)/rankings.csv") { rankings(&$0) })
        }
        for list in result.lists {
            guard let file = pack.lists[list.list].files[result.period.kind] else { continue }
            files.append(OutputPlan(table: "\(folder)/\(file.stem).csv") { self.list(list, file, &$0) })
        }
        return files
    }

    // MARK: Scores

    private func scores(_ writer: inout CSVWriter) {
        let isMonth = result.period.kind == .month
        let marks = pack.marks.indices.filter { isMonth || pack.marks[$0].scope == .year }
        let flags = result.lists.map(\.list)
        var header = [Word(result.period.kind)[language], report.groupHeader, report.subjectHeader, report.nameHeader]
        if isMonth {
            if pack.roster.unit != nil { header += [report.unitHeader] }
            header += [Word.base, .deductions, .bonuses, .rankingBonus, .floorAdjustment, .score, .rank].map { $0[language] }
            header += pack.rankings.map { $0.countName[language] }
        } else {
            header += [Word.months, .average, .rank].map { $0[language] }
        }
        header += marks.map { pack.marks[$0].names[language] }
        header += ordered(flags).map { pack.lists[$0].names[language] } + [Word.status[language]]
        writer.row(header)
        let (name, status) = (CSVWriter.ready { $0.plain(period) }, CSVWriter.ready { $0.plain(report.status(result)) })
        let (yes, no) = (CSVWriter.ready { $0.plain(Word.yes[language]) }, CSVWriter.ready { $0.plain(Word.no[language]) })
        let lists = ordered(flags)
        for index in result.members.indices {
            let member = result.members[index]
            writer.ready(name)
            writer.text(member.row.group)
            writer.text(report.memberId(member.member))
            writer.text(member.row.name)
            if let parts = member.breakdown {
                if pack.roster.unit != nil { writer.text(member.row.unit) }
                writer.points(parts.base)
                writer.points(parts.deductions)
                writer.points(parts.bonuses)
                writer.points(parts.rankingBonus)
                writer.points(parts.floorAdjustment)
                writer.points(member.value.sum)
                writer.number(member.rank)
                for count in parts.counts { writer.number(count.count) }
            } else {
                writer.number(member.months)
                writer.average(member.value)
                writer.number(member.rank)
            }
            for mark in marks { writer.ready(shows(mark, member) ? yes : no) }
            for list in lists { writer.ready(member.lists[list] ? yes : no) }
            writer.ready(status)
            writer.endRow()
        }
    }

    /// What a mark's column shows: yes while it is set, or while the right is not lost.
    private func shows(_ mark: Int, _ member: MemberResult) -> Bool {
        member.marks[mark] == (pack.marks[mark].shows == .marked)
    }

    /// Honours first, then the lists of those below a line.
    private func ordered(_ lists: [Int]) -> [Int] {
        func isBelow(_ list: Int) -> Bool { if case .below = pack.lists[list].selection { true } else { false } }
        return lists.filter { !isBelow($0) } + lists.filter { isBelow($0) }
    }

    // MARK: Ledger

    private func ledger(_ month: Month, _ writer: inout CSVWriter) {
        writer.row(
            [Word.month[language], report.subjectHeader, report.nameHeader, report.groupHeader]
                + [Word.rule, .clause, .wording, .points, .kind, .recordId, .file, .line].map { $0[language] })
        let cells = LedgerCells(report)
        var places = [Int32](repeating: -1, count: report.intake.roster.members.count)
        for index in result.members.indices { places[result.members[index].member] = Int32(index) }
        var (member, subject): (Int, [UInt8]) = (-1, [])
        let postings = report.book.postings(in: month)
        origins.read { origins, ids in
            for index in postings.indices {
                let posting = postings[index]
                guard places[posting.member] >= 0 else { continue }
                if posting.member != member {
                    member = posting.member
                    let row = result.members[Int(places[member])].row
                    subject = CSVWriter.ready { writer in
                        writer.plain(period)
                        writer.text(report.memberId(member))
                        writer.text(row.name)
                        writer.text(row.group)
                    }
                }
                writer.ready(subject)
                writer.ready(cells.source(posting.source))
                writer.points(posting.points)
                if let origin = origins[index] {
                    writer.ready(cells.kinds[Int(origin.kind)])
                    writer.text(origin.id(in: ids))
                    writer.ready(cells.files[Int(origin.file)])
                    writer.number(origin.line)
                } else {
                    for _ in 0..<4 { writer.empty() }
                }
                writer.endRow()
            }
        }
    }

    // MARK: Rankings

    private func rankings(_ writer: inout CSVWriter) {
        writer.row(
            [Word.month[language], report.groupHeader, Word.category[language], Word.rank[language], report.subjectHeader, report.nameHeader]
                + [Word.count, .points].map { $0[language] })
        let month = CSVWriter.ready { $0.plain(period) }
        for group in groups() {
            let name = CSVWriter.ready { $0.text(result.members[group.lowerBound].row.group) }
            let members = group.map { index in
                CSVWriter.ready { writer in
                    writer.text(report.memberId(result.members[index].member))
                    writer.text(result.members[index].row.name)
                }
            }
            for ranking in pack.rankings.indices {
                let category = CSVWriter.ready { $0.plain(pack.rankings[ranking].category[language]) }
                let places = group.map { index in
                    (place: result.members[index].breakdown!.counts[ranking], member: result.members[index].member, index: index)
                }
                for (place, _, index) in places.sorted(by: { ($0.place.rank, $0.member) < ($1.place.rank, $1.member) }) {
                    writer.ready(month)
                    writer.ready(name)
                    writer.ready(category)
                    writer.number(place.rank)
                    writer.ready(members[index - group.lowerBound])
                    writer.number(place.count)
                    writer.points(place.points)
                    writer.endRow()
                }
            }
        }
    }

    /// Where the results of each group stand; they are in the order of groups already.
    private func groups() -> [Range<Int>] {
        var (groups, start): ([Range<Int>], Int) = ([], 0)
        for end in result.members.indices.map({ $0 + 1 })
        where end == result.members.count || result.members[end].group != result.members[start].group {
            groups.append(start..<end)
            start = end
        }
        return groups
    }

    // MARK: Lists

    private func list(_ list: ListResult, _ file: ListFile, _ writer: inout CSVWriter) {
        writer.row(file.columns.map { header($0) })
        for (index, rank) in list.entries {
            let member = result.members[index]
            for column in file.columns {
                switch column {
                case .period: writer.plain(period)
                case .group: writer.text(member.row.group)
                case .subject: writer.text(report.memberId(member.member))
                case .name: writer.text(member.row.name)
                case .unit: writer.text(member.row.unit)
                case .months: writer.number(member.months)
                case .value: if member.breakdown == nil { writer.average(member.value) } else { writer.points(member.value.sum) }
                case .rank: writer.number(rank)
                case .status: writer.plain(report.status(result))
                }
            }
            writer.endRow()
        }
    }

    private func header(_ column: ListColumn) -> String {
        switch column {
        case .period: Word(result.period.kind)[language]
        case .group: report.groupHeader
        case .subject: report.subjectHeader
        case .name: report.nameHeader
        case .unit: report.unitHeader
        case .months: Word.months[language]
        case .value: (result.period.kind == .month ? Word.score : .average)[language]
        case .rank: Word.rank[language]
        case .status: Word.status[language]
        }
    }
}

/// Cells that many rows of a ledger share.
private struct LedgerCells {
    let files: [[UInt8]]
    let kinds: [[UInt8]]
    private let rules: [[UInt8]]
    private let rankings: [[UInt8]]
    private let base: [UInt8]
    private let floor: [UInt8]

    init(_ report: RunReport) {
        func cells(_ source: Posting.Source) -> [UInt8] {
            CSVWriter.ready { writer in
                writer.plain(report.pack.ruleId(source))
                writer.plain(report.pack.clause(source))
                writer.plain(report.wording(source))
            }
        }
        files = report.intake.files.map { file in CSVWriter.ready { $0.text(file.name) } }
        kinds = report.pack.kinds.indices.map { kind in CSVWriter.ready { $0.plain(report.kindName(kind)) } }
        rules = report.pack.rules.indices.map { cells(.rule($0)) }
        rankings = report.pack.rankings.indices.map { cells(.ranking($0)) }
        (base, floor) = (cells(.base), cells(.floor))
    }

    /// Rule, clause and wording.
    func source(_ source: Posting.Source) -> [UInt8] {
        switch source {
        case .base: base
        case .floor: floor
        case .rule(let rule): rules[rule]
        case .ranking(let ranking): rankings[ranking]
        }
    }
}
