import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

/// Headless Chromium, one for all tests, spoken to in its DevTools protocol: messages are JSON over two pipes, each with a
/// zero byte at its end. It ends when the tests do.
final class DevTools: Sendable {
    /// A message of the browser.
    struct Message: @unchecked Sendable {
        let fields: [String: Any]

        var method: String? { fields["method"] as? String }
        var parameters: [String: Any] { fields["params"] as? [String: Any] ?? [:] }
    }

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    private struct State {
        var last = 0
        var answers: [Int: CheckedContinuation<Message, any Error>] = [:]
        /// Events of a tab since it was last cleared.
        var events: [String: [Message]] = [:]
        var waiting: [(number: Int, session: String, method: String, answer: CheckedContinuation<Message, any Error>)] = []
        /// Tabs that nobody uses, and who waits for one.
        var idle: [String] = []
        var tabs = 0
        var queue: [CheckedContinuation<String?, any Error>] = []
        var hasEnded = false
    }

    private let state = Mutex(State())
    private let process: RunningProcess
    private let input: Int32

    /// More would only wait for each other.
    private static let tabs = 2

    private static let shared = Result { try DevTools() }
    /// The browser's own folder, removed when the tests end.
    private static let profile = Mutex<TemporaryFolder?>(nil)

    private init() throws {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let found = folders.map { "\($0)/chromium" }.first { FileManager.default.isExecutableFile(atPath: $0) }
        let path = try #require(found, "the pages are tested in Chromium, which is missing here: apt-get install chromium")
        /// The ends of a pipe, to read from and to write to, above the numbers that the browser knows them by.
        func makePipe() throws -> (Int32, Int32) {
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else { throw SystemFailure("pipe") }
            defer { ends.forEach { close($0) } }
            return (fcntl(ends[0], F_DUPFD_CLOEXEC, 16), fcntl(ends[1], F_DUPFD_CLOEXEC, 16))
        }
        let (theirInput, input) = try makePipe()
        let (output, theirOutput) = try makePipe()
        self.input = input
        let place = try TemporaryFolder()
        process = try RunningProcess(
            path,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync",
                "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--hide-scrollbars",
                // No name is looked up: whoever asks for something outside of this machine is noted, and gets nothing.
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--user-data-dir=\(place["profile"])", "--remote-debugging-pipe",
                "about:blank",
            ], descriptors: [3: theirInput, 4: theirOutput])
        close(theirInput)
        close(theirOutput)
        signal(SIGPIPE, SIG_IGN)
        Thread.detachNewThread { [weak self] in Self.read(output) { self?.take($0) } }
        Self.profile.withLock { $0 = place }
        atexit {
            try? DevTools.shared.get().end()
            DevTools.profile.withLock { $0 = nil }
        }
    }

    private func end() {
        kill(-process.pid, SIGKILL)
        _ = try? process.wait(limit: 10)
    }

    /// Hands over one message after the other, and nil when there are no more.
    private static func read(_ descriptor: Int32, _ hand: (Message?) -> Void) {
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            var start = 0
            for index in 0..<count where buffer[index] == 0 {
                rest += buffer[start..<index]
                if let fields = try? JSONSerialization.jsonObject(with: Data(rest)) as? [String: Any] { hand(Message(fields: fields)) }
                rest.removeAll(keepingCapacity: true)
                start = index + 1
            }
            rest += buffer[start..<count]
        }
        hand(nil)
    }

    private func take(_ message: Message?) {
        state.withLock { state in
            guard let message else {
                state.hasEnded = true
                let ended = Failed(description: "Chromium has ended")
                state.answers.values.forEach { $0.resume(throwing: ended) }
                state.waiting.forEach { $0.answer.resume(throwing: ended) }
                (state.answers, state.waiting) = ([:], [])
                return
            }
            if let number = message.fields["id"] as? Int {
                state.answers.removeValue(forKey: number)?.resume(returning: message)
            } else if let session = message.fields["sessionId"] as? String {
                if let place = state.waiting.firstIndex(where: { $0.session == session && $0.method == message.method }) {
                    state.waiting.remove(at: place).answer.resume(returning: message)
                }
                state.events[session, default: []].append(message)
            }
        }
    }

    // MARK: Commands

    /// Sends a command and waits for its result.
    @discardableResult
    func call(_ method: String, _ parameters: [String: Any] = [:], in session: String? = nil) async throws -> [String: Any] {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        var fields: [String: Any] = ["id": number, "method": method, "params": parameters]
        if let session { fields["sessionId"] = session }
        let bytes = try Array(JSONSerialization.data(withJSONObject: fields)) + [0]
        let answer = try await withCheckedThrowingContinuation { answer in
            let isOpen = state.withLock { state in
                if !state.hasEnded { state.answers[number] = answer }
                return !state.hasEnded
            }
            guard isOpen else { return answer.resume(throwing: Failed(description: "Chromium has ended")) }
            giveUpLater { state in
                state.answers.removeValue(forKey: number)?.resume(throwing: Failed(description: "\(method) has no answer"))
            }
            send(bytes)
        }
        if let error = answer.fields["error"] { throw Failed(description: "\(method): \(error)") }
        return answer.fields["result"] as? [String: Any] ?? [:]
    }

    private let sending = Mutex(())

    private func send(_ bytes: [UInt8]) {
        sending.withLock { _ in
            var done = 0
            while done < bytes.count {
                let count = bytes[done...].withUnsafeBufferPointer { write(input, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return }
                done += count
            }
        }
    }

    /// Waits for an event of a tab, which may have come since the tab was cleared.
    func event(_ method: String, in session: String) async throws -> Message {
        try await withCheckedThrowingContinuation { answer in
            state.withLock { state in
                if let known = state.events[session]?.first(where: { $0.method == method }) {
                    answer.resume(returning: known)
                } else if state.hasEnded {
                    answer.resume(throwing: Failed(description: "Chromium has ended"))
                } else {
                    state.last += 1
                    state.waiting.append((state.last, session, method, answer))
                    let number = state.last
                    giveUpLater { state in
                        guard let place = state.waiting.firstIndex(where: { $0.number == number }) else { return }
                        state.waiting.remove(at: place).answer.resume(throwing: Failed(description: "\(method) has not come"))
                    }
                }
            }
        }
    }

    /// A browser that says nothing must not hold up the tests.
    private func giveUpLater(_ give: @escaping @Sendable (inout State) -> Void) {
        DispatchQueue.global().asyncAfter(deadline: .now() + 60) { self.state.withLock { give(&$0) } }
    }

    func events(in session: String) -> [Message] { state.withLock { $0.events[session] ?? [] } }

    func clear(_ session: String) { state.withLock { $0.events[session] = [] } }

    // MARK: Tabs

    /// A tab for the time of `body`, as if it were new.
    static func withTab<Result>(_ body: (Tab) async throws -> Result) async throws -> Result {
        let browser = try shared.get()
        let session = try await browser.take()
        defer { browser.giveBack(session) }
        let tab = Tab(browser: browser, session: session)
        try await tab.reset()
        return try await body(tab)
    }

    private func take() async throws -> String {
        enum Way { case idle(String), new, queue }
        let way: Way = state.withLock { state in
            if let idle = state.idle.popLast() { return .idle(idle) }
            if state.tabs == Self.tabs { return .queue }
            state.tabs += 1
            return .new
        }
        switch way {
        case .idle(let session): return session
        case .new: break
        case .queue:
            let session = try await withCheckedThrowingContinuation { next in
                let idle = state.withLock { state in
                    if let idle = state.idle.popLast() { return idle as String? }
                    state.queue.append(next)
                    return nil
                }
                if let idle { next.resume(returning: idle) }
            }
            if let session { return session }
        }
        let target = try await call("Target.createTarget", ["url": "about:blank", "newWindow": true])
        let attached = try await call("Target.attachToTarget", ["targetId": target["targetId"] ?? "", "flatten": true])
        let session = try #require(attached["sessionId"] as? String)
        for domain in ["Page", "Runtime", "Log", "Network", "Audits"] { try await call("\(domain).enable", in: session) }
        try await call("Emulation.setFocusEmulationEnabled", ["enabled": true], in: session)
        return session
    }

    private func giveBack(_ session: String) {
        let next = state.withLock { state in
            if state.queue.isEmpty {
                state.idle.append(session)
                return nil as CheckedContinuation<String?, any Error>?
            }
            return state.queue.removeFirst()
        }
        next?.resume(returning: session)
    }
}
