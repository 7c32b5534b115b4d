import Foundation
import Glibc
import TestSupport

/// Things that stand where the program wants to put its own.
extension Fault {
    static let leftovers: [Fault] = [
        standing("rubbish of a killed run") { scene, random in
            for number in 1...random.number(2...9) { try scene.place.write("base/.output.new/\(number % 3)/\(number).csv", "rubbish") }
            if random.isHeads() { try scene.place.write("base/.output.new/filed/0009-2026-04/seal.json", "{}") }
            if random.isHeads() { try scene.place.write("base/.output.new/run/manifest.json", random.pick(["", "{", "{\"outputs\":[]}"])) }
            if random.isHeads() { chmod("\(scene.staging)/1", 0o555) }
        },
        standing("a whole tree of a killed run") { scene, random in
            try Worlds.copyTree(scene.step.after.place["output"], to: random.pick([scene.staging, "\(scene.base)/.output.old"]))
        },
        standing("a file") { scene, random in try scene.place.write("base/.output.\(random.pick(["new", "old"]))", "rubbish") },
        Fault("a link to another output folder") { scene, _, random in
            let other = scene.place["elsewhere"]
            try Worlds.copyTree(Self.whole(scene).place["output"], to: other)
            try scene.place.write("elsewhere/notes.txt", "mine")
            symlink(random.isHeads(oneIn: 4) ? "/nonexistent" : other, "\(scene.base)/.output.\(random.pick(["new", "old"]))")
            let before = FileTree(other)
            var ending = Ending(try scene.run(wrapper: Program.unprivileged), [], isHit: true)
            let differences = Scene.differences(FileTree(other), before, .exact)
            if !differences.isEmpty { ending.problems.append("what the link points to has changed: \(differences.prefix(5))") }
            return ending
        },
        Fault("a file where seals shall stand", suits: { $0.before.tree.entries["filed"] == nil && !$0.before.tree.isEmpty }) { scene, _, _ in
            try scene.place.write("base/output/filed", "mine")
            let run = try scene.run()
            scene.restore.append { unlink("\(scene.output)/filed") }
            var ending = Ending(run, output, isHit: true)
            ending.says = ["filed"]
            if scene.step.isRun || run.code != 0, FileTree(scene.output).files["filed"] != Array("mine".utf8) {
                ending.problems.append("somebody's file is gone")
            }
            return ending
        },
        Fault("a folder where a page shall stand", suits: { !$0.before.tree.isEmpty }) { scene, _, random in
            let path = "\(scene.output)/index.html"
            let isEmpty = random.isHeads()
            unlink(path)
            mkdir(path, 0o755)
            if !isEmpty { try scene.place.write("base/output/index.html/mine.txt", "mine") }
            let run = try scene.run()
            var ending = Ending(run, isEmpty ? [] : output, isHit: true)
            if !isEmpty {
                if FileTree(path).files["mine.txt"] == nil { ending.problems.append("somebody's file is gone") }
                scene.restore.append {
                    try FileManager.default.removeItem(atPath: path)
                    try Worlds.copyTree(scene.step.before.place["output/index.html"], to: path)
                }
            }
            return ending
        },
        Fault("descriptors that are closed") { scene, _, random in
            let closed = random.pick([">&-", "2>&-", ">&- 2>&-", "<&-", "<&- >&- 2>&-"])
            return Ending(try scene.run(wrapper: ["sh", "-c", "exec \"$@\" \(closed)", "sh"]), [], isHit: true)
        },
        Fault("nobody takes what is said") { scene, _, random in
            let wrapper = random.pick([
                ["sh", "-c", "exec \"$@\" >/dev/full 2>/dev/full", "sh"],
                // A pipe whose reader has left; the code is that of the program.
                ["bash", "-c", "set -o pipefail; \"$@\" | :", "bash"],
            ])
            return Ending(try scene.run(wrapper: wrapper), [], isHit: true)
        },
    ]

    /// A state in which something is published.
    private static func whole(_ scene: Scene) -> State { scene.step.before.tree.isEmpty ? scene.step.after : scene.step.before }

    /// The step must go through, and nothing of what stood there may be seen.
    private static func standing(_ name: String, _ put: @escaping @Sendable (Scene, inout SplitMix) throws -> Void) -> Fault {
        Fault("in the way: \(name)") { scene, _, random in
            try put(scene, &random)
            return Ending(try scene.run(wrapper: Program.unprivileged), [], isHit: true)
        }
    }
}
