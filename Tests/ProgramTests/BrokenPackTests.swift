import Foundation
import TestSupport
import Testing

/// Rule packs with one mistake each: file, line and column are named, nothing is published, and it does not take long.
@Suite struct BrokenPackTests {
    /// One textual replacement in a copy of the pack. In `by`, `‸` marks the place that the message must name.
    struct Mistake: CustomTestStringConvertible, Sendable {
        let name: String
        let file: String
        let replace: String
        let by: String
        let says: [String]
        /// Whether the message names the column too; a scanner may notice only behind the mistake where it is.
        var namesColumn = true
        var testDescription: String { name }

        init(_ name: String, _ file: String, _ replace: String, _ by: String, _ says: String..., namesColumn: Bool = true) {
            (self.name, self.file, self.replace, self.by, self.says, self.namesColumn) = (name, file, replace, by, says, namesColumn)
        }
    }

    private static let attire = "en: Work clothes or badge not as required}\n    points: -2"

    private static func points(_ name: String, _ value: String, _ says: String = "at most two places") -> Mistake {
        Mistake(name, "rules.yaml", attire, "en: Work clothes or badge not as required}\n    points: ‸\(value)", says)
    }

    private static let star = "    top: 3\n    by: average\n    within: group\n    qualify: {at_least: 80, every_month: true, right: award_eligible}\n"

    private static func share(_ name: String, _ value: String, _ says: String) -> Mistake {
        Mistake(name, "pack.yaml", star, "    top_share: \(value)\n    within: group\n", says)
    }

    private static func streak(_ name: String, _ value: String, _ says: String) -> Mistake {
        Mistake(name, "pack.yaml", star, "    streak: \(value)\n", says)
    }

