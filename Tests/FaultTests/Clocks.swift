import Foundation
import Glibc
import TestSupport

/// Clocks that are wrong, or turned while the program runs.
extension Fault {
    private static let year = 365 * 86_400

    static let clocks: [Fault] = [
        told("a clock a year behind", { _ in "\(FixedClock.seconds - year)" }),
        told("a clock a year ahead", { _ in "\(FixedClock.seconds + year)" }),
        told("a clock in 1970 or far ahead", codes: [64], { random in random.pick(["0", "4200000000", "9000000000"]) }),
        told(
            "a clock that is turned back or ahead on the way",
            { random in "\(FixedClock.seconds)+\(random.pick([-86_400, -3_600, 86_400, 40 * 86_400]))" }),
        Fault("no as-of date and a clock before 2000 or after 2099", suits: { $0.isRun }) { scene, _, random in
            let run = try scene.run(["run", "--language", "en"], clock: random.pick(["0", "-5000000000", "86400", "4200000000", "9000000000"]))
            var ending = Ending(run, [64], isHit: true)
            ending.says = ["2000 to 2099"]
            return ending
        },
        Fault("files from the future or from 1970", suits: { !$0.before.tree.isEmpty }) { scene, _, random in
            try scene.takeInput()
            for path in FileTree(scene.input).entries.keys { touch("\(scene.input)/\(path)", &random) }
            for path in FileTree(scene.output).entries.keys { touch("\(scene.output)/\(path)", &random) }
            let run = try scene.run()
            var ending = Ending(run, [], isHit: true)
            // Filed files that do not look like their copies are told to have come back.
            ending.done = [0, 2]
            return ending
        },
    ]

    private static func told(_ name: String, codes: Set<Int32> = [], _ clock: @escaping @Sendable (inout SplitMix) -> String) -> Fault {
        Fault(name) { scene, _, random in
            var ending = Ending(try scene.run(clock: clock(&random)), codes, isHit: true)
            ending.likeness = .tables
            return ending
        }
    }

    private static func touch(_ path: String, _ random: inout SplitMix) {
        let seconds = random.pick([0, FixedClock.seconds + year, 4_000_000_000])
        let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
        utimensat(AT_FDCWD, path, times, 0)
    }
}
