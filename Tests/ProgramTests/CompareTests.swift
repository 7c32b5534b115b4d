import Foundation
import TestSupport
import Testing

/// `gridscore compare`: the same logs by other rules.
@Suite struct CompareTests {
    private let place: TemporaryFolder

    init() throws {
        place = try TemporaryFolder()
    }

    /// Compares on the sample company, in English, from the folder of the test.
    private func compare(_ more: [String], rules: String? = SlimPack.path, input: String = Project.sample) throws -> Execution {
        let rules = rules.map { ["--rules", $0] } ?? []
        return try Program.run(
            ["compare", "--input", input, "--as-of", Project.sampleDay, "--language", "en"] + rules + more, folder: place.path)
    }

    /// The rows of the changes of a comparison that must go well.
    private func changes(_ more: [String], rules: String = SlimPack.path) throws -> [[String: String]] {
        let folder = place["to-\(UUID().uuidString)"]
        let run = try compare(more + ["--quiet", "--to", folder], rules: rules)
        #expect(run.code == 0 && run.output.isEmpty && run.errors.isEmpty, "\(run.errorText)")
        return try FileTree(folder).rows("changes.csv")
    }

    /// A copy of the pack with texts replaced, in all files.
    private func pack(_ name: String, _ replacements: [(old: String, new: String)]) throws -> String {
        let path = try place.copy(SlimPack.path, to: name)
        for file in try FileManager.default.contentsOfDirectory(atPath: path) {
            var text = try String(contentsOfFile: "\(path)/\(file)", encoding: .utf8)
            for (old, new) in replacements { text = text.replacingOccurrences(of: old, with: new) }
            try place.write("\(name)/\(file)", text)
        }
        return path
    }

    /// Less for private matters, a word of its own for each, and a cap.
    private func otherPack() throws -> String {
        try pack(
            "other",
            [
                ("points: -20\n", "points: -15\n"), ("  floor: 0  ", "  cap: 105\n  floor: 0  "), ("scoring.cap: ~", "scoring.cap: 105"),
                ("    top: 3\n", "    top: 2\n"), ("lists.star.top: 3", "lists.star.top: 2"),
            ])
    }

    // MARK: Properties

    @Test func aPackComparedWithItselfShowsNothing() throws {
        let copy = try place.copy(SlimPack.path, to: "copy")
        #expect(try changes(["--against", copy]).isEmpty)
        for change in ["floor=zero", "scoring.base=100", "ranking-ties=share_and_skip"] {
            #expect(try changes(["--set", change]).isEmpty, "\(change)")
        }
        let run = try compare(["--against", copy])
        #expect(run.code == 0 && run.outputText.contains("With the logs as they are nothing would come out differently."))
    }

    /// From A to B is from B to A read backwards.
    @Test func theOtherWayRoundIsTheMirror() throws {
        let other = try otherPack()
        let (there, back) = (try changes(["--against", SlimPack.path], rules: other), try changes(["--against", other], rules: SlimPack.path))
        let mirrored = ["chosen": "no longer chosen", "no longer chosen": "chosen", "listed": "taken off", "taken off": "listed", "": ""]
        func key(_ row: [String: String], isMirror: Bool) -> String {
            let (before, now) = isMirror ? (row["now"]!, row["before"]!) : (row["before"]!, row["now"]!)
            let effect = isMirror ? mirrored[row["effect"]!]! : row["effect"]!
            return ["period", "member_id", "change", "item", "record_id", "file", "line"].map { row[$0]! }.joined(separator: "|")
                + "|\(before)|\(now)|\(effect)"
        }
        #expect(there.count > 100)
        #expect(there.map { key($0, isMirror: false) }.sorted() == back.map { key($0, isMirror: true) }.sorted())
    }

