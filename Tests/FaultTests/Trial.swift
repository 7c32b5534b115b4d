import Foundation
import Glibc
import TestSupport

/// How a trial went.
struct Trial: Sendable {
    /// What sort of kill or fault it was.
    let kind: String
    /// Whether the process was hit before it was done.
    let isHit: Bool
    /// Whether it was hit while something was written aside.
    let isMidWrite: Bool
    /// `old`, `new`, or what the exit code was.
    let ending: String
    let problems: [String]
}

/// How a process that met a fault has ended, and what is allowed of it.
struct Ending {
    let run: Execution
    /// Codes from 64 on that it may end with: then the old tree stands. Without them it must go through.
    let codes: Set<Int32>
    let isHit: Bool
    var likeness = Scene.Likeness.exact
    /// The new tree, if it is not the step's.
    var expected: FileTree?
    /// Codes that say it went through.
    var done: Set<Int32> = [0]
    /// What must stand in the messages if it did not go through; any of them.
    var says: [String] = []
    /// What else does not hold.
    var problems: [String] = []

    init(_ run: Execution, _ codes: Set<Int32>, isHit: Bool) {
        (self.run, self.codes, self.isHit) = (run, codes, isHit)
    }
}

extension Scene {
    /// What does not hold after a kill: the tree may be the old or the new one.
    func problemsAfterKill() throws -> (Outcome, [String]) {
        let (outcome, differences) = outcome(.exact, step.after.tree)
        var problems = differences.prefix(5).map { "torn: \($0)" }
        if outcome != .torn { problems += try verify(outcome == .new ? step.after : step.before) }
        problems += try heal(isDone: outcome == .new)
        problems += healed(.exact) + litter()
        return (outcome, problems)
    }

    /// What does not hold after a fault: the exit code must say which tree is there.
    func problems(after ending: Ending) throws -> [String] {
        for action in restore.reversed() { try action() }
        restore = []
        var problems = ending.problems
        let (outcome, differences) = outcome(ending.likeness, ending.expected ?? step.after.tree)
        problems += differences.prefix(5).map { "torn: \($0)" }
        guard let code = ending.run.code else { return problems + ["ended by signal \(ending.run.signal ?? 0): \(ending.run.errorText.prefix(500))"] }
        if ending.done.contains(code) {
            if outcome != .new { problems.append("ended with \(code), but the tree is \(outcome)") }
        } else if ending.codes.contains(code) {
            if outcome != .old { problems.append("ended with \(code), but the tree is \(outcome): \(ending.run.errorText)") }
            if !ending.says.isEmpty, !ending.says.contains(where: ending.run.errorText.contains) {
                problems.append("ended with \(code), and says only: \(ending.run.errorText)")
            }
        } else {
            problems.append("ended with \(code), which nobody expects: \(ending.run.errorText.prefix(500))")
        }
        if code != 0, ending.run.errors.isEmpty { problems.append("ended with \(code) and says nothing") }
        let likeness = ending.expected == nil || outcome == .old ? ending.likeness : .tables
        if likeness == .exact, outcome != .torn { problems += try verify(outcome == .new ? step.after : step.before) }
        problems += try heal(isDone: outcome == .new)
        problems += healed(likeness) + litter()
        if likeness == .tables {
            let verified = try Worlds.verify(output, input: step.after.place["input"])
            if verified.code != step.after.verified.code { problems.append("verify: \(verified.code ?? -1) \(verified.errorText)") }
        }
        return problems
    }
}
