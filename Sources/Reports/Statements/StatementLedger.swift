import GridModel
import Intake
import RulePacks
import Scoring

/// The postings of a member in a month, as a statement shows them: of a filed month those that were filed, of any other those
/// of the run.
struct StatementLedger: Sendable {
    private let report: RunReport
    private let origins: PostingOrigins
    private let decisions: DecisionNotes

    init(_ report: RunReport, _ origins: PostingOrigins) {
        (self.report, self.origins, decisions) = (report, origins, DecisionNotes(report))
    }

    private var pack: RulePack { report.pack }
    private var language: Language { report.language }

    /// - Parameter postings: where the member's postings of the month stand in the ledger of the run.
    func lines(of member: Int, in month: PeriodView, _ postings: Range<Int>) -> [StatementLine] {
        if let filed = report.requested.ledgers[month.period.firstMonth] { return lines(of: member, in: month, postings, filed) }
        let places = month.place(of: member).flatMap { month.result.members[$0].breakdown?.counts }
        return report.book.statement(postings).map { index in
            let posting = report.book.ledger[index]
            return line(index, wording: wording(posting, places))
        }
    }

    // MARK: Postings of the run

    private func line(_ index: Int, wording: String) -> StatementLine {
        let posting = report.book.ledger[index]
        let code = origins.readCodes { $0[index] }
        let origin = posting.record.map { report.origin($0) }
        return StatementLine(
            part: part(posting.source), day: posting.day, wording: wording, clause: pack.clause(posting.source), points: posting.points,
            code: code, kind: origin.map { report.kindName($0.kind) } ?? "", recordId: origin?.id ?? "",
            file: origin.map { report.fileName($0) } ?? "", line: origin?.line ?? 0, evidence: evidence(posting),
            note: decisions.note(posting, code))
    }

    private func wording(_ posting: Posting, _ places: [MemberResult.Count]?) -> String {
        let wording = report.wording(posting.source) + report.weighed(posting.source, of: posting.member, in: posting.month) + decisions.suffix(posting)
        guard case .ranking(let ranking) = posting.source, let place = places?[ranking] else { return wording }
        return wording + rank(ranking, place)
    }

    private func rank(_ ranking: Int, _ place: MemberResult.Count) -> String {
        let category = pack.rankings[ranking].category[language]
        return language.say("：\(category)第\(place.rank)名（\(place.count)）", ": rank \(place.rank) by \(category) (\(place.count))")
    }

    private func part(_ source: Posting.Source) -> StatementLine.Part {
        switch source {
        case .base: .base
        case .rule: .dated
        case .ranking, .measure: .ranking
        case .floor, .cap: .limit
        }
    }

    private func evidence(_ posting: Posting) -> [(name: String, text: String)] {
        guard let record = posting.record, let texts = report.requested.evidence[record] else { return [] }
        let kind = pack.kinds[report.intake.batches[Int(record.batch)].kind]
        return zip(kind.evidence, texts).compactMap { column, text in
            text.isEmpty ? nil : (kind.columns[column].names[language], TerminalText.safe(FreeText.masked(text), longest: 200))
        }
    }

    // MARK: Filed postings

    /// The filed postings. What of a posting the table does not hold is that of the run's, where it still has it.
    private func lines(of member: Int, in month: PeriodView, _ postings: Range<Int>, _ filed: FiledLedger) -> [StatementLine] {
        var found: [[UInt8]: [Int]] = [:]
        for index in postings.reversed() { found[key(report.book.ledger[index], filed.language), default: []].append(index) }
        let places = month.place(of: member).flatMap { month.result.members[$0].breakdown?.counts }
        var codes = PostingCodes(pack, report.intake.roster)
        var before: [[UInt8]: Int] = [:]
        let lines = filed.rows(of: report.memberId(member)).map { row -> StatementLine in
            let source = source(of: row)
            let identity = Self.key([row.rule, row.kind, row.recordId])
            let ordinal = before[identity, default: 0]
            before[identity] = ordinal + 1
            var wording = sameLanguage(filed) ? row.wording : source.map { report.wording($0) } ?? row.wording
            if case .ranking(let ranking)? = source, let place = places?[ranking] { wording += rank(ranking, place) }
            // What the run has no posting of is as it was when it was filed.
            if let source, sameLanguage(filed), report.book.settled.contains(month.period.firstMonth) {
                wording += report.weighed(source, of: member, in: month.period.firstMonth)
            }
            if let index = found[Self.key([row.rule, row.kind, row.recordId, "\(row.points)"])]?.popLast() {
                if !sameLanguage(filed) {
                    wording = self.wording(report.book.ledger[index], places)
                } else if let source, !report.book.settled.contains(month.period.firstMonth) {
                    wording += report.weighed(source, of: member, in: month.period.firstMonth)
                }
                return line(index, wording: wording).filed(row)
            }
            let kind = pack.kinds.firstIndex { sameBytes($0.names[filed.language], row.kind) }
            let gone = row.kind.isEmpty ? nil : language.say("现有日志中已无此笔", "no longer in the logs")
            return StatementLine(
                part: source.map { part($0) } ?? .dated, day: nil, wording: wording, clause: row.clause, points: row.points,
                code: source.flatMap { code($0, member, month, kind, row, ordinal, &codes) },
                kind: kind.map { report.kindName($0) } ?? row.kind, recordId: row.recordId, file: row.file, line: row.line, evidence: [], note: gone)
        }
        // Postings without a day stand behind the others.
        return lines.enumerated().sorted { one, other in
            func order(_ line: StatementLine, _ number: Int) -> (Int, Int32, Int) { (line.part.rawValue, line.day?.dayNumber ?? .max, number) }
            return order(one.element, one.offset) < order(other.element, other.offset)
        }.map(\.element)
    }

    private func sameLanguage(_ filed: FiledLedger) -> Bool { filed.language == language }

    /// What tells a posting apart in the filed table.
    private func key(_ posting: Posting, _ language: Language) -> [UInt8] {
        let origin = posting.record.map { report.origin($0) }
        return Self.key([
            pack.ruleId(posting.source), origin.map { pack.kinds[$0.kind].names[language] } ?? "", origin?.id ?? "", "\(posting.points)",
        ])
    }

    private static func key(_ parts: [String]) -> [UInt8] { Array(parts.map { Array($0.utf8) }.joined(separator: [0])) }

    /// Nil if the pack has no such rule any more.
    private func source(of row: FiledLedger.Row) -> Posting.Source? {
        pack.sources.first { sameBytes(pack.ruleId($0), row.rule) }
    }

    /// The id of a posting that the run does not have. A record whose key is more than its id cannot be named.
    private func code(
        _ source: Posting.Source, _ member: Int, _ month: PeriodView, _ kind: Int?, _ row: FiledLedger.Row, _ ordinal: Int,
        _ codes: inout PostingCodes
    ) -> ShortCode? {
        let month = month.period.firstMonth
        if row.kind.isEmpty { return codes.code(month: month, member: member, source: source) }
        guard let kind, pack.kinds[kind].key.count == 1 else { return nil }
        return Array(row.recordId.utf8).withUnsafeBufferPointer {
            codes.code(month: month, member: member, source: source, kind: kind, key: $0, ordinal: ordinal)
        }
    }
}

extension StatementLine {
    /// The posting with what the filed table says of it.
    fileprivate func filed(_ row: FiledLedger.Row) -> StatementLine {
        StatementLine(
            part: part, day: day, wording: wording, clause: row.clause, points: row.points, code: code, kind: kind, recordId: recordId,
            file: row.file,
            line: row.line, evidence: evidence, note: note)
    }
}
