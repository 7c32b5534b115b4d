import GridModel

/// What is not as it was when results were last published: results and the postings that changed them, what is pending,
/// what was not used.
package struct ChangeList: Sendable {
    enum Sort: CaseIterable, Sendable, Hashable {
        /// The rules, or the program, are others.
        case rules, version
        /// A period that was not there, or is no longer.
        case period
        /// A cell of scores or rankings.
        case result
        case posting
        /// A cell of the measures, a record behind a measure, and what is proposed.
        case measure, record, proposal
        case pending, reject

        var word: Word {
            switch self {
            case .rules: .rules
            case .version: .version
            case .period: .period
            case .result: .result
            case .posting: .posting
            case .measure: .measure
            case .record: .case
            case .proposal: .proposal
            case .pending: .pending
            case .reject: .reject
            }
        }
    }

    struct Row: Sendable, Hashable {
        let sort: Sort
        var period = ""
        var group = ""
        var id = ""
        var name = ""
        /// The column, the wording of the posting, or what is said of the record. This and the two values are cells of other
        /// tables, with the `'` that stands there against formulas.
        var item = ""
        /// As it was; empty for what was not there.
        var before = ""
        /// As it is; empty for what is no longer there.
        var now = ""
        /// Whether somebody has come onto a list, or off one.
        var effect = ""
        var clause = ""
        var kind = ""
        var recordId = ""
        var file = ""
        var line = ""
    }

    /// The as-of date of the results it compares with; nil if nothing was published before, or in another language, with
    /// other words in its tables.
    let since: CivilDate?
    let rows: [Row]

    static let path = "run/changes.csv"

    /// Nothing was compared.
    static let none = ChangeList(since: nil, rows: [])

    init(since: CivilDate?, rows: [Row]) {
        (self.since, self.rows) = (since, rows)
    }

    /// The list that was published.
    ///
    /// - Returns: nil if the table is not one of these.
    init?(since: CivilDate?, _ table: TableLines, _ language: Language) {
        self.since = since
        var rows: [Row] = []
        for line in table.rows {
            let cells = Cells(header: table.header, cells: TableLines.cells(line))
            guard let sort = Sort.allCases.first(where: { sameBytes($0.word[language], cells[4]) }), table.header.count == Self.columnCount else {
                return nil
            }
            func text(_ column: Int) -> String { Cells.unguarded(cells[column]) }
            rows.append(
                Row(
                    sort: sort, period: cells[0], group: text(1), id: text(2), name: text(3), item: cells[5], before: cells[6], now: cells[7],
                    effect: cells[8], clause: cells[9], kind: cells[10], recordId: text(11), file: text(12), line: cells[13]))
        }
        self.rows = rows
    }

    private static let columnCount = 14

    /// The table of all rows; none if nothing was compared.
    func tables(_ report: RunReport) -> [OutputPlan] { since == nil ? [] : [table(report)].files(in: "run") }

    func table(_ report: RunReport) -> Table {
        let language = report.language
        let columns =
            [Column(Word.period[language]), Column(report.groupHeader), Column(report.subjectHeader), Column(report.nameHeader)]
            + [Word.change, .item, .before, .now, .effect, .clause, .kind, .recordId, .file].map { Column($0[language]) }
            + [Column(Word.line[language], .count)]
        return Table("changes", columns) { writer in
            for row in rows {
                writer.plain(row.period)
                for text in [row.group, row.id, row.name] { writer.text(text) }
                writer.plain(row.sort.word[language])
                // Cells of tables that are guarded already.
                for cell in [row.item, row.before, row.now, row.effect, row.clause, row.kind] { writer.plain(cell) }
                for text in [row.recordId, row.file] { writer.text(text) }
                writer.plain(row.line)
                writer.endRow()
            }
        }
    }

    // MARK: In numbers

    /// How many changes of each sort there are, as a person counts them.
    struct Count {
        /// Members with another score or average in a month, or with another rank alone.
        var scores = 0
        var ranksOnly = 0
        /// Members who have come onto a list or off one, by period and list.
        var lists = 0
        /// Postings that have come, gone or changed their points.
        var postings = 0
        /// Measures that come to another value for somebody, some unit, department or all, in a month.
        var measures = 0
        /// Those that do not reach their target in a period, and did.
        var breaches = 0
        /// Records that have come behind measures, gone or come to something else.
        var cases = 0
        /// Proposals that have come, gone or changed.
        var proposals = 0
        var newPending = 0
        var donePending = 0
        var newRejects = 0
        var goneRejects = 0
        /// Periods, rules and the program.
        var others = 0
    }

    func count(_ language: Language) -> Count {
        var count = Count()
        var (scored, ranked): (Set<[UInt8]>, Set<[UInt8]>) = ([], [])
        for row in rows {
            switch row.sort {
            case .rules, .version, .period: count.others += 1
            case .posting: count.postings += 1
            case .record: count.cases += 1
            case .proposal: if row.isOwn { count.proposals += 1 }
            case .measure:
                if row.isValue(language), row.isOwn { count.measures += 1 }
                if row.isState(language), sameBytes(row.now, Word.breach[language]) { count.breaches += 1 }
            case .pending: if row.now.isEmpty { count.donePending += 1 } else { count.newPending += 1 }
            case .reject: if row.now.isEmpty { count.goneRejects += 1 } else { count.newRejects += 1 }
            case .result:
                if !row.effect.isEmpty { count.lists += 1 }
                if sameBytes(row.item, Word.score[language]) { scored.insert(Array(row.id.utf8)) } else { ranked.insert(Array(row.id.utf8)) }
            }
        }
        count.scores = scored.count
        count.ranksOnly = ranked.subtracting(scored).count
        return count
    }

    /// One line for the terminal and the start page; empty if nothing was compared.
    ///
    /// - Parameter counter: the scheme's.
    func text(_ language: Language, counter: String) -> String {
        guard let since else { return "" }
        let start = language.say("与上次发布（截至\(since)）相比", "since the results as of \(since)")
        if rows.isEmpty { return start + language.say("无变化", ": unchanged") }
        let count = count(language)
        var parts: [String] = []
        func add(_ number: Int, _ chinese: String, _ english: String) { if number > 0 { parts.append(language.say(chinese, english)) } }
        add(count.others, "规则、程序或周期变动\(count.others)项", "\(count.others) changes of rules, program or periods")
        add(count.scores, "得分变动\(count.scores)\(counter)", "\(count.scores) members with another score")
        add(count.ranksOnly, "仅名次等变动\(count.ranksOnly)\(counter)", "\(count.ranksOnly) with another rank only")
        add(count.lists, "名单进出\(count.lists)人次", "\(count.lists) on or off lists")
        add(count.postings, "计分变动\(count.postings)笔", "\(count.postings) postings")
        add(count.measures, "指标值变动\(count.measures)项", "\(count.measures) measures with another value")
        add(count.breaches, "新未达标\(count.breaches)项", "\(count.breaches) newly below target")
        add(count.cases, "指标记录变动\(count.cases)条", "\(count.cases) records behind measures")
        add(count.proposals, "建议变动\(count.proposals)项", "\(count.proposals) proposals")
        add(count.newPending, "新增待处理\(count.newPending)条", "\(count.newPending) newly pending")
        add(count.donePending, "不再待处理\(count.donePending)条", "\(count.donePending) no longer pending")
        add(count.newRejects, "新增未采用\(count.newRejects)条", "\(count.newRejects) newly not used")
        add(count.goneRejects, "不再列为未采用\(count.goneRejects)条", "\(count.goneRejects) no longer listed as not used")
        return start + language.say("：", ": ") + parts.joined(separator: language.say("，", ", "))
    }
}

extension ChangeList.Row {
    /// Whether it does not only follow from the months of its period: it is of a month, or what a list proposes.
    var isOwn: Bool { Period(period)?.kind == .month || sort == .proposal && recordId.isEmpty }

    /// Of a measure: whether it is about its value, or about its target being reached.
    func isValue(_ language: Language) -> Bool { isColumn(.amount, language) }
    func isState(_ language: Language) -> Bool { isColumn(.state, language) }

    private func isColumn(_ column: Word, _ language: Language) -> Bool {
        sort == .measure && item.utf8.count > column[language].utf8.count && item.utf8.reversed().starts(with: " \(column[language])".utf8.reversed())
    }
}
