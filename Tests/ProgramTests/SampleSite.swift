import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

/// The pages of the sample company, for all tests: a quarter is filed, a complaint about it came in later, and statements and
/// notices of filed and other periods were asked for.
struct SampleSite: Sendable {
    /// The output folder.
    let output: String
    let tree: FileTree
    /// By path, but for copies beside seals: these are to be put back in their place, not to be read where they are.
    let pages: [String: HTMLText]

    var both: (pages: [String: HTMLText], tree: FileTree) { (pages, tree) }

    /// - Parameter language: `zh` or `en`.
    static func of(_ language: String) throws -> SampleSite {
        try (language == "zh" ? chinese : english).get()
    }

    private static let chinese = Result { try SampleSite("zh") }
    private static let english = Result { try SampleSite("en") }
    /// Removed when the tests end.
    private static let kept = Mutex<[TemporaryFolder]>([])

    private init(_ language: String) throws {
        let place = try TemporaryFolder()
        output = place["output"]
        let input = try place.copy(Project.sample, to: "input")
        let score = Program.arguments(input, place["output"], asOf: Project.sampleDay, rules: SlimPack.path, ["--language", language])
        #expect(try Program.run(score).code == 2)
        for period in ["2026-04", "2026-05", "2026-06", "2026-Q2"] {
            let file = ["file", period, "--by", "<b>office", "--accept-pending", "\"known\""]
            let run = try Program.run(file + ["--input", input, "--output", place["output"], "--rules", SlimPack.path])
            #expect(run.code == 0, "\(run.errorText)")
        }
        try place.write(
            "input/2026-07/complaints-late.csv",
            "complaint_id,member_id,time,status,decided\nT9,W1019,2026-05-12 10:00,verified,2026-05-28 10:00\n")
        let asked = ["--statements", "2026-05", "--statements", "2026-10", "--statements", "2026-Q2", "--notice", "2026-Q2", "--notice", "2026-10"]
        #expect(try Program.run(score + asked).code == 2)
        tree = FileTree(place["output"])
        #expect(tree.files["corrections/2026-Q2/index.html"] != nil && tree.files["filed/index.html"] != nil)
        pages = Self.pages(tree)
        Self.kept.withLock { $0.append(place) }
        atexit { SampleSite.kept.withLock { $0 = [] } }
    }

    static func pages(_ tree: FileTree) -> [String: HTMLText] {
        tree.files.filter { $0.key.hasSuffix(".html") && !$0.key.hasPrefix("filed/0") }
            .mapValues { HTMLText(String(decoding: $0, as: UTF8.self)) }
    }

    /// All pages, but of the statements of a department in a period no more than one: the page of all holds the others.
    var toLookAt: [String] {
        var folders: Set<String> = []
        return pages.keys.sorted().filter { page in
            let name = page.split(separator: "/").last!
            guard page.hasPrefix("statements/"), name != "index.html", name != "all.html" else { return true }
            return folders.insert(String(page.dropLast(name.count))).inserted
        }
    }

    /// One page of each sort: of those whose paths differ in numbers and digests alone, the one with the most rows.
    var ofEachSort: [String] {
        var chosen: [String: String] = [:]
        func rows(_ path: String) -> Int { pages[path]?.census["tr"] ?? 0 }
        for path in pages.keys.sorted() {
            let sort = path.replacingOccurrences(of: "[0-9a-f]{12}|[0-9]+", with: "#", options: .regularExpression)
            if chosen[sort].map({ rows($0) < rows(path) }) ?? true { chosen[sort] = path }
        }
        return chosen.values.sorted()
    }
}
