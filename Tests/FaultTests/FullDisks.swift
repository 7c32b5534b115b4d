import Foundation
import Glibc
import TestSupport

/// Limits of the system itself, without FaultShim's help.
extension Fault {
    static let fullDisks: [Fault] = [
        canMount
            ? Fault("a file system that fills up") { scene, _, random in try onSmallDisk(scene, &random) }
            : Fault("a file system that fills up (played by FaultShim, for nothing may be mounted here)") { scene, counts, random in
                var ending = try strike(
                    scene, counts, &random, ["create", "write", "mkdir"], .base, .fail(ENOSPC), times: 1_000_000, codes: output)
                ending.says = ["No space left"]
                return ending
            },
        Fault("a limit on the size of files", suits: { $0.isRun }) { scene, _, random in
            let limit = random.number(1...24) * 512
            let run = try scene.run(wrapper: ["sh", "-c", "trap '' XFSZ; exec prlimit --fsize=\(limit) -- \"$@\"", "sh"])
            var ending = Ending(run, [74], isHit: run.code != 0)
            ending.says = ["cannot be written", "无法写入"]
            return ending
        },
        Fault("few open files") { scene, _, random in
            let run = try scene.run(wrapper: ["prlimit", "--nofile=\(random.number(5...24))", "--"])
            // With four Swift's own library cannot begin.
            return Ending(run, output.union(logs).union(pack), isHit: run.code != 0)
        },
    ]

    /// Mounting takes a name space of its own, which the kernel grants to root, or to anybody with one more.
    private static let space = ["unshare", "--mount"] + (geteuid() == 0 ? [] : ["--user", "--map-root-user"])

    private static var canMount: Bool {
        let mounting = try? RunningProcess(space[0], space.dropFirst() + ["mount", "-t", "tmpfs", "none", "/mnt"]).wait()
        return mounting?.code == 0
    }

    /// A memory file system with room for the old tree and a random part of the new one.
    private static func onSmallDisk(_ scene: Scene, _ random: inout SplitMix) throws -> Ending {
        let disk = scene.place["disk"]
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
        let pages = pages(scene.step.before.tree) + random.number(2...max(3, pages(scene.step.after.tree) / 2))
        // Runs on the disk, and brings back what is there afterwards.
        let script = """
            mount -t tmpfs -o size=\(pages * 4)k,mode=755 none '\(disk)' || exit 99
            cp -a '\(scene.base)/.' '\(disk)' || exit 99
            "$@"
            code=$?
            rm -rf '\(scene.base)' && mkdir '\(scene.base)' && cp -a '\(disk)/.' '\(scene.base)' || exit 99
            exit $code
            """
        let original = scene.base
        scene.base = disk
        let run = try scene.run(wrapper: space + ["sh", "-c", script, "sh"])
        scene.base = original
        if run.code == 99 { throw SetupFailure("no small disk: \(run.errorText)") }
        var ending = Ending(run, [73, 74], isHit: run.code != 0)
        ending.says = ["No space left"]
        return ending
    }

    /// Pages of memory that a tree takes on such a disk; folders take none.
    private static func pages(_ tree: FileTree) -> Int {
        tree.files.values.reduce(1) { $0 + ($1.count + 4095) / 4096 }
    }
}
