import GridModel
import Intake
import RulePacks
import Scoring

/// The tables of one period (contract, section 4).
struct PeriodTables: Sendable {
    let report: RunReport
    let origins: PostingOrigins
    let result: PeriodResult
    let form: TextForm
    /// The cells of id and name of the result's members.
    private let subjects: Pieces

    init(report: RunReport, origins: PostingOrigins, result: PeriodResult, form: TextForm = .guarded) {
        self.report = report
        self.origins = origins
        self.result = result
        self.form = form
        let members = report.intake.roster.members
        subjects = CSVWriter.ready(form, result.members.count) { writer, index in
            writer.text(members[result.members[index].member].id)
            writer.text(result.members[index].row.name)
        }
    }

    private var language: Language { report.language }
    private var pack: RulePack { report.pack }
    private var period: String { result.period.description }

    /// The CSV files.
    var files: [OutputPlan] { tables.files(in: result.period.folder) }

    /// Scores; of a month ledger and rankings; then the lists.
    var tables: [Table] {
        if !pack.isScored { return MeasureTables(report: report, period: result.period, form: form).tables }
        var tables = [scores]
        if case .month(let month) = result.period { tables += [ledger(month), rankings] }
        for list in result.lists {
            if let file = pack.lists[list.list].files[result.period.kind] { tables.append(self.list(list, file)) }
        }
        return tables + MeasureTables(report: report, period: result.period, form: form).tables
    }

    // MARK: Scores

    private var scores: Table {
        let isMonth = result.period.kind == .month
        let marks = pack.marks.indices.filter { isMonth || pack.marks[$0].scope != .month }
        let lists = ordered(result.lists.map(\.list))
        var columns = [
            Column(Word(result.period.kind)[language]), Column(report.groupHeader), Column(report.subjectHeader), Column(report.nameHeader),
        ]
        if isMonth {
            if pack.roster.unit != nil { columns.append(Column(report.unitHeader)) }
            columns += ([Word.base, .deductions, .bonuses, .rankingBonus] + (pack.hasWeights ? [.measured] : []) + [.floorAdjustment]).map { Column($0[language], .points) }
            columns += (pack.caps ? [Word.capAdjustment, .score] : [.score]).map { Column($0[language], .points) }
            columns.append(Column(report.rankHeader, .count))
            columns += pack.rankings.map { Column($0.countName[language], .count) }
        } else {
            columns += [Column(Word.months[language], .count), Column(Word.average[language], .average), Column(report.rankHeader, .count)]
        }
        columns += marks.map { Column(pack.marks[$0].names[language]) }
        columns += lists.map { Column(pack.lists[$0].names[language]) } + [Column(Word.status[language])]
        return Table("scores", columns) { scores(&$0, marks, lists) }
    }

    private func scores(_ writer: inout CSVWriter, _ marks: [Int], _ lists: [Int]) {
        let period = period
        let words = [period, report.status(result), Word.yes[language], Word.no[language]]
        let ready = CSVWriter.ready(form, words.count) { $0.plain(words[$1]) }
        let (name, status, yes, no) = (0, 1, 2, 3)
        let groups = groupCells
        let (hasUnit, caps, hasWeights) = (pack.roster.unit != nil, pack.caps, pack.hasWeights)
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
                    if hasWeights { writer.points(parts.measured) }
                    writer.points(parts.floorAdjustment)
                    if caps { writer.points(parts.capAdjustment) }
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
    private var groupCells: Pieces { CSVWriter.ready(form, report.book.groups.count) { $0.text(report.book.groups[$1]) } }

    /// What a mark's column shows: yes while it is set, or while the right is not lost.
    private func shows(_ mark: Int, _ marks: Flags) -> Bool {
        marks[mark] == (pack.marks[mark].shows == .marked)
    }

    /// Honours first, then the lists of those below a line and what goes by these.
    private func ordered(_ lists: [Int]) -> [Int] {
        lists.filter { pack.lists[$0].isHonour } + lists.filter { !pack.lists[$0].isHonour }
    }

    // MARK: Ledger

    private func ledger(_ month: Month) -> Table {
        let columns =
            [Column(Word.month[language]), Column(report.subjectHeader), Column(report.nameHeader), Column(report.groupHeader)]
            + [Word.rule, .clause].map { Column($0[language]) } + [Column(Word.wording[language], .prose), Column(Word.points[language], .points)]
            + [Word.kind, .recordId, .file].map { Column($0[language]) } + [Column(Word.line[language], .count)]
        return Table("ledger", columns) { ledger(month, &$0) }
    }

    private func ledger(_ month: Month, _ writer: inout CSVWriter) {
        let cells = LedgerCells(report, form)
        let decisions = DecisionNotes(report)
        let period = period
        var places = [Int32](repeating: -1, count: report.intake.roster.members.count)
        for index in result.members.indices { places[result.members[index].member] = Int32(index) }
        var member = -1
        // The cells that say who is meant, the same for all postings of a member.
        var subject = CSVWriter(form)
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

    private var rankings: Table {
        let columns = [
            Column(Word.month[language]), Column(report.groupHeader), Column(Word.category[language]), Column(report.rankHeader, .count),
            Column(report.subjectHeader), Column(report.nameHeader), Column(Word.count[language], .count), Column(Word.points[language], .points),
        ]
        return Table("rankings", columns) { rankings(&$0) }
    }

    private func rankings(_ writer: inout CSVWriter) {
        let period = period
        let groups = groupCells
        let month = CSVWriter.ready(form) { $0.plain(period) }
        let categories = CSVWriter.ready(form, pack.rankings.count) { $0.plain(pack.rankings[$1].category[language]) }
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

    private func list(_ list: ListResult, _ file: ListFile) -> Table {
        Table(file.stem, file.columns.map { Column(header($0), content($0)) }) { self.list(list, file, &$0) }
    }

    private func list(_ list: ListResult, _ file: ListFile, _ writer: inout CSVWriter) {
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

    private func content(_ column: ListColumn) -> Column.Content {
        switch column {
        case .period, .group, .subject, .name, .unit, .status: .text
        case .months, .rank: .count
        case .value: result.period.kind == .month ? .points : .average
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
        case .rank: report.rankHeader
        case .status: Word.status[language]
        }
    }
}

/// Cells that many rows of a ledger share.
private struct LedgerCells {
    let files: Pieces
    let kinds: Pieces
    /// Rule, clause and wording of all sources.
    let sources: Pieces
    private let ruleCount: Int
    private let rankingCount: Int

    init(_ report: RunReport, _ form: TextForm) {
        let pack = report.pack
        files = CSVWriter.ready(form, report.intake.files.count) { $0.text(report.intake.files[$1].name) }
        kinds = CSVWriter.ready(form, pack.kinds.count) { $0.plain(report.kindName($1)) }
        let all = pack.sources
        sources = CSVWriter.ready(form, all.count) { writer, index in
            writer.plain(pack.ruleId(all[index]))
            writer.plain(pack.clause(all[index]))
            writer.plain(report.wording(all[index]))
        }
        (ruleCount, rankingCount) = (pack.rules.count, pack.rankings.count)
    }

    @inline(__always)
    func place(_ source: Posting.Source) -> Int { source.place(ruleCount: ruleCount, rankingCount: rankingCount) }
}