    static let mistakes = [
        Mistake("unknown key", "rules.yaml", attire, "en: x}\n    ‸pionts: -2", "unknown key \"pionts\"", "did you mean \"points\"?"),
        Mistake("duplicate key", "rules.yaml", attire, attire + "\n    ‸points: -3", "\"points\" stands twice"),
        Mistake("indented with a tab", "rules.yaml", attire, "en: x}\n‸\tpoints: -2", "not valid YAML", namesColumn: false),
        Mistake("full-width colon", "rules.yaml", attire, "en: x}\n    ‸points：-2", "not valid YAML", namesColumn: false),
        Mistake("quote not closed", "rules.yaml", attire, "en: ‸\"x}\n    points: -2", "not valid YAML", namesColumn: false),
        points("three decimals", "5.999"), points("exponent", "1e3"), points("hexadecimal", "0x10"), points("words", "five"),
        points("not a number", "nan"), points("decimal comma", "1,5"), points("full-width digit", "-２"), points("letters behind", "12abc"),
        points("quoted number", "\"-2\"", "expected"), points("list for a number", "[-2]", "found a list"),
        points("mapping for a number", "{a: -2}", "the key \"column\" is missing"),
        Mistake("a column of a table twice", "pack.yaml", "  - id: pay_forfeited", "  - ‸id: score", "\"score\" heads a column of the program's own tables"),
        Mistake(
            "the column of ranks twice", "pack.yaml", "  - id: failing\n    zh: 不合格", "  - ‸id: failing\n    zh: 部门名次",
            "\"部门名次\" heads a column of the program's own tables"),
        Mistake(
            "two columns of one name", "pack.yaml", "  - id: failing\n    zh: 不合格", "  - ‸id: failing\n    zh: 绩效全扣", "would head two columns"),
        Mistake("nothing for a number", "rules.yaml", attire, "en: x}\n    points: ~", "\"points\" is missing or empty", namesColumn: false),
        Mistake("missing points", "rules.yaml", attire, "en: x}", "\"points\" is missing", namesColumn: false),
        Mistake("missing clause", "rules.yaml", "- id: attire\n    clause: 18(一)2", "- ‸id: attire", "\"clause\" is missing"),
        Mistake(
            "unknown kind", "rules.yaml", "kind: inspections\n        where: {item: attire}", "kind: ‸inspectoins\n        where: {item: attire}",
            "\"inspectoins\"", "did you mean \"inspections\"?"),
        Mistake("unknown column", "rules.yaml", "{item: attire}", "{‸itm: attire}", "unknown column \"itm\"", "item", namesColumn: false),
        Mistake("unknown value", "rules.yaml", "{item: attire}", "{item: ‸atire}", "\"atire\"", "did you mean \"attire\"?"),
        Mistake("month of no time", "rules.yaml", "{item: attire}\n        month: time", "{item: attire}\n        month: ‸item", "item"),
        Mistake(
            "day that is none", "rules.yaml", attire + "\n    effective: {from: 2020-01-01}", attire + "\n    effective: {from: ‸2020-02-30}",
            "expected a date"),
        Mistake(
            "dates the wrong way round", "rules.yaml", attire + "\n    effective: {from: 2020-01-01}",
            attire + "\n    effective: ‸{from: 2020-01-01, to: 2019-12-31}", "before"),
        Mistake("rule twice", "rules.yaml", "  - id: careless\n", "  - ‸id: attire\n", "\"attire\" stands twice"),
        Mistake(
            "overlapping dates", "rules.yaml", "  - id: careless\n    clause: 18(一)3\n",
            "  - ‸id: attire\n    clause: 18(一)2\n    wording: {zh: 甲, en: a}\n    points: -1\n    effective: {from: 2026-01-01}\n    takes:\n      - kind: inspections\n        where: {item: attire}\n        month: time\n  - id: careless\n    clause: 18(一)3\n",
            "overlap"),
        Mistake("hints of an unknown sort", "pack.yaml", "  late_days: 30 ", "  ‸late_day: 30 ", "unknown key \"late_day\"", "did you mean \"late_days\"?"),
        Mistake("hints of the 24th hour", "pack.yaml", "night: {from: 23,", "night: {from: ‸24,", "a whole number from 0 to 23"),
        Mistake("a character that looks like itself", "pack.yaml", "[\"0Oo\", \"1lI\"]", "[\"0Oo\", ‸\"1\"]", "two characters or more"),
        Mistake("name of the ledger's own", "rules.yaml", "- id: attire", "- ‸id: floor", "floor"),
        Mistake(
            "requires without pending", "rules.yaml", "        pending: {zh: 投诉待查证, en: complaint awaits its finding}\n", "", "pending",
            namesColumn: false),
        Mistake("unknown mark", "rules.yaml", "marks: [award_eligible]", "marks: [‸award_eligibel]", "did you mean \"award_eligible\"?"),
        Mistake("negative count", "rules.yaml", "at_least: 1\n", "at_least: ‸-1\n", "whole number"),
        Mistake("one award for a list", "rules.yaml", "awards: [5, 3, 2]", "awards: ‸5", "expected a list"),
        Mistake("unknown section", "rules.yaml", "\nrules:\n", "\n‸ruels:\n", "unknown key \"ruels\"", "did you mean \"rules\"?"),
        Mistake("anchor", "rules.yaml", attire, "en: x}\n    points: ‸&two -2", "anchors"),
        Mistake("merge key", "rules.yaml", attire, "en: x}\n    ‸<<: {points: -2}", "merge keys"),
        Mistake("two documents", "rules.yaml", "\nrankings:\n", "\n‸---\nrankings:\n", "YAML", namesColumn: false),
        Mistake("NUL byte", "rules.yaml", attire, "en: x‸\u{0}}\n    points: -2", "control character"),
        Mistake("escape character", "rules.yaml", attire, "en: x‸\u{1B}}\n    points: -2", "control character"),
        Mistake("base of three decimals", "pack.yaml", "base: 100", "base: ‸100.001", "at most two places"),
        Mistake("threshold in words", "pack.yaml", "watch: {below: 80", "watch: {below: ‸eighty", "decimal"),
        Mistake("roster without kind", "pack.yaml", "  kind: members\n  subject", "  kind: ‸member\n  subject", "did you mean \"members\"?"),
        Mistake("roster with unknown column", "pack.yaml", "group: department", "group: ‸departmnet", "did you mean \"department\"?"),
        Mistake(
            "list of an unknown period", "pack.yaml", "    periods:\n      quarter:\n        file: stars",
            "    periods:\n      ‸quater:\n        file: stars", "quater", namesColumn: false),
        Mistake("list of two sorts", "pack.yaml", "- id: star\n", "- ‸id: star\n    below: 90\n", "one of \"below\", \"top\", \"top_share\" and \"streak\""),
        share("share of nothing", "{percent: ‸0, rounding: up, ties: all}", "more than 0 and at most 100 per cent"),
        share("share of more than all", "{percent: ‸100.01, rounding: up, ties: all}", "more than 0 and at most 100 per cent"),
        share("share to the thousandth", "{percent: ‸33.333, rounding: up, ties: all}", "at most two places"),
        share("unknown rounding", "{percent: 30, rounding: ‸donw, ties: all}", "did you mean \"down\"?"),
        share("unknown rule of ties", "{percent: 30, rounding: up, ties: ‸non}", "did you mean \"none\"?"),
        share("share without a rule of ties", "‸{percent: 30, rounding: up}", "\"ties\" is missing"),
        share("share that brings the line's key", "{percent: 30, rounding: up, ties: all}\n    or_equal: ‸true", "goes with \"below\""),
        streak("streak of one", "{of: failing, periods: ‸1}", "from 2 to 120"),
        streak("streak of an unknown list", "{of: ‸faling, periods: 2}", "did you mean \"failing\"?"),
        streak("streak of a list behind", "{of: ‸best, periods: 2}", "must stand before"),
        streak("streak of itself", "{of: ‸star, periods: 2}", "must stand before"),
        streak("streak with a field", "{of: failing, periods: 2}\n    within: ‸group", "not with \"streak\""),
        Mistake(
            "streak of another sort of period", "pack.yaml",
            "    top: 1\n    within: all\n    qualify: {at_least: 80, months: 6, right: award_eligible}\n    periods:\n      year:",
            "    streak: {of: star, periods: 2}\n    periods:\n      ‸year:", "\"star\" that it goes by is made for no year"),
        Mistake("unknown way to show names", "pack.yaml", "names: surname", "names: ‸surnam", "did you mean \"surname\"?"),
        Mistake("unknown list to publish", "pack.yaml", "lists: [star, best]", "lists: [star, ‸bset]", "did you mean \"best\"?"),
        Mistake("list published twice", "pack.yaml", "lists: [star, best]", "lists: [star, ‸star]", "\"star\" stands twice"),
        Mistake(
            "unknown column of the notice", "pack.yaml", "columns: [rank, name, subject, value]", "columns: [‸rnak, name]", "did you mean \"rank\"?"),
        Mistake("notice that names nobody", "pack.yaml", "columns: [rank, name, subject, value]", "columns: ‸[rank, value]", "nobody would be named"),
        Mistake(
            "names left out and asked for", "pack.yaml",
            "names: surname\n  ids: masked\n  lists: [star, best]\n  scores: true\n  columns: [rank, name,",
            "names: id\n  ids: masked\n  lists: [star, best]\n  scores: true\n  columns: [rank, ‸name,", "leave the column out"),
        Mistake(
            "notice of nothing", "pack.yaml", "  names: surname\n  ids: masked\n  lists: [star, best]\n  scores: true\n", "  ‸names: surname\n",
            "nothing is made public"),
        Mistake("evidence that is no text", "logs.yaml", "evidence: [inspector, note]", "evidence: [‸item, note]", "no column of type text"),
        Mistake("unknown column of evidence", "logs.yaml", "evidence: [inspector, note]", "evidence: [inspector, ‸notes]", "did you mean \"note\"?"),
        Mistake("unknown type of column", "logs.yaml", "call_id: {type: id", "call_id: {type: ‸ident", "unknown type \"ident\""),
        Mistake("yes for true", "logs.yaml", "call_id: {type: id, required: true", "call_id: {type: id, required: ‸yes", "true or false"),
        Mistake("unknown column in the key", "logs.yaml", "key: [call_id]", "key: [‸call_ids]", "did you mean \"call_id\"?"),
        Mistake(
            "unknown rule of versions", "logs.yaml", "key: [call_id]\n    versions: first", "key: [call_id]\n    versions: ‸fist",
            "did you mean \"first\"?"),
        Mistake("kind twice", "logs.yaml", "- kind: calls", "- kind: members", "\"members\" stands twice", namesColumn: false),
        Mistake("kind of the program's own", "logs.yaml", "- kind: inspections", "- kind: ‸decisions", "the program's own"),
        Mistake("Chinese name of the program's own", "logs.yaml", "    zh: 考核检查\n", "    zh: ‸裁定\n", "the program's own"),
        Mistake(
            "reading in force that is none", "register.yaml", "in_force: hundred", "in_force: ‸hundert", "unknown reading \"hundert\"", "hundred"),
        Mistake(
            "question without English", "register.yaml",
            "      en: From how many points does a month start? The text names only additions and deductions.\n", "", "\"en\" is missing",
            namesColumn: false),
    ]

