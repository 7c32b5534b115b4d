import GridModel

/// The tables of a correction sheet, in the language of the seal.
extension CorrectionSheet {
    /// The CSV files: what would change, why, and the period's tables as they would be.
    func files(_ report: RunReport) -> [OutputPlan] { differences(report).files(in: folder) + proposed }

    /// What would change, and why.
    func differences(_ report: RunReport) -> [Table] {
        let headers = report.inLanguage(language)
        return [changes(headers), causes(headers)]
    }

    private func changes(_ report: RunReport) -> Table {
        let columns =
            [Column(Word(period.kind)[language]), Column(report.groupHeader), Column(report.subjectHeader), Column(report.nameHeader)]
            + [Word.item, .filed, .now, .effect].map { Column($0[language]) }
        return Table("changes", columns) { changes(&$0) }
    }

    private func changes(_ writer: inout CSVWriter) {
        /// Cells of tables that are guarded already.
        func cell(_ text: String) { writer.plain(writer.form == .bare ? Cells.unguarded(text) : text) }
        for change in changes {
            writer.plain("\(period)")
            writer.text(change.group)
            writer.text(change.id)
            writer.text(change.name)
            writer.plain(change.item)
            cell(change.before)
            cell(change.now)
            writer.plain(change.effect.text(language))
            writer.endRow()
        }
    }

    private func causes(_ report: RunReport) -> Table {
        let columns =
            [Column(Word(period.kind)[language]), Column(Word.change[language]), Column(report.subjectHeader), Column(report.nameHeader)]
            + [Word.rule, .clause].map { Column($0[language]) } + [Column(Word.wording[language], .prose)]
            + [Word.filedPoints, .points].map { Column($0[language], .points) } + [Word.kind, .recordId, .file].map { Column($0[language]) }
            + [Column(Word.line[language], .count), Column(Word.message[language], .prose)]
        return Table("causes", columns) { causes(&$0) }
    }

    private func causes(_ writer: inout CSVWriter) {
        for cause in causes {
            writer.plain("\(period)")
            writer.plain(cause.change.word[language])
            writer.text(cause.id)
            writer.text(cause.name)
            for cell in [cause.rule, cause.clause, cause.wording, cause.before, cause.now, cause.kind] { writer.plain(cell) }
            writer.text(cause.recordId)
            writer.text(cause.file)
            writer.plain(cause.line)
            writer.empty()
            writer.endRow()
        }
        for (word, file, message) in otherCauses {
            writer.plain("\(period)")
            writer.plain(word[language])
            for _ in 0..<9 { writer.empty() }
            writer.text(file)
            writer.empty()
            writer.plain(message)
            writer.endRow()
        }
    }

    /// Causes that are neither postings nor records: logs, rules, the program.
    var otherCauses: [(word: Word, file: String, message: String)] {
        var others = inputs.map { input -> (Word, String, String) in
            input.isMissing
                ? (.removed, input.file, say("备案时有此文件，现已没有", "the file was there when the period was filed and is no longer"))
                : (.changed, input.file, say("文件内容与备案时不同", "the file is not what it was when the period was filed"))
        }
        others += revised.map { filing in
            let (period, seal) = (filing.period, filing.seal)
            return (
                .changed, "",
                say(
                    "\(period) 已更正备案（第\(seal.revision)版，第\(seal.number)号）",
                    "\(period) was filed as corrected (revision \(seal.revision), seal no. \(seal.number))")
            )
        }
        if rulesChanged { others.append((.changed, "", say("规则与备案时不同", "the rules are not those the period was filed by"))) }
        if versionChanged {
            others.append(
                (.changed, "", say("备案时用的是程序\(filing.seal.version)版", "the period was filed by version \(filing.seal.version) of the program")))
        }
        return others
    }
}

extension ValueChange.Effect {
    func text(_ language: Language) -> String {
        return switch self {
        case .none: ""
        case .revoked: language.say("将撤销", "would be revoked")
        case .granted: language.say("将授予", "would be granted")
        case .listed: language.say("将列入", "would be listed")
        case .unlisted: language.say("将移出", "would be taken off")
        case .proposed: language.say("将提出建议", "would be proposed")
        case .withdrawn: language.say("将不再建议", "would no longer be proposed")
        }
    }
}

extension PostingChange.Change {
    var word: Word {
        switch self {
        case .added: .added
        case .removed: .removed
        case .changed: .changed
        }
    }
}
