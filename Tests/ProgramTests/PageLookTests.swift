import Foundation
import TestSupport
import Testing

/// Every page of the run in Chromium, on a desktop, on a phone and on paper, by day and by night.
@Suite struct PageLookTests {
    /// Nothing on the console, no request but for the page itself; headings, landmarks, tables, drawings and names; contrast;
    /// nothing outside of the window or cut off, no label on another.
    @Test func pagesAreSilentReadableAndFit() async throws {
        let site = try SampleSite.of("zh")
        #expect(site.toLookAt.count > 45)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for page in site.toLookAt {
                group.addTask { try await DevTools.withTab { try await Self.look(at: "\(site.output)/\(page)", page, $0) } }
            }
            try await group.waitForAll()
        }
    }

    /// - Parameter page: what it is called where something is wrong with it.
    static func look(at path: String, _ page: String, _ tab: Tab) async throws {
        try await tab.open(path)
        #expect(tab.console == [], "\(page)")
        #expect(tab.requests == [], "\(page)")
        func expect(_ check: String, _ how: String = "") async throws {
            let problems = try await tab.check(check)
            #expect(problems == [], "\(page) \(how)")
        }
        try await expect("structure()")
        // What is folded is of the same colours as what is not.
        try await tab.evaluate("for (const fold of [...document.querySelectorAll('details')].slice(0, 2)) fold.open = true")
        for (look, isDark) in [(Tab.Look.desktop, false), (.phone, true), (.paper, false)] {
            try await tab.look(look, isDark: isDark)
            try await expect("look()", "\(look)")
        }
        #expect(tab.console == [] && tab.requests == [], "\(page)")
    }

    /// One page of each sort as a PDF: it has pages, and nothing is scaled down to fit.
    @Test func pagesPrint() async throws {
        let site = try SampleSite.of("zh")
        for page in site.ofEachSort {
            let pdf = try await DevTools.withTab { tab in
                try await tab.open("\(site.output)/\(page)")
                return try await tab.print()
            }
            let text = String(decoding: pdf, as: Unicode.ASCII.self)
            #expect(text.hasPrefix("%PDF-"))
            let boxes = Set(text.matches(of: /\/MediaBox \[(0 0 [0-9.]+ [0-9.]+)\]/).map { String($0.output.1) })
            #expect(boxes.count == 1 && boxes.first?.hasPrefix("0 0 59") == true, "\(page): \(boxes)")
        }
    }

    /// With the keyboard alone: the first stop is the way past the head of the page, then everything comes in its order and can be
    /// seen to have the focus; Enter opens what is folded.
    @Test func everythingIsReachedWithTheKeyboard() async throws {
        let site = try SampleSite.of("zh")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for page in site.ofEachSort {
                group.addTask { try await DevTools.withTab { try await walk(page, of: site, $0) } }
            }
            try await group.waitForAll()
        }
    }

    private func walk(_ page: String, of site: SampleSite, _ tab: Tab) async throws {
        try await tab.open("\(site.output)/\(page)")
        let order = try await tab.check("reachable()")
        _ = try await tab.check("focusLog()")
        for _ in order { try await tab.press("Tab") }
        let stops = try await tab.texts("window.focusLog")
        #expect(stops == order, "\(page)")
        // The way past the head; of most sheets there is nothing to be reached behind it.
        try await tab.evaluate("document.activeElement.blur(); window.scrollTo(0, 0); document.querySelector('.skip').focus()")
        try await tab.press("Enter")
        try await tab.press("Tab")
        let isBehind = "document.activeElement.closest('main, footer') !== null || document.activeElement === document.body"
        let isLast = "document.querySelector(':is(main, footer) :is(a[href], summary, button, input, select)') === null"
        #expect(try await tab.isTrue("location.hash === '#main' && (\(isBehind) || \(isLast))"), "\(page)")
        guard try await tab.isTrue("document.querySelector('details') !== null") else { return }
        for isOpen in [true, false] {
            try await tab.evaluate("document.querySelector('summary').focus()")
            try await tab.press("Enter")
            #expect(try await tab.isTrue("document.querySelector('details').open") == isOpen, "\(page)")
        }
    }

    /// A page is the same with scripts off but for what the script has made: everything can be read, and folds open.
    @Test func everythingIsReadableWithoutScripts() async throws {
        let site = try SampleSite.of("zh")
        for page in site.ofEachSort {
            try await DevTools.withTab { tab in
                func text() async throws -> [String] {
                    try await tab.texts(
                        "[...document.querySelectorAll('main tr, main h2, main h3, main p, main li')].map((part) => part.textContent.trim())")
                }
                try await tab.open("\(site.output)/\(page)")
                let withScript = try await text()
                try await tab.call("Emulation.setScriptExecutionDisabled", ["value": true])
                try await tab.open("\(site.output)/\(page)")
                #expect(try await text() == withScript, "\(page)")
                #expect(try await tab.isTrue("document.querySelector('button, input, select, [hidden]') === null"), "\(page)")
                #expect(tab.console == [] && tab.requests == [], "\(page)")
                guard try await tab.isTrue("document.querySelector('details') !== null") else { return }
                try await tab.evaluate("document.querySelector('summary').focus()")
                try await tab.press("Enter")
                #expect(try await tab.isTrue("document.querySelector('details').open"), "\(page)")
            }
        }
    }
}
