import GridModel
import Intake
import RulePacks
import Scoring

/// The CSV files of one period (contract, section 4).
struct PeriodTables: Sendable {
    let report: RunReport
    let origins: PostingOrigins
    let result: PeriodResult
    /// The cells of id and name of the result's members.
    private let subjects: Pieces

    init(report: RunReport, origins: PostingOrigins, result: PeriodResult) {
        self.report = report
        self.origins = origins
        self.result = result
        let members = report.intake.roster.members
        subjects = CSVWriter.ready(result.members.count) { writer, index in
            writer.text(members[result.members[index].member].id)
            writer.text(result.members[index].row.name)
        }
    }

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
        let period = period
        let words = [period, report.status(result), Word.yes[language], Word.no[language]]
        let ready = CSVWriter.ready(words.count) { $0.plain(words[$1]) }
        let (name, status, yes, no) = (0, 1, 2, 3)
        let groups = groupCells
        let lists = ordered(flags)
        let hasUnit = pack.roster.unit != nil
        result.members.withUnsafeBufferPointer { members in
            for index in members.indices {
                let member = members.baseAddress! + index
                writer.ready(ready, name)
                writer.ready(groups, member.pointee.group)
                writer.ready(subjects, index)
                if let parts = member.pointee.breakdown {
                    if hasUnit { writer.text(member.pointee.row.unit) }
                    writer.points(parts.base)
                    writer.points(parts.deductions)
                    writer.points(parts.bonuses)
                    writer.points(parts.rankingBonus)
                    writer.points(parts.floorAdjustment)
                    writer.points(member.pointee.value.sum)
                    writer.number(member.pointee.rank)
                    for ranking in parts.counts.indices { writer.number(parts.counts[ranking].count) }
                } else {
                    writer.number(member.pointee.months)
                    writer.average(member.pointee.value)
                    writer.number(member.pointee.rank)
                }
                for mark in marks { writer.ready(ready, shows(mark, member.pointee.marks) ? yes : no) }
                for list in lists { writer.ready(ready, member.pointee.lists[list] ? yes : no) }
                writer.ready(ready, status)
                writer.endRow()
            }
        }
    }

    /// The cell of each group's name.
    private var groupCells: Pieces { CSVWriter.ready(report.book.groups.count) { $0.text(report.book.groups[$1]) } }

    /// What a mark's column shows: yes while it is set, or while the right is not lost.
    private func shows(_ mark: Int, _ marks: Flags) -> Bool {
        marks[mark] == (pack.marks[mark].shows == .marked)
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
        let decisions = DecisionNotes(report)
        let period = period
        var places = [Int32](repeating: -1, count: report.intake.roster.members.count)
        for index in result.members.indices { places[result.members[index].member] = Int32(index) }
        var member = -1
        // The cells that say who is meant, the same for all postings of a member.
        var subject = CSVWriter()
        let postings = report.book.postings(in: month)
        postings.withUnsafeBufferPointer { ledger in
            origins.read { origins, ids in
                for (posting, origin) in zip(ledger, origins[postings.indices]) {
                    if posting.member != member {
                        member = posting.member
                        subject.clear()
                        if places[member] >= 0 { self.subject(&subject, period, Int(places[member])) }
                    }
                    guard places[member] >= 0 else { continue }
                    writer.cells(of: subject)
                    if posting.decision < 0 {
                        writer.ready(cells.sources, cells.place(posting.source))
                    } else {
                        writer.plain(pack.ruleId(posting.source))
                        writer.plain(pack.clause(posting.source))
                        writer.text(report.wording(posting.source) + decisions.suffix(posting))
                    }
                    writer.points(posting.points)
                    if let origin {
                        writer.ready(cells.kinds, Int(origin.kind))
                        writer.text(origin.id(in: ids))
                        writer.ready(cells.files, Int(origin.file))
                        writer.number(origin.line)
                    } else {
                        for _ in 0..<4 { writer.empty() }
                    }
                    writer.endRow()
                }
            }
        }
    }

    private func subject(_ writer: inout CSVWriter, _ period: String, _ index: Int) {
        writer.plain(period)
        writer.ready(subjects, index)
        writer.text(result.members[index].row.group)
    }

    // MARK: Rankings

    private func rankings(_ writer: inout CSVWriter) {
        writer.row(
            [Word.month[language], report.groupHeader, Word.category[language], Word.rank[language], report.subjectHeader, report.nameHeader]
                + [Word.count, .points].map { $0[language] })
        let period = period
        let groups = groupCells
        let month = CSVWriter.ready { $0.plain(period) }
        let categories = CSVWriter.ready(pack.rankings.count) { $0.plain(pack.rankings[$1].category[language]) }
        for group in self.groups() {
            for ranking in pack.rankings.indices {
                var places = group.map { index in
                    let place = result.members[index].breakdown!.counts[ranking]
                    return (order: UInt64(place.rank) << 32 | UInt64(result.members[index].member), place: place, index: index)
                }
                places.sort { $0.order < $1.order }
                for (_, place, index) in places {
                    writer.ready(month)
                    writer.ready(groups, result.members[index].group)
                    writer.ready(categories, ranking)
                    writer.number(place.rank)
                    writer.ready(subjects, index)
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
    let files: Pieces
    let kinds: Pieces
    /// Rule, clause and wording: of the base, the floor, all rules and all rankings.
    let sources: Pieces
    private let ruleCount: Int

    init(_ report: RunReport) {
        let pack = report.pack
        files = CSVWriter.ready(report.intake.files.count) { $0.text(report.intake.files[$1].name) }
        kinds = CSVWriter.ready(pack.kinds.count) { $0.plain(report.kindName($1)) }
        let all: [Posting.Source] = [.base, .floor] + pack.rules.indices.map { .rule($0) } + pack.rankings.indices.map { .ranking($0) }
        sources = CSVWriter.ready(all.count) { writer, index in
            writer.plain(pack.ruleId(all[index]))
            writer.plain(pack.clause(all[index]))
            writer.plain(report.wording(all[index]))
        }
        ruleCount = pack.rules.count
    }

    @inline(__always)
    func place(_ source: Posting.Source) -> Int {
        switch source {
        case .base: 0
        case .floor: 1
        case .rule(let rule): 2 + rule
        case .ranking(let ranking): 2 + ruleCount + ranking
        }
    }
}
