import Foundation
import Glibc
import TestSupport

/// Permissions taken away from what the program needs to read or write.
extension Fault {
    static let permissions: [Fault] = [
        taken("the folder above the output", [0o555, 0o500]) { _, _ in "" },
        taken("the output folder", [0o555, 0o500, 0o111, 0]) { _, _ in "output" },
        taken("the folder of the run", [0o555, 0o111, 0]) { _, _ in "output/run" },
        taken("the manifest", [0o222, 0]) { _, _ in "output/run/manifest.json" },
        taken("a folder of the output", [0o555, 0o111, 0]) { tree, random in pick(tree, &random) { !$1.isFile } },
        taken("a file of the output", [0o444, 0]) { tree, random in pick(tree, &random) { $1.isFile } },
        taken("a seal or its copies", [0o444, 0o111, 0], suits: { $0.before.tree.entries["filed"] != nil }) { tree, random in
            pick(tree, &random) { path, _ in path.hasPrefix("filed") }
        },
        Fault("the lock file belongs to nobody") { scene, _, random in
            try scene.place.write("base/.output.lock", "")
            let mode = random.pick([0o444, 0] as [mode_t])
            chmod("\(scene.base)/.output.lock", mode)
            let run = try scene.run(wrapper: Program.unprivileged)
            scene.restore.append { chmod("\(scene.base)/.output.lock", 0o640) }
            return Ending(run, mode == 0 ? [73] : [], isHit: true)
        },
        Fault("no permission: a log") { scene, _, random in
            try scene.takeInput()
            let paths = FileTree(scene.input).entries
            let path = scene.input + "/" + random.pick(paths.keys.sorted())
            let mode: mode_t = random.pick([0, 0o111, 0o444])
            let isFile = paths[String(path.dropFirst(scene.input.utf8.count + 1))]!.isFile
            chmod(path, mode)
            let run = try scene.run(wrapper: Program.unprivileged)
            return Ending(run, isFile && mode == 0o444 ? [] : [66], isHit: true)
        },
    ]

    private static func taken(
        _ name: String, _ modes: [mode_t], suits: @escaping @Sendable (Step) -> Bool = { !$0.before.tree.isEmpty },
        _ path: @escaping @Sendable (FileTree, inout SplitMix) -> String
    ) -> Fault {
        Fault("no permission: \(name)", suits: suits) { scene, _, random in
            let part = path(FileTree(scene.output), &random)
            let target = part.hasPrefix("output") || part.isEmpty ? "\(scene.base)/\(part)" : "\(scene.output)/\(part)"
            var status = stat()
            guard stat(target, &status) == 0 else { throw SetupFailure("\(target) is missing") }
            chmod(target, random.pick(modes))
            let run = try scene.run(wrapper: Program.unprivileged)
            // If the run went through, what stands there is a new file or folder with its own mode.
            let mode = status.st_mode & 0o7777
            scene.restore.append { _ = chmod(target, mode) }
            var ending = Ending(run, output, isHit: true)
            ending.says = ["ermission denied"]
            return ending
        }
    }

    private static func pick(_ tree: FileTree, _ random: inout SplitMix, _ isMeant: (String, FileTree.Entry) -> Bool) -> String {
        random.pick(tree.entries.filter { isMeant($0.key, $0.value) }.keys.sorted())
    }
}
