import GridModel
import Testing

@testable import RulePacks

@Suite struct YAMLCursorTests {
    /// Reads the value of `k` in `k: …` on the second line of a file: what it is, and what was found wrong.
    private func reading<Value>(_ value: String, _ read: (YAMLCursor) -> Value?) throws -> (value: Value?, problems: [String]) {
        let text = try YAMLText("# first line\nk: \(value)\n")
        let value = read(text["k"])
        return (value, text.problems)
    }

    /// The problems with a value; none if it is read after all.
    private func problem<Value>(_ value: String, _ read: (YAMLCursor) -> Value?) throws -> [String] {
        let (value, problems) = try reading(value, read)
        return value == nil ? problems : []
    }

    /// The value of what is read without a problem.
    private func sound<Value>(_ value: String, _ read: (YAMLCursor) -> Value?) throws -> Value? {
        let (value, problems) = try reading(value, read)
        return problems.isEmpty ? value : nil
    }

    @Test(arguments: ["5", "-3", "97.5", "0.25"])
    func pointsArePlainDecimals(_ value: String) throws {
        #expect(try sound(value) { $0.points() } != nil)
    }

    @Test func pointsInQuotesAreText() throws {
        #expect(
            try problem("\"5\"") { $0.points() }
                == ["x.yaml:2:4: error: k: expected a plain decimal of at most two places, such as -3 or 97.5, found text in quotes"])
    }

    @Test(arguments: ["12abc", "1e3", ".5", "5.", "5.999", "+5", "０５", "1:30", "yes", ".nan", "0x10"])
    func otherPointsAreProblems(_ value: String) throws {
        #expect(
            try problem(value) { $0.points() }
                == ["x.yaml:2:4: error: k: expected a plain decimal of at most two places, such as -3 or 97.5, found \"\(value)\""])
    }

    @Test func scalarsAreTextAndNothingElse() throws {
        let text = try YAMLText("a: no\nb: 1:30\nc: 010\nd: 2026-01-01\ne: ~\nf: ''\ng: null\n")
        #expect(text["a"].text() == "no" && text["b"].text() == "1:30" && text["c"].text() == "010" && text["d"].text() == "2026-01-01")
        #expect(text["f"].text() == "" && text["g"].text() == "null")
        #expect(text["e"].isEmpty && !text["f"].isEmpty)
        #expect(text.problems == [])
        #expect(text["e"].text() == nil)
        #expect(text.problems == ["x.yaml:5:4: error: e: expected text, found nothing"])
    }

    @Test func textFindsMappingsAndLists() throws {
        #expect(try problem("{a: 1}") { $0.text() } == ["x.yaml:2:4: error: k: expected text, found a mapping"])
        #expect(try problem("[1, 2]") { $0.text() } == ["x.yaml:2:4: error: k: expected text, found a list"])
    }

    @Test func datesMonthsAndPeriods() throws {
        #expect(try problem("2026-02-30") { $0.date() } == ["x.yaml:2:4: error: k: expected a date such as 2026-01-31, found \"2026-02-30\""])
        #expect(try problem("2026-13") { $0.month() } == ["x.yaml:2:4: error: k: expected a month such as 2026-01, found \"2026-13\""])
        #expect(
            try problem("2026-Q5") { $0.period() }
                == ["x.yaml:2:4: error: k: expected a month, quarter, half-year or year such as 2026-01, 2026-Q1, 2026-H1 or 2026, found \"2026-Q5\""])
        #expect(try sound("2026-02-28") { $0.date() } == CivilDate(iso: "2026-02-28"))
        #expect(try sound("2026-Q4") { $0.period() } == .quarter(year: 2026, number: 4))
    }

    @Test(arguments: ["0", "13", "-1", "1.0", "+3", "99999999999999999999", "three", "３"])
    func wholeNumbersInTheirRange(_ value: String) throws {
        #expect(try problem(value) { $0.whole(1...12) } == ["x.yaml:2:4: error: k: expected a whole number from 1 to 12, found \"\(value)\""])
        #expect(try sound("12") { $0.whole(1...12) } == 12)
    }

    @Test(arguments: ["yes", "no", "on", "True", "1"])
    func booleansAreTrueOrFalse(_ value: String) throws {
        #expect(try problem(value) { $0.bool() } == ["x.yaml:2:4: error: k: expected true or false, found \"\(value)\""])
        #expect(try sound("true") { $0.bool() } == true)
        #expect(try sound("false") { $0.bool() } == false)
    }

    @Test func identifiers() throws {
        #expect(try sound("a-b_9") { $0.identifier() } == "a-b_9")
        #expect(
            try problem("Stars") { $0.identifier() }
                == ["x.yaml:2:4: error: k: expected a name of lower-case letters, digits, - and _, found \"Stars\""])
        #expect(try problem("a/b") { $0.identifier() }.count == 1)
        #expect(try problem("..") { $0.identifier() }.count == 1)
    }

    @Test func choicesProposeTheNearest() throws {
        #expect(
            try problem("grup") { $0.choice(Field.self) } == [
                "x.yaml:2:4: error: k: unknown value \"grup\"; did you mean \"group\"? known: group, all"
            ])
        #expect(try problem("xyz") { $0.choice(Field.self) } == ["x.yaml:2:4: error: k: unknown value \"xyz\"; known: group, all"])
        #expect(try sound("all") { $0.choice(Field.self) } == .all)
    }

    @Test func choicesAreComparedByTheirBytes() throws {
        #expect(try problem("e\u{301}") { $0.choice(of: ["é"], sort: "name") }.count == 1)
    }

    @Test func unknownKeysHaveTheirOwnPlace() throws {
        let text = try YAMLText("rule:\n  clause: 1\n  pionts: 9\n  zzzzzzzz: 1\n")
        let fields = text["rule"].fields(["clause", "points"])
        #expect(fields["clause"]?.text() == "1")
        #expect(
            text.problems == [
                "x.yaml:3:3: error: rule: unknown key \"pionts\"; did you mean \"points\"? allowed: clause, points",
                "x.yaml:4:3: error: rule: unknown key \"zzzzzzzz\"; allowed: clause, points",
            ])
    }

    @Test func missingKeysAreToldAtTheirMapping() throws {
        let text = try YAMLText("\nrule:\n  clause: ~\n")
        let fields = text["rule"].fields(["clause", "points"])
        #expect(fields.require("points") == nil)
        #expect(fields.require("clause") == nil)
        #expect(
            text.problems == [
                "x.yaml:3:3: error: rule: the key \"points\" is missing or empty", "x.yaml:3:3: error: rule: the key \"clause\" is missing or empty",
            ])
    }

    @Test func mappingsAndListsAreToldApart() throws {
        #expect(try reading("text") { $0.fields(["a"]) }.problems == ["x.yaml:2:4: error: k: expected a mapping of keys to values, found \"text\""])
        #expect(try reading("[a]") { $0.entries() }.problems == ["x.yaml:2:4: error: k: expected a mapping of keys to values, found a list"])
        #expect(try reading("{a: 1}") { $0.elements() }.problems == ["x.yaml:2:4: error: k: expected a list, found a mapping"])
    }

    @Test func elementsAreNamedByTheirIds() throws {
        let text = try YAMLText("list:\n  - id: first\n    points: x\n  - points: y\n")
        for element in text["list"].elements() { _ = element.fields(["id", "points"])["points"]?.points() }
        let expected = "expected a plain decimal of at most two places, such as -3 or 97.5, found"
        #expect(
            text.problems == [
                "x.yaml:3:13: error: list.first.points: \(expected) \"x\"", "x.yaml:4:13: error: list.2.points: \(expected) \"y\"",
            ])
    }

    @Test func pairsNeedBothLanguages() throws {
        #expect(try sound("{zh: 中, en: E}") { $0.pair() } == TextPair(zh: "中", en: "E"))
        #expect(try problem("{zh: 中}") { $0.pair() } == ["x.yaml:2:4: error: k: the key \"en\" is missing or empty"])
        #expect(try reading("{zh: 中, en: E, de: D}") { $0.pair() }.problems.count == 1)
    }
}
