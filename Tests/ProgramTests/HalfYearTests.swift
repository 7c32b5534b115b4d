import Foundation
import TestSupport
import Testing

/// Half-years of the sample company, with a pack that has them: periods like all others.
@Suite struct HalfYearTests {
    private let place: TemporaryFolder
    private var pack: String { place["pack"] }
    private var output: String { place["output"] }
    private static let asOf = "2026-10-20"

    init() throws {
        place = try TemporaryFolder()
        try SlimPack.copy(to: place)
        try SlimPack.change(place, "pack.yaml", "  in_force:", to: "  half_years: true\n  in_force:")
        let columns = "columns: [period, group, rank, subject, name, value, status]"
        try SlimPack.change(place, "pack.yaml", "      quarter:\n        file: stars", to: "      half_year: {file: half-stars, \(columns)}\n      quarter:\n        file: stars")
    }

    private func execute(_ command: [String], rules: String? = nil, output: String? = nil) throws -> Execution {
        try Program.run(command + ["--input", Project.sample, "--output", output ?? self.output, "--rules", rules ?? pack, "--language", "en"])
    }

    @discardableResult
    private func run(_ more: [String] = [], rules: String? = nil, output: String? = nil) throws -> FileTree {
        let run = try execute(["run", "--as-of", Self.asOf, "--quiet"] + more, rules: rules, output: output)
        #expect(run.code == 2, "\(run.errorText)")
        return FileTree(output ?? self.output)
    }

    /// The average of months, in hundredths, half away from zero.
    private func average(_ hundredths: [Int]) -> Int {
        let (sum, count) = (hundredths.reduce(0, +), hundredths.count)
        return (sum < 0 ? -1 : 1) * ((2 * abs(sum) + count) / (2 * count))
    }

