import Foundation
import TestSupport
import Testing

/// What the roster calls a group is what all pages, tables and messages call it, and members are counted as the pack says.
@Suite struct GroupWordTests {
    private let place: TemporaryFolder

    init() throws { place = try TemporaryFolder() }

    /// The usual pack and its sample, with areas 片区 in the place of departments in every file.
    @Test(arguments: ["zh", "en"]) func nothingSpeaksOfDepartmentsWhereThereAreAreas(_ language: String) throws {
        try copy(SlimPack.path, to: "rules")
        try copy(Project.sample, to: "input")
        let common = ["--as-of", Project.sampleDay, "--input", place["input"], "--rules", place["rules"], "--language", language]
        let published = ["--output", place["output"]]
        let asked = ["--statements", "2026-09", "--statements", "2026-Q3", "--notice", "2026-Q3"]
        let run = try Program.run(["run"] + common + published + asked)
        #expect(run.code == 2, "\(run.errorText)")
        let filed = try Program.run(
            ["file", "2026-04", "--by", "王", "--accept-pending", "x", "--input", place["input"], "--rules", place["rules"]] + published)
        #expect(filed.code == 0, "\(filed.errorText)")
        try place.write(
            "input/2026-07/complaints-late.csv",
            "complaint_id,member_id,time,status,decided\nT9,W1019,2026-04-12 10:00,verified,2026-04-28 10:00\n")
        #expect(try Program.run(["run", "--quiet"] + common + published + asked).code == 2)
        let tree = FileTree(place["output"])
        #expect(tree.files["corrections/2026-04/index.html"] != nil)
        expectNoDepartments(tree)

        let compared = try Program.run(["compare", "--set", "ranking-ties=split", "--to", place["compared"]] + common)
        #expect(compared.code == 0, "\(compared.errorText)")
        expectNoDepartments(FileTree(place["compared"]))
        var said = [run.outputText, run.errorText, compared.outputText]
        for command in [["explain", "W1002", "2026-09"], ["explain", "W1002", "2026-Q3"], ["hints", "2026-09"], ["hints", "--department", "x"]] {
            let told = try Program.run(command + common)
            #expect(told.code == (command.contains("x") ? 64 : 0), "\(told.errorText)")
            said += [told.outputText, told.errorText]
        }
        said.append(try Program.run(["rules", "--rules", place["rules"], "--language", language]).outputText)
        said.append(shown(try Program.run(["hints", "2026-09", "--html"] + common).output, isPage: true))
        for text in said { expectNoDepartments("a message", text) }

        let statements = tree.files.filter { $0.key.hasPrefix("statements/2026-09/") && $0.key.hasSuffix("/all.html") }
        let all = statements.map { shown($0.value, isPage: true) }.joined()
        let (index, worklists) = (shown(tree.files["index.html"]!, isPage: true), shown(tree.files["worklist/index.html"]!, isPage: true))
        if language == "zh" {
            #expect(all.contains("片区负责人签字") && all.contains("交片区负责人") && index.contains("各片区最新一期"))
            #expect(worklists.contains("点片区名称查看该片区的工作清单"))
            #expect(try CSVTable(tree.files["2026/2026-09/scores.csv"]!).column("片区名次") != nil)
            #expect(said.joined().contains("，片区第") && said.joined().contains("片区前 3 名") && said.joined().contains("花名册中没有片区 x"))
        } else {
            #expect(all.contains("Head of area, signature") && index.contains("Newest page of each area") && worklists.contains("By area"))
            #expect(said.joined().contains("x: error: no such area on the roster"))
        }
    }

