import Foundation
import Glibc
import TestSupport

/// Logs that are not let be while they are read.
extension Fault {
    static let inputs: [Fault] = [
        spoilt("appended to") { path, _ in
            let file = open(path, O_WRONLY | O_APPEND)
            defer { close(file) }
            return write(file, "\n", 1) == 1
        },
        spoilt("truncated") { path, random in
            var status = stat()
            stat(path, &status)
            return truncate(path, off_t(random.number(0...max(0, Int(status.st_size) - 1)))) == 0
        },
        spoilt("changed in place") { path, random in
            let file = open(path, O_WRONLY)
            defer { close(file) }
            return pwrite(file, "9", 1, off_t(random.number(60...90))) == 1
        },
        spoilt("replaced by a rename") { path, _ in
            let other = Data((FileManager.default.contents(atPath: path) ?? Data()).dropLast(40)) + Data("\n".utf8)
            try other.write(to: URL(fileURLWithPath: path + ".part"))
            return rename(path + ".part", path) == 0
        },
        spoilt("removed") { path, _ in unlink(path) == 0 },
        spoilt("made unreadable") { path, _ in chmod(path, 0) == 0 },
        spoilt("turned into a folder") { path, _ in unlink(path) == 0 && mkdir(path, 0o755) == 0 },
        spoilt("turned into a pipe") { path, _ in unlink(path) == 0 && mkfifo(path, 0o644) == 0 },
        Fault("a writer beside writes a log again and again") { scene, _, random in
            try scene.takeInput()
            let path = scene.input + "/" + random.pick(logs(scene))
            let original = try scene.place.copy(path, to: "original")
            // Empty for a moment each time.
            let writer = try RunningProcess("sh", ["-c", "while :; do cat '\(original)' > '\(path)'; done"])
            let run = try scene.run()
            writer.send(SIGKILL)
            _ = try writer.wait()
            var ending = Ending(run, [65, 75, 1], isHit: true)
            // On a busy machine the moment may last as long as the run. What must never be seen is some of both.
            truncate(path, 0)
            if run.code == 0 || run.code == 2 { try expectPeace(scene, &ending) }
            return ending
        },
    ]

    private static func logs(_ scene: Scene) -> [String] { FileTree(scene.input).files.keys.sorted() }

    /// Spoils a log while the program waits before one of its calls on logs.
    private static func spoilt(_ name: String, _ spoil: @escaping @Sendable (String, inout SplitMix) throws -> Bool) -> Fault {
        Fault("a log is \(name)") { scene, counts, random in
            let calls = ["pread", "open", "lstat", "access"]
            let count = try counts.calls(calls, of: scene.step, at: .logs)
            try scene.takeInput()
            let strike = Strike(calls: calls, paths: scene.input, at: random.number(2...count), action: .pause)
            let process = try scene.start(nil, strike, wrapper: Program.unprivileged)
            let isHit = scene.waitForPause(process)
            let path = scene.input + "/" + random.pick(logs(scene))
            guard try spoil(path, &random) else { throw SetupFailure("\(path) is not to be spoilt") }
            try scene.go()
            let run = try process.wait()
            var ending = Ending(run, [65, 66, 75, 1], isHit: isHit)
            if run.code == 0 || run.code == 2 { try expectPeace(scene, &ending) }
            return ending
        }
    }

    /// Spoilt before it was looked at, a log is simply another one: then the tree must be the one that is made of the logs
    /// as they are now, in peace.
    private static func expectPeace(_ scene: Scene, _ ending: inout Ending) throws {
        if scene.outcome(.exact, scene.step.after.tree).0 == .new { return }
        let other = try Scene(scene.step, jobs: 1)
        let words = Worlds.words(scene.step.command, output: other.output, input: scene.input)
        let peace = try Program.run(words, wrapper: Program.unprivileged, environment: Worlds.environment())
        ending.expected = FileTree(other.output)
        ending.done = [peace.code ?? -1]
    }
}
