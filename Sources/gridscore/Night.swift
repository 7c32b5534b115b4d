import GridModel
import Intake
import Reports
import RulePacks
import Scoring

/// Scores everything and publishes it under the lock: what `run`, `file` and `unfile` have in common.
struct Night {
    let options: ScoringOptions
    let place: OutputOptions
    /// Whether what past files came to is kept for the next run.
    var usesCache = true
    /// Whether a workbook is made of each period. Filing goes by what is published.
    var makesWorkbooks = true
    /// The statements and notices to be made. Filing goes by what is published.
    var requests = PageRequests.none

    private var output: String { place.folder(options.pack) }

    /// The nightly run.
    func run() async throws {
        let (started, start) = (Clock.stamp, Clock.seconds)
        let pipeline = try Pipeline(options)
        if !requests.notices.isEmpty, pipeline.pack.notice == nil {
            let why =
                pipeline.pack.isScored
                ? pipeline.say("规则包没有公示一节（notice），不能用 --notice", "--notice: error: the rule pack has no section \"notice\"")
                : pipeline.say("本规则包没有名单和分数可以公示，不能用 --notice", "--notice: error: the rule pack has neither lists nor scores to be made public")
            throw RunFailure(.usage, [why])
        }
        let input = try pipeline.folder(options.input)
        let found = Result { () throws(PublishFailure) in try OutputFolder(output) }
        if case .failure(.locked(let path)) = found { throw RunFailure(PublishFailure.locked(path: path), pipeline.language) }
        let seals = found.flatMap { folder in Result { () throws(PublishFailure) in try SealChain(of: folder.tree) } }
        let chain = (try? seals.get()) ?? .none
        let cache = cache(try? found.get(), pipeline)
        let note = ComparisonNote(cache?.note, chain, showing: requests)
        let computed = try await scored(pipeline, input, chain, note, cache)
        if let period = requests.unscored(in: computed.report.book) {
            throw RunFailure(
                .usage, [pipeline.say("\(period) 不在\(pipeline.pack.isScored ? "计分期间" : "统计期间")之内", "\(period): error: the period is not \(pipeline.pack.isScored ? "scored" : "told of")")])
        }
        do {
            // What keeps the output from being created is told only now: the input's own faults come first.
            let folder = try found.get()
            _ = try seals.get()
            let origins = try await PostingOrigins(computed.report, jobs: pipeline.jobs) { [requests] in
                !chain.isFiled(.month($0)) || requests.needsLedger(of: $0)
            }
            var report = try await Filings.apply(
                chain, to: computed.report, origins, in: folder.tree, scorer: computed.scorer, jobs: pipeline.jobs)
            report.makesWorkbooks = makesWorkbooks
            report.requested = try await RequestedPages.find(requests, for: report, in: folder.tree, jobs: pipeline.jobs)
            keepUntilTheEnd((computed, report, origins))
            let written = try await publish(report, origins, to: folder, started: started, nil, pipeline.jobs) { publication, written in
                // A clock that is set back meanwhile has no time to tell.
                let timing = RunMetrics.Timing(finished: Clock.now, seconds: max(0, Clock.seconds - start))
                try publication.write(RunMetrics(report, written, timing))
            }
            cache?.store(report.intake.unstored, note: note.bytes(after: report))
            try Closing(report: report, output: output, isQuiet: place.quiet, written: written).end()
        } catch let failure as PublishFailure {
            throw RunFailure(failure, pipeline.language)
        } catch let failure as IntakeFailure {
            throw RunFailure(failure, pipeline.language)
        }
    }

