import ArgumentParser

/// `gridscore explain`: the ledger of one member.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "explain", abstract: "x")

    @OptionGroup var options: ScoringOptions

    func run() async throws {}
}
struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "rules", abstract: "x")
    func run() async throws {}
}
