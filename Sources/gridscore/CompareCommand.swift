import ArgumentParser
import GridModel
import Reports
import RulePacks

/// `gridscore compare`: what would come out differently under other rules.
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Score the same logs by other rules, and tell only what would come out differently.",
        discussion: """
            The other rules are another pack (--rules), the pack with other readings of its register or other settings (--set), or
            every reading that nobody has confirmed, each alone (--all-open). Nothing that is published or filed is read or changed.
            Ends with 0 whether something differs or not.
            """)

    @OptionGroup var options: ScoringOptions

    @Option(
        help: ArgumentHelp(
            "The pack to compare with (default: that of the scheme; with --set or --all-open the pack itself as it is written).", valueName: "pack"),
        completion: .directory)
    var against: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "A reading to try, e.g. floor=none, or a setting, e.g. scoring.base=90. Several together are one alternative.", valueName: "name=value"))
    var set: [String] = []

    @Flag(name: .customLong("all-open"), help: "Try every reading of every entry of the register that nobody has confirmed, each alone.")
    var allOpen = false

    @Option(help: ArgumentHelp("The only period to look at, with those within it: 2026-10, 2026-Q4, 2026-H2 or 2026.", valueName: "period"))
    var period: String?

    @Option(
        name: .customLong("to"), help: ArgumentHelp("New folder for pages and tables. Without it a table is printed.", valueName: "folder"),
        completion: .directory)
    var to: String?

    @Flag(help: "Print nothing.")
    var quiet = false

    func validate() throws {
        if let period, Period(period) == nil { throw ValidationError("\(period): expected a period such as 2026-10, 2026-Q4, 2026-H2 or 2026") }
        if allOpen, !set.isEmpty { throw ValidationError("--all-open tries each reading alone: leave out --set") }
        if allOpen, against != nil { throw ValidationError("--all-open compares a pack with itself: leave out --against") }
        if !allOpen, set.isEmpty, options.rules == against ?? options.pack.schemeRules {
            throw ValidationError("nothing to compare: name another pack by --rules, or give --set or --all-open")
        }
    }

    func run() async throws {
        let other = try source(options.rules)
        let changes = try set.map { text throws(RunFailure) in try change(text, other) }
        let base =
            try against.map { path throws(RunFailure) in try source(path) }
            ?? (allOpen || !set.isEmpty ? other : try source(options.pack.schemeRules))
        let made = changes.isEmpty ? other.pack : try pack(other, with: changes)
        let folder = try to.map { path throws(RunFailure) in try reportFolder(path) }
        var trials = try Trials(options, progress: ProgressBar(isShown: !quiet))
        let report = try await trials.report(base.pack)
        let finder = try await WhatIfFinder(report, only: period.flatMap { Period($0) }, jobs: options.jobCount)
        if allOpen {
            let readings = try await openReadings(other, finder, &trials)
            if let folder { try await write(report) { try await $0.write(readings, to: folder, jobs: options.jobCount) } }
            if !quiet { Log.output(CompareText(report).text(readings, folder: to)) }
        } else {
            let alternative = Alternative(
                name: set.isEmpty ? options.rules : set.joined(separator: " "),
                parts: (base.path == other.path ? [] : [.pack(before: base.path, now: other.path, digest: other.pack.digest)])
                    + changes.map { other.part($0) })
            let whatIf = try await finder.compare(alternative, try await trials.report(made), jobs: options.jobCount)
            if let folder { try await write(report) { try await $0.write(whatIf, to: folder, jobs: options.jobCount) } }
            if !quiet { Log.output(CompareText(report).text(whatIf, folder: to)) }
        }
    }

    /// Every reading but the one in force of every entry that nobody has confirmed.
    private func openReadings(_ source: PackSource, _ finder: WhatIfFinder, _ trials: inout Trials) async throws -> [OpenReading] {
        var readings: [OpenReading] = []
        for entry in source.pack.unconfirmed {
            for (place, reading) in entry.readings.enumerated() where place != entry.inForce {
                guard reading.isApplicable else {
                    readings.append(OpenReading(entry, reading, nil))
                    continue
                }
                let change = PackSource.Change(entry: entry.id, reading: reading.id)
                let report = try await trials.report(try pack(source, with: [change]))
                let alternative = Alternative(name: change.text, parts: [source.part(change)])
                readings.append(OpenReading(entry, reading, try await finder.compare(alternative, report, jobs: options.jobCount)))
            }
        }
        return readings
    }

    // MARK: Steps

    private func source(_ path: String) throws(RunFailure) -> PackSource {
        do {
            return try PackSource(path: path, withExamples: false)
        } catch {
            throw RunFailure(error)
        }
    }

    private func change(_ text: String, _ source: PackSource) throws(RunFailure) -> PackSource.Change {
        do {
            return try source.change(text)
        } catch {
            throw failure(error)
        }
    }

    private func pack(_ source: PackSource, with changes: [PackSource.Change]) throws(RunFailure) -> RulePack {
        do {
            return try source.pack(with: changes)
        } catch {
            throw failure(error)
        }
    }

    /// What is wrong with a change is wrong usage, but for readings that make no pack: those are the pack's own.
    private func failure(_ failure: PackSource.Failure) -> RunFailure {
        switch failure {
        case .change(let message): RunFailure(.usage, ["--set \(message)"])
        case .pack(let error):
            set.contains { $0.prefix { $0 != "=" }.contains(".") } ? RunFailure(.usage, error.problems.map(\.description)) : RunFailure(error)
        }
    }

    private func reportFolder(_ path: String) throws(RunFailure) -> ReportFolder {
        do {
            return try ReportFolder(path)
        } catch {
            throw RunFailure(error, options.languageOrDefault)
        }
    }

    private func write(_ report: RunReport, _ body: (WhatIfSite) async throws -> Void) async throws {
        do {
            try await body(try await WhatIfSite(report, jobs: options.jobCount))
        } catch let failure as PublishFailure {
            throw RunFailure(failure, options.languageOrDefault)
        }
    }
}

extension PackSource {
    /// A change as it is told.
    fileprivate func part(_ change: Change) -> Alternative.Part {
        switch change.sort {
        case .reading(let entry, let reading):
            let entry = pack.register.first { sameBytes($0.id, entry) }!
            return .reading(entry, entry.readings.first { sameBytes($0.id, reading) }!)
        case .setting:
            let parts = change.text.split(separator: "=", maxSplits: 1).map(String.init)
            return .setting(path: parts[0], before: written(parts[0]), now: parts[1])
        }
    }
}
