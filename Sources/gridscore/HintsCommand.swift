import ArgumentParser
import GridModel
import Intake
import Reports
import RulePacks
import Scoring

/// `gridscore hints`: what is worth a look in the records of a month, by reading the logs once more.
struct HintsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hints",
        abstract: "Print what is worth a look in the records of a month: bursts, late jumps, odd times, what no clause takes.",
        discussion:
            "Hints post nothing and change nothing. The logs are read twice; nothing is written. Those that need no second reading stand on the worklists."
    )

    @Argument(help: "Month, such as 2026-10 (default: that of the as-of date).")
    var month: String?

    @OptionGroup var options: ScoringOptions

    @Option(help: ArgumentHelp("Department whose hints are printed (default: all).", valueName: "name"))
    var department: String?

    @Flag(help: "Print a page for a browser instead.")
    var html = false

    func validate() throws {
        if let month, Month(iso: month) == nil { throw ValidationError("\(month): expected a month such as 2026-10") }
    }

    func run() async throws {
        let pipeline = try Pipeline(options)
        let folder = try pipeline.folder(options.input)
        let report = try await pipeline.report(folder)
        let month = month.flatMap { Month(iso: $0) } ?? pipeline.asOf.month
        guard report.book.result(of: .month(month)) != nil else {
            throw RunFailure(
                .usage,
                [
                    pipeline.pack.isScored
                        ? pipeline.say("\(month) 没有得分", "\(month): error: not scored")
                        : pipeline.say("\(month) 不在统计之内", "\(month): error: not told of")
                ])
        }
        guard var hints = RecordHints(report, month, department: department) else {
            let word = pipeline.pack.groupWord(pipeline.language)
            throw RunFailure(
                .usage, [pipeline.say("花名册中没有\(word) \(department ?? "")", "\(department ?? ""): error: no such \(word) on the roster")])
        }
        do {
            try await hints.read(folder, pipeline.reader())
        } catch let failure as IntakeFailure {
            throw RunFailure(failure, pipeline.language)
        }
        if html {
            let origins = try await PostingOrigins(report, jobs: pipeline.jobs) { _ in false }
            Log.write(String(decoding: HintsPage(hints, report, origins).bytes, as: UTF8.self), to: 1)
        } else {
            Log.output(text(hints, pipeline))
        }
    }

    private func text(_ hints: RecordHints, _ pipeline: Pipeline) -> String {
        var parts = [[hints.title, hints.lead]]
        for table in hints.tables {
            var rows = TextTable(table.columns, numeric: table.numeric)
            for row in table.rows { rows.add(row.map { TerminalText.safe($0) }) }
            parts.append([table.title, table.lead] + rows.text.split(separator: "\n").map(String.init))
            if table.more > 0 { parts[parts.count - 1].append(pipeline.say("……另有\(table.more)条", "… and \(table.more) more")) }
        }
        if hints.tables.isEmpty { parts.append([pipeline.say("没有提示。", "No hints.")]) }
        return parts.map { $0.map { TerminalText.safe($0) }.joined(separator: "\n") }.joined(separator: "\n\n")
    }
}
