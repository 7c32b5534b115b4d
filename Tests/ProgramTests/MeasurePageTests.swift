import Foundation
import TestSupport
import Testing

/// Pages, statements and worklists of measures and proposals through the built program, with an invented scheme.
@Suite struct MeasurePageTests {
    private let place: TemporaryFolder
    private var output: String { place["output"] }

    /// A's second letter is late, the third one open and overdue; B's last one is still in time and no case of the rate. Nobody has
    /// heard of B's rudeness yet.
    init() throws {
        place = try TemporaryFolder()
        try place.write("input/scribes.csv", "scribe_id,name,pier,desk\nA,Ann,north,one\nB,Bea,north,two\nC,Cid,south,one\n")
        try place.write(
            "input/letters.csv",
            """
            letter_id,scribe_id,came,replied,stars,rude,cut,heard
            L1,A,2026-09-01 09:00,2026-09-02 09:00,5,,,
            L2,A,2026-09-03 09:00,2026-09-08 09:00,2,plainly,20,Li
            L3,A,2026-09-10 09:00,,,,,
            L4,B,2026-09-11 09:00,2026-09-11 10:00,4,plainly,10,
            L5,B,2026-09-29 09:00,,,,,

            """)
    }

    /// The pack, with other words in it.
    private func pack(_ changes: [(String, String)] = []) throws -> String {
        var text = try String(contentsOfFile: "\(Project.fixtures)/ferry/pack.yaml", encoding: .utf8)
        for (one, other) in changes {
            #expect(text.contains(one), "\(one)")
            text = text.replacingOccurrences(of: one, with: other)
        }
        try place.write("rules/pack.yaml", text)
        return place["rules"]
    }

    private static let weighed = [
        ("scoring: none", "scoring: {base: 0, watch: {below: 60, near: 70}}"), ("    target: {at_least: 90}\n", "    target: {at_least: 90}\n    weight: 16\n"),
    ]

    private func execute(_ command: String..., changes: [(String, String)] = [], language: String = "en") throws -> Execution {
        try Program.run(
            command + ["--as-of", "2026-09-30", "--input", place["input"], "--output", output, "--rules", try pack(changes), "--language", language])
    }

    @discardableResult
    private func run(_ more: String..., changes: [(String, String)] = [], language: String = "en") throws -> FileTree {
        let run = try Program.run(
            ["run", "--quiet", "--as-of", "2026-09-30", "--input", place["input"], "--output", output, "--rules", try pack(changes), "--language", language]
                + more)
        #expect(run.code == 0, "\(run.errorText)")
        return FileTree(output)
    }

    /// A page without its style and script.
    private func html(_ tree: FileTree, _ path: String) -> String {
        String(decoding: tree.files[path] ?? [], as: UTF8.self).replacingOccurrences(
            of: "(?s)<(style|script)>.*?</\\1>", with: "", options: .regularExpression)
    }

