import ArgumentParser
import Glibc
import Intake
import Reports
import RulePacks

/// `gridscore run`: the nightly job.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Read the logs, score them and publish lists, ledgers and reports.")

    @OptionGroup var options: ScoringOptions

    @Option(help: ArgumentHelp("Folder that the results are published in.", valueName: "folder"))
    var output = "output"

    @Flag(help: "Say nothing unless something needs a person.")
    var quiet = false

    @Flag(name: .customLong("no-cache"), help: "Read every file, and keep nothing of it for the next run. The result is the same.")
    var noCache = false

    func run() async throws {
        let started = Clock.stamp
        let pipeline = try Pipeline(options)
        let input = try pipeline.folder(options.input)
        let place = Result { () throws(PublishFailure) in try OutputFolder(output) }
        if case .failure(.locked(let path)) = place { throw RunFailure(PublishFailure.locked(path: path), options.language) }
        let progress = ProgressBar(isShown: !quiet)
        let cache = noCache ? nil : cache(try? place.get(), pipeline)
        let report = try await pipeline.report(input, cache: cache) { progress.show($0, of: $1) }
        progress.clear()
        do {
            // What keeps the output from being created is told only now: the input's own faults come first.
            let publication = try Publication(try place.get())
            do {
                try await ReportWriter.write(report, to: publication, jobs: pipeline.jobs)
                try publication.publish(report, started: started, finished: Clock.stamp)
            } catch {
                publication.discard()
                throw error
            }
        } catch let failure as PublishFailure {
            throw RunFailure(failure, options.language)
        }
        cache?.store(report.intake.unstored)
        try Closing(report: report, output: output, isQuiet: quiet).end()
    }

    private func cache(_ place: OutputFolder?, _ pipeline: Pipeline) -> ReadingCache? {
        place.flatMap { place in place.clock.map { ReadingCache(folder: place.cache, clock: $0, pack: pipeline.pack.digest) } }
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

    func end() throws(RunFailure) {
        let summary = Summary(report)
        let needsPerson = summary.needsPerson
        if !isQuiet { Log.output(summary.text(output: output)) }
        guard needsPerson else { return }
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
