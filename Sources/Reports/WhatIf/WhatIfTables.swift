import GridModel
import RulePacks

/// The table of all readings that were tried, or could not be.
struct WhatIfTables {
    private let report: RunReport
    private let words: WhatIfWords

    init(_ report: RunReport) {
        self.report = report
        words = WhatIfWords(language: report.language)
    }

    func readings(_ readings: [OpenReading]) -> Table {
        let language = report.language
        let columns =
            [Column(Word.clause[language]), Column(words.say("解释", "interpretation")), Column(words.question, .prose), Column(words.reading, .prose)]
            + [Column(words.say("读法", "reading")), Column(words.tried, .prose)]
            + [words.members, words.rising, words.falling, words.scores].map { Column($0, .count) } + [Column(words.greatest, .points)]
            + [words.ranksOnly, words.postings].map { Column($0, .count) }
            + [Column(words.lists, .prose), Column(words.say("记录", "records"), .prose), Column(words.untried, .prose)]
        return Table("readings", columns) { writer in
            for reading in readings { row(&writer, reading) }
        }
    }

    private func row(_ writer: inout CSVWriter, _ reading: OpenReading) {
        let (entry, language) = (reading.entry, report.language)
        for text in [entry.clause, entry.id, entry.question[language], entry.readings[entry.inForce].text[language], reading.reading.id] {
            writer.plain(text)
        }
        writer.plain(reading.reading.text[language])
        if let whatIf = reading.whatIf {
            let counts = whatIf.counts
            for number in [counts.members, counts.rising, counts.falling, counts.scores] { writer.number(number) }
            writer.points(counts.greatest)
            for number in [counts.ranksOnly, counts.postings] { writer.number(number) }
            writer.plain(words.lists(counts, report.pack).joined(separator: words.say("；", "; ")))
            writer.plain(words.records(whatIf).joined(separator: words.say("；", "; ")))
            writer.empty()
        } else {
            for _ in 0..<9 { writer.empty() }
            writer.plain(reading.untried(language))
        }
        writer.endRow()
    }
}