    private func hundredths(_ text: String) throws -> Int { Int((try #require(Double(text)) * 100).rounded()) }

    @Test func areAveragesOfTheirMonths() throws {
        let tree = try run()
        for half in ["2026-H1", "2026-H2"] {
            let rows = try tree.rows("2026/\(half)/scores.csv")
            #expect(!rows.isEmpty && rows.allSatisfy { $0["half_year"] == half })
            #expect(Set(rows.compactMap { $0["status"] }) == [half == "2026-H1" ? "final" : "provisional"])
            var scores: [String: [Int]] = [:]
            for month in half == "2026-H1" ? 1...6 : 7...12 {
                let path = "2026/2026-\(month < 10 ? "0" : "")\(month)/scores.csv"
                guard tree.files[path] != nil else { continue }
                for row in try tree.rows(path) { scores[row["member_id"]!, default: []].append(try hundredths(row["score"]!)) }
            }
            #expect(Set(rows.compactMap { $0["member_id"] }) == Set(scores.keys))
            for row in rows {
                let own = scores[row["member_id"]!]!
                #expect(try hundredths(row["average"]!) == average(own) && row["months"] == "\(own.count)", "\(row)")
            }
            let listed = try tree.rows("2026/\(half)/half-stars.csv")
            #expect(listed.compactMap { $0["member_id"] } == rows.filter { $0["star"] == "yes" }.compactMap { $0["member_id"] })
            #expect(listed.allSatisfy { $0["half_year"] == half && ["1", "2", "3"].contains($0["rank"]) })
        }
        #expect(try !tree.rows("2026/2026-H2/half-stars.csv").isEmpty)
    }

    /// Whatever is told of other periods is told as without half-years, and nothing of half-years without them.
    @Test func changeNothingElse() throws {
        let (with, without) = (try run(), try run(rules: SlimPack.path, output: place["plain"]))
        let tables = { (tree: FileTree) in tree.files.filter { $0.key.hasSuffix(".csv") && !$0.key.contains("-H") } }
        #expect(tables(with) == tables(without))
        #expect(!without.files.keys.contains { $0.contains("-H") })
        let pages = without.files.filter { $0.key.hasSuffix(".html") }.values.map { String(decoding: $0, as: UTF8.self) }
        #expect(!pages.contains { $0.localizedCaseInsensitiveContains("half-year") || $0.contains("H1 2026") })
    }

    @Test func pagesLeadThere() throws {
        let tree = try run(["--statements", "2026-H1", "--notice", "2026-H1"])
        func page(_ path: String) -> String { String(decoding: tree.files[path] ?? [], as: UTF8.self) }
        let index = page("index.html")
        let order = ["2026/index.html", "2026/2026-H2/index.html", "2026/2026-Q4/index.html", "2026/2026-10/index.html", "2026/2026-Q3/index.html",
            "2026/2026-07/index.html", "2026/2026-H1/index.html", "2026/2026-Q2/index.html", "2026/2026-01/index.html"]
        let periods = index.components(separatedBy: "id=\"periods\"").last ?? ""
        let places = order.filter { tree.files[$0] != nil }.compactMap { periods.range(of: "\"\($0)\"")?.lowerBound }
        #expect(places.count >= 6 && places == places.sorted())
        #expect(page("2026/2026-10/index.html").contains("href=\"../2026-H2/index.html\""))
        #expect(page("2026/2026-Q4/index.html").contains("href=\"../2026-H2/index.html\""))
        #expect(page("2026/2026-H2/index.html").contains("href=\"../2026-H1/index.html\""))
        #expect(page("2026/2026-H2/index.html").contains("href=\"../index.html\""))
        #expect(tree.files.keys.contains { $0.hasPrefix("statements/2026-H1/") })
        #expect(page("notice/2026-H1.html").contains("H1 2026"))
        #expect(tree.files["2026/2026-H1/2026-H1.xlsx"] != nil)
        let explained = try execute(["explain", "W1017", "2026-H2", "--as-of", Self.asOf])
        #expect(explained.code == 0 && explained.outputText.contains("2026-H2"), "\(explained.outputText)")
    }

    @Test func areFiledLikeQuarters() throws {
        try run()
        func file(_ period: String, exit: Int32, says: String = "") throws {
            let run = try Program.run(
                ["file", period, "--by", "office", "--accept-pending", "yes", "--input", Project.sample, "--output", output, "--rules", pack])
            #expect(run.code == exit && (says.isEmpty || (run.outputText + run.errorText).contains(says)), "\(run.outputText)\(run.errorText)")
        }
        let months = Set(FileTree(output).files.keys.compactMap { $0.firstMatch(of: /^2026\/(2026-0[1-6])\//).map { String($0.1) } }).sorted()
        #expect(!months.isEmpty)
        // Its months come first.
        try file("2026-H1", exit: 1, says: months[0])
        try file("2026-H2", exit: 1)
        let earlier = Set(FileTree(output).files.keys.compactMap { $0.firstMatch(of: /^2025\/(2025-[01][0-9])\//).map { String($0.1) } }).sorted()
        for month in earlier + months { try file(month, exit: 0) }
        for half in ["2025-H1", "2025-H2"] where FileTree(output).files["2025/\(half)/scores.csv"] != nil { try file(half, exit: 0) }
        try file("2026-H1", exit: 0)
        let before = FileTree(output).files["2026/2026-H1/scores.csv"]
        let tree = try run()
        #expect(tree.files["2026/2026-H1/scores.csv"] == before && before != nil)
        #expect(tree.files.keys.contains { $0.hasSuffix("-2026-H1/scores.csv") && $0.hasPrefix("filed/") })
        let verified = try Program.run(["verify", "--input", Project.sample, "--output", output, "--rules", pack])
        #expect(verified.code == 0, "\(verified.outputText)")
    }

    @Test func areNoPeriodsWithoutTheSetting() throws {
        try run(rules: SlimPack.path)
        let filed = try Program.run(["file", "2026-H1", "--by", "office", "--input", Project.sample, "--output", output, "--rules", SlimPack.path])
        #expect(filed.code == 1, "\(filed.errorText)")
        #expect(try execute(["explain", "W1017", "2026-H1", "--as-of", Self.asOf], rules: SlimPack.path).code != 0)
        #expect(try execute(["run", "--statements", "2026-H1", "--as-of", Self.asOf], rules: SlimPack.path).code == 64)
    }

    @Test func readingsAreTriedForThem() throws {
        let run = try Program.run(
            ["compare", "--set", "scoring.base=99", "--period", "2026-H1", "--as-of", Self.asOf, "--input", Project.sample, "--rules", pack,
                "--language", "en", "--to", place["what-if"]])
        #expect(run.code == 0, "\(run.errorText)")
        let periods = Set(try FileTree(place["what-if"]).rows("changes.csv").compactMap { $0["period"] })
        #expect(periods.contains("2026-H1") && !periods.contains("2026-H2") && !periods.contains("2026"), "\(periods)")
    }
}
