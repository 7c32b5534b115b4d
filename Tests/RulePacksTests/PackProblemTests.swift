import Testing

@testable import RulePacks

@Suite struct PackProblemTests {
    @Test(arguments: [
        ("pionts", "points"), ("point", "points"), ("pointss", "points"), ("claus", "clause"), ("misconduct", "misconduct"),
        ("misconducts", "misconduct"),
        ("Points", "points"),
    ])
    func theNearestName(_ name: String, _ expected: String) {
        #expect(nearest(to: name, in: ["clause", "points", "misconduct", "wording"]) == expected)
    }

    @Test(arguments: ["zzz", "x", "", "wondering about", "ab"])
    func nothingNearEnough(_ name: String) {
        #expect(nearest(to: name, in: ["clause", "points", "misconduct"]) == nil)
    }

    @Test func nothingKnown() {
        #expect(nearest(to: "points", in: []) == nil)
    }

    @Test func ofEquallyNearNamesTheFirst() {
        #expect(nearest(to: "bat", in: ["cat", "rat"]) == "cat")
    }

    @Test func veryLongNamesAreNoTrouble() {
        #expect(nearest(to: String(repeating: "a", count: 100_000), in: ["a", String(repeating: "a", count: 100_001)]) == nil)
    }

    @Test func problemsNameTheirPlace() {
        let list = ProblemList()
        list.add("one", file: "a.yaml", line: 3, column: 7)
        list.add("two", file: "a.yaml", line: 3)
        list.add("three", file: "a.yaml")
        #expect(list.problems.map(\.description) == ["a.yaml:3:7: error: one", "a.yaml:3:1: error: two", "a.yaml: error: three"])
    }
}