    /// What a comparison tells of scores, lists and postings is what the tables of two runs differ in.
    @Test func theFiguresAreThoseOfTwoRuns() throws {
        let other = try otherPack()
        var trees: [FileTree] = []
        for (name, rules) in [("one", SlimPack.path), ("two", other)] {
            let run = try Program.run(
                Program.arguments(Project.sample, place[name], asOf: Project.sampleDay, rules: rules, ["--quiet", "--no-workbooks"]))
            #expect(run.code == 2)
            trees.append(FileTree(place[name]))
        }
        let rows = try changes(["--against", SlimPack.path], rules: other)
        var expected: Set<String> = []
        let numbers = [trees[0], trees[1]].map { $0.tables.filter { $0.hasSuffix("/scores.csv") } }
        #expect(numbers[0] == numbers[1] && numbers[0].count > 8)
        for path in numbers[0] {
            let period = try #require(path.split(separator: "/").dropLast().last.map(String.init))
            let (before, now) = (try trees[0].rows(path), try trees[1].rows(path))
            let byId = Dictionary(uniqueKeysWithValues: now.map { ($0["member_id"]!, $0) })
            #expect(before.count == now.count)
            for row in before {
                let other = byId[row["member_id"]!]!
                for (column, value) in row where other[column] != value {
                    expected.insert("\(period) \(row["member_id"]!) \(column) \(value) \(other[column]!)")
                }
                let fallen = other["cap_adjustment"] ?? "0"
                if fallen != "0" { expected.insert("\(period) \(row["member_id"]!) cap_adjustment  \(fallen)") }
            }
        }
        let told = rows.filter { $0["change"] == "result" && !$0["item"]!.contains(" ") }
        #expect(Set(told.map { "\($0["period"]!) \($0["member_id"]!) \($0["item"]!) \($0["before"]!) \($0["now"]!)" }) == expected)
        #expect(expected.contains { $0.contains(" star ") } && expected.contains { $0.contains(" cap_adjustment ") })
        // Postings by month and member add up to what the scores differ in.
        func hundredths(_ text: String?) -> Int { Int((Double(text ?? "") ?? 0) * 100 + ((text ?? "").hasPrefix("-") ? -0.5 : 0.5)) }
        func sums(_ rows: [[String: String]]) -> [String: Int] {
            rows.reduce(into: [:]) { $0["\($1["period"]!) \($1["member_id"]!)", default: 0] += hundredths($1["now"]) - hundredths($1["before"]) }
        }
        let (scores, postings) = (sums(rows.filter { $0["item"] == "score" }), sums(rows.filter { $0["change"] == "posting" }))
        #expect(scores == postings.filter { $0.value != 0 } && scores.count > 20)
        #expect(
            rows.contains {
                $0["change"] == "posting" && $0["before"] == "-20" && $0["now"] == "-15" && !$0["file"]!.isEmpty && $0["clause"] == "18(一)1"
            })
    }

    @Test func threadsChangeNothing() throws {
        for jobs in ["1", "3"] {
            #expect(
                try compare(["--set", "ranking-scope=company", "--set", "cap=hundred", "--jobs", jobs, "--quiet", "--to", place["jobs-\(jobs)"]]).code
                    == 0)
        }
        #expect(FileTree(place["jobs-1"]).files == FileTree(place["jobs-3"]).files)
    }

    // MARK: What is told

    /// One member, one posting, all that follows from it, with its record.
    @Test func aSmallComparisonByHand() throws {
        try place.write("input/members.csv", "member_id,name,department\nW1,李明,一部\nW2,王芳,一部\n")
        try place.write(
            "input/messages.csv",
            "message_id,member_id,time,channel,purpose,status\nM1,W1,2026-10-05,sms,private,sent\nM2,W1,2026-10-06,wechat,private,sent\n")
        let run = try compare(["--set", "private-use-channels=telephone", "--to", place["small"]], input: place["input"])
        #expect(run.code == 0, "\(run.errorText)")
        let rows = try FileTree(place["small"]).rows("changes.csv")
        let told = rows.map { "\($0["period"]!) \($0["name"]!) \($0["item"]!) \($0["before"]!)/\($0["now"]!) \($0["effect"]!)" }
        #expect(
            told.sorted() == [
                "2026 李明 average 60.00/80.00 ", "2026 李明 failing yes/no taken off", "2026-10 李明 Used the work number for a private matter -20/ ",
                "2026-10 李明 deductions -40/-20 ", "2026-10 李明 failing yes/no taken off", "2026-10 李明 score 60/80 ", "2026-Q4 李明 average 60.00/80.00 ",
                "2026-Q4 李明 failing yes/no taken off", "2026-Q4 李明 star no/yes chosen",
            ])
        #expect(rows.filter { $0["change"] == "posting" }.map { "\($0["record_id"]!) \($0["file"]!):\($0["line"]!)" } == ["M2 messages.csv:3"])
        #expect(run.outputText.contains("60 → 80") && run.outputText.contains("M2 messages.csv:3") && run.outputText.contains("star +1"))
        let page = String(decoding: FileTree(place["small"]).files["index.html"]!, as: UTF8.self).replacing(/<[^>]*>/, with: "")
        for text in ["60 → 80", "M2 messages.csv:3", "Calls and text messages only", "star chosen", "private-use-channels=telephone"] {
            #expect(page.contains(text), "\(text)")
        }
        // Only the month: what follows for longer periods is left out.
        let month = try compare(
            ["--set", "private-use-channels=telephone", "--period", "2026-10", "--quiet", "--to", place["month"]], input: place["input"])
        #expect(month.code == 0)
        #expect(Set(try FileTree(place["month"]).rows("changes.csv").map { $0["period"]! }) == ["2026-10"])
    }

    /// Another pack by its path, as the issue of a change of rules has it; a single file will do.
    @Test func anotherPackIsComparedWithTheUsualOne() throws {
        try place.copy(SlimPack.path, to: "rules/liaocheng")
        let other = try otherPack()
        let text = try ["pack", "logs", "rules", "register"].map { try String(contentsOfFile: "\(other)/\($0).yaml", encoding: .utf8) }.joined(
            separator: "\n")
        try place.write("other.yaml", text)
        let run = try compare(["--rules", "other.yaml"], rules: nil)
        #expect(run.code == 0, "\(run.errorText)")
        #expect(run.outputText.contains("rules/liaocheng → other.yaml") && run.outputText.contains("-20 → -15"))
        #expect(FileTree(place.path).files.keys.allSatisfy { $0.hasSuffix(".yaml") }, "without --to nothing is written")
    }

    // MARK: All open questions

    @Test(arguments: ["zh", "en"]) func everyOpenReadingIsTold(language: String) throws {
        let run = try compare(["--all-open", "--to", place["all"], "--language", language])
        #expect(run.code == 0, "\(run.errorText)")
        let tree = FileTree(place["all"])
        let table = try CSVTable(tree.files["readings.csv"]!)
        // Counted by the text of the register alone.
        let register = try String(contentsOfFile: "\(SlimPack.path)/register.yaml", encoding: .utf8)
        var (entry, inReadings, inForce, readings, untried) = ("", false, Set<String>(), [String](), Set<String>())
        for line in register.split(separator: "\n") {
            if let match = line.firstMatch(of: /^  - id: (\S+)/) { entry = String(match.1) }
            if line == "    readings:" { inReadings = true } else if line.hasPrefix("    "), !line.hasPrefix("     ") { inReadings = false }
            if inReadings, let match = line.firstMatch(of: /^      ([a-z0-9_-]+):/) { readings.append("\(entry)=\(match.1)") }
            if inReadings, line.hasPrefix("        untried:") { untried.insert(readings.last!) }
            if let match = line.firstMatch(of: /^    in_force: (\S+)/) { inForce.insert("\(entry)=\(match.1)") }
        }
        let expected = readings.filter { !inForce.contains($0) }
        let told = table.rows.map { row in "\(String(decoding: row[1], as: UTF8.self))=\(String(decoding: row[4], as: UTF8.self))" }
        #expect(told == expected && expected.count > 80)
        for (name, row) in zip(told, table.rows) {
            #expect(row.last!.isEmpty != untried.contains(name), "\(name) has a reason if it cannot be tried, and only then")
        }
        let words = run.outputText
        for name in expected { #expect(words.contains(name), "\(name) is not on the terminal") }
        // Those that change something have a page and a table, and only those.
        let pages = tree.files.filter { $0.key.hasSuffix("/index.html") }
        #expect(pages.count > 30)
        for path in pages.keys {
            let folder = path.dropLast("/index.html".count)
            #expect(try !CSVTable(tree.files["\(folder)/changes.csv"]!).rows.isEmpty, "\(folder)")
        }
        for (path, bytes) in tree.files where path.hasSuffix(".html") {
            let tags = HTMLText(String(decoding: bytes, as: UTF8.self)).tags
            #expect(tags.contains { HTMLText.plain($0.attributes["content"] ?? "").hasPrefix("default-src 'none'") }, "\(path) has its policy")
            // What is by the weight of readings stays in that order; all else can be sorted, by the one script that the policy knows.
            let scripts = String(decoding: bytes, as: UTF8.self).components(separatedBy: "<script>").dropFirst()
            #expect(scripts.count == (path == "index.html" ? 0 : 1) && !tags.contains { $0.attributes["style"] != nil }, "\(path)")
            let digests = scripts.map { "script-src 'sha256-\(base64Digest($0.components(separatedBy: "</script>")[0].utf8))'" }
            let policy = tags.compactMap { $0.attributes["content"].map { HTMLText.plain($0) } }.first { $0.hasPrefix("default-src") } ?? ""
            #expect(digests.allSatisfy { policy.hasSuffix($0) } && policy.contains("script-src") != digests.isEmpty, "\(path): \(policy)")
            for tag in tags {
                guard let link = tag.attributes["href"], !link.hasPrefix("#") else { continue }
                let target =
                    path.contains("/") ? link.hasPrefix("../") ? String(link.dropFirst(3)) : "\(path.split(separator: "/")[0])/\(link)" : link
                #expect(tree.files[target] != nil, "\(path): \(link) leads nowhere")
            }
        }
    }

    /// In Chromium, as the pages of a run: silent, readable, nothing cut off.
    @Test func pagesAreSilentReadableAndFit() async throws {
        #expect(try compare(["--set", "cap=hundred", "--set", "scoring.base=90", "--quiet", "--to", place["page"]]).code == 0)
        #expect(try compare(["--all-open", "--language", "zh", "--quiet", "--to", place["open"]]).code == 0)
        for page in ["page/index.html", "open/index.html", "open/cap.hundred/index.html"] {
            let path = place[page]
            try await DevTools.withTab { try await PageLookTests.look(at: path, page, $0) }
        }
    }

    // MARK: Where it is written

    @Test func theFolderIsTightAndReplacedAsAWhole() throws {
        let folder = place["a/b"]
        #expect(try compare(["--set", "cap=hundred", "--quiet", "--to", folder]).code == 0)
        let first = FileTree(folder)
        #expect(first.files.keys.sorted() == [".gridscore-report", "changes.csv", "index.html"])
        #expect(first.entries.values.allSatisfy { $0.permissions == 0o640 })
        #expect(FileTree(place.path).entries["a/b"]?.permissions == 0o750)
        // An earlier report is replaced; nothing is left beside it.
        #expect(try compare(["--set", "scoring.base=90", "--quiet", "--to", folder]).code == 0)
        #expect(FileTree(folder).files["changes.csv"] != first.files["changes.csv"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: place["a"]) == ["b"])
        // A comparison that fails leaves it as it was.
        let second = FileTree(folder)
        #expect(try compare(["--set", "cap=hundred", "--to", folder], input: place["none"]).code == 66)
        #expect(FileTree(folder).files == second.files)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place["a"]) == ["b"])
        // An empty folder will do, what holds anything else will not.
        try FileManager.default.createDirectory(atPath: place["empty"], withIntermediateDirectories: false)
        #expect(try compare(["--set", "floor=none", "--quiet", "--to", place["empty"]]).code == 0)
        try place.write("a/b/mine.txt", "x")
        let refused = try compare(["--set", "cap=hundred", "--to", folder])
        #expect(refused.code == 73 && refused.errorText.contains("mine.txt"))
        #expect(FileTree(folder).files["index.html"] == second.files["index.html"])
        try place.write("file", "x")
        #expect(try compare(["--set", "cap=hundred", "--to", place["file"]]).code == 73)
        #expect(FileTree(place.path).files.keys.allSatisfy { !$0.contains(".report") || $0.hasSuffix(".gridscore-report") })
    }

    /// The published output is somebody else's.
    @Test func thePublishedOutputIsRefused() throws {
        try place.write("input/members.csv", SmallCompany.members)
        try place.write("input/calls.csv", SmallCompany.header + SmallCompany.call("C1"))
        #expect(try SmallCompany.run(place).run.code == 0)
        let before = FileTree(place["output"])
        #expect(try compare(["--set", "cap=hundred", "--to", place["output"]], input: place["input"]).code == 73)
        #expect(FileTree(place["output"]).entries == before.entries)
    }

    // MARK: Usage and codes

    @Test(arguments: [
        [], ["--all-open", "--set", "floor=none"], ["--all-open", "--against", "x"], ["--set", "floor=none", "--period", "2026-13"], ["--set"],
        ["--set", "floor=none", "--jobs", "0"],
    ])
    func wrongUsageEndsWith64(arguments: [String]) throws {
        let run = try Program.run(["compare"] + arguments, folder: place.path)
        #expect(run.code == 64 && !run.errors.isEmpty && run.output.isEmpty, "\(arguments): \(run.errorText)")
    }

    @Test(arguments: [
        ("flor=none", "unknown entry of the register \"flor\"; did you mean \"floor\"?"), ("floor=nune", "did you mean \"none\"?"),
        ("base=other", "this reading cannot be tried"), ("scoring.base=much", "scoring.base: expected a plain decimal"),
        ("scorign.base=1", "did you mean \"scoring\"?"), ("floor", "expected an entry of the register and a reading"),
    ])
    func changesThatAreNoneEndWith64(change: String, says: String) throws {
        let run = try compare(["--set", change])
        #expect(run.code == 64 && run.errorText.contains(says) && run.output.isEmpty, "\(run.errorText)")
    }

    @Test func theCodesAreTheUsualOnes() throws {
        #expect(try compare(["--set", "floor=none"], rules: place["none"]).code == 78)
        #expect(try compare(["--set", "floor=none"], input: place["none"]).code == 66)
        try place.write("input/members.csv", "member_id,name,department\n")
        try place.write("input/calls.csv", SmallCompany.header)
        #expect(try compare(["--set", "floor=none"], input: place["input"]).code == 65)
        try place.write("input/members.csv", SmallCompany.members)
        try place.write("input/calls.csv", SmallCompany.header + "C3,W1,\"2026")
        #expect(try compare(["--set", "floor=none"], input: place["input"]).code == 0, "rows that are refused are no failure")
        #expect(try compare(["--set", "floor=none", "--strict"], input: place["input"]).code == 65)
        // A reading whose settings make no pack is the pack's fault, told at its place.
        let broken = try pack("broken", [("scoring.cap: 100}", "scoring.cap: hundred}")])
        let run = try compare(["--set", "cap=hundred"], rules: broken)
        #expect(run.code == 78 && run.errorText.contains("register.yaml:") && run.errorText.contains("scoring.cap"))
        #expect(try compare(["--all-open"], rules: broken).code == 78)
        #expect(try Program.run(["rules", "--test", "--rules", broken]).code == 78)
    }
}
