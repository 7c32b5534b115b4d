import GridModel
import Intake
import PropertyKit
import RulePacks
import Testing

@testable import Scoring

/// Ties that give more than was meant: shared places that win, and lists that hold more than their places.
@Suite struct TieTests {
    private let run: MemoryRun

    init() throws { run = try MemoryRun() }

    /// A company of one department, with so many answered consultations a member.
    private func ties(_ counts: [Int], _ period: Period, _ changes: String...) async throws -> [String] {
        let source = try PackSource(path: LiaochengPack.folder)
        let run = MemoryRun(pack: try source.pack(with: changes.map { try source.change($0) }))
        var rows = ["call_id,member_id,time,purpose,outcome"]
        for (member, count) in counts.enumerated() {
            for _ in 0..<count { rows.append("c\(rows.count),m\(member),2026-12-05,consult,answered") }
        }
        let roster = "member_id,name,department\n" + counts.indices.map { "m\($0),n,d\n" }.joined()
        let (_, book) = try await run.score([InputFile("members.csv", roster), InputFile("calls.csv", rows.joined(separator: "\n"))])
        let result = try #require(book.result(of: period))
        return result.ties(run.pack).map { tie in
            let members = tie.results.map { "m\(result.members[$0].member)" }.sorted().joined(separator: " ")
            switch tie.place {
            case .ranking(let ranking, let points): return "\(run.pack.rankings[ranking].id) \(tie.rank) \(points.signed): \(members)"
            case .list(let list, let count, let places): return "\(run.pack.lists[list].id) \(tie.rank) of \(count) for \(places): \(members)"
            }
        }
    }

    private var month: Period { .month(run.asOf.month) }
    private var quarter: Period { Period(.quarter, of: run.asOf.month) }

    @Test func sharedPlacesThatWin() async throws {
        #expect(try await ties([4, 3, 2, 1], month) == [])
        #expect(try await ties([4, 4, 2, 2, 1], month) == ["rank-consultations 1 +5: m0 m1", "rank-consultations 3 +2: m2 m3"])
        #expect(try await ties([4, 3, 2, 1, 1], month) == [], "the fourth place wins nothing")
        #expect(try await ties([4, 0, 0], month) == [], "nothing counted wins nothing")
        #expect(try await ties([4, 4], quarter) == [])
    }

    @Test func sharedPlacesByOtherRules() async throws {
        let (split, dense) = ("ranking-ties=split", "ranking-ties=share_no_skip")
        #expect(try await ties([4, 4, 2, 2, 1], month, split) == ["rank-consultations 1 +4: m0 m1", "rank-consultations 3 +1: m2 m3"])
        let shared = ["rank-consultations 1 +5: m0 m1", "rank-consultations 2 +3: m2 m3", "rank-consultations 3 +2: m4 m5"]
        #expect(try await ties([4, 4, 2, 2, 1, 1], month, dense) == shared)
        #expect(try await ties([2, 2], month, "ranking-lone-member=more_than_three") == [], "nobody wins in a small field")
    }

    @Test func listsThatHoldMore() async throws {
        // 105, 103, 102, 100, 100: three stars.
        #expect(try await ties([5, 4, 3, 0, 0], quarter) == [])
        // 105, 103, 100 three times: the third place is shared.
        #expect(try await ties([5, 4, 0, 0, 0], quarter) == ["star 3 of 5 for 3: m2 m3 m4"])
        // Two share the first place, and nobody comes in by it who would not.
        #expect(try await ties([5, 5, 4, 3], quarter) == [])
        #expect(try await ties([0, 0, 0, 0], quarter) == ["star 1 of 4 for 3: m0 m1 m2 m3"])
    }
}