    @Test(arguments: mistakes) func isNamedWithItsPlace(_ mistake: Mistake) throws {
        let place = try TemporaryFolder()
        let position = try spoil(mistake, in: place)
        let run = try load(place)
        let found = run.errorText.split(separator: "\n").contains { line in
            line.hasPrefix(position) && line.contains(": error: ") && mistake.says.allSatisfy { line.contains($0) }
        }
        #expect(found, "want \(position)… \(mistake.says), got:\n\(run.errorText)")
    }

    /// A mistake that hides a part of the pack is told alone: what only follows from it would bury it.
    @Test(arguments: mistakes.filter { ["NUL byte", "indented with a tab", "unknown section"].contains($0.name) })
    func isNotBuried(_ mistake: Mistake) throws {
        let place = try TemporaryFolder()
        _ = try spoil(mistake, in: place)
        let run = try load(place)
        let count = run.errorText.split(separator: "\n").count
        #expect(count <= 3, "one mistake, \(count) lines")
    }

    /// All mistakes are told at once, in the order of files and lines.
    @Test func severalMistakesAreToldTogether() throws {
        let place = try TemporaryFolder()
        let several = ["unknown value", "unknown type of column", "reading in force that is none", "unknown mark", "base of three decimals"]
        let chosen = Self.mistakes.filter { several.contains($0.name) }
        #expect(chosen.count == several.count)
        // From the end of each file backwards, so that no line moves any more.
        var starts: [String] = []
        for mistake in chosen.reversed() { starts.append(try spoil(mistake, in: place)) }
        let run = try load(place)
        for start in starts { #expect(run.errorText.contains(start), "\(start) is not in:\n\(run.errorText)") }
        let places = run.errorText.split(separator: "\n").filter { $0.contains(": error: ") }.map { String($0.split(separator: ":")[0]) }
        #expect(places == places.sorted())
    }

    /// A header of decisions must not mean two columns.
    @Test func theSubjectIsNoColumnOfDecisions() throws {
        let place = try TemporaryFolder()
        _ = try spoil(Mistake("", "logs.yaml", "member_id: 网格员编号", "member_id: 理由"), in: place)
        let run = try load(place)
        #expect(run.errorText.contains("pack.yaml:14:12: error: "))
        #expect(run.errorText.contains("decisions have a column of that name"))
    }

    // MARK: Whole files

    @Test func anEmptyFileIsNamed() throws {
        let place = try copyOfPack()
        try place.write("pack/rules.yaml", "")
        let run = try load(place)
        #expect(run.errorText.contains("\(place["pack"])/rules.yaml:1:1: error: the file is empty"))
    }

    @Test func bytesOfAnotherEncodingAreNamedWithTheirLine() throws {
        let place = try copyOfPack()
        // 李明 in GBK.
        try place.write("pack/extra.yaml", Array("# one\nnames:\n  x: ".utf8) + [0xC0, 0xEE, 0xC3, 0xF7, 0x0A])
        let run = try load(place)
        #expect(run.errorText.contains("\(place["pack"])/extra.yaml:3"))
        #expect(run.errorText.contains("UTF-8"))
    }

    @Test func aliasesThatGrowTenfoldEndAtOnce() throws {
        let place = try copyOfPack()
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 { bomb += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ") + "]\n" }
        try place.write("pack/extra.yaml", bomb)
        #expect(try load(place).errorText.contains("extra.yaml:1:"))
        try place.write("pack/extra.yaml", "a: &a [*a]\n")
        #expect(try load(place).errorText.contains("extra.yaml:1:"))
    }

    @Test func aFileOf50MegabytesIsRefusedUnread() throws {
        let place = try copyOfPack()
        try SmallCompany.writeLarge(place["pack/extra.yaml"], head: "names:\n", filling: "  x: y\n", count: 50 << 17, tail: "")
        let run = try load(place)
        #expect(run.errorText.contains("extra.yaml"))
    }

    @Test(arguments: ["[", "{a: ", "- "]) func aDepthOf100000IsRefused(opening: String) throws {
        let place = try copyOfPack()
        try place.write("pack/extra.yaml", "names: " + (opening == "- " ? "\n  " : "") + String(repeating: opening, count: 100_000))
        let run = try load(place)
        #expect(run.errorText.contains("extra.yaml"))
    }

    @Test(arguments: ["missing", "empty", "section", "text"]) func aPackThatIsNoneIsNamed(sort: String) throws {
        let place = try TemporaryFolder()
        switch sort {
        case "missing": break
        case "empty": try FileManager.default.createDirectory(atPath: place["pack"], withIntermediateDirectories: true)
        case "section": try place.write("pack/pack.yaml", "scheme: {id: x}\n")
        default: try place.write("pack/pack.yaml", "just text\n")
        }
        #expect(try load(place).errorText.contains(place["pack"]))
    }

    // MARK: Steps

    /// Without its examples, which no mistake here is about.
    private func copyOfPack(to place: TemporaryFolder? = nil) throws -> TemporaryFolder {
        let place = try place ?? TemporaryFolder()
        for file in try FileManager.default.contentsOfDirectory(atPath: Project.pack) where file != "examples.yaml" {
            try place.copy("\(Project.pack)/\(file)", to: "pack/\(file)")
        }
        return place
    }

    /// Makes the mistake; returns how the message must begin: `file:line:column:`, or as much of it as the mistake says.
    private func spoil(_ mistake: Mistake, in place: TemporaryFolder) throws -> String {
        if !FileManager.default.fileExists(atPath: place["pack"]) { _ = try copyOfPack(to: place) }
        let file = place["pack/\(mistake.file)"]
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let range = try #require(text.range(of: mistake.replace), "the pack has changed: \(mistake.replace) is not in \(mistake.file)")
        try place.write("pack/\(mistake.file)", text.replacingCharacters(in: range, with: mistake.by.replacingOccurrences(of: "‸", with: "")))
        guard let mark = mistake.by.range(of: "‸") else { return "\(file):" }
        let before = text[..<range.lowerBound] + mistake.by[..<mark.lowerBound]
        let line = before.utf8.count { $0 == UInt8(ascii: "\n") } + 1
        let column = before.unicodeScalars.reversed().prefix { $0 != "\n" }.count + 1
        return mistake.namesColumn ? "\(file):\(line):\(column): error: " : "\(file):\(line):"
    }

    /// Tries to run with the pack, and checks what holds of every pack that cannot be used.
    private func load(_ place: TemporaryFolder, _ sourceLocation: SourceLocation = #_sourceLocation) throws -> Execution {
        let input = try SmallCompany.write(to: place)
        let run = try Program.run(Program.arguments(input, place["output"], asOf: SmallCompany.asOf, rules: place["pack"]), memory: 200, limit: 30)
        #expect(run.code == 78, "\(run.errorText)", sourceLocation: sourceLocation)
        #expect(FileTree(place["output"]).isEmpty, "nothing is published", sourceLocation: sourceLocation)
        #expect(run.processorSeconds < 1, sourceLocation: sourceLocation)
        return run
    }
}