    /// Measures with points and without, in packs that have no departments.
    @Test(arguments: ["zh", "en"]) func norDoMeasures(_ language: String) throws {
        let ferries = "\(Project.fixtures)/sixth/ferries"
        try place.write("scribes/scribes.csv", "scribe_id,name,pier,desk\nA,Ann,north,one\nB,Bea,north,two\nC,Cid,south,one\n")
        try place.write(
            "scribes/letters.csv",
            """
            letter_id,scribe_id,came,replied,stars,rude,cut,heard
            L1,A,2026-09-03 09:00,2026-09-08 09:00,2,plainly,20,Li
            L2,C,2026-09-10 09:00,2026-09-11 09:00,5,,,

            """)
        let schemes = [(ferries, "\(ferries)/sample", "2026-10-31"), ("\(Project.fixtures)/ferry", place["scribes"], "2026-09-30")]
        for (number, (rules, input, asOf)) in schemes.enumerated() {
            let output = place["measured-\(number)"]
            let run = try Program.run([
                "run", "--as-of", asOf, "--input", input, "--output", output, "--rules", rules, "--language", language, "--statements", "2026-09",
            ])
            #expect(run.code == 0, "\(run.errorText)")
            let tree = FileTree(output)
            #expect(tree.files.keys.contains { $0.hasPrefix("statements/2026-09/") })
            expectNoDepartments(tree)
            let page = shown(tree.files["2026/2026-09/index.html"]!, isPage: true)
            #expect(page.contains(language == "en" ? number == 0 ? "By route" : "By pier" : number == 0 ? "各航线对比" : "各码头对比"))
            // All groups together, by the pack's word if it has one.
            #expect(page.contains(language == "en" ? number == 0 ? "Whole company" : "Whole ferry" : number == 0 ? "全公司" : "全渡口"))
            let told = try tree.rows("2026/2026-09/measures.csv").compactMap { $0[language == "en" ? "pier" : "码头"] }
            #expect(number == 0 || told.contains(language == "en" ? "all" : "全渡口"), "\(told)")
        }
    }

    /// Where offices are scored, they are counted as things are, not as persons.
    @Test func officesAreNoPersons() throws {
        let pack = "\(Project.root)/rules/wuhu"
        let common = ["--as-of", "2026-10-31", "--input", "\(Project.sample)/@wuhu", "--rules", pack, "--language", "zh"]
        let run = try Program.run(["run", "--output", place["output"], "--statements", "2026-10"] + common)
        #expect(run.code == 2, "\(run.errorText)")
        let compared = try Program.run(["compare", "--set", "scoring.base=90", "--to", place["compared"]] + common)
        #expect(compared.code == 0, "\(compared.errorText)")
        let pages = [FileTree(place["output"]), FileTree(place["compared"])].flatMap { $0.files.filter { $0.key.hasSuffix(".html") } }
        #expect(pages.count > 10)
        for (path, bytes) in pages + [("what run says", run.output), ("what compare says", compared.output)] {
            let text = StatementSheet.plain(shown(bytes, isPage: true))
            let found = text.matches(of: /.{0,20}([0-9]人(?!力)|（人）).{0,10}/).map { String($0.output.0) }
            #expect(found.isEmpty, "\(path): \(found)")
        }
        let page = shown(FileTree(place["output"]).files["2026/2026-10/index.html"]!, isPage: true)
        #expect(page.contains("12个，中位数100.00") && run.outputText.contains("共12个"), "\(run.outputText)")
    }

    // MARK: Words

    private func expectNoDepartments(_ tree: FileTree) {
        #expect(tree.files.keys.contains { $0.hasSuffix(".html") } && tree.files.keys.contains { $0.hasSuffix(".csv") })
        for (path, bytes) in tree.files.sorted(by: { $0.key < $1.key }) where path.hasSuffix(".html") || path.hasSuffix(".csv") {
            expectNoDepartments(path, shown(bytes, isPage: path.hasSuffix(".html")))
        }
    }

    private func expectNoDepartments(_ name: String, _ text: String) {
        for word in ["部门", "department"] {
            guard let found = text.range(of: word, options: .caseInsensitive) else { continue }
            let start = text.index(found.lowerBound, offsetBy: -40, limitedBy: text.startIndex) ?? text.startIndex
            let end = text.index(found.upperBound, offsetBy: 40, limitedBy: text.endIndex) ?? text.endIndex
            Issue.record("\(name) speaks of \(word): \(text[start..<end])")
        }
    }

    /// What a reader sees or hears of a file: no style, script, id, class or address.
    private func shown(_ bytes: some Sequence<UInt8>, isPage: Bool) -> String {
        var text = String(decoding: Array(bytes), as: UTF8.self)
        guard isPage else { return text }
        for hidden in ["(?s)<(style|script)>.*?</\\1>", "\\s(id|class|href|aria-labelledby)=\"[^\"]*\""] {
            text = text.replacingOccurrences(of: hidden, with: "", options: .regularExpression)
        }
        return text
    }

    /// Copies a folder with areas in the place of departments; what is not UTF-8 stays as it is.
    private func copy(_ source: String, to name: String) throws {
        for (path, bytes) in FileTree(source).files where !path.hasPrefix("@") {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                try place.write("\(name)/\(path)", bytes)
                continue
            }
            let other = text.replacingOccurrences(of: "department", with: "area").replacingOccurrences(of: "部门", with: "片区")
            try place.write("\(name)/\(path)", other)
        }
    }
}
