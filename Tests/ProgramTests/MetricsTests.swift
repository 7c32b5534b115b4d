import Foundation
import TestSupport
import Testing

/// `run/metrics.prom`, as the collector of Prometheus reads it.
@Suite struct MetricsTests {
    private let place: TemporaryFolder

    init() throws { place = try TemporaryFolder() }

    /// Samples by name and labels. The format is read as its description says; what that does not allow throws.
    private struct Samples {
        private(set) var values: [String: Double] = [:]

        struct Fault: Error {
            let line: Substring
        }

        init(_ text: String) throws {
            guard text.hasSuffix("\n") else { throw Fault(line: "no line feed at the end") }
            let label = #"[a-z_]+="(?:[^"\\\n]|\\["\\n])*""#
            let sample = try Regex(
                "(gridscore_[a-z_]+)((?:\\{\(label)(?:,\(label))*\\})?) (-?[0-9]+(?:\\.[0-9]+)?)",
                as: (Substring, Substring, Substring, Substring).self)
            var (helped, typed): (Substring?, Substring?) = (nil, nil)
            var names: Set<Substring> = []
            for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
                let words = line.split(separator: " ", maxSplits: 3)
                if line.hasPrefix("# HELP "), words.count == 4, names.insert(words[2]).inserted {
                    helped = words[2]
                } else if line.hasPrefix("# TYPE "), words.count == 4, words[2] == helped, words[3] == "gauge" {
                    typed = words[2]
                } else if let match = try sample.wholeMatch(in: line)?.output, match.1 == typed {
                    guard values.updateValue(Double(match.3)!, forKey: "\(match.1)\(match.2)") == nil else { throw Fault(line: line) }
                } else {
                    throw Fault(line: line)
                }
            }
        }

        subscript(name: String) -> Int? { values["gridscore_\(name)"].map { Int($0) } }
    }

    private func metrics(_ tree: FileTree) throws -> Samples { try Samples(String(decoding: tree.files[metricsPath] ?? [], as: UTF8.self)) }

    @Test func theSampleInFigures() throws {
        let start = Int(Date().timeIntervalSince1970)
        let run = try Program.run(Program.arguments(Project.sample, place["output"], asOf: Project.sampleDay))
        #expect(run.code == 2)
        let tree = FileTree(place["output"])
        let metrics = try metrics(tree)
        let totals = try tree.totals()
        for outcome in ["used", "duplicate", "superseded", "conflict", "future", "inactive", "rejected"] {
            #expect(metrics["records{outcome=\"\(outcome)\"}"] == totals[outcome], "\(outcome)")
        }
        #expect(try metrics["pending_records"] == tree.rows("run/pending.csv").count)
        let files = try tree.rows("run/files.csv")
        #expect(metrics["input_files{state=\"skipped\"}"] == files.count { $0["format"] == "skipped" })
        #expect(metrics["input_files{state=\"read\"}"]! + metrics["input_files{state=\"unknown\"}"]! == files.count { $0["format"] != "skipped" })
        #expect(metrics["input_bytes"] == files.reduce(0) { $0 + (Int($1["bytes"] ?? "") ?? 0) })
        #expect(metrics["postings"] == (try tree.tables.filter { $0.hasSuffix("/ledger.csv") }.reduce(0) { $0 + (try tree.rows($1).count) }))
        let others = tree.files.filter { !timedPaths.contains($0.key) }
        #expect(metrics["output_files"] == others.count)
        #expect(metrics["output_bytes"] == others.reduce(0) { $0 + $1.value.count })
        #expect(metrics["exit_status"] == 2)
        #expect(metrics["as_of_timestamp_seconds"] == 1_792_425_600, "2026-10-20 00:00 in China")
        let finished = try #require(metrics["last_success_timestamp_seconds"])
        #expect((start...(start + 60)).contains(finished))
        #expect((0..<60).contains(metrics["duration_seconds"] ?? -1))
        let text = String(decoding: tree.files[metricsPath]!, as: UTF8.self)
        for member in try tree.rows("2026/scores.csv") { #expect(!text.contains(member["name"]!) && !text.contains(member["member_id"]!)) }
    }

    /// Rows that were acknowledged need nobody; a night that is well ends with 0.
    @Test func aQuietNight() throws {
        _ = try SmallCompany.write(to: place, ["calls.csv": SmallCompany.header + SmallCompany.call("c1")])
        let (run, tree) = try SmallCompany.run(place)
        #expect(run.code == 0)
        let metrics = try metrics(tree)
        #expect(metrics["exit_status"] == 0 && metrics["members"] == 1)
        for (name, value) in metrics.values where name.contains("needs_person") { #expect(value == 0, "\(name)") }
        #expect(try Program.run(["verify", "--input", place["input"], "--output", place["output"], "--rules", SlimPack.path]).code == 0)
    }

    /// A filing keeps the figures of the last run, and does not hide that one is missing.
    @Test func aFilingIsNoRun() throws {
        _ = try SmallCompany.write(to: place, ["calls.csv": SmallCompany.header + SmallCompany.call("c1")])
        let (_, before) = try SmallCompany.run(place)
        let options = ["--input", place["input"], "--output", place["output"], "--rules", SlimPack.path]
        let filing = try Program.run(["file", "2026-10", "--by", "王"] + options)
        #expect(filing.code == 0, "\(filing.errorText)")
        let after = FileTree(place["output"])
        #expect(after.entries[metricsPath] == before.entries[metricsPath])
        #expect(audit(after, foreign: Set(after.files.keys.filter { $0.hasPrefix("filed/0") })) == [])
    }

    @Test func verifyTellsOfFiguresThatWereChanged() throws {
        _ = try SmallCompany.write(to: place, ["calls.csv": SmallCompany.header + SmallCompany.call("c1")])
        _ = try SmallCompany.run(place)
        try place.write("output/\(metricsPath)", "gridscore_last_success_timestamp_seconds 1\n")
        let run = try Program.run(["verify", "--input", place["input"], "--output", place["output"], "--rules", SlimPack.path])
        #expect(run.code == 1 && run.errorText.contains(metricsPath))
    }

    /// Where Prometheus' own tool is at hand, it has the last word.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool"))) func promtoolFindsNoFault() throws {
        #expect(try Program.run(Program.arguments(Project.sample, place["output"], asOf: Project.sampleDay)).code == 2)
        let check = try RunningProcess("sh", ["-c", "promtool check metrics < \"$0\"", place["output/\(metricsPath)"]]).wait()
        #expect(check.code == 0 && check.errorText.isEmpty, "\(check.outputText)\(check.errorText)")
        let rules = try RunningProcess("promtool", ["check", "rules", "\(Project.root)/docs/operations/alerts.yml"]).wait()
        #expect(rules.code == 0, "\(rules.outputText)\(rules.errorText)")
    }
}
