import Foundation
import TestSupport
import Testing

/// A tab of the browser that all tests share.
struct Tab: Sendable {
    let browser: DevTools
    let session: String

    /// How a page is looked at.
    enum Look: String, CaseIterable {
        case desktop, phone, paper

        /// A4 without its margins is 184 mm wide, in pixels of 1/96 inch.
        var width: Int {
            switch self {
            case .desktop: 1280
            case .phone: 390
            case .paper: 695
            }
        }
    }

    @discardableResult
    func call(_ method: String, _ parameters: [String: Any] = [:]) async throws -> [String: Any] {
        try await browser.call(method, parameters, in: session)
    }

    /// A desktop in daylight, with scripts.
    func reset() async throws {
        try await call("Emulation.setScriptExecutionDisabled", ["value": false])
        try await look(.desktop)
    }

    func look(_ look: Look, isDark: Bool = false) async throws {
        try await call(
            "Emulation.setDeviceMetricsOverride",
            ["width": look.width, "height": 844, "deviceScaleFactor": 1, "mobile": look == .phone])
        let features = ["prefers-color-scheme": isDark ? "dark" : "light", "prefers-reduced-motion": "reduce"]
        try await call(
            "Emulation.setEmulatedMedia",
            ["media": look == .paper ? "print" : "", "features": features.map { ["name": $0.key, "value": $0.value] }])
    }

    /// Opens a file and waits until it has loaded and its script has run.
    func open(_ file: String, anchor: String = "") async throws {
        try await open(address: URL(fileURLWithPath: file).absoluteString + anchor)
    }

    func open(address: String) async throws {
        // Between two addresses that differ only in their anchor nothing would be loaded.
        browser.clear(session)
        try await call("Page.navigate", ["url": "about:blank"])
        _ = try await browser.event("Page.loadEventFired", in: session)
        browser.clear(session)
        let answer = try await call("Page.navigate", ["url": address])
        if let error = answer["errorText"] as? String, !error.isEmpty { throw DevTools.Failed(description: "\(address): \(error)") }
        _ = try await browser.event("Page.loadEventFired", in: session)
        // What the page has caused has been told when this is answered.
        try await evaluate("0")
    }

    /// The value of an expression, as JSON has it.
    @discardableResult
    func evaluate(_ expression: String) async throws -> Any? {
        let answer = try await call("Runtime.evaluate", ["expression": expression, "returnByValue": true, "awaitPromise": true])
        if let failure = answer["exceptionDetails"] as? [String: Any] {
            let exception = failure["exception"] as? [String: Any]
            throw DevTools.Failed(description: "\(exception?["description"] ?? failure["text"] ?? failure)")
        }
        return (answer["result"] as? [String: Any])?["value"]
    }

    func text(_ expression: String) async throws -> String { try #require(await evaluate(expression) as? String, "\(expression) is no text") }
    func number(_ expression: String) async throws -> Double { try #require(await evaluate(expression) as? Double, "\(expression) is no number") }
    func texts(_ expression: String) async throws -> [String] { try #require(await evaluate(expression) as? [String], "\(expression) are no texts") }
    func isTrue(_ expression: String) async throws -> Bool { try await evaluate(expression) as? Bool == true }

    /// What one of the checks in `page-checks.js` finds wrong.
    func check(_ name: String) async throws -> [String] { try await texts("(\(Self.checks)).\(name)") }

    private static let checks: String = {
        let file = "\(Project.root)/Tests/ProgramTests/page-checks.js"
        return (try? String(contentsOfFile: file, encoding: .utf8)) ?? "\(file) is missing"
    }()

    /// Lines of the console: errors, warnings, violations of the page's policy.
    var console: [String] {
        browser.events(in: session).compactMap { event in
            let fields = event.parameters
            switch event.method {
            case "Log.entryAdded": return (fields["entry"] as? [String: Any]).map { "\($0["text"] ?? $0)" }
            case "Runtime.consoleAPICalled": return "\(fields["args"] ?? fields)"
            case "Runtime.exceptionThrown": return "\(fields["exceptionDetails"] ?? fields)"
            case "Audits.issueAdded": return (fields["issue"] as? [String: Any]).map { "\($0["code"] ?? $0)" }
            default: return nil
            }
        }
    }

    /// What the page has asked for beside itself.
    var requests: [String] {
        browser.events(in: session).compactMap { event in
            guard event.method == "Network.requestWillBeSent", event.parameters["type"] as? String != "Document" else { return nil }
            return (event.parameters["request"] as? [String: Any])?["url"] as? String
        }
    }

    // MARK: Keys

    /// Presses a key and lets it go.
    func press(_ key: String) async throws {
        let codes = ["Tab": 9, "Enter": 13, " ": 32]
        var fields: [String: Any] = ["type": "keyDown", "key": key, "code": key == " " ? "Space" : key, "windowsVirtualKeyCode": codes[key] ?? 0]
        if key == "Enter" { fields["text"] = "\r" }
        if key == " " { fields["text"] = " " }
        try await call("Input.dispatchKeyEvent", fields)
        fields["type"] = "keyUp"
        fields["text"] = nil
        try await call("Input.dispatchKeyEvent", fields)
    }

    func type(_ text: String) async throws { try await call("Input.insertText", ["text": text]) }

    /// The page as a PDF file.
    func print() async throws -> [UInt8] {
        let data = try #require(await call("Page.printToPDF", ["preferCSSPageSize": true])["data"] as? String)
        return Array(Data(base64Encoded: data) ?? Data())
    }
}
