import GridModel
import RulePacks
import Scoring

/// The CSV files of one period (contract, section 4).
struct PeriodTables {
    let report: RunReport
    let result: PeriodResult

    private var language: Language { report.language }
    private var pack: RulePack { report.pack }
    private var period: String { result.period.description }

    func write(to publication: Publication) throws(PublishFailure) {
        let folder = result.period.folder
        try publication.table("\(folder)/scores.csv") { scores(&$0) }
        if case .month(let month) = result.period {
            try publication.table("\(folder)/ledger.csv") { ledger(month, &$0) }
            try publication.table("\(folder)/rankings.csv") { rankings(&$0) }
        }
        for list in result.lists {
            guard let file = pack.lists[list.list].files[result.period.kind] else { continue }
            try publication.table("\(folder)/\(file.stem).csv") { self.list(list, file, &$0) }
        }
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
        for member in result.members {
            writer.plain(period)
            writer.text(member.row.group)
            writer.text(report.memberId(member.member))
            writer.text(member.row.name)
            if let parts = member.breakdown {
                if pack.roster.unit != nil { writer.text(member.row.unit) }
                for points in [parts.base, parts.deductions, parts.bonuses, parts.rankingBonus, parts.floorAdjustment, member.value.sum] {
                    writer.plain("\(points)")
                }
                writer.number(member.rank)
                for count in parts.counts { writer.number(count.count) }
            } else {
                writer.number(member.months)
                writer.plain("\(member.value)")
                writer.number(member.rank)
            }
            for mark in marks { writer.plain(Word(shows(mark, member))[language]) }
            for list in ordered(flags) { writer.plain(Word(member.lists[list])[language]) }
            writer.plain(report.status(result))
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
        var rows: [Int: RosterRow] = [:]
        for member in result.members { rows[member.member] = member.row }
        for posting in report.book.postings(in: month) {
            guard let row = rows[posting.member] else { continue }
            writer.plain(period)
            writer.text(report.memberId(posting.member))
            writer.text(row.name)
            writer.text(row.group)
            writer.plain(pack.ruleId(posting.source))
            writer.plain(pack.clause(posting.source))
            writer.plain(report.wording(posting.source))
            writer.plain("\(posting.points)")
            if let record = posting.record {
                let origin = report.origin(record)
                writer.plain(report.kindName(origin.kind))
                writer.text(origin.id)
                writer.text(origin.file)
                writer.number(origin.line)
            } else {
                for _ in 0..<4 { writer.empty() }
            }
            writer.endRow()
        }
    }

    // MARK: Rankings

    private func rankings(_ writer: inout CSVWriter) {
        writer.row(
            [Word.month[language], report.groupHeader, Word.category[language], Word.rank[language], report.subjectHeader, report.nameHeader]
                + [Word.count, .points].map { $0[language] })
        for group in groups() {
            for ranking in pack.rankings.indices {
                let places = group.sorted { left, right in
                    let (first, second) = (left.breakdown!.counts[ranking].rank, right.breakdown!.counts[ranking].rank)
                    return first == second ? left.member < right.member : first < second
                }
                for member in places {
                    let place = member.breakdown!.counts[ranking]
                    writer.plain(period)
                    writer.text(member.row.group)
                    writer.plain(pack.rankings[ranking].category[language])
                    writer.number(place.rank)
                    writer.text(report.memberId(member.member))
                    writer.text(member.row.name)
                    writer.number(place.count)
                    writer.plain("\(place.points)")
                    writer.endRow()
                }
            }
        }
    }

    /// The results by group; they stand in the order of groups already.
    private func groups() -> [ArraySlice<MemberResult>] {
        var groups: [ArraySlice<MemberResult>] = []
        var start = 0
        for index in result.members.indices.dropFirst() + [result.members.count]
        where index == result.members.count || !sameBytes(result.members[index].row.group, result.members[start].row.group) {
            if index > start { groups.append(result.members[start..<index]) }
            start = index
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
                case .value: writer.plain(member.breakdown == nil ? "\(member.value)" : "\(member.value.sum)")
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
