import Glibc
import TestSupport

/// Calls of the system that fail.
extension Fault {
    static let failingCalls: [Fault] = [
        writing("no space left", [ENOSPC], says: "No space left"),
        writing("quota exceeded", [EDQUOT], says: "quota"),
        writing("the disk fails while writing", [EIO], says: "Input/output error"),
        writing("not permitted while writing", [EACCES, EPERM], says: "ermi"),
        writing("the file system turns read-only", [EROFS], says: "Read-only"),
        writing("out of descriptors or memory while writing", [EMFILE, ENFILE, ENOMEM], says: ""),
        looking("the disk fails while looking", [EIO]),
        looking("not permitted while looking", [EACCES, EPERM]),
        looking("out of descriptors or memory while looking", [EMFILE, ENFILE, ENOMEM]),
        seals("the disk fails at a seal", [EIO, EMFILE, EACCES]),
        failing("no hard links", ["link"], [EXDEV, EPERM, EMLINK, ENOTSUP], always: true, codes: []),
        withoutExchange,
        withoutExchangeAndRename,
        Fault("writes and reads cut short") { scene, counts, random in
            try strike(scene, counts, &random, ["write", "read"], .base, .short, times: random.pick([1, 3, 1_000_000]), codes: [])
        },
        Fault("reads of logs cut short") { scene, counts, random in
            try strike(scene, counts, &random, ["pread", "read"], .logs, .short, times: random.pick([1, 3, 40]), codes: [])
        },
        Fault("interrupted calls") { scene, counts, random in
            let calls = ["write", "read", "fsync", "open", "create", "flock"]
            return try strike(scene, counts, &random, calls, .base, .fail(EINTR), times: random.pick([1, 2, 5]), codes: [])
        },
        Fault("interrupted reads of logs") { scene, counts, random in
            try strike(scene, counts, &random, ["pread", "open"], .logs, .fail(EINTR), times: random.pick([1, 2, 5]), codes: [])
        },
        Fault("the disk fails at a log") { scene, counts, random in
            let number = random.pick([EIO, EMFILE, EACCES, ENOMEM])
            return try strike(scene, counts, &random, Strike.reading, .logs, .fail(number), times: random.pick([1, 1_000_000]), codes: logs)
        },
        Fault("the disk fails at the pack") { scene, counts, random in
            let number = random.pick([EIO, EMFILE, EACCES])
            return try strike(
                scene, counts, &random, ["open", "read"], .pack, .fail(number), times: random.pick([1, 1_000_000]), codes: pack)
        },
    ]

    /// A call chosen at random among all of these that the step makes, and perhaps those that follow.
    static func strike(
        _ scene: Scene, _ counts: Counts, _ random: inout SplitMix, _ calls: [String], _ paths: Place, _ action: Strike.Action,
        times: Int, codes: Set<Int32>, more: [String: String] = [:]
    ) throws -> Ending {
        let count = try counts.calls(calls, of: scene.step, at: paths)
        let strike = Strike(calls: calls, paths: paths.path(in: scene), at: random.number(1...count), times: times, action: action)
        let run = try scene.run(nil, strike, more: more)
        return Ending(run, codes, isHit: scene.struck != nil)
    }

    private static func failing(
        _ name: String, _ calls: [String], _ numbers: [Int32], always: Bool = false, codes: Set<Int32>, says: String = ""
    ) -> Fault {
        // The first run has nothing to link to.
        Fault(name, suits: { calls != ["link"] || !$0.before.tree.isEmpty }) { scene, counts, random in
            let times = always || random.isHeads() ? 1_000_000 : 1
            var ending = try strike(scene, counts, &random, calls, .base, .fail(random.pick(numbers)), times: times, codes: codes)
            if !says.isEmpty { ending.says = [says] }
            return ending
        }
    }

    private static func writing(_ name: String, _ numbers: [Int32], says: String) -> Fault {
        failing(name, Strike.changing.filter { $0 != "flock" }, numbers, codes: output, says: says)
    }

    private static func looking(_ name: String, _ numbers: [Int32]) -> Fault { failing(name, Strike.looking, numbers, codes: output) }

    /// What is filed is read, proven and carried over: whatever fails there, not one seal may be lost.
    private static func seals(_ name: String, _ numbers: [Int32]) -> Fault {
        Fault(name, suits: { $0.before.tree.entries["filed"] != nil }) { scene, counts, random in
            try strike(
                scene, counts, &random, Strike.looking, .seals, .fail(random.pick(numbers)), times: random.pick([1, 1_000_000]),
                codes: output)
        }
    }

    /// File systems that cannot exchange two folders, or not these two.
    private static var withoutExchange: Fault {
        Fault("no exchange of folders") { scene, _, random in
            let run = try scene.run(more: ["FAULT_EXCHANGE": "\(random.pick([EINVAL, ENOSYS, ENOTSUP, EXDEV, EBUSY]))"])
            return Ending(run, [], isHit: !scene.step.before.tree.isEmpty)
        }
    }

    /// The same, and then one of the renames fails: what was done already must be undone.
    private static var withoutExchangeAndRename: Fault {
        Fault("no exchange of folders, and renames fail", suits: { !$0.before.tree.isEmpty }) { scene, counts, random in
            let more = ["FAULT_EXCHANGE": "\(random.pick([EINVAL, EXDEV]))"]
            let count = try counts.calls(["rename"], of: scene.step, at: .base, more: more)
            // The last renames are those that publish; once in a while any.
            let at = random.isHeads(oneIn: 4) ? random.number(1...count) : random.number(max(1, count - 4)...count)
            let strike = Strike(calls: ["rename"], paths: scene.base, at: at, times: 1, action: .fail(random.pick([EIO, ENOSPC, EACCES])))
            return Ending(try scene.run(nil, strike, more: more), output, isHit: scene.struck != nil)
        }
    }
}
