import Foundation
import Glibc
import TestSupport

/// One sort of fault: what it does to a step on its way.
struct Fault: Sendable {
    let name: String
    /// The steps it makes sense for.
    let suits: @Sendable (Step) -> Bool
    let inflict: @Sendable (Scene, Counts, inout SplitMix) throws -> Ending

    init(
        _ name: String, suits: @escaping @Sendable (Step) -> Bool = { _ in true },
        _ inflict: @escaping @Sendable (Scene, Counts, inout SplitMix) throws -> Ending
    ) {
        (self.name, self.suits, self.inflict) = (name, suits, inflict)
    }

    static let all = failingCalls + fullDisks + permissions + inputs + together + clocks + leftovers

    func trial(_ steps: [Step], _ counts: Counts, _ random: inout SplitMix) throws -> Trial {
        let scene = try Scene(random.pick(steps.filter(suits)), jobs: random.number(1...2))
        let ending = try inflict(scene, counts, &random)
        let isMidWrite = ending.isHit && (scene.struck.map { $0.contains("/.output.new") } ?? false)
        let problems = try scene.problems(after: ending)
        return Trial(
            kind: name, isHit: ending.isHit, isMidWrite: isMidWrite, ending: ending.run.code.map { "\($0)" } ?? "signal",
            problems: problems.map { "\(scene.step.name), struck at \(scene.struck ?? "no call"): \($0)" })
    }

    /// Codes that a run may end with, by what failed.
    static let output: Set<Int32> = [73, 74]
    static let logs: Set<Int32> = [66, 75]
    static let pack: Set<Int32> = [78]
}
