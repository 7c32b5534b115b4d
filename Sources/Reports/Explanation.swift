package import GridModel
import Intake
import RulePacks
import Scoring

/// A member's ledger in words, for the terminal: what counted, what awaits something, what did not count and why.
package struct Explanation: Bilingual {
    private let report: RunReport
    /// The same run with what was filed in its place; nil if nothing is known of filings.
    private let filed: RunReport?
    private let period: Period

    package init(_ report: RunReport, filed: RunReport? = nil, period: Period) {
        self.report = report
        self.filed = filed
        self.period = period
    }

    package var language: Language { report.language }

    /// A member's index by id.
    package func member(named id: String) -> Int? {
        report.intake.roster.members.firstIndex { sameBytes($0.id, id) }
    }

    /// Nil if the member has no result in the period.
    package func text(_ member: Int) -> String? {
        guard let result = report.book.result(of: period), let own = result.members.first(where: { $0.member == member }) else { return nil }
        let value = value(own)
        var lines = ["\(report.memberId(member)) \(own.row.name)  \(own.row.group)  \(period)（\(report.status(result))）"]
        let months = report.book.periods.filter { $0.period.kind == .month && period.contains($0.period.firstMonth) }
        for month in months {
            guard let score = month.members.first(where: { $0.member == member }) else { continue }
            if report.pack.isScored { lines += [""] + ledger(month, score) }
        }
        if !report.pack.isScored { lines += filing(of: period, own) }
        if report.pack.isScored, own.breakdown == nil {
            lines += [
                "",
                say("平均 \(value)（\(own.months)个计分月），\(report.groupWord)第\(own.rank)名", "average \(value) over \(own.months) months, rank \(own.rank) in its group"),
            ]
        }
        if report.pack.isScored, own.breakdown == nil { lines += filing(of: period, own) }
        lines += MeasureExplanation(report: report, period: period).lines(member)
        lines += flags(result, own) + pending(member) + uncounted(member)
        return lines.map { TerminalText.safe($0) }.joined(separator: "\n")
    }

    private func value(_ result: MemberResult) -> String { result.breakdown == nil ? "\(result.value)" : "\(result.value.sum)" }

    /// That a period is filed, and with which value if it is not today's.
    private func filing(of period: Period, _ today: MemberResult) -> [String] {
        guard let filed, let filing = filed.filings.filing(of: period) else { return [] }
        let seal = filing.seal
        let mark = say(
            "\(period) 已备案（第\(seal.number)号，第\(seal.revision)版）", "\(period) is filed (seal no. \(seal.number), revision \(seal.revision))")
        guard filed.filings.correction(of: period) != nil else { return [mark] }
        if !report.pack.isScored { return [mark + say("，现在有变，见更正单", "; it would now come out differently: see the correction sheet")] }
        let then = filed.book.result(of: period)?.members.first { $0.member == today.member }.map { value($0) } ?? say("无", "none")
        return [mark + say("，备案值 \(then)，现值 \(value(today))，见更正单", ", as \(then); now it would be \(value(today)): see the correction sheet")]
    }

    private func ledger(_ month: PeriodResult, _ score: MemberResult) -> [String] {
        var running = Points.zero
        var lines = [
            say(
                "\(month.period) 得分 \(score.value.sum)，\(report.groupWord)第\(score.rank)名", "\(month.period) score \(score.value.sum), rank \(score.rank) in its group"
            )
        ]
        let postings = report.book.postings(in: month.period.firstMonth, of: score.member)
        let decisions = DecisionNotes(report)
        for index in report.book.statement(postings.indices) {
            let posting = report.book.ledger[index]
            let code = report.code(ofPosting: index)
            running += posting.points
            let points = Self.right(posting.source == .base ? "\(posting.points)" : posting.points.signed, 6)
            var line = "\(points) \(Self.right("\(running)", 6))  \(code)  \(report.pack.ruleId(posting.source))"
            let clause = report.pack.clause(posting.source)
            if !clause.isEmpty { line += "  \(clause)" }
            line += "  \(report.wording(posting.source))\(report.weighed(posting.source, of: posting.member, in: posting.month))\(decisions.suffix(posting))"
            if case .ranking(let ranking) = posting.source, let place = score.breakdown?.counts[ranking] {
                line += say("（第\(place.rank)名，\(place.count)）", " (rank \(place.rank), count \(place.count))")
            }
            if let record = posting.record {
                let origin = report.origin(record)
                line += "  \(posting.day.map { "\($0) " } ?? "")\(report.kindName(origin.kind)) \(origin.id)  \(report.source(origin))"
            }
            lines.append(line)
            if let note = decisions.note(posting, code) { lines.append(String(repeating: " ", count: 15) + note) }
        }
        lines.insert(contentsOf: filing(of: month.period, score), at: 1)
        let counts = zip(report.pack.rankings, score.breakdown?.counts ?? []).map { ranking, place in
            "\(ranking.category[report.language]) \(place.count) (\(say("第\(place.rank)名", "rank \(place.rank)")))"
        }
        if !counts.isEmpty { lines.append(say("  数量：", "  counts: ") + counts.joined(separator: say("，", ", "))) }
        return lines
    }

    /// By the results that stand: streaks go by these.
    private func isListed(_ member: Int, on list: Int, in period: Period) -> Bool {
        (filed ?? report).book.result(of: period)?.members.first { $0.member == member }?.lists[list] ?? false
    }

    /// The periods that a streak rests on.
    private func row(_ list: AwardList, _ member: Int) -> String {
        guard case .streak(let of, _) = list.selection else { return "" }
        let done = period.row { isListed(member, on: of, in: $0) }
        let first = sequence(first: period) { $0.previous }.dropFirst(max(0, done - 1)).first { _ in true } ?? period
        return "  " + ListWords(report.pack, report.language).row(of, done, period.kind) + say("：\(first) 至 \(period)", ": \(first) to \(period)")
    }

    private func flags(_ result: PeriodResult, _ own: MemberResult) -> [String] {
        var lines: [String] = []
        for list in result.lists {
            let definition = report.pack.lists[list.list]
            guard definition.isStreak ? isListed(own.member, on: list.list, in: period) : own.lists[list.list] else { continue }
            let title = definition.files[period.kind]?.title ?? definition.title
            lines.append(
                say("名单：\(title.chinese)（第\(definition.clause)条）", "list: \(title.english) (\(definition.clause))") + row(definition, own.member))
        }
        for cause in report.book.markCauses where cause.member == own.member {
            let mark = report.pack.marks[cause.mark]
            guard period.shows(mark, cause) else { continue }
            let origin = report.origin(cause.record)
            let what = mark.shows == .marked ? mark.title[report.language] : say("失去：\(mark.title.chinese)", "lost: \(mark.title.english)")
            lines.append("\(what)  \(cause.day) \(report.kindName(origin.kind)) \(origin.id)  \(report.source(origin))")
        }
        // Rights that are given back without a posting to show it at.
        let notes = DecisionNotes(report)
        for effect in report.book.decisions.effects
        where effect.posting == nil && effect.decision.member == own.member && !effect.marks.isEmpty {
            lines.append(
                say("裁定\(effect.decision.id)撤销：", "reversed by decision \(effect.decision.id): ") + notes.reason(effect.decision)
                    + notes.unmarked(effect))
        }
        return lines.isEmpty ? [] : [""] + lines
    }

    private func pending(_ member: Int) -> [String] {
        let pending = report.book.pending.filter { $0.member == member && period.contains($0.day.month) }
        guard !pending.isEmpty else { return [] }
        return ["", say("待处理：", "pending:")]
            + pending.map { item in
                let origin = report.origin(item.record)
                return "  \(item.day) \(report.kindName(origin.kind)) \(origin.id)  \(report.source(origin))  \(report.pendingMessage(item))"
            }
    }

    /// Records of the member that did not count. Those refused have no date that could be trusted: they are shown for every period.
    private func uncounted(_ member: Int) -> [String] {
        var wording = RejectWording(report, isMasked: true)
        var lines: [String] = []
        for reject in report.rejects where reject.member == member {
            switch reject.source {
            case .conflict, .inactive: guard reject.month.map({ period.contains($0) }) ?? false else { continue }
            case .issue, .unknownFile: break
            }
            wording.show(reject) { shown in
                let (id, text) = (String(decoding: shown.id, as: UTF8.self), String(decoding: shown.value, as: UTF8.self))
                let value = shown.field.isEmpty ? "" : "\(shown.field) \"\(text)\": "
                lines.append(
                    "  \(shown.outcome[report.language])  \(report.kindName(shown.kind)) \(id)  \(report.intake.files[reject.file].name):\(reject.line)  \(value)\(shown.message)"
                )
            }
        }
        for version in report.intake.superseded where version.outcome != .conflict && isHere(version.place) {
            let entry = report.intake.batches.entry(at: version.place)
            guard Int(entry.member) == member else { continue }
            let (origin, standing) = (report.origin(version.place), report.origin(version.standing))
            let word = Word(version.outcome)[report.language]
            let stands = say("以\(report.fileName(standing))第\(standing.line)行为准", "\(report.fileName(standing)) line \(standing.line) stands")
            lines.append("  \(word)  \(report.kindName(origin.kind)) \(origin.id)  \(report.source(origin))  \(stands)")
        }
        let untaken = usedWithoutEffect(member)
        if untaken > 0 {
            lines.append(say(
                    "  另有\(untaken)条采用的记录不涉及任何\(report.pack.isScored ? "计分条款" : "指标")",
                    "  \(untaken) more used records that no \(report.pack.isScored ? "rule" : "measure") takes"))
        }
        return lines.isEmpty ? [] : ["", say(report.pack.isScored ? "未计分：" : "未计入：", "did not count:")] + lines
    }

    private func isHere(_ place: EntryPlace) -> Bool {
        report.intake.month(of: place).map { period.contains($0) } ?? false
    }

    private func usedWithoutEffect(_ member: Int) -> Int {
        let inactive = report.intake.inactive.count { place in
            let entry = report.intake.batches.entry(at: place)
            return Int(entry.member) == member && entry.effect == 0 && isHere(place)
        }
        let told = report.intake.batches.reduce(-inactive) { sum, batch in
            if batch.kind < 0 || report.pack.kinds[batch.kind].isDecisions { return sum }
            return sum + batch.entries.count { Int($0.member) == member && $0.effect == 0 && period.contains(Month(sinceMillennium: $0.month)) }
        }
        let months = (period.firstMonth.index...period.lastMonth.index).map { Month(index: $0) }
        return months.reduce(told) { $0 + report.intake.counts.withoutEffect(member: member, month: $1) }
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.utf8.count)) + text
    }
}
