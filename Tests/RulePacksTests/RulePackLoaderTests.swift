import Foundation
import GridModel
import PropertyKit
import TestSupport
import Testing

@testable import RulePacks

@Suite struct RulePackLoaderTests {
    private let pack: RulePack

    init() throws {
        pack = try LiaochengPack.pack.get()
    }

    /// How many elements a section of a file has, counted by its text alone.
    private func count(_ file: String, _ line: String) throws -> Int {
        let text = try String(contentsOfFile: "\(LiaochengPack.folder)/\(file)", encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix(line) }.count
    }

    @Test func everythingIsThere() throws {
        #expect(pack.kinds.map(\.id) == ["members", "calls", "messages", "tickets", "commendations", "complaints", "inspections", "decisions"])
        #expect(pack.kinds.map(\.names.chinese) == ["网格员", "通话记录", "信息记录", "工单", "表扬表彰", "投诉", "考核检查", "裁定"])
        #expect(pack.marks.map(\.id) == ["pay_forfeited", "award_eligible"])
        #expect(pack.lists.map(\.id) == ["failing", "star", "best"])
        #expect(try pack.register.count == count("register.yaml", "  - id: "))
        #expect(try pack.examples.count == count("examples.yaml", "  - id: "))
        #expect(pack.register.count >= 20 && pack.examples.count >= 50)
        #expect(pack.facts.count == 26)
        #expect(pack.digest.utf8.count == 64)
    }

    /// Both names of a kind and of a column that stand twice: of what is wrong at one place the order is always the same.
    @Test func problemsOfOnePlaceHaveOneOrder() throws {
        let folder = try TemporaryFolder()
        for name in ["pack", "logs", "rules", "register"] {
            var text = try String(contentsOfFile: "\(LiaochengPack.folder)/\(name).yaml", encoding: .utf8)
            if name == "logs" {
                text = text.replacing("kind: messages", with: "kind: calls").replacing("zh: 信息记录", with: "zh: 通话记录")
                text = text.replacing("outcome: {", with: "outcome: {zh: 用途, ", maxReplacements: 1)
            }
            try folder.write("x/\(name).yaml", text)
        }
        func messages() -> [String] {
            do throws(RulePackError) {
                _ = try RulePackLoader.load(path: folder["x"])
                return []
            } catch {
                return error.problems.map(\.message)
            }
        }
        let first = messages()
        let kinds = first.filter { $0.contains("the kind name") }
        #expect(kinds == ["logs: the kind name \"calls\" stands twice", "logs: the kind name \"通话记录\" stands twice"])
        #expect(first.contains("logs.calls.columns: the column name \"用途\" stands twice"))
        for _ in 0..<40 { #expect(messages() == first) }
    }

    /// What a pack does not say of hints is as documented; a pack without the section has these too.
    @Test func hintsHaveDefaults() throws {
        let folder = try TemporaryFolder()
        func hints(_ section: String) throws -> HintSpec {
            for name in ["pack", "logs", "rules", "register"] {
                var text = try String(contentsOfFile: "\(LiaochengPack.folder)/\(name).yaml", encoding: .utf8)
                if name == "pack" { text = text.components(separatedBy: "\nhints:")[0] + "\n" + section }
                try folder.write("\(name).yaml", text.utf8)
            }
            return try RulePackLoader.load(path: folder.path).hints
        }
        for spec in [try hints(""), pack.hints, .standard] {
            #expect(spec.sameEventDays == 0 && spec.lookAlikes == ["0Oo", "1lI"] && spec.burst == (5, 10) && spec.lastDays == (3, 3))
            #expect(spec.night == (23, 5, 10) && spec.midnight == (20, 50) && spec.lateDays == 30 && spec.atOnce == 3)
        }
        let own = try hints("hints: {look_alikes: [], burst: {minutes: 2}, late_days: 7}\n")
        #expect(own.lookAlikes.isEmpty && own.burst == (5, 2) && own.lateDays == 7 && own.atOnce == 3)
    }

    /// The rules of the contract's section 3.
    @Test(arguments: [
        ("unreachable", "18(一)1", "-3"), ("private-use", "18(一)1", "-20"), ("attire", "18(一)2", "-2"), ("careless", "18(一)3", "-2"),
        ("misconduct", "18(一)3", "-5"), ("appointment", "18(一)4", "-3"), ("complaint", "18(一)5", "-10"), ("group", "18(一)6", "-2"),
        ("information", "18(一)6", "-2"), ("task", "18(一)7", "-2"), ("promoted", "18(二)1", "5"), ("praise", "18(二)2", "1"), ("banner", "18(二)2", "3"),
        ("proactive", "18(二)4", "1"),
    ])
    func rule(_ id: String, _ clause: String, _ points: String) throws {
        #expect(pack.rules.count == 14)
        let rule = try #require(pack.rules.first { $0.id == id })
        #expect(rule.clause == clause)
        #expect("\(rule.points)" == points)
        #expect(!rule.wording.chinese.isEmpty && !rule.wording.english.isEmpty)
    }

    @Test func rankings() {
        #expect(pack.rankings.map(\.id) == ["rank-consultations", "rank-information", "rank-tickets"])
        for ranking in pack.rankings {
            #expect(ranking.awards.map(\.description) == ["5", "3", "2"])
            #expect(ranking.within == .group && ranking.atLeast == 1 && ranking.clause == "18(二)3")
        }
    }

    /// The columns of the contract's 2.5: a `*` marks a required one.
    @Test(arguments: [
        ("members", "member_id* name* department* team grid post start_date end_date updated"),
        ("calls", "call_id* member_id* time* direction purpose* outcome* affected_work note updated"),
        ("messages", "message_id* member_id* time* channel* purpose* status* note updated"),
        ("tickets", "ticket_id* member_id* opened* due closed source kind* appointment signed note updated"),
        ("commendations", "commendation_id* member_id* time* kind* evidence confirmed_by note updated"),
        ("complaints", "complaint_id* member_id* time* status* decided category note updated"),
        ("inspections", "inspection_id* member_id* time* item* severity inspector note updated"),
    ])
    func columns(_ id: String, _ expected: String) throws {
        let kind = try #require(pack.kinds.first { $0.id == id })
        #expect(kind.columns.map { $0.id + ($0.isRequired ? "*" : "") }.joined(separator: " ") == expected)
        #expect(kind.key.map { kind.columns[$0].id } == (id == "members" ? ["member_id", "start_date"] : [kind.columns[0].id]))
        #expect(kind.versions == (["members", "tickets", "complaints"].contains(id) ? .last : .first))
    }

    @Test func scoring() {
        #expect(pack.scoring.base.description == "100")
        #expect(pack.scoring.floor?.description == "0")
        #expect(pack.scheme.inForce.description == "2020-01-01")
    }

    @Test func theDigestFollowsEveryByte() throws {
        let folder = try TemporaryFolder()
        for name in try FileManager.default.contentsOfDirectory(atPath: LiaochengPack.folder) {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(LiaochengPack.folder)/\(name)"))
            try folder.write(name, bytes + (name == "logs.yaml" ? Data("# one more comment\n".utf8) : Data()))
        }
        let other = try RulePackLoader.load(path: folder.path)
        #expect(other.digest != pack.digest)
        #expect(other.rules.count == pack.rules.count)
    }

    @Test func aMissingPackIsToldByItsPath() {
        let error = #expect(throws: RulePackError.self) { try RulePackLoader.load(path: "/nowhere/rules") }
        #expect(error?.problems.first?.file == "/nowhere/rules")
    }
}
