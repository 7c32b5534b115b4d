import ArgumentParser

/// The program: its commands, and one place that decides how it ends.
@main
struct GridScore: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "gridscore",
        abstract: "Scores the members of a utility's service grids by a written regulation, every point with its clause and record.",
        discussion: """
            EXIT CODES
              0   published, filed, or as it should be
              1   not filed, for the reason that is told; or verify has found something that differs
              2   published; some records or files were refused or contradict each other: see run/rejects.csv
              64  wrong usage
              65  no usable roster, or a broken file with --strict; nothing published
              66  the input folder is missing, holds nothing to read, or a file cannot be opened; nothing published
              70  the program contradicts itself; nothing published
              73  the output cannot be created; what was published before is untouched
              74  the output cannot be written; what was published before is untouched
              75  another run is at work, or an input file changed while it was read: try again later
              78  the rule pack is missing or wrong; nothing published
            """,
        version: version,
        subcommands: [
            RunCommand.self, FileCommand.self, UnfileCommand.self, VerifyCommand.self, CheckCommand.self, ExplainCommand.self, HintsCommand.self,
            CompareCommand.self, RulesCommand.self,
        ])

    static func main() async {
        StandardStreams.prepare()
        // Answered before the parser has looked at all commands.
        if CommandLine.arguments.dropFirst() == ["--version"] { return Log.output(version) }
        var handover: Handover?
        do {
            var command = try parseAsRoot()
            handover = (command as? RunCommand)?.page
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            handover?.remove()
        } catch let failure as RunFailure {
            failure.end(handover)
        } catch {
            // Usage and help are the parser's; anything else is a fault of the program.
            guard exitCode(for: error) == .failure else {
                if exitCode(for: error) == .validationFailure {
                    Handover(misunderstood: CommandLine.arguments)?.write(RunFailure(.usage, [message(for: error)]))
                }
                exit(withError: error)
            }
            RunFailure(.contradiction, ["internal error: \(error)"]).end(handover)
        }
    }
}
