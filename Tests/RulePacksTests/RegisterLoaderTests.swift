import PropertyKit
import TestSupport
import Testing

@testable import RulePacks

@Suite struct RegisterLoaderTests {
    /// Loads a register with one entry that sets the path; the file's problems and the settings read.
    private func load(sets: String, more: String = "") throws -> (problems: [String], settings: [String]) {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "x.yaml",
            """
            scoring: {base: 100, watch: {below: 80}}
            logs:
              - kind: calls
                columns: {time: {type: time}}
            rules:
              - id: attire
                points: -2
            register:
              - id: base
                clause: "18"
                question: {zh: 问, en: q}
                readings:
                  one: {zh: 一, en: o}
                  two: {zh: 二, en: t}
                in_force: one
                reason: {zh: 因, en: r}
                sets: \(sets)
            \(more)
            """.utf8)
        let list = ProblemList()
        let files = PackFiles(path: path, allowed: ["scoring", "logs", "rules", "register"], problems: list)
        return withExtendedLifetime(files) {
            let register = RegisterLoader(files: files).register(files.sections["register"]!)
            return (list.problems.map { String($0.description.dropFirst(folder.path.count + 1)) }, register.first?.settings ?? [])
        }
    }

    @Test(arguments: ["scoring.base", "scoring.watch.below", "rules.attire.points", "logs.calls.columns.time", "scoring", "rules.attire"])
    func pathsThatLeadSomewhere(_ path: String) throws {
        let (problems, settings) = try load(sets: "[\(path)]")
        #expect(problems == [])
        #expect(settings == [path])
    }

    @Test(arguments: [
        ("scoring.bass", "there is no \"bass\""), ("rules.attire.pionts", "there is no \"pionts\""), ("rules.other.points", "there is no \"other\""),
        ("scoring.base.more", "there is no \"more\""), ("logs.calls.columns.tiem", "there is no \"tiem\""),
    ])
    func pathsThatEndNowhere(_ path: String, _ reason: String) throws {
        let (problems, settings) = try load(sets: "[scoring.base, \(path)]")
        #expect(problems == ["x.yaml:17:26: error: register.base.sets.2: the pack has no setting \"\(path)\": \(reason)"])
        #expect(settings == ["scoring.base"])
    }

    @Test func aSectionThatIsMissing() throws {
        #expect(try load(sets: "marks.x").problems == ["x.yaml:17:11: error: register.base.sets: the pack has no setting \"marks.x\""])
    }

    /// The problems of a register whose only entry has these readings; its base is 100.
    private func problems(_ readings: String, more: String = "") throws -> [String] {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "x.yaml",
            """
            scoring: {base: 100, watch: {below: 80}}
            register:
              - id: base
                clause: "18"
                question: {zh: 问, en: q}
                readings:
            \(readings)
                in_force: one
                reason: {zh: 因, en: r}
            \(more)
            """.utf8)
        let list = ProblemList()
        let files = PackFiles(path: path, allowed: ["scoring", "register"], problems: list)
        return withExtendedLifetime(files) {
            _ = RegisterLoader(files: files).register(files.sections["register"]!)
            return list.problems.map { String($0.description.dropFirst(folder.path.count + 1)) }
        }
    }

    private func readings(_ one: String, _ two: String) -> String {
        "      one: {zh: 一, en: o\(one)}\n      two: {zh: 二, en: t\(two)}"
    }

    @Test func theReadingInForceIsWhatThePackSays() throws {
        #expect(try problems(readings(", apply: {scoring.base: 100}", ", apply: {scoring.base: 90}")) == [])
        #expect(try problems(readings(", apply: {scoring.cap: ~}", ", apply: {scoring.cap: 90}")) == [])
        #expect(try problems(readings(", apply: {scoring.watch: {below: 80}}", ", apply: {scoring.watch: {below: 79}}")) == [])
        let wrong = try problems(readings(", apply: {scoring.base: 99}", ", apply: {scoring.base: 90}"))
        #expect(wrong.count == 1)
        #expect(wrong[0].hasPrefix("x.yaml:7:49: error: register.base.readings.one.apply.scoring.base: the reading in force says so"))
        #expect(wrong[0].hasSuffix("x.yaml:1:17"))
        #expect(
            try problems(readings(", apply: {scoring.cap: 100}", ", apply: {scoring.cap: ~}")).contains {
                $0.hasSuffix("the reading in force says so, but the pack does not have it")
            })
    }

    @Test func appliedReadingsSayTheSameSettings() throws {
        #expect(
            try problems(readings(", apply: {scoring.base: 100}", ", apply: {scoring.base: 90, scoring.floor: 0}")) == [
                "x.yaml:7:12: error: register.base.readings.one: \"apply\" does not say what \"scoring.floor\" is, which another reading of the entry changes"
            ])
        #expect(
            try problems(readings("", ", apply: {scoring.base: 90}")) == [
                "x.yaml:7:12: error: register.base.readings.one: the reading in force needs \"apply\": it says what the settings are that other readings change"
            ])
        #expect(try problems(readings(", apply: {scoring.base: 100}", ", untried: {zh: 因, en: why}")) == [])
        #expect(
            try problems(readings(", apply: {scoring.base: 100}", ", apply: {scoring.base: 90}, untried: {zh: 因, en: why}")).contains {
                $0.contains("a reading that is applied can be tried")
            })
        #expect(
            try problems(readings(", apply: {scoring.base: 100}", ", apply: {scoring.base: 90}"), more: "    sets: scoring.base").contains {
                $0.contains("the settings are told by \"apply\"")
            })
        #expect(
            try problems(readings(", apply: {scorign.base: 100}", ", apply: {scorign.base: 90}")).contains {
                $0.contains("the pack has no setting \"scorign.base\"")
            })
        #expect(
            try problems("      One: {zh: 一, en: o}\n      one: {zh: 二, en: t}").contains { $0.contains("expected a name of lower-case letters") })
    }

    @Test func entriesAreUniqueAndHaveReadings() throws {
        let (problems, _) = try load(
            sets: "scoring.base",
            more: """
                  - id: base
                    clause: "18"
                    question: {zh: 问, en: q}
                    readings: {one: {zh: 一, en: o}}
                    in_force: won
                    reason: {zh: 因, en: r}
                """.split(separator: "\n").map { "  " + $0.trimmingPrefix("  ") }.joined(separator: "\n"))
        #expect(problems.contains { $0.contains("the entry \"base\" stands twice") })
        #expect(problems.contains { $0.contains("a question has at least two readings") })
        #expect(
            problems.contains {
                $0.contains("unknown reading \"won\"; did you mean \"one\"? known: one") || $0.contains("unknown reading \"won\"; known: one")
            })
    }
}
