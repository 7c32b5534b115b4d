import ArgumentParser
import GridModel
import Intake
import Reports

/// `gridscore verify`: proves what is published and filed.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Recompute from logs and rules, and compare with what is published and filed, byte for byte.",
        discussion: """
            Writes nothing. Ends with 0 if everything is as it should be, with 1 if something differs: each difference is told,
            of a table the first row. Logs that came in since the last run make a difference too.
            """)

    @Argument(help: "The only period to look at: 2026-10, 2026-Q4 or 2026 (default: everything).")
    var period: String?

    @Option(help: ArgumentHelp("The digest of a seal, or its beginning, as it was told when something was filed.", valueName: "digest"))
    var seal: String?

    @OptionGroup var options: ScoringOptions
    @OptionGroup var place: OutputOptions

    func validate() throws {
        if let period, Period(period) == nil { throw ValidationError("\(period): expected a period such as 2026-10, 2026-Q4 or 2026") }
        if let seal,
            !(8...64).contains(seal.utf8.count) || !seal.utf8.allSatisfy({ ("0"..."9") ~= Unicode.Scalar($0) || ("a"..."f") ~= Unicode.Scalar($0) })
        {
            throw ValidationError("--seal \(seal): expected 8 to 64 hexadecimal digits")
        }
    }

    func run() async throws {
        let (tree, before, published, chain) = try published()
        let pipeline = try Pipeline(options, published: published)
        let progress = ProgressBar(isShown: !place.quiet)
        let computed = try await pipeline.scored(try pipeline.folder(options.input), firstFiled: chain.firstMonth) { progress.show($0, of: $1) }
        progress.clear()
        do {
            let origins = try await PostingOrigins(computed.report, jobs: pipeline.jobs)
            var report = try await Filings.apply(
                chain, to: computed.report, origins, in: tree, scorer: computed.scorer, jobs: pipeline.jobs)
            report.makesWorkbooks = published.hasWorkbooks
            report.requested = try await RequestedPages.find(
                published.requests.possible(report.book, report.pack), for: report, in: tree, jobs: pipeline.jobs)
            let verification = try await Verification(
                report, origins, tree, published, period: period.flatMap { Period($0) }, digest: seal, jobs: pipeline.jobs)
            if try tree.manifestDigest != before {
                throw RunFailure(.tryAgain, [pipeline.say("核对期间有新的发布，请稍后重试", "something was published meanwhile; try again later")])
            }
            if verification.findings.isEmpty {
                if !place.quiet { Log.output(verification.summary(pipeline.language)) }
                return
            }
            throw RunFailure(.refused, verification.findings.map { $0.text(pipeline.language) })
        } catch let failure as PublishFailure {
            throw RunFailure(failure, pipeline.language)
        } catch let failure as IntakeFailure {
            throw RunFailure(failure, pipeline.language)
        }
    }

    /// What is published; the manifest's digest is taken first, so that another publication shows from then on.
    private func published() throws(RunFailure) -> (PublishedTree, String?, PublishedManifest, SealChain) {
        do throws(PublishFailure) {
            if let tree = try PublishedTree(at: place.folder(options.pack)) {
                let before = try tree.manifestDigest
                if let published = try PublishedManifest(of: tree) { return (tree, before, published, try SealChain(of: tree)) }
            }
        } catch {
            throw RunFailure(error, options.languageOrDefault)
        }
        throw RunFailure(.refused, [Verification.Finding.nothingPublished.text(options.languageOrDefault)])
    }
}
