import GridModel
import RulePacks
import Scoring

/// A member's measures of a period in words, for the terminal: what each comes to, and the cases behind it.
struct MeasureExplanation: Bilingual {
    let report: RunReport
    let period: Period

    var language: Language { report.language }

    /// Empty where nothing is measured.
    func lines(_ member: Int) -> [String] {
        let book = report.book.measures
        var cases: [Int: [RecordedCase]] = [:]
        for item in book.cases(in: period) where item.member == member {
            if case .measure(let measure) = report.pack.facts[item.fact].user { cases[measure, default: []].append(item) }
        }
        let told = book.measures(in: period).filter { report.pack.measures[$0].subjects.contains(.subject) }
        var lines = told.flatMap { measure in
            [head(book.result(of: member, measure, in: period))] + (cases[measure] ?? []).map { line($0, report.pack.measures[measure]) }
        }
        if !lines.isEmpty { lines = ["", say("指标：", "measures:")] + lines }
        let proposals = report.pack.proposals.isEmpty ? [] : report.proposals(in: period).filter { $0.member == member }
        if !proposals.isEmpty { lines += ["", say("待决定的建议：", "proposals to be decided:")] + proposals.map { line($0) } }
        return lines
    }

    private func head(_ result: MeasureResult) -> String {
        let measure = report.pack.measures[result.measure]
        var line = "  \(measure.clause)  \(measure.wording[language])  \(result.value.map { measure.shown($0, language, period.kind) } ?? "—")"
        if measure.sort == .rate { line += say("（\(result.cases)件中\(result.met)件达标）", " (\(result.met) of \(result.cases) cases)") }
        if let compared = report.compared(result) { line += say("（\(compared)）", " (\(compared))") }
        if let target = measure.targets[period.kind] {
            line += say("，目标 \(target.text)", ", target \(target.text)")
            if let isMet = result.isMet { line += say(isMet ? "，达标" : "，未达标", isMet ? ", met" : ", missed") }
        }
        return line
    }

    private func line(_ item: RecordedCase, _ measure: Measure) -> String {
        let origin = report.origin(item.record)
        var state = measure.value(of: item).map { measure.shown($0, language) } ?? ""
        if measure.sort == .rate { state = item.isMet ? say("达标", "met") : item.isOpen ? say("逾期未结", "open, overdue") : say("未达标", "not met") }
        return "    \(item.day) \(report.kindName(origin.kind)) \(origin.id)  \(report.source(origin))\(state.isEmpty ? "" : "  \(state)")"
    }

    private func line(_ item: ProposedItem) -> String {
        let proposal = report.pack.proposals[item.proposal]
        var line = "  \(proposal.clause)  \(proposal.wording[language])"
        let range = report.range(of: proposal)
        if !range.isEmpty { line += say("，幅度 \(range)", ", \(range)") }
        if let value = item.value { line += say("，建议值 \(value)", ", proposed \(value)") }
        if let list = item.list { line += say("，列入名单：", ", on the list: ") + report.pack.lists[list].names[language] }
        guard let record = item.record else { return line }
        let origin = report.origin(record)
        return line + "  \(report.kindName(origin.kind)) \(origin.id)  \(report.source(origin))"
    }
}
