import ArgumentParser
import GridModel
import Reports

/// `gridscore file`: files a period that has been published.
struct FileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "file",
        abstract: "File a final period: from then on its files never change silently.",
        discussion: """
            What was published last is what is filed, by its as-of date, first month and language. The command ends with 1 and files
            nothing if the period is provisional, out of order or filed already, if records are pending or rejected, or if its
            results are no longer those that were published.
            """)

    @Argument(help: "Month, quarter, half-year or year: 2026-10, 2026-Q4, 2026-H2 or 2026.")
    var period: String

    @Option(help: ArgumentHelp("Who files it.", valueName: "name"))
    var by: String

    @Option(help: ArgumentHelp("A note for the register.", valueName: "text"))
    var note = ""

    @Option(
        name: .customLong("accept-pending"),
        help: ArgumentHelp("File although records are pending or rejected, or corrections open, for this reason.", valueName: "reason"))
    var acceptPending: String?

    @Flag(help: "File the open correction of a filed period as its next revision.")
    var correction = false

    @OptionGroup var options: ScoringOptions
    @OptionGroup var place: OutputOptions

    func validate() throws {
        try FilingArguments.check(period, ["--by": by, "--accept-pending": acceptPending ?? "-"], ["--note": note])
    }

    func run() async throws {
        let request = FilingRequest(
            correction ? .correct : .file, Period(period)!, by: by, note: note, accepted: acceptPending, at: Clock.stamp)
        try await Night(options: options, place: place).file(request)
    }
}

/// `gridscore unfile`: takes the last filing back.
struct UnfileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unfile",
        abstract: "Take the last filing back. Its seal and files stay, with a seal that says who took it back and why.")

    @Argument(help: "The period that was filed last: 2026-10, 2026-Q4 or 2026.")
    var period: String

    @Option(help: ArgumentHelp("Who takes it back.", valueName: "name"))
    var by: String

    @Option(help: ArgumentHelp("Why.", valueName: "text"))
    var reason: String

    @OptionGroup var options: ScoringOptions
    @OptionGroup var place: OutputOptions

    func validate() throws {
        try FilingArguments.check(period, ["--by": by, "--reason": reason], [:])
    }

    func run() async throws {
        let request = FilingRequest(.unfile, Period(period)!, by: by, note: reason, at: Clock.stamp)
        try await Night(options: options, place: place).file(request)
    }
}

/// What the arguments of filings must be.
enum FilingArguments {
    static func check(_ period: String, _ required: [String: String], _ optional: [String: String]) throws {
        if Period(period) == nil { throw ValidationError("\(period): expected a period such as 2026-10, 2026-Q4 or 2026") }
        for (name, text) in required.sorted(by: { $0.key < $1.key }) where text.unicodeScalars.allSatisfy({ $0.properties.isWhitespace }) {
            throw ValidationError("\(name): expected a text that is not empty")
        }
        for (name, text) in (required.merging(optional) { first, _ in first }).sorted(by: { $0.key < $1.key }) {
            if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) || text.unicodeScalars.count > 500 {
                throw ValidationError("\(name): expected at most 500 characters, none of them a control character")
            }
        }
    }
}
