import Foundation
import TestSupport
import Testing

/// The pages as a browser sees them: they open from disk, ask for nothing, break no policy, and lead nowhere that is not there.
@Suite struct BrowserTests {
    /// One page a period, one a department a period, and the way in.
    @Test func everyPeriodAndDepartmentHasItsPage() throws {
        let (pages, tree) = try SampleSite.of("zh").both
        #expect(pages["index.html"] != nil)
        for period in try RunManifest(tree.files[manifestPath]!).periods {
            let folder = period.id.count == 4 ? period.id : "\(period.id.prefix(4))/\(period.id)"
            #expect(pages["\(folder)/index.html"] != nil, "\(folder)/index.html is missing")
            let departments = Set(try CSVTable(tree.files["\(folder)/scores.csv"]!).texts("部门")!)
            let count = pages.keys.count { $0.hasPrefix("\(folder)/department-") && !$0.dropFirst(folder.count + 1).contains("/") }
            #expect(count == departments.count, "\(folder): \(count) department pages for \(departments.count) departments")
        }
    }

    /// What the tests in the browser look for is seen where it is: a page that asks for a picture, one that breaks its policy, and
    /// one that is hard to read.
    @Test func theBrowserTellsOnBadPages() async throws {
        let place = try TemporaryFolder()
        let head = "<!DOCTYPE html><meta charset=\"utf-8\">"
        let asking = try place.write("asking.html", head + "<img src=\"http://192.0.2.1/x.png\">")
        let breaking = try place.write(
            "breaking.html",
            head + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"><p style=\"color: red\">x<script>1</script>")
        let faint = try place.write(
            "faint.html",
            head + "<h1>a</h1><h3>b</h3><p style=\"color: #999\">faint<table style=\"width: 2000px\"><tr><th>c</table>"
                + "<svg role=\"img\"><text y=\"10\">one</text><text y=\"11\">two</text></svg>")
        try await DevTools.withTab { tab in
            try await tab.open(asking)
            #expect(tab.requests == ["http://192.0.2.1/x.png"])
            try await tab.open(breaking)
            #expect(tab.console.count >= 2)
            try await tab.open(faint)
            let structure = try await tab.check("structure()").joined(separator: "\n")
            for word in ["follows an h1", "0 main", "no scope", "no caption", "no language", "without words"] {
                #expect(structure.contains(word), "\(word)")
            }
            #expect(try await tab.check("contrast()").count == 1)
            #expect(try await !tab.check("fit()").isEmpty)
            #expect(try await tab.check("labels()").count == 1)
        }
    }

