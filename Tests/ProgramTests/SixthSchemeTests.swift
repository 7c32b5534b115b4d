import Foundation
import TestSupport
import Testing

/// A scheme of another sort of company, written by `docs/rules.md` alone: the attendants of a ferry line. It stands outside of `rules`,
/// so that nothing in the program can have been made for it.
@Suite struct SixthSchemeTests: Installation {
    let place: TemporaryFolder
    let rules = "\(Project.fixtures)/sixth/ferries"
    var input: String { "\(rules)/sample" }
    let asOf = "2026-10-31"

    init() throws { place = try TemporaryFolder() }

    /// The examples hold both sides of each number of the regulation, under the readings that others could have, too.
    @Test func allExamplesPass() throws {
        let test = try Program.run(["rules", "--rules", rules, "--test"])
        #expect(test.code == 0 && test.errors.isEmpty, "\(test.errorText)")
        #expect(test.outputText.hasSuffix(" passed, 0 failed\n") && !test.outputText.hasPrefix("0 "), "\(test.outputText)")
    }

    @Test func itsSampleIsPublished() throws {
        let tree = try run()
        #expect(try tree.rows("run/rejects.csv").isEmpty)
        for period in ["2026-08", "2026-Q3"] {
            for table in ["scores", "measures", "cases", "proposals"] {
                #expect(try !tree.rows("2026/\(period)/\(table).csv").isEmpty, "\(period) \(table)")
            }
        }
        #expect(try tree.rows("2026/2026-Q3/stars.csv").map { $0["crew_id"] } == ["F02", "F04"])
        #expect(try tree.rows("2026/2026-Q3/failing-again.csv").map { $0["crew_id"] } == ["F05"])
        #expect(try tree.rows("2026/2026-Q3/proposals.csv").map { $0["proposal"] } == ["retrained"])
        #expect(try tree.rows("2026/2026-08/proposals.csv").map { "\($0["proposal"] ?? "") \($0["proposed"] ?? "")" } == ["bonus 30"])
        #expect(tree.files["2026/2026-Q3/index.html"] != nil)
    }

    /// The measures are those of the logs, added up by hand.
    @Test func itsMeasuresAreThoseOfTheLogs() throws {
        func log(_ file: String) throws -> [[String]] {
            try String(contentsOfFile: "\(input)/\(file)", encoding: .utf8).split(separator: "\n").dropFirst().map { line in
                line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
        }
        let sailings = try log("航次2026.csv").filter { $0[4] == "已开航" }
        let carried = sailings.reduce(0) { $0 + (Int($1[5]) ?? 0) }
        let year = try run().rows("2026/measures.csv").filter { $0["measure"] == "passengers" && $0["route"] == "all" }
        #expect(year.map { $0["amount"] } == ["\(carried).00"])
        #expect(year.map { $0["cases"] } == ["\(sailings.count)"])
        #expect(year.map { $0["state"] } == ["met"])
    }

    /// What may be read otherwise is tried, and what cannot be is told.
    @Test func itsOpenReadingsAreTried() throws {
        let tried = try compare("--all-open")
        #expect(tried.code == 0, "\(tried.errorText)")
        for words in ["four-hours=clock", "no-value=full", "no-value=zero", "star-ties=nobody", "exactly-seventy=fails", "weather=fair"] {
            #expect(tried.outputText.contains(words), "\(words)\n\(tried.outputText)")
        }
    }

    /// Editors find the schema by the first line of each file.
    @Test func itsFilesNameTheSchema() throws {
        let schema = URL(fileURLWithPath: "\(Project.root)/rules/pack.schema.json").standardizedFileURL.path
        let files = FileTree(rules).files.filter { $0.key.hasSuffix(".yaml") }
        #expect(files.count == 6)
        for (name, bytes) in files {
            let first = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            let path = try #require(first.components(separatedBy: "$schema=").last)
            #expect(URL(fileURLWithPath: "\(rules)/\(path)").standardizedFileURL.path == schema, "\(name): \(first)")
        }
    }
}
