import Foundation
import Glibc
import TestSupport

/// One trial: a step in a place of its own, what goes wrong on the way, and what must hold afterwards.
final class Scene {
    let step: Step
    let place: TemporaryFolder
    /// The folder that holds the output.
    var base: String
    /// The logs; those of the step until a trial takes a copy to spoil.
    private(set) var input: String
    var rules = SlimPack.path
    /// Makes undone what was done to the place, before it is looked at.
    var restore: [() throws -> Void] = []
    var output: String { "\(base)/output" }
    var staging: String { "\(base)/.output.new" }
    private var jobs: Int

    init(_ step: Step, jobs: Int) throws {
        self.step = step
        self.jobs = jobs
        place = try TemporaryFolder()
        base = place["base"]
        input = step.after.place["input"]
        try FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: false)
        try Worlds.copyTree(step.before.place["output"], to: output)
    }

    /// Takes a copy of the logs that may be spoilt.
    func takeInput() throws {
        let original = input
        input = try place.copy(original, to: "input")
        restore.append { [unowned self] in input = original }
    }

    // MARK: Running

    private var report: String { place["report"] }

    /// What was struck first: the call and the file; nil if nothing was.
    var struck: String? {
        FileManager.default.contents(atPath: report).map { String(decoding: $0.prefix { $0 != 0x0A }, as: UTF8.self) }
    }

    func start(
        _ command: [String]? = nil, _ strike: Strike? = nil, wrapper: [String] = [], clock: String = "\(FixedClock.seconds)",
        more: [String: String] = [:]
    ) throws -> RunningProcess {
        let words = Worlds.words(command ?? step.command, output: output, input: input, rules: rules) + ["--jobs", "\(jobs)"]
        let environment = Worlds.environment(strike, report: report, clock: clock).merging(more) { $1 }
        return try Program.start(words, wrapper: wrapper, environment: environment)
    }

    func run(
        _ command: [String]? = nil, _ strike: Strike? = nil, wrapper: [String] = [], clock: String = "\(FixedClock.seconds)",
        more: [String: String] = [:]
    ) throws -> Execution {
        try start(command, strike, wrapper: wrapper, clock: clock, more: more).wait()
    }

    /// Waits until the process stands where it was struck; false if it has ended before.
    func waitForPause(_ process: RunningProcess) -> Bool {
        waitUntil(seconds: 20) { access(report, F_OK) == 0 || process.hasDied }
        return access(report, F_OK) == 0
    }

    /// Lets a process that waits go on.
    func go() throws { try place.write("report.go", "") }

    // MARK: What must hold

    enum Outcome: String, CaseIterable {
        case old, new, torn
    }

    /// How closely the new tree must be the one it would be without the fault.
    enum Likeness {
        /// To the byte.
        case exact
        /// All tables; of pages, seals and manifest the times may differ.
        case tables
    }

    /// Whether the tree is wholly the old or the new one.
    func outcome(_ likeness: Likeness, _ after: FileTree) -> (Outcome, differences: [String]) {
        let tree = FileTree(output)
        let old = Self.differences(tree, step.before.tree, .exact)
        if old.isEmpty { return (.old, []) }
        let new = Self.differences(tree, after, likeness)
        return new.isEmpty ? (.new, []) : (.torn, old.count < new.count ? old : new)
    }

    static func differences(_ tree: FileTree, _ other: FileTree, _ likeness: Likeness) -> [String] {
        Set(tree.entries.keys).union(other.entries.keys).filter { path in
            guard let one = tree.entries[path], let two = other.entries[path] else { return true }
            if likeness == .tables, !path.hasSuffix(".csv") { return one.isFile != two.isFile }
            return one.isFile != two.isFile || one.content != two.content
        }.sorted()
    }

    /// Heals as a person would: the command again, or the next run if it was carried out already.
    ///
    /// - Parameters:
    ///   - isDone: whether the new tree is published.
    ///   - codes: what the next run may end with: 2 if filed files may have to come back from their copies.
    func heal(isDone: Bool, codes: Set<Int32> = [0]) throws -> [String] {
        let next = ["run", "--as-of", step.after.day, "--language", "en"]
        var healing = try run(isDone ? next : step.command)
        if !step.isRun, healing.code == 1 { healing = try run(next) }
        return codes.contains(healing.code ?? -1) ? [] : ["the next run ended with \(healing.code ?? -1): \(healing.errorText)"]
    }

    /// What `verify` finds that it would not without the fault.
    func verify(_ state: State) throws -> [String] {
        let found = State.Finding(try Worlds.verify(output, input: state.place["input"]))
        return found == state.verified ? [] : ["verify: \(found); expected \(state.verified)"]
    }

    /// What lies beside the output and should not.
    func litter() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
        let left = names.filter { $0 != "output" && $0 != ".output.lock" }.map { "\($0) is left beside the output" }
        return (FileManager.default.contents(atPath: "\(base)/.output.lock") ?? Data()).isEmpty ? left : left + ["something stands in the lock file"]
    }

    /// Whether the tree is the one the step leads to, after it was healed: by the step itself, or by another run behind it.
    func healed(_ likeness: Likeness) -> [String] {
        let tree = FileTree(output)
        let all = [step.after.tree, step.again].map { differences(tree, fromHealed: $0, likeness) }
        return all.min { $0.count < $1.count }!.prefix(5).map { "\($0) is not what it should be after the next run" }
    }

    private func differences(_ tree: FileTree, fromHealed after: FileTree, _ likeness: Likeness) -> [String] {
        var different = Self.differences(tree, after, likeness)
        // A filing keeps the figures of the last run; a run that comes after it has its own.
        if !step.isRun, Self.isSameButForFigures(tree.files[manifestPath], after.files[manifestPath]) {
            different.removeAll { timedPaths.contains($0) }
        }
        return different
    }

    private static func isSameButForFigures(_ one: [UInt8]?, _ other: [UInt8]?) -> Bool {
        func rest(_ bytes: [UInt8]?) -> NSDictionary? {
            guard let bytes, var manifest = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
                let outputs = manifest["outputs"] as? [[String: Any]], outputs.contains(where: { $0["path"] as? String == metricsPath })
            else { return nil }
            manifest["outputs"] = outputs.filter { $0["path"] as? String != metricsPath }
            return manifest as NSDictionary
        }
        guard let one = rest(one), let other = rest(other) else { return false }
        return one == other
    }
}
