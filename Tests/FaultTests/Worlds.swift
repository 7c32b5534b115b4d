import Foundation
import TestSupport

/// What stands in a place at some time: logs, the tree published of them, and what `verify` says to both.
struct State: Sendable {
    /// Holds `input`, and `output` if something is published.
    let place: TemporaryFolder
    /// The as-of date.
    let day: String
    let tree: FileTree
    /// How `verify` ends, and what it finds.
    let verified: Finding

    struct Finding: Sendable, Equatable, CustomStringConvertible {
        let code: Int32?
        let text: String

        init(_ run: Execution) {
            code = run.code
            text = run.errorText
        }

        var description: String { "\(code.map { "code \($0)" } ?? "a signal"): \(text)" }
    }
}

/// A command that leads from one state to another, as it does when nothing goes wrong.
struct Step: Sendable {
    let name: String
    let before: State
    let after: State
    /// The tree after another run of the same day, which tells of no changes any more.
    let again: FileTree
    /// Without places: `["file", "2026-04", "--by", "N"]`.
    let command: [String]

    var isRun: Bool { command[0] == "run" }
}

/// The states and steps that all trials start from. Made once, by the program itself, under a fixed clock.
struct Worlds: Sendable {
    let steps: [Step]

    init() throws {
        let (first, second) = ("2026-07-10", "2026-07-20")
        func filing(_ period: String, _ more: String...) -> [String] { ["file", period, "--by", "N"] + more }
        func unfiling(_ period: String) -> [String] { ["unfile", period, "--by", "N", "--reason", "too early"] }
        func running(_ day: String) -> [String] { ["run", "--as-of", day, "--language", "en"] }
        var steps: [Step] = []
        func step(_ name: String, _ before: State, _ command: [String], day: String? = nil, isLate: Bool? = nil) throws -> State {
            let after = try Self.state(before, command, day: day ?? before.day, isLate: isLate)
            let again = try Self.state(after, running(after.day), day: after.day, isLate: nil).tree
            steps.append(Step(name: name, before: before, after: after, again: again, command: command))
            return after
        }
        let nothing = try Self.nothing(day: first)
        let scored = try step("the first run", nothing, running(first))
        _ = try step("a run", scored, running(second), day: second)
        let april = try step("the first filing", scored, filing("2026-04"))
        let may = try step("a filing", april, filing("2026-05"))
        let june = try step("a filing with many seals", may, filing("2026-06"))
        let quarter = try step("the filing of a quarter", june, filing("2026-Q2"))
        _ = try step("taking back a quarter", quarter, unfiling("2026-Q2"))
        _ = try step("a run with filed months", june, running(second), day: second)
        let late = try step("a run with a late record", may, running(first), isLate: true)
        let corrected = try step("a correction", late, filing("2026-04", "--correction"))
        _ = try step("taking back a correction", corrected, unfiling("2026-04"))
        self.steps = steps
    }

    private static func nothing(day: String) throws -> State {
        let place = try TemporaryFolder()
        try Company.write(to: place, isLate: false)
        return State(place: place, day: day, tree: FileTree(place["output"]), verified: .init(try verify(place["output"], input: place["input"])))
    }

    private static func state(_ before: State, _ command: [String], day: String, isLate: Bool?) throws -> State {
        let place = try TemporaryFolder()
        if isLate == nil { try place.copy(before.place["input"], to: "input") } else { try Company.write(to: place, isLate: isLate!) }
        let (output, input) = (place["output"], place["input"])
        try copyTree(before.place["output"], to: output)
        let run = try Program.run(words(command, output: output, input: input), environment: environment())
        guard run.code == 0 else { throw SetupFailure("\(command) ended with \(run.code ?? -1): \(run.errorText)") }
        let state = State(place: place, day: day, tree: FileTree(output), verified: .init(try verify(output, input: input)))
        let problems = audit(state.tree, foreign: Set(state.tree.files.keys.filter { $0.hasPrefix("filed/") }), isEnglish: false)
        guard problems.isEmpty else { throw SetupFailure("\(command): \(problems)") }
        return state
    }

    static func verify(_ output: String, input: String) throws -> Execution {
        try Program.run(words(["verify", "--quiet"], output: output, input: input), environment: environment())
    }

    /// A command with its places.
    static func words(_ command: [String], output: String, input: String, rules: String = SlimPack.path) -> [String] {
        command + ["--output", output, "--input", input, "--rules", rules]
    }

    /// The environment with FaultShim in it.
    static func environment(_ strike: Strike? = nil, report: String = "", clock: String = "\(FixedClock.seconds)") -> [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment["LD_PRELOAD"] = Strike.library
        environment["FAULT_CLOCK"] = clock
        if let strike { environment.merge(strike.variables(report: report)) { $1 } }
        return environment
    }

    /// Copies a published tree with its times, if there is one.
    static func copyTree(_ path: String, to target: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        let copy = try RunningProcess("cp", ["-a", path, target]).wait()
        guard copy.code == 0 else { throw SetupFailure("cp -a \(path): \(copy.errorText)") }
    }
}

/// What a trial needs cannot be had.
struct SetupFailure: Error, CustomStringConvertible {
    let description: String

    init(_ what: String) {
        description = what
    }
}
