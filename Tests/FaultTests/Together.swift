import Foundation
import Glibc
import TestSupport

/// Two commands on one output folder at once.
extension Fault {
    static let together: [Fault] = [
        Fault("a second command while one writes") { scene, counts, random in
            let process = try pausedWriting(scene, counts, &random)
            let others = [
                ["run", "--as-of", scene.step.after.day], ["file", "2026-05", "--by", "M"], ["unfile", "2026-04", "--by", "M", "--reason", "R"],
                scene.step.command,
            ]
            let other = try scene.run(random.pick(others))
            try scene.go()
            var ending = Ending(try process.wait(), [], isHit: true)
            if other.code != 75 || !["another run", "另一次运行"].contains(where: other.errorText.contains) {
                ending.problems.append("the second ended with \(other.code ?? -1): \(other.errorText)")
            }
            return ending
        },
        Fault("a verification while a command writes") { scene, counts, random in
            let process = try pausedWriting(scene, counts, &random)
            let states = [scene.step.before, scene.step.after]
            let found = try states.map { State.Finding(try Worlds.verify(scene.output, input: $0.place["input"])) }
            try scene.go()
            var ending = Ending(try process.wait(), [], isHit: true)
            if !zip(found, states).contains(where: { $0 == $1.verified }) { ending.problems.append("verify found \(found)") }
            return ending
        },
        Fault("a command while a verification reads", suits: { !$0.before.tree.isEmpty }) { scene, counts, random in
            let verifying = ["verify", "--quiet"]
            let strike = Strike(
                calls: Strike.looking, paths: scene.base, at: random.number(1...200), action: .pause)
            let input = scene.step.before.place["input"]
            let words = Worlds.words(verifying, output: scene.output, input: input)
            let reader = try Program.start(words, environment: Worlds.environment(strike, report: scene.place["report"]))
            let isHit = scene.waitForPause(reader)
            let run = try scene.run()
            try scene.go()
            let verified = try reader.wait()
            var ending = Ending(run, [], isHit: isHit)
            let isSame = [scene.step.before.verified, State.Finding(try Worlds.verify(scene.output, input: input))].contains(State.Finding(verified))
            if !isSame, verified.code != 75 { ending.problems.append("verify: \(verified.code ?? -1) \(verified.errorText)") }
            return ending
        },
        Fault("two commands started at once") { scene, _, random in
            let first = try scene.start()
            usleep(UInt32(random.number(0...40_000)))
            let second = try scene.start()
            let runs = [try first.wait(), try second.wait()]
            let codes = runs.map { $0.code ?? -1 }
            // Whoever comes second is turned away, or finds that it is done.
            let winner = runs.first { $0.code == 0 } ?? runs[0]
            var ending = Ending(winner, [], isHit: codes.contains(75))
            let loser: Set<Int32> = scene.step.isRun ? [0, 75] : [1, 75]
            if !codes.contains(0) || !loser.contains(codes[0] == 0 ? codes[1] : codes[0]) {
                ending.problems.append("they ended with \(codes): \(runs.map(\.errorText))")
            }
            return ending
        },
    ]

    /// The step, waiting before a call that changes something and that comes after the lock.
    private static func pausedWriting(_ scene: Scene, _ counts: Counts, _ random: inout SplitMix) throws -> RunningProcess {
        let calls = ["mkdir", "write", "fsync", "link", "rename", "renameat2", "unlink", "rmdir"]
        let count = try counts.calls(calls, of: scene.step, at: .base)
        let process = try scene.start(nil, Strike(calls: calls, paths: scene.base, at: random.number(1...count), action: .pause))
        guard scene.waitForPause(process) else { throw SetupFailure("the step has ended before it was to wait: \(try process.wait().errorText)") }
        return process
    }
}
