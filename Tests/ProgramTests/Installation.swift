import TestSupport
import Testing

/// A suite that works in a folder of its own: logs in `input`, what is published of them in `output`, by one pack.
protocol Installation {
    var place: TemporaryFolder { get }
    var input: String { get }
    /// The pack that comes with the program, if nothing else is said.
    var rules: String { get }
    /// The day of runs that are given no other.
    var asOf: String { get }
    /// What every run is given besides.
    var options: [String] { get }
}

extension Installation {
    var input: String { place["input"] }
    var output: String { place["output"] }
    var rules: String { SlimPack.path }
    var asOf: String { "2026-10-05" }
    var options: [String] { [] }

    func execute(_ command: [String]) throws -> Execution {
        try Program.run(command + ["--input", input, "--output", output, "--rules", rules])
    }

    /// Tries other rules on the logs; nothing is published.
    func compare(_ more: String..., asOf: String? = nil) throws -> Execution {
        try Program.run(["compare", "--input", input, "--rules", rules, "--as-of", asOf ?? self.asOf, "--language", "en"] + more)
    }

    /// A run in English, and what it says.
    @discardableResult
    func night(_ more: [String] = [], asOf: String? = nil, exit: Int32 = 0, _ location: SourceLocation = #_sourceLocation) throws -> Execution {
        let run = try execute(["run", "--as-of", asOf ?? self.asOf, "--language", "en", "--quiet"] + options + more)
        #expect(run.code == exit, "\(run.errorText)", sourceLocation: location)
        return run
    }

    /// A run in English, and what is then published.
    @discardableResult
    func run(_ more: String..., asOf: String? = nil, exit: Int32 = 0, _ location: SourceLocation = #_sourceLocation) throws -> FileTree {
        try night(more, asOf: asOf, exit: exit, location)
        return FileTree(output)
    }

    @discardableResult
    func file(_ period: String, _ more: String..., exit: Int32 = 0, says: String = "", _ location: SourceLocation = #_sourceLocation) throws -> Execution {
        let run = try execute(["file", period, "--by", "office"] + more)
        expect(run, exit, says, location)
        return run
    }

    func verify(_ more: String..., exit: Int32 = 0, says: String = "", _ location: SourceLocation = #_sourceLocation) throws {
        expect(try execute(["verify"] + more), exit, says, location)
    }

    private func expect(_ run: Execution, _ exit: Int32, _ says: String, _ location: SourceLocation) {
        let said = run.outputText + run.errorText
        #expect(run.code == exit && (says.isEmpty || said.contains(says)), "\(said)", sourceLocation: location)
    }

    /// Where a period stands below the output.
    func folder(_ period: String) -> String { period.count == 4 ? period : "\(period.prefix(4))/\(period)" }
}