    /// Every link leads to a file, every anchor to an id that stands once in its page.
    @Test(arguments: ["zh", "en"]) func linksLeadSomewhere(language: String) throws {
        let (pages, tree) = try SampleSite.of(language).both
        let ids = pages.mapValues { page in page.tags.compactMap { $0.attributes["id"] } }
        for (path, list) in ids { #expect(Set(list).count == list.count, "\(path): an id stands twice") }
        var count = 0
        for (path, page) in pages {
            for link in page.tags.compactMap({ $0.attributes["href"] }) {
                count += 1
                let parts = HTMLText.plain(link).split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                let target = parts[0].isEmpty ? path : resolve(parts[0], from: path)
                guard let target, tree.files[target] != nil else {
                    Issue.record("\(path): \(link) leads nowhere")
                    continue
                }
                if parts.count == 2 {
                    let anchor = parts[1].removingPercentEncoding ?? parts[1]
                    #expect(ids[target]?.contains { Array(HTMLText.plain($0).utf8) == Array(anchor.utf8) } == true, "\(path): \(link) has no such id")
                }
            }
        }
        #expect(count > 100)
        // Everything that was published can be reached from the first page, files of figures too.
        let reached = reach(pages)
        #expect(Set(pages.keys).subtracting(reached) == [], "pages that no link leads to")
    }

    private func reach(_ pages: [String: HTMLText]) -> Set<String> {
        var reached: Set = ["index.html"]
        var open = ["index.html"]
        while let path = open.popLast() {
            for link in pages[path]?.tags.compactMap({ $0.attributes["href"] }) ?? [] {
                let file = String(HTMLText.plain(link).split(separator: "#", omittingEmptySubsequences: false)[0])
                if let target = resolve(file, from: path), reached.insert(target).inserted { open.append(target) }
            }
        }
        return reached
    }

    /// The path below the output folder that a relative address means; nil if it is none or leads out.
    private func resolve(_ address: String, from page: String) -> String? {
        guard !address.contains(":"), !address.hasPrefix("/") else { return nil }
        var parts = page.split(separator: "/").dropLast().map(String.init)
        for part in (address.removingPercentEncoding ?? address).split(separator: "/").map(String.init) where part != "." {
            if part == ".." {
                guard parts.popLast() != nil else { return nil }
            } else {
                parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }

    /// The head's order, the policy, and what no page has.
    @Test(arguments: ["zh", "en"]) func pagesAreStrict(language: String) throws {
        let (pages, tree) = try SampleSite.of(language).both
        for (path, page) in pages {
            let text = String(decoding: tree.files[path]!, as: UTF8.self)
            #expect(text.utf8.starts(with: "<!DOCTYPE html>".utf8), "\(path)")
            let names = page.tags.map(\.name)
            #expect(Array(names.prefix(2)) == ["html", "head"])
            let html = page.tags[0]
            #expect(html.attributes["lang"]?.hasPrefix(language) == true, "\(path): the page says its language")
            let first = page.tags[2]
            #expect(first.name == "meta" && first.attributes["charset"]?.lowercased() == "utf-8", "\(path): the encoding comes first")
            let policies = page.tags.enumerated().filter { $0.element.attributes["http-equiv"]?.lowercased() == "content-security-policy" }
            #expect(policies.count == 1)
            if let (index, policy) = policies.first.map({ ($0.offset, HTMLText.plain($0.element.attributes["content"] ?? "")) }) {
                #expect(index == 3, "\(path): the policy comes before any content")
                for rule in ["default-src 'none'", "base-uri 'none'", "form-action 'none'"] { #expect(policy.contains(rule), "\(path): \(rule)") }
                for word in ["unsafe", "frame-ancestors", "report-uri", "sandbox", "http:", "https:", "*"] {
                    #expect(!policy.contains(word), "\(path): \(word)")
                }
            }
            for name in ["iframe", "object", "embed", "base", "form", "link", "img", "picture", "audio", "video"] {
                #expect(!names.contains(name), "\(path): \(name)")
            }
            // One script, the one that the policy knows by its digest, and nothing else may run; in sheets none.
            let isSheet = path.hasPrefix("statements/") || path.hasPrefix("notice/")
            #expect(names.count { $0 == "script" } == (isSheet ? 0 : 1), "\(path)")
            let policy = HTMLText.plain(page.tags[3].attributes["content"] ?? "")
            let sources = policy.split(separator: ";").map { $0.split(separator: " ").map(String.init) }.first { $0.first == "script-src" }
            if isSheet {
                #expect(sources == nil, "\(path): \(policy)")
            } else {
                let script = text.components(separatedBy: "<script>").dropFirst().first?.components(separatedBy: "</script>").first ?? ""
                #expect(script.utf8.count > 1000)
                #expect(sources == ["script-src", "'sha256-\(base64Digest(script.utf8))'"], "\(path): \(policy)")
            }
            for tag in page.tags {
                for (name, value) in tag.attributes {
                    #expect(name != "style" && !name.hasPrefix("on"), "\(path): <\(tag.name) \(name)>")
                    #expect(
                        !(["src", "href", "srcset", "data", "poster", "action"].contains(name) && value.contains(":")), "\(path): \(name)=\(value)")
                }
            }
            let style = text.components(separatedBy: "<style>").dropFirst().map { $0.components(separatedBy: "</style>")[0] }.joined()
            #expect(!style.contains("url(") && !style.contains("@import"), "\(path): the style asks for something")
        }
    }

    // MARK: Hostile texts

    /// Texts that try to become markup; some begin with a letter that a combining mark hides from careless code.
    private static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "\"\u{301} onmouseover=alert(1) x=\"\u{301}",
        "<\u{338}b>x", "&\u{301}lt;", "&lt;b&gt;", "</title></td></table>", "--><b>", "]]>", "{{name}}", "{{{name}}}", "<!--", "`${x}`",
        "\u{202E}<b>",
    ]

    /// Every text as name, department, team, id, note and value: no page gains an element or an attribute, and all of it is shown.
    @Test func hostileTextsStayText() throws {
        let harmless = try pagesOf { "text \($0)" }
        let hostile = try pagesOf { Self.hostile[$0 % Self.hostile.count] }
        func sum(_ pages: [String: HTMLText]) -> [String: Int] {
            pages.values.reduce(into: [:]) { counts, page in counts.merge(page.census) { $0 + $1 } }
        }
        #expect(hostile.pages.count == harmless.pages.count)
        let (bad, good) = (sum(hostile.pages), sum(harmless.pages))
        for key in Set(bad.keys).union(good.keys).sorted() where bad[key] != good[key] {
            Issue.record("<\(key)>: \(bad[key] ?? 0) times with hostile texts, \(good[key] ?? 0) with harmless ones")
        }
        let sources = hostile.tree.files.filter { $0.key.hasSuffix(".html") }.map { String(decoding: $0.value, as: UTF8.self) }
        let shown = HTMLText.plain(sources.joined())
        for text in Self.hostile {
            #expect(shown.range(of: text, options: .literal) != nil, "\(text) is shown nowhere")
            if text.unicodeScalars.contains("<") {
                #expect(!sources.contains { $0.range(of: text, options: .literal) != nil }, "\(text) is not escaped")
            }
        }
    }

    /// The same in the browser, which has the last word on what is an element.
    @Test func hostileTextsStayTextInTheBrowser() async throws {
        let harmless = try pagesOf { "text \($0)" }
        let hostile = try pagesOf { Self.hostile[$0 % Self.hostile.count] }
        try await DevTools.withTab { tab in
            func census(_ place: TemporaryFolder, _ paths: [String]) async throws -> [String: Int] {
                var counts: [String: Int] = [:]
                for path in paths {
                    try await tab.open(place["output/\(path)"])
                    #expect(tab.console == [] && tab.requests == [], "\(path)")
                    counts.merge(HTMLText(try await tab.text("document.documentElement.outerHTML")).census) { $0 + $1 }
                }
                return counts
            }
            for path in ["index.html", "2026/2026-10/index.html"] {
                let (bad, good) = (try await census(hostile.place, [path]), try await census(harmless.place, [path]))
                #expect(bad == good, "\(path)")
            }
            func departments(_ pages: [String: HTMLText]) -> [String] { pages.keys.sorted().filter { $0.hasPrefix("2026/2026-10/department-") } }
            let (bad, good) = (
                try await census(hostile.place, departments(hostile.pages)), try await census(harmless.place, departments(harmless.pages))
            )
            #expect(bad == good)
        }
    }

    /// A company of three departments whose every text is made by `text`.
    private func pagesOf(_ text: (Int) -> String) throws -> (place: TemporaryFolder, pages: [String: HTMLText], tree: FileTree) {
        func cell(_ value: String) -> String { "\"" + value.replacingOccurrences(of: "\"", with: "\"\"", options: .literal) + "\"" }
        var members = "member_id,name,department,team\n"
        var calls = "call_id,member_id,time,purpose,outcome,affected_work,note\n"
        var praise = "commendation_id,member_id,time,kind,evidence,confirmed_by,note\n"
        for number in 0..<Self.hostile.count {
            // The number in front keeps ids apart and valid; both runs have the same shape.
            let id = cell("\(number)\(text(number))")
            members += "\(id),\(cell(text(number))),\(cell(text(number / 5))),\(cell(text(number)))\n"
            calls += "\(id),\(id),2026-10-05 09:00,other,missed,yes,\(cell(text(number)))\n"
            calls += "\(cell("x\(number)\(text(number))")),\(id),2026-10-05,\(cell(text(number))),missed,,\n"
            praise += "\(id),\(id),2026-10-06,proactive,,,\(cell(text(number)))\n"
        }
        let place = try TemporaryFolder()
        try place.write("input/members.csv", members)
        try place.write("input/calls.csv", calls)
        try place.write("input/commendations.csv", praise)
        let (run, tree) = try SmallCompany.run(place)
        #expect(run.code == 2, "\(run.errorText)")
        #expect(try tree.totals()["used"] == 3 * Self.hostile.count)
        #expect(audit(tree) == [])
        return (place, SampleSite.pages(tree), tree)
    }
}
