import Dispatch
import Foundation
import Glibc
import Synchronization

/// How a process ended, what it said and what it took.
package struct Execution: Sendable {
    /// The exit code; nil if a signal ended the process.
    package let code: Int32?
    package let signal: Int32?
    package let output: [UInt8]
    package let errors: [UInt8]
    /// Processor time, so that a busy machine changes no result.
    package let processorSeconds: Double

    package var outputText: String { String(decoding: output, as: UTF8.self) }
    package var errorText: String { String(decoding: errors, as: UTF8.self) }
}

/// A process that was started and has not been waited for.
package final class RunningProcess: Sendable {
    package let pid: Int32
    private let output: Int32
    private let errors: Int32
    private let hasEnded = Mutex(false)

    /// Starts a program; what it says goes to files without a name, so that no pipe can fill.
    ///
    /// - Parameters:
    ///   - environment: the whole environment; nil hands on that of the tests.
    ///   - descriptors: what the process finds open beside its standard streams: its number, and ours, which must be a greater one.
    package init(
        _ program: String, _ arguments: [String], folder: String? = nil, environment: [String: String]? = nil, descriptors: [Int32: Int32] = [:]
    ) throws {
        func unnamedFile() throws -> Int32 {
            var template = Array("\(NSTemporaryDirectory())/gridscore-test-XXXXXX".utf8CString)
            let descriptor = mkstemp(&template)
            guard descriptor >= 0 else { throw SystemFailure("mkstemp") }
            unlink(template)
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            return descriptor
        }
        output = try unnamedFile()
        errors = try unnamedFile()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        for (theirs, mine) in descriptors.sorted(by: { $0.key < $1.key }) { posix_spawn_file_actions_adddup2(&actions, mine, theirs) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own, with no signal blocked or ignored: whatever the test runner does with signals stays with it.
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        let command = (folder.map { ["env", "-C", $0] } ?? []) + [program] + arguments
        var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        let own = ProcessInfo.processInfo.environment
        // What a sanitizer is told holds for all programs.
        let variables = environment?.merging(own.filter { $0.key.hasSuffix("SAN_OPTIONS") }) { $1 } ?? own
        var settings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in words + settings { free(pointer) } }
        var started: pid_t = 0
        let failure = posix_spawnp(&started, command[0], &actions, &attributes, &words, &settings)
        guard failure == 0 else {
            errno = failure
            throw SystemFailure("start of \(program)")
        }
        pid = started
    }

    deinit {
        close(output)
        close(errors)
    }

    /// Whether it has ended and waits to be collected.
    package var hasDied: Bool {
        var information = siginfo_t()
        return waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT | WNOHANG) == 0 && information.si_signo != 0
    }

    package func send(_ signal: Int32) {
        hasEnded.withLock { if !$0 { kill(pid, signal) } }
    }

    /// Waits for the end. A process that is still there after `limit` seconds hangs: it is killed, which shows as signal 9.
    package func wait(limit: Double = 120) throws -> Execution {
        let watch = DispatchWorkItem { [self] in hasEnded.withLock { if !$0 { kill(-pid, SIGKILL) } } }
        DispatchQueue.global().asyncAfter(deadline: .now() + limit, execute: watch)
        defer { watch.cancel() }
        var status: Int32 = 0
        var usage = rusage()
        // The number stays the process's own until it has been collected.
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0 { guard errno == EINTR else { throw SystemFailure("waitid") } }
        try hasEnded.withLock { ended in
            guard wait4(pid, &status, 0, &usage) == pid else { throw SystemFailure("wait4") }
            ended = true
        }
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        let signal = status & 0x7F
        return Execution(
            code: signal == 0 ? (status >> 8) & 0xFF : nil, signal: signal == 0 ? nil : signal, output: Self.content(output),
            errors: Self.content(errors), processorSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime))
    }

    private static func content(_ descriptor: Int32) -> [UInt8] {
        lseek(descriptor, 0, SEEK_SET)
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count <= 0 { return content }
            content += buffer[..<count]
        }
    }
}

/// The built program.
package enum Program {
    /// Runs the program with these arguments to its end.
    ///
    /// - Parameters:
    ///   - wrapper: a command that starts the program, such as `setpriv …`.
    ///   - memory: megabytes it may have for its data; a program that asks for more crashes.
    package static func run(
        _ arguments: [String], wrapper: [String] = [], folder: String? = nil, environment: [String: String]? = nil, memory: Int = 500,
        limit: Double = 120
    ) throws -> Execution {
        try start(arguments, wrapper: wrapper, folder: folder, environment: environment, memory: memory).wait(limit: limit)
    }

    package static func start(
        _ arguments: [String], wrapper: [String] = [], folder: String? = nil, environment: [String: String]? = nil, memory: Int = 500
    ) throws -> RunningProcess {
        // A sanitizer's shadow of all memory fits no limit.
        let isLimited = ProcessInfo.processInfo.environment["WITHOUT_MEMORY_LIMIT"] == nil
        let limit = isLimited ? ["prlimit", "--data=\(memory << 20)", "--"] : []
        let words = limit + wrapper + [Project.program] + arguments
        return try RunningProcess(words[0], Array(words.dropFirst()), folder: folder, environment: environment)
    }

    /// The arguments of `run` on an input folder, in English.
    package static func arguments(
        _ input: String, _ output: String, asOf: String, rules: String = Project.pack, _ more: [String] = []
    ) -> [String] {
        ["run", "--input", input, "--output", output, "--rules", rules, "--as-of", asOf, "--language", "en"] + more
    }

    /// Starts the command as somebody to whom permissions apply: root without the rights that override them.
    package static var unprivileged: [String] {
        geteuid() == 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--"] : []
    }
}

/// Looks again and again until something holds; false if it does not within the time.
@discardableResult
package func waitUntil(seconds: Double = 60, _ condition: () -> Bool) -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
        if condition() { return true }
        usleep(100)
    }
    return false
}
