import Foundation
import Glibc
import TestSupport

/// The process ended at any moment, by a signal that leaves no choice or by one that asks.
struct Kills {
    let steps: [Step]
    let counts: Counts

    /// At a system call chosen at random, or at any time.
    func trial(_ random: inout SplitMix) throws -> Trial {
        let signal = random.isHeads() ? SIGKILL : random.pick([SIGTERM, SIGINT, SIGHUP])
        return random.isHeads(oneIn: 3) ? try atAnyTime(signal, &random) : try atACall(signal, &random)
    }

    private static let names = [SIGKILL: "SIGKILL", SIGTERM: "SIGTERM", SIGINT: "SIGINT", SIGHUP: "SIGHUP"]

    /// Right before a call: most often one that changes the file system, so that each state in between comes up.
    private func atACall(_ signal: Int32, _ random: inout SplitMix) throws -> Trial {
        let scene = try Scene(random.pick(steps), jobs: random.number(1...2))
        // A file system that cannot exchange folders takes two renames, one that layers others exchanges what is in them.
        let fallback = scene.step.before.tree.isEmpty || !random.isHeads(oneIn: 6) ? nil : random.pick([EINVAL, ENOSYS, EXDEV, EBUSY])
        let more = fallback.map { ["FAULT_EXCHANGE": "\($0)"] } ?? [:]
        let calls = random.isHeads(oneIn: 6) ? Strike.looking : Strike.changing
        let count = try counts.calls(calls, of: scene.step, at: .base, more: more)
        let strike = Strike(calls: calls, paths: scene.base, at: random.number(1...count), action: .kill(signal))
        let run = try scene.run(nil, strike, more: more)
        guard fallback == nil else { return try withoutExchange(scene, run, signal) }
        return try judged(scene, run, signal, "at a call")
    }

    /// At a random time, from without; most often from the moment on when something is written.
    private func atAnyTime(_ signal: Int32, _ random: inout SplitMix) throws -> Trial {
        let scene = try Scene(random.pick(steps), jobs: random.number(1...2))
        let process = try scene.start()
        let isEarly = random.isHeads(oneIn: 4)
        if !isEarly { waitUntil { access(scene.staging, F_OK) == 0 || process.hasDied } }
        let end = Date().addingTimeInterval(Double(random.number(0...1_000)) / 1_000 * (isEarly ? 0.4 : 0.15))
        waitUntil { Date() >= end || process.hasDied }
        process.send(signal)
        return try judged(scene, try process.wait(), signal, "at a time")
    }

    private func judged(_ scene: Scene, _ run: Execution, _ signal: Int32, _ moment: String) throws -> Trial {
        let isHit = run.signal == signal
        let isMidWrite = isHit && access(scene.staging, F_OK) == 0
        var (outcome, problems) = try scene.problemsAfterKill()
        if !isHit, run.code != 0 { problems.append("ended with \(run.code ?? -1), signal \(run.signal ?? 0): \(run.errorText)") }
        return Trial(
            kind: "\(Self.names[signal]!) \(moment), \(scene.step.command[0])", isHit: isHit, isMidWrite: isMidWrite,
            ending: outcome.rawValue, problems: named(problems, scene))
    }

    /// Where trees cannot be exchanged in one step a reader may see none or both for a moment; the next run heals it.
    private func withoutExchange(_ scene: Scene, _ run: Execution, _ signal: Int32) throws -> Trial {
        let isHit = run.signal == signal
        let isMidWrite = isHit && access(scene.staging, F_OK) == 0
        let outcome = scene.outcome(.exact, scene.step.after.tree).0
        var problems = try scene.heal(isDone: outcome == .new, codes: [0, 2])
        problems += scene.healed(.exact) + scene.litter()
        problems += try scene.verify(scene.step.after)
        if !isHit, run.code != 0 || outcome != .new { problems.append("ended with \(run.code ?? -1): \(run.errorText)") }
        return Trial(
            kind: "\(Self.names[signal]!) without exchange, \(scene.step.command[0])", isHit: isHit, isMidWrite: isMidWrite,
            ending: outcome == .torn ? "healed" : outcome.rawValue, problems: named(problems, scene))
    }

    private func named(_ problems: [String], _ scene: Scene) -> [String] {
        problems.map { "\(scene.step.name), struck at \(scene.struck ?? "no call"): \($0)" }
    }
}
