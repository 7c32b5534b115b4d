import GridModel
import RulePacks
import Scoring

/// A comparison of rules as tables for the terminal.
package struct WhatIfText {
    private let report: RunReport
    private let words: WhatIfWords

    /// - Parameter report: the run under the rules that stand.
    package init(_ report: RunReport) {
        self.report = report
        words = WhatIfWords(language: report.language)
    }

    private var language: Language { report.language }

    /// A table for the terminal: header, rows, and which columns are numbers.
    package struct Sheet {
        package let header: [String]
        package let rows: [[String]]
        package let numeric: Set<Int>
    }

    /// What was compared with what.
    package func heading(_ whatIf: WhatIf) -> [String] {
        ["\(report.pack.scheme.title[language])  " + words.say("截至\(report.book.asOf)", "as of \(report.book.asOf)")]
            + whatIf.alternative.parts.map { part in
                switch part {
                case .reading(let entry, let tried):
                    "\(entry.id)  \(entry.clause)  \(entry.question[language])\n  \(words.reading): \(entry.readings[entry.inForce].text[language])\n  \(words.tried): \(tried.text[language])"
                case .setting(let path, let before, let now): "\(path): \(before) → \(now)"
                case .pack(let before, let now, _): "\(before) → \(now)"
                }
            }
    }

    /// What would change, in one line.
    package func summary(_ whatIf: WhatIf) -> String {
        whatIf.isEmpty ? words.nothing : words.summary(whatIf, report.pack)
    }

    /// Who is affected, from what to what, and by which postings.
    ///
    /// - Returns: the first of them, and how many others there are.
    package func members(_ whatIf: WhatIf, most: Int) -> (sheet: Sheet, left: Int) {
        let all = MemberChanges.all(whatIf.changes.rows, report.pack, language)
        let rows = all.prefix(most).map { member in
            let postings = member.postings.prefix(3).map { posting in
                let record = posting.recordId.isEmpty ? "" : " \(posting.kind) \(posting.recordId) \(posting.file):\(posting.line)"
                return "\(change(posting)) \(posting.clause) \(Cells.unguarded(posting.item))\(record)"
            }
            let measures = member.measures.prefix(3).map { "\(Cells.unguarded($0.item)) \(change($0))" }
            let left = member.postings.count - postings.count
            let more = left > 0 ? [words.say("另有\(left)笔", "\(left) more")] : []
            return [
                member.first.period, member.first.group, member.first.id, member.first.id.isEmpty ? words.say("合计", "together") : member.first.name,
                member.score.map { change($0) } ?? "",
                member.rank.map { change($0) } ?? "",
                member.marks.map { "\(Cells.unguarded($0.item)) \($0.effect.isEmpty ? change($0) : $0.effect)" }.joined(separator: words.say("；", "; ")),
                (measures + postings + more).joined(separator: words.say("；", "; ")),
            ].map { TerminalText.safe($0) }
        }
        let header = [
            Word.period[language], report.groupHeader, report.subjectHeader, report.nameHeader, Word.score[language], report.rankHeader,
            words.lists,
            words.postings,
        ]
        return (Sheet(header: header, rows: rows, numeric: []), all.count - rows.count)
    }

    private func change(_ row: ChangeList.Row) -> String {
        func shown(_ value: String) -> String { value.isEmpty ? words.say("无", "none") : Cells.unguarded(value) }
        return "\(shown(row.before)) → \(shown(row.now))"
    }

    /// What each reading that can be tried would change.
    package func readings(_ readings: [OpenReading]) -> Sheet {
        let tried = readings.compactMap { reading in reading.whatIf.map { (reading, $0) } }
        let rows = tried.map { reading, whatIf in
            let counts = whatIf.counts
            let scores = [
                "\(counts.members)", "\(counts.rising)", "\(counts.falling)", counts.scores == 0 ? "" : words.signed(counts.greatest),
                "\(counts.postings)",
            ]
            return [reading.entry.clause, "\(reading.entry.id)=\(reading.reading.id)"] + (report.pack.isScored ? scores : [])
                + [(words.lists(counts, report.pack) + words.records(whatIf)).joined(separator: words.say("；", "; "))]
        }
        if !report.pack.isScored {
            return Sheet(header: [Word.clause[language], words.tried, words.say("建议与指标", "Proposals and measures")], rows: rows, numeric: [])
        }
        return Sheet(
            header: [
                Word.clause[language], words.tried, words.members, words.rising, words.falling, words.greatest, words.postings, words.lists,
            ], rows: rows, numeric: [2, 3, 4, 5, 6])
    }

    /// The readings that cannot be tried, and why.
    package func untried(_ readings: [OpenReading]) -> Sheet {
        let rows = readings.filter { $0.whatIf == nil }.map { [$0.entry.clause, "\($0.entry.id)=\($0.reading.id)", $0.untried(language)] }
        return Sheet(header: [Word.clause[language], words.tried, words.untried], rows: rows, numeric: [])
    }
}
