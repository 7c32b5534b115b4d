import Foundation
import TestSupport
import Testing

/// Headless Chromium, as a department head's browser.
struct Browser {
    /// What the browser made of a page.
    struct Visit {
        /// The document as the browser holds it.
        let document: String
        /// Lines of the console: errors, warnings, violations of the page's policy.
        let console: [String]
        /// What the page asked of the network; the browser's own housekeeping is left out.
        let requests: [String]
    }

    private let path: String

    /// - Throws: if there is no Chromium; the pages cannot be tested without.
    init() throws {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let found = folders.map { "\($0)/chromium" }.first { FileManager.default.isExecutableFile(atPath: $0) }
        path = try #require(found, "the pages are tested in Chromium, which is missing here: apt-get install chromium")
    }

    func visit(_ page: String) throws -> Visit {
        let place = try TemporaryFolder()
        let address = URL(fileURLWithPath: page).absoluteString
        let run = try RunningProcess(
            path,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync",
                "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
                // No name is looked up: whoever asks for something outside is noted, and gets nothing.
                "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--user-data-dir=\(place["profile"])",
                "--log-net-log=\(place["net.json"])", "--net-log-capture-mode=Everything", "--dump-dom", address,
            ]
        ).wait(limit: 60)
        guard run.code == 0, !run.output.isEmpty else { throw Failed(description: "Chromium ended with \(run.code ?? -1): \(run.errorText)") }
        let console = run.errorText.split(separator: "\n").map(String.init).filter {
            $0.contains("CONSOLE") || $0.contains("Content Security Policy")
        }
        return Visit(document: run.outputText, console: console, requests: try requests(place["net.json"], except: address))
    }

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    /// The requests of the log that a document started.
    private func requests(_ log: String, except address: String) throws -> [String] {
        var data = try Data(contentsOf: URL(fileURLWithPath: log))
        if (try? JSONSerialization.jsonObject(with: data)) == nil {
            // The log of a browser that has ended early lacks its last brackets.
            while let last = data.last, last == 0x0A || last == UInt8(ascii: ",") { data.removeLast() }
            data += Data("]}".utf8)
        }
        let content = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        let events = try #require(content["events"] as? [[String: Any]])
        #expect(!events.isEmpty)
        return events.compactMap { event in
            guard let details = event["params"] as? [String: Any], let url = details["url"] as? String,
                let initiator = details["initiator"] as? String,
                initiator != "not an origin", url != address
            else { return nil }
            return url
        }
    }
}
