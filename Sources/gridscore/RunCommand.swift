import ArgumentParser
import Glibc
import GridModel
import Reports

/// `gridscore run`: the nightly job.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Read the logs, score them and publish lists, ledgers and reports.")

    @OptionGroup var options: ScoringOptions

    @OptionGroup var place: OutputOptions

    @Option(
        name: .customLong("statements"),
        help: ArgumentHelp(
            "Write a statement of each member for a period; may be given more than once. A run without it removes them.",
            valueName: "period"))
    var statements: [String] = []

    @Option(
        name: .customLong("notice"),
        help: ArgumentHelp(
            "Write a public notice of a period, with names as the rules have them; may be given more than once. A run without it removes them.",
            valueName: "period"))
    var notices: [String] = []

    @Flag(name: .customLong("no-workbooks"), help: "Make no .xlsx beside the CSV files.")
    var noWorkbooks = false

    @Flag(name: .customLong("no-cache"), help: "Read every file, and keep nothing of it for the next run. The result is the same.")
    var noCache = false

    @Option(
        help: ArgumentHelp(
            "File for the page that says who mends what if the run fails (default: the output's name with .failed.txt).", valueName: "file"),
        completion: .file())
    var handover: String?

    var page: Handover {
        Handover(file: handover, input: options.input, output: place.folder(options.pack), language: options.languageOrDefault)
    }

    func validate() throws {
        for (option, periods) in [("--statements", statements), ("--notice", notices)] {
            for period in periods where Period(period) == nil {
                throw ValidationError("\(option) \(period): expected a period such as 2026-10, 2026-Q4 or 2026")
            }
        }
    }

    func run() async throws {
        let requests = PageRequests(statements: statements.compactMap { Period($0) }, notices: notices.compactMap { Period($0) })
        try await Night(options: options, place: place, usesCache: !noCache, makesWorkbooks: !noWorkbooks, requests: requests).run()
    }
}

/// `gridscore check`: the same without publishing.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Read and score like run, take no lock and write nothing.")

    @OptionGroup var options: ScoringOptions

    @Flag(help: "Say nothing unless something needs a person.")
    var quiet = false

    func run() async throws {
        let pipeline = try Pipeline(options)
        let input = try pipeline.folder(options.input)
        let progress = ProgressBar(isShown: !quiet)
        let report = try await pipeline.report(input) { progress.show($0, of: $1) }
        progress.clear()
        try Closing(report: report, output: nil, isQuiet: quiet).end()
    }
}

/// How a run that went through ends: a summary, and 2 if something was refused.
struct Closing {
    let report: RunReport
    /// Where the results are; nil if nothing was published.
    let output: String?
    let isQuiet: Bool
    /// What became of filed periods while it was published.
    var written = ReportWriter.Written()

    func end() throws(RunFailure) {
        let summary = Summary(report, written)
        if !isQuiet { Log.output(summary.text(output: output)) }
        for notice in summary.notices { Log.line(notice) }
        guard summary.needsPerson else { return }
        throw RunFailure(.rejects, summary.warnings(output: output))
    }
}

/// A bar on a terminal; nothing elsewhere.
struct ProgressBar: Sendable {
    private let isShown: Bool

    init(isShown: Bool) {
        self.isShown = isShown && isatty(2) == 1
    }

    func show(_ done: Int, of total: Int) {
        guard isShown, total > 0 else { return }
        let share = min(40, done * 40 / total)
        let bar = String(repeating: "#", count: share) + String(repeating: "-", count: 40 - share)
        Log.write("\r[\(bar)] \(done * 100 / total)% ", to: 2)
    }

    func clear() {
        if isShown { Log.write("\r\u{1B}[K", to: 2) }
    }
}
