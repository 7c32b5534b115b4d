import Foundation
import Glibc
import TestSupport
import Testing

/// nginx of the system, or the one that `.ci/test` unpacks without installing it.
private let nginx = ["/usr/sbin/nginx", "\(Project.root)/.build/nginx/usr/sbin/nginx"].first { FileManager.default.isExecutableFile(atPath: $0) }

/// The example for nginx with a real one: each head sees the own department's pages and nothing else.
@Suite(.enabled(if: nginx != nil)) struct WebTests {
    private let place: TemporaryFolder
    private var output: String { place["output"] }
    private let month: String
    private let departments: [String: String]

    /// The sample with half-years as of today, for a head is led to the page of this month; statements of three periods were asked for.
    init() throws {
        place = try TemporaryFolder()
        let today = DateFormatter()
        today.dateFormat = "yyyy-MM-dd"
        today.timeZone = TimeZone(secondsFromGMT: 8 * 3600)
        let day = today.string(from: Date())
        month = "\(day.prefix(4))/\(day.prefix(7))"
        let asked = ["--statements", String(day.prefix(7)), "--statements", "2026-Q3", "--statements", "2026-H2", "--notice", "2026-Q3"]
        let pack = try SlimPack.copy(to: place)
        try SlimPack.change(place, "pack.yaml", "  in_force:", to: "  half_years: true\n  in_force:")
        #expect(try Program.run(Program.arguments(Project.sample, place["output"], asOf: day, rules: pack, asked)).code == 2)
        let tree = FileTree(place["output"])
        var departments: [String: String] = [:]
        for name in Set(try tree.rows("\(month)/scores.csv").compactMap { $0["department"] }) {
            let sum = try RunningProcess("sh", ["-c", "printf %s \"$0\" | sha256sum | cut -c1-12", name]).wait()
            departments[name] = sum.outputText.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        self.departments = departments
    }

    /// Starts nginx with the example as it is, but for its places and TLS, and stops it in the end.
    private func serve(_ users: [String: String], _ body: (UInt16) async throws -> Void) async throws {
        var site = try String(contentsOfFile: "\(Project.root)/docs/operations/nginx.conf", encoding: .utf8)
        site = site.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.contains("ssl") || $0.hasPrefix("#") }.joined(
            separator: "\n")
        // Bound and left again: nobody else is given it for a while.
        let port = try Listener().port
        for (old, new) in [
            ("/etc/gridscore/", place["conf/"]), ("/var/lib/gridscore/output", output), ("server_name _;", "listen 127.0.0.1:\(port);"),
        ] {
            site = site.replacingOccurrences(of: old, with: new)
        }
        try place.write("conf/site.conf", site)
        try place.write("conf/web.departments", users.map { "\($0.key) \($0.value);\n" }.joined())
        try place.write("conf/web.passwords", (users.keys + ["stranger"]).map { "\($0):{PLAIN}secret-\($0)\n" }.joined())
        let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(place[$0]);" }.joined(separator: " ")
        try place.write(
            "conf/nginx.conf",
            """
            daemon off; master_process off; pid \(place["pid"]); error_log \(place["error.log"]);
            events {}
            http { types { text/html html; } access_log off; \(folders) include \(place["conf/site.conf"]); }

            """)
        let server = try RunningProcess(
            "timeout", ["--foreground", "3000", #require(nginx), "-c", place["conf/nginx.conf"], "-e", place["error.log"]],
            environment: ["TZ": "CST-8"])
        defer {
            server.send(SIGTERM)
            _ = try? server.wait(limit: 10)
        }
        waitUntil(seconds: 10) { server.hasDied || (try? get(port, nil, "/").code) == 401 }
        try #require(!server.hasDied, "\(String(decoding: FileManager.default.contents(atPath: place["error.log"]) ?? Data(), as: UTF8.self))")
        try await body(port)
    }

    private struct Answer {
        let code: Int
        let headers: String
        let body: String
    }

    private func get(_ port: UInt16, _ user: String?, _ path: String, _ more: [String] = []) throws -> Answer {
        let login = user.map { ["--user", $0.contains(":") ? $0 : "\($0):secret-\($0)"] } ?? []
        let words = ["--silent", "--include", "--path-as-is"] + login + more + ["http://127.0.0.1:\(port)\(path)"]
        let text = try RunningProcess("curl", words).wait().outputText
        let parts = text.components(separatedBy: "\r\n\r\n")
        return Answer(
            code: parts[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0, headers: parts[0], body: parts.dropFirst().joined())
    }

    private func isStatement(_ path: String, of key: String) -> Bool {
        path.hasPrefix("statements/") && path.contains("/department-\(key)/")
    }

    /// Whatever a statement names can be opened by the head who can open it, and the department's newest page names statements.
    private func everyLinkWorks(_ port: UInt16, _ user: String, on pages: [String: [UInt8]], of key: String) throws {
        var addresses: Set<String> = []
        for (path, bytes) in pages where path.hasSuffix(".html") && isStatement(path, of: key) {
            let base = try #require(URL(string: "http://h/\(path)"))
            for link in HTMLText(String(decoding: bytes, as: UTF8.self)).tags.compactMap({ $0.attributes["href"] }) {
                addresses.insert(try #require(URL(string: link, relativeTo: base)).absoluteURL.path)
            }
        }
        #expect(addresses.count > 20)
        for address in addresses.sorted() { #expect(try get(port, user, address).code == 200, "\(address)") }
        #expect(try get(port, user, "/statements/2026-Q3/department-\(key)/").code == 200)
        let newest = String(decoding: pages["\(month)/department-\(key).html"] ?? [], as: UTF8.self)
        #expect(newest.contains("href=\"../../statements/2026-Q3/department-\(key)/index.html\""))
    }

    @Test func eachHeadSeesOneDepartment() async throws {
        let (own, other) = (departments.sorted { $0.key < $1.key }[0], departments.sorted { $0.key < $1.key }[1])
        try place.write("output/.secret", "hidden")
        try place.write("output/2026/.htpasswd", "hidden")
        #expect(symlink("/etc/passwd", "\(output)/passwd.html") == 0)
        let pages = FileTree(output).files
        try await serve(["head": own.value, "hr": "all"]) { port in
            let mine = "/\(month)/department-\(own.value).html"
            let page = try get(port, "head", mine)
            #expect(page.code == 200 && Array(page.body.utf8) == pages[String(mine.dropFirst())])
            for header in [
                "Cache-Control: no-store", "X-Content-Type-Options: nosniff", "X-Frame-Options: DENY", "Content-Security-Policy: default-src 'none'",
            ] {
                #expect(page.headers.contains(header), "\(header)")
            }
            // The page's own policy and the header both apply: the header must know the page's script, and no other.
            let script = page.body.components(separatedBy: "<script>").dropFirst().first?.components(separatedBy: "</script>").first ?? ""
            let policy = try #require(page.headers.components(separatedBy: "Content-Security-Policy: ").last?.components(separatedBy: "\r\n").first)
            let sources = try #require(policy.components(separatedBy: "; ").first { $0.hasPrefix("script-src ") }).split(separator: " ").dropFirst()
            #expect(sources.contains("'sha256-\(base64Digest(script.utf8))'"), "nginx.conf does not know the digest of the script")
            #expect(sources.allSatisfy { $0.hasPrefix("'sha256-") })
            try await DevTools.withTab { tab in
                try await tab.call(
                    "Network.setExtraHTTPHeaders", ["headers": ["Authorization": "Basic \(Data("head:secret-head".utf8).base64EncodedString())"]])
                try await tab.open(address: "http://127.0.0.1:\(port)\(mine)")
                #expect(tab.console == [] && tab.requests == [])
                #expect(try await tab.isTrue("document.querySelector('button') !== null"), "the script has run")
                try await tab.call("Network.setExtraHTTPHeaders", ["headers": [String: String]()])
            }
            let theirs = "department-\(other.value).html"
            // Every file there is, and who may have it.
            for path in pages.keys.sorted() where !path.hasSuffix(".csv") || path.hasPrefix(month) {
                let isMine = path.hasSuffix("/department-\(own.value).html") || isStatement(path, of: own.value)
                #expect(try get(port, "head", "/\(path)").code == (isMine ? 200 : 403), "\(path)")
                let isHidden = path.split(separator: "/").contains { $0.hasPrefix(".") }
                #expect(try get(port, "hr", "/\(path)").code == (isHidden ? 403 : 200), "\(path)")
            }
            for path in [
                "/\(month)/../../\(month)/\(theirs)", "/\(month)/%2e%2e/%2e%2e/\(month)/\(theirs)", "\(mine)/../\(theirs)",
                "\(mine)/%2e%2e/\(theirs)",
                "/\(month)/%64epartment-\(other.value).html", "/\(month)//\(theirs)", "\(mine)%00\(theirs)", "\(mine)/", "/\(month)/", "/\(month)",
                "/run/",
                "/index.html?\(mine)", "/%2e%2e/%2e%2e/etc/passwd", "/\(month)/\(theirs)#\(mine)", "/\(month)/./\(theirs)", "\(mine)%0a",
                "/passwd.html", "/\(month)\\..\\\(theirs)", "/\(month)/DEPARTMENT-\(other.value.uppercased()).html", "/.refused",
                "/.gridscore.cache/set", "/statements/", "/statements/2026-Q3/", "/statements/2026-Q3/department-\(other.value)/",
                "/statements/2026-Q3/department-\(own.value)/../department-\(other.value)/index.html",
                "/statements/2026-Q3/department-\(own.value)/%2e%2e/department-\(other.value)/all.html",
            ] {
                let answer = try get(port, "head", path)
                #expect(answer.code == 403 || answer.code == 400, "\(path): \(answer.code)")
                if answer.code == 403 { #expect(answer.body.contains("这一页不能查看")) }
            }
            #expect(try get(port, "hr", "/passwd.html").code == 403, "a link leads out of the folder")
            try everyLinkWorks(port, "head", on: pages, of: own.value)
            // Where one comes in.
            let start = try get(port, "head", "/")
            #expect(start.code == 302 && start.headers.contains("Location: \(mine)"), "\(start.headers)")
            #expect(try get(port, "hr", "/").headers.contains("Location: /index.html"))
            #expect(try get(port, "hr", "/\(month)/").code == 200)
            // Who is not known, or has no department.
            for path in ["/", mine, "/index.html"] {
                for user in [nil, "head:wrong", "hr:wrong", "nobody"] {
                    let answer = try get(port, user, path)
                    #expect(answer.code == 401 && !answer.headers.contains("Location"), "\(user ?? "-") \(path)")
                }
                #expect(try get(port, "stranger", path).code == 403)
            }
            for method in ["POST", "PUT", "DELETE"] { #expect(try get(port, "hr", mine, ["--request", method]).code == 403) }
        }
    }

    /// The page itself says nothing of members of other departments.
    @Test func aPageHoldsItsOwnMembersOnly() throws {
        let tree = FileTree(output)
        for path in tree.tables where path.hasSuffix("/scores.csv") {
            let folder = path.dropLast("/scores.csv".count)
            let members = try tree.rows(path)
            for (department, key) in departments {
                guard let page = tree.files["\(folder)/department-\(key).html"] else { continue }
                let text = String(decoding: page, as: UTF8.self)
                let own = Set(members.filter { $0["department"] == department }.compactMap { $0["name"] })
                let others = Set(members.compactMap { $0["name"] }).subtracting(own).filter { text.contains(">\($0)<") }
                #expect(others == [], "\(folder), \(department)")
            }
        }
        let roster = try Dictionary(tree.rows("2026/scores.csv").map { ($0["name"]!, $0["member_id"]!) }) { first, _ in first }
        for (path, page) in tree.files where path.hasPrefix("statements/") && !path.hasSuffix("/index.html") && !path.hasSuffix("/all.html") {
            let text = String(decoding: page, as: UTF8.self)
            let named = roster.filter { text.contains(">\($0.key)<") || text.contains(">\($0.value)<") }
            #expect(named.count == 1, "\(path) names \(named.keys.sorted())")
        }
    }

    /// Nor does its worklist, though what one member's record would change changes ranks and lists of others.
    @Test func aWorklistNamesItsOwnMembersOnly() async throws {
        let tree = FileTree(output)
        var names: [String: Set<String>] = [:]
        for path in tree.tables where path.hasSuffix("/scores.csv") {
            for row in try tree.rows(path) { names[row["department"]!, default: []].insert(row["name"]!) }
        }
        let everybody = names.values.reduce(Set()) { $0.union($1) }
        for (department, key) in departments {
            let page = try #require(tree.files["worklist/department-\(key).html"])
            let text = String(decoding: page, as: UTF8.self)
            #expect(everybody.subtracting(names[department]!).filter { text.contains($0) } == [], "\(department)")
            #expect(names[department]!.contains { text.contains($0) })
        }
        try await serve(["head": departments.sorted { $0.key < $1.key }[0].value]) { port in
            let keys = departments.sorted { $0.key < $1.key }.map(\.value)
            let own = try get(port, "head", "/worklist/department-\(keys[0]).html")
            #expect(own.code == 200 && own.body.contains("Worklist"))
            for path in [
                "department-\(keys[1]).html", "index.html", "", "x/department-\(keys[0]).html", "2026/department-\(keys[0]).html",
                "department-\(keys[0]).html/", "../worklist/department-\(keys[1]).html",
            ] {
                let answer = try get(port, "head", "/worklist/\(path)")
                #expect(answer.code == 403, "\(path)")
            }
        }
    }
}
