import ArgumentParser
import GridModel
import Reports
import RulePacks

/// `gridscore explain`: the ledger of one member.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Print one member's postings with their clauses, and what did not count and why.")

    @Argument(help: "Id of the member.")
    var member: String

    @Argument(help: "Month, quarter, half-year or year: 2026-10, 2026-Q4, 2026-H2 or 2026.")
    var period: String

    @OptionGroup var options: ScoringOptions

    @Option(
        name: .customLong("output"),
        help: ArgumentHelp(
            "Folder that tells which periods are filed; it need not be there (default: as for run).", valueName: "folder"),
        completion: .directory)
    var givenOutput: String?

    func validate() throws {
        if Period(period) == nil { throw ValidationError("\(period): expected a period such as 2026-10, 2026-Q4 or 2026") }
    }

    func run() async throws {
        let pipeline = try Pipeline(options)
        let (tree, chain): (PublishedTree?, SealChain)
        do throws(PublishFailure) {
            tree = try PublishedTree(at: givenOutput ?? options.pack.output)
            chain = if let tree { try SealChain(of: tree) } else { .none }
        } catch {
            throw RunFailure(error, pipeline.language)
        }
        let (report, scorer) = try await pipeline.scored(try pipeline.folder(options.input), firstFiled: chain.firstMonth)
        var filed: RunReport?
        if let tree, !chain.isEmpty {
            let origins = try await PostingOrigins(report, jobs: pipeline.jobs)
            filed = try await Filings.apply(chain, to: report, origins, in: tree, scorer: scorer, jobs: pipeline.jobs)
        }
        let explanation = Explanation(report, filed: filed, period: Period(period)!)
        guard let index = explanation.member(named: member) else {
            throw RunFailure(.usage, [pipeline.say("花名册中没有 \(member)", "\(member): error: no such member on the roster")])
        }
        guard let text = explanation.text(index) else {
            throw RunFailure(
                .usage, [
                    pipeline.pack.isScored
                        ? pipeline.say("\(member) 在 \(period) 没有得分", "\(member): error: no score in \(period)")
                        : pipeline.say("\(member) 在 \(period) 不在岗", "\(member): error: not active in \(period)")
                ])
        }
        Log.output(text)
    }
}