    /// Files a period, or takes the last filing back: a run whose tree holds the new seal.
    func file(_ request: FilingRequest) async throws {
        let started = Clock.stamp
        let (folder, chain, published): (OutputFolder, SealChain, PublishedManifest?)
        do throws(PublishFailure) {
            folder = try OutputFolder(output)
            (chain, published) = (try SealChain(of: folder.tree), try PublishedManifest(of: folder.tree))
        } catch {
            throw RunFailure(error, options.languageOrDefault)
        }
        let pipeline = try Pipeline(options, published: published)
        let input = try pipeline.folder(options.input)
        func check(_ refusal: FilingRefusal?) throws(RunFailure) {
            if let refusal { throw RunFailure(.refused, [refusal.text(pipeline.language)]) }
        }
        try check(request.refusal(chain, published))
        let standing = request.action == .unfile ? chain.without(request.period) : chain
        let cache = cache(folder, pipeline)
        let requests = published?.requests ?? .none
        let note = ComparisonNote(cache?.note, standing, without: request.period, showing: requests)
        let computed = try await scored(pipeline, input, standing, note, cache)
        do {
            let origins = try await PostingOrigins(computed.report, jobs: pipeline.jobs) { month in
                !standing.isFiled(.month(month)) || request.period == .month(month) || requests.needsLedger(of: month)
            }
            var report = try await Filings.apply(
                standing, to: computed.report, origins, in: folder.tree, scorer: computed.scorer, correcting: request.correcting,
                jobs: pipeline.jobs)
            report.makesWorkbooks = published?.hasWorkbooks ?? true
            if let published { try check(try request.refusal(report, origins, published)) }
            report.requested = try await RequestedPages.find(
                requests.possible(report.book, report.pack), for: report, in: folder.tree, filing: request, jobs: pipeline.jobs)
            let written = try await publish(report, origins, to: folder, started: started, request, pipeline.jobs) { publication, _ in
                try publication.keepMetrics()
            }
            cache?.store(report.intake.unstored, note: note.bytes(after: report))
            if !place.quiet, let seal = written.seal { Log.output(seal.text(pipeline.language)) }
        } catch let failure as PublishFailure {
            throw RunFailure(failure, pipeline.language)
        } catch let failure as IntakeFailure {
            throw RunFailure(failure, pipeline.language)
        }
    }

    private func scored(
        _ pipeline: Pipeline, _ input: Pipeline.Input, _ chain: SealChain, _ note: ComparisonNote, _ cache: ReadingCache?
    ) async throws -> (report: RunReport, scorer: Scorer) {
        let progress = ProgressBar(isShown: !place.quiet)
        defer { progress.clear() }
        return try await pipeline.scored(input, firstFiled: chain.firstMonth, compared: cache == nil ? nil : note.months, cache: cache) {
            progress.show($0, of: $1)
        }
    }

    private func cache(_ place: OutputFolder?, _ pipeline: Pipeline) -> ReadingCache? {
        guard usesCache, let place, let clock = place.clock else { return nil }
        return ReadingCache(folder: place.cache, clock: clock, pack: pipeline.pack.digest)
    }

    /// - Parameter addMetrics: puts the figures of the last run into the new tree.
    private func publish(
        _ report: RunReport, _ origins: PostingOrigins, to folder: OutputFolder, started: String, _ request: FilingRequest?, _ jobs: Int,
        addMetrics: (Publication, ReportWriter.Written) throws -> Void
    ) async throws -> ReportWriter.Written {
        let publication = try Publication(folder)
        do {
            let written = try await ReportWriter.write(report, origins, to: publication, request: request, jobs: jobs)
            try addMetrics(publication, written)
            let unconfirmed = try publication.publish(report, written.chain, written.changes, started: started, finished: Clock.stamp)
            if let unconfirmed { Log.line(unconfirmed.unconfirmed(report.language)) }
            return written
        } catch {
            publication.discard()
            throw error
        }
    }
}

/// Leaves a value to the system, which takes it back at once with the process: piece by piece, that takes many times as long.
private func keepUntilTheEnd<Value>(_ value: Value) { _ = Unmanaged.passRetained(Kept(value)) }

private final class Kept<Value> {
    private let value: Value

    init(_ value: Value) { self.value = value }
}