    private func department(_ tree: FileTree, _ folder: String, _ name: String) throws -> String {
        let all = tree.files.keys.filter { $0.hasPrefix("\(folder)/department-") && $0.split(separator: "/").count == folder.split(separator: "/").count + 1 }
        return html(tree, try #require(all.first { html(tree, $0).contains("<h1>\(name) ") }))
    }

    private func part(_ page: String, _ start: String, _ end: String) throws -> String {
        try #require(page.components(separatedBy: start).dropFirst().first?.components(separatedBy: end).first)
    }

    private func texts(_ html: String, _ tag: String) -> [String] {
        html.matches(of: try! Regex("(?s)<\(tag)[^>]*>(.*?)</\(tag)>")).map { StatementSheet.plain(String($0.output[1].substring!)) }
    }

    // MARK: Figures

    @Test func figuresOfPagesAreThoseOfTheTables() throws {
        let tree = try run()
        let measures = try tree.rows("2026/2026-09/measures.csv")
        let company = html(tree, "2026/2026-09/index.html")
        let north = try department(tree, "2026/2026-09", "north")
        for (page, group, subjects) in [(company, "all", ["north", "south"]), (north, "north", ["one", "two", "A", "B"])] {
            for id in ["replied-in-time", "mean-stars", "letters-in-all"] {
                let block = try part(page, "<details id=\"measure-\(id)\"", "</details>")
                let own = measures.first { $0["measure"] == id && $0["pier"] == group && $0["desk"] == "" && $0["scribe_id"] == "" }
                #expect(number(texts(block, "b")[0]) == own.flatMap { Double($0["amount"]!) }, "\(id) \(group)\n\(block)")
                let rows = texts(block, "tr").dropFirst()
                for subject in subjects {
                    let line = measures.first { row in
                        row["measure"] == id && [row["scribe_id"], row["desk"], row["pier"]].first { $0 != "" } == subject
                            && (group == "all" || row["pier"] == group)
                    }
                    let head = subject == "A" ? "Ann A" : subject == "B" ? "Bea B" : subject
                    let row = rows.first { $0.hasPrefix(head) }
                    guard let line else {
                        #expect(row == nil, "\(id) \(subject): \(row ?? "")")
                        continue
                    }
                    let shown = try #require(row, "\(id) \(subject)\n\(block)")
                    if line["amount"] == "" { #expect(shown.contains("—"), "\(shown)") } else { #expect(shown.contains(trimmed(line["amount"]!)), "\(shown)") }
                    #expect(shown.contains("Missed") == (line["state"] == "breach"), "\(shown)")
                }
            }
        }
        #expect(number(texts(try part(north, "<details id=\"measure-replied-in-time\"", "</details>"), "b")[0]) == 50)
    }

    private func number(_ text: String) -> Double? { Double(text.prefix { $0.isNumber || $0 == "." }) }
    private func trimmed(_ text: String) -> String { text.hasSuffix(".00") ? String(text.dropLast(3)) : text }

    /// A value leads to its cases, which are those of the table, each with its file and line.
    @Test func valuesOpenToTheirCases() throws {
        let tree = try run()
        let north = try department(tree, "2026/2026-09", "north")
        let block = try part(north, "<details id=\"measure-replied-in-time\"", "</details>")
        let anchor = try #require(block.firstMatch(of: /Ann <small>A<\/small>.*?href="#([^"]*)"/)?.output.1)
        let cases = texts(try part(north, "<tbody id=\"\(anchor)\">", "</tbody>"), "tr")
        #expect(
            cases == [
                "Replied in time Clause 133.33% Missed", "09-01letters L1Metletters.csv:2", "09-03letters L2Not metletters.csv:3",
                "09-10letters L3Open, overdueletters.csv:4",
            ])
        let table = try tree.rows("2026/2026-09/cases.csv").filter { $0["measure"] == "replied-in-time" && $0["scribe_id"] == "A" }
        #expect(table.map { "\($0["record_id"]!) \($0["met"]!) \($0["file"]!):\($0["line"]!)" } == [
            "L1 yes letters.csv:2", "L2 no letters.csv:3", "L3 no letters.csv:4",
        ])
        // What is told of nobody has its cases apart.
        #expect(texts(try part(north, "<tbody id=\"of-letters-in-all\">", "</tbody>"), "tr").count == 6)
        // In a quarter a member's month leads to the month's page.
        let quarter = try department(tree, "2026/2026-Q3", "north")
        #expect(quarter.contains("../2026-09/department-") || quarter.contains("2026-09/department-"), "\(quarter)")
        #expect(quarter.contains("#\(anchor)\">33.33</a>"), "\(quarter)")
    }

    @Test func breachesNameWhatIsOpenFirst() throws {
        let tree = try run()
        let rows = texts(try part(try department(tree, "2026/2026-09", "north"), "<h2 id=\"breaches\">", "</section>"), "tr")
        #expect(
            rows.dropFirst() == [
                "2026-09-10Ann AReplied in time Clause 1Open, overdueletters L3letters.csv:4",
                "2026-09-03Ann AReplied in time Clause 1Not metletters L2letters.csv:3",
            ])
        let worklist = try department(tree, "worklist", "north")
        #expect(texts(try part(worklist, "<h2 id=\"overdue\">", "</section>"), "tr").dropFirst() == [
            "Ann Aletters L3 letters.csv:4Replied in time Clause 120 days 2026-09-10"
        ])
        #expect(texts(try part(worklist, "<h2 id=\"waiting\">", "</section>"), "li") == ["proposes: Allowance withheld"])
        // Of the south nothing is missed.
        #expect(try part(try department(tree, "2026/2026-09", "south"), "<h2 id=\"breaches\">", "</section>").contains("None"))
    }

    @Test func aPageListsTwoHundredBreaches() throws {
        let late = (1...230).map { "X\($0),C,2026-09-\(10 + $0 % 10) 09:00,2026-09-28 09:00,,,,\n" }.joined()
        try place.write("input/letters_2.csv", "letter_id,scribe_id,came,replied,stars,rude,cut,heard\n" + late)
        let section = try part(try department(try run(), "2026/2026-09", "south"), "<h2 id=\"breaches\">", "</section>")
        #expect(texts(section, "tr").count == 201 && section.contains("<span class=\"n\">230</span>") && section.contains("30 more: see"))
    }

    @Test func proposalsHaveLinesToSign() throws {
        let tree = try run()
        for page in [html(tree, "2026/2026-09/index.html"), try department(tree, "2026/2026-09", "north")] {
            let section = try part(page, "<h2 id=\"proposals\">", "</section>")
            let row = try #require(texts(section, "tr").last)
            for said in ["Ann A", "Allowance withheld Clause 4", "Range 5–50 %", "Proposed 20 %", "letters L2 letters.csv:3"] {
                #expect(row.contains(said), "\(said)\n\(row)")
            }
            #expect(section.components(separatedBy: "class=\"blank").count == 4)
        }
        #expect(try tree.rows("2026/2026-09/proposals.csv").map { $0["record_id"] } == ["L2"])
    }

    // MARK: Without points

    /// No page, statement, worklist, table or message has a word of scores, in neither language.
    @Test func withoutPointsNothingSpeaksOfScores() throws {
        let words = [
            "zh": ["得分", "分值", "计分", "名次", "排名", "扣分", "加分", "积分", "平均分", "基础分", "保底", "星级", "不合格", "低于", "评优"],
            "en": ["score", "Score", "posting", "Posting", "rank", "Rank", "points", "Points", "deduct", "bonus", "failing", "Below"],
        ]
        for language in ["zh", "en"] {
            let tree = try run("--statements", "2026-09", "--statements", "2026-Q3", language: language)
            #expect(tree.files.keys.contains { $0.hasPrefix("statements/") && $0.hasSuffix("all.html") })
            for (path, bytes) in tree.files where !path.hasSuffix(".xlsx") && !path.hasSuffix(".json") {
                let text = (path.hasSuffix(".html") ? StatementSheet.plain(html(tree, path)) : String(decoding: bytes, as: UTF8.self))
                    .replacingOccurrences(of: "gridscore", with: "")
                for word in words[language]! where path.hasSuffix(".html") || path.hasSuffix(".csv") || word != "Points" {
                    #expect(!text.contains(word), "\(path): \(word)")
                }
            }
            #expect(!tree.files.keys.contains { ["scores.csv", "ledger.csv", "rankings.csv"].contains($0.split(separator: "/").last.map(String.init)) })
            for command in [["explain", "A", "2026-09"], ["explain", "A", "2026-Q3"]] {
                let said = try execute(command[0], command[1], command[2], language: language)
                #expect(said.code == 0 && words[language]!.allSatisfy { !said.outputText.contains($0) }, "\(said.outputText)\(said.errorText)")
                #expect(said.outputText.contains("33.33%") && said.outputText.contains("letters.csv:4"))
            }
        }
        let notice = try execute("run", "--notice", "2026-09")
        #expect(notice.code == 64 && notice.errorText.contains("neither lists nor scores"), "\(notice.errorText)")
    }

    @Test func statementsHoldMeasuresAndCases() throws {
        let tree = try run("--statements", "2026-09")
        let all = tree.files.keys.filter { $0.hasPrefix("statements/2026-09/") && $0.hasSuffix("/all.html") }.map { html(tree, $0) }.joined()
        let own = try #require(all.components(separatedBy: "<article").first { $0.contains("<dd>A</dd>") })
        let rows = texts(own, "tr")
        #expect(rows.contains("Replied in time Clause 13133.33%≥ 90Missed"), "\(rows)")
        #expect(rows.contains("2026-09-10Replied in time Clause 1letters L3 letters.csv:4Open, overdue"), "\(rows)")
        #expect(StatementSheet.plain(own).contains("Proposed 20 %"))
        #expect(!all.contains("Letters in all"))
    }

    // MARK: Looks

    /// Headings, tables, names and contrast, on a desktop, on a phone and on paper, with points and without.
    @Test func pagesAreReadableAndFit() async throws {
        for changes in [[], Self.weighed] {
            let tree = try run("--statements", "2026-09", changes: changes, language: "zh")
            let pages = tree.files.keys.filter { $0.hasSuffix(".html") && !$0.hasPrefix("statements/") || $0.hasSuffix("/all.html") }.sorted()
            #expect(pages.count >= 10)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for page in pages {
                    group.addTask { [output] in try await DevTools.withTab { try await PageLookTests.look(at: "\(output)/\(page)", page, $0) } }
                }
                try await group.waitForAll()
            }
        }
    }

    // MARK: With weights

    /// The posting of a measure says value and weight and leads to the cases.
    @Test func weightsStandAtTheirPostings() throws {
        let tree = try run("--statements", "2026-09", changes: Self.weighed)
        let north = try department(tree, "2026/2026-09", "north")
        let link = try #require(north.firstMatch(of: /<a href="#(c[0-9a-f]*-replied-in-time)">33.33% × 16<\/a>/))
        #expect(north.contains("<tbody id=\"\(link.output.1)\">"))
        #expect(try tree.rows("2026/2026-09/ledger.csv").contains { $0["scribe_id"] == "A" && $0["rule"] == "replied-in-time" && $0["points"] == "5.33" })
        let statement = try #require(tree.statements("2026-09")["A"])
        #expect(statement.postings.contains { $0.wording.contains("(33.33% × 16)") }, "\(statement.postings)")
        let said = try execute("explain", "A", "2026-09", changes: Self.weighed)
        #expect(said.outputText.contains("Replied in time (33.33% × 16)"), "\(said.outputText)")
    }

    /// Where a measure has no value its weight goes to the others, and the ledger says so.
    @Test func weightsThatAreSpreadSaySo() throws {
        let changes = Self.weighed + [("    unit: {zh: 星, en: stars}\n", "    unit: {zh: 星, en: stars}\n    weight: 4\n")]
        try place.write("input/letters_2.csv", "letter_id,scribe_id,came,replied,stars,rude,cut,heard\nC1,C,2026-09-01 09:00,2026-09-02 09:00,,,,\n")
        let south = try department(try run(changes: changes), "2026/2026-09", "south")
        #expect(south.contains(">100.00% × 20, weight 16 and its share of those without a value</a>"), "\(south)")
        #expect(try department(FileTree(output), "2026/2026-09", "north").contains(">3.50 stars × 4%</a>"))
    }
}
