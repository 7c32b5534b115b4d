import Foundation
import TestSupport
import Testing

/// The program under fire: whatever ends it or fails it, what is published is wholly the old or wholly the new, the seals
/// hold, and the next run heals what is left. `Tests/FaultTests/run` does the same many times more.
@Suite struct FaultTests {
    /// What is asked for by variables of the environment: how many trials, from which seed on, or one of them alone.
    private static func asked(_ name: String) -> Int? { ProcessInfo.processInfo.environment["FAULT_TESTS_\(name)"].flatMap { Int($0) } }
    private let seed = asked("SEED") ?? 1
    private let only = asked("ONLY")

    @Test func underFire() throws {
        let worlds = try Worlds()
        let counts = Counts()
        let kills = Kills(steps: worlds.steps, counts: counts)
        let killed = try trials(Self.asked("KILLS") ?? 40, "kills", stream: 1) { _, random in try kills.trial(&random) }
        if killed.trials >= 20 { #expect(killed.hit * 2 > killed.trials, "too few processes were killed") }
        let faults = Fault.all
        let failed = try trials(Self.asked("FAULTS") ?? faults.count, "faults", stream: 2) { number, random in
            try faults[number % faults.count].trial(worlds.steps, counts, &random)
        }
        if failed.trials >= 20 { #expect(failed.hit * 2 > failed.trials, "too few faults were met") }
    }

    /// Each trial has random numbers of its own, so that it can be done again alone.
    private func trials(_ count: Int, _ name: String, stream: UInt64, _ trial: (Int, inout SplitMix) throws -> Trial) throws -> Figures {
        var figures = Figures()
        for number in 0..<count where only.map({ $0 == number }) ?? true {
            var random = SplitMix(state: UInt64(seed) << 32 | UInt64(number) << 2 | stream)
            do {
                let done = try trial(number, &random)
                figures.add(done)
                for problem in done.problems { Issue.record("\(name) \(number) of seed \(seed), \(done.kind): \(problem)") }
            } catch {
                Issue.record("\(name) \(number) of seed \(seed): \(error)")
            }
        }
        print(figures.text("\(count) \(name), seed \(seed)"))
        return figures
    }
}
