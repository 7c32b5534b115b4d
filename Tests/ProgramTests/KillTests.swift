import Foundation
import Glibc
import TestSupport
import Testing

/// The program killed at any moment: a reader sees the old output or the new one, whole, and the next run heals the rest.
@Suite struct KillTests {
    private let place: TemporaryFolder
    private var output: String { place["output"] }
    /// Two runs whose outputs differ in most files.
    private let days = ["2026-09-30", Project.sampleDay]

    init() throws { place = try TemporaryFolder() }

    private func arguments(_ day: String, _ output: String) -> [String] {
        Program.arguments(Project.sample, output, asOf: day, rules: SlimPack.path)
    }

    /// How runs end that are let be.
    private func references() throws -> [FileTree] {
        try days.map { day in
            let run = try Program.run(arguments(day, place["reference-\(day)"]))
            #expect(run.code == 2)
            return FileTree(place["reference-\(day)"])
        }
    }

    /// SIGKILL 40 times: at the start, while reading, and most often while the new tree is written aside or exchanged.
    @Test func killedWhileItWrites() throws { try endByForce(SIGKILL, times: 40, seed: 0x9E37_79B9_7F4A_7C15) }

    /// The signals that ask a run to end: what was published stays whole as well.
    @Test(arguments: [SIGTERM, SIGINT, SIGHUP]) func askedToEnd(signal: Int32) throws { try endByForce(signal, times: 6, seed: UInt64(signal)) }

    private func endByForce(_ signal: Int32, times: Int, seed: UInt64) throws {
        let references = try references()
        let names = references.map { Set($0.files.keys) }
        #expect(references[0].differences(from: references[1]).count > 20)
        #expect(try Program.run(arguments(days[0], output)).code == 2)
        var random = SplitMix(state: seed)
        var (caught, published) = (0, 0)
        for turn in 1...times {
            let process = try Program.start(arguments(days[turn % 2], output))
            let staging = place[".output.new"]
            // One in eight ends at any time; the others from the moment on when something is written.
            let isEarly = turn % 8 == 0
            if !isEarly { _ = waitUntil { access(staging, F_OK) == 0 || hasEnded(process.pid) } }
            // Up to the time that writing takes.
            let end = Date().addingTimeInterval(Double(random.next() % 1_000) / 1_000 * (isEarly ? 0.5 : 0.25))
            _ = waitUntil { Date() >= end || hasEnded(process.pid) }
            process.send(signal)
            let run = try process.wait()
            if run.signal == signal || run.code == 128 + signal { caught += 1 } else { published += 1 }
            if access(staging, F_OK) == 0 { #expect(run.code == nil || run.code != 2, "a run that ends well leaves nothing beside") }
            let tree = FileTree(output)
            let same = references.indices.filter { names[$0] == Set(tree.files.keys) && references[$0].differences(from: tree).isEmpty }
            #expect(same.count == 1, "turn \(turn): neither the old output nor the new one")
            #expect(audit(tree) == [], "turn \(turn)")
            if tree.files.isEmpty { break }
        }
        #expect(caught > times / 3, "\(caught) of \(times) runs were ended, \(published) ended by themselves")
        // The next run heals what was left.
        #expect(try Program.run(arguments(days[1], output)).code == 2)
        #expect(references[1].differences(from: FileTree(output)) == [])
        let left = try FileManager.default.contentsOfDirectory(atPath: place.path).filter { $0.hasPrefix(".output") }
        #expect(left == [".output.lock"])
    }

    /// Whether the process has ended and waits to be collected.
    private func hasEnded(_ pid: Int32) -> Bool {
        var information = siginfo_t()
        return waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT | WNOHANG) == 0 && information.si_signo != 0
    }
}

/// A small generator of numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
