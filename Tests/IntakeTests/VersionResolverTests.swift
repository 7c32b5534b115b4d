import GridModel
import PropertyKit
import Testing

@testable import Intake

@Suite struct VersionResolverTests {
    private struct Version {
        let kind: Int
        let key: [UInt8]
        let content: UInt64
        let updated: UInt32
        let place: EntryPlace
    }

    /// The contract's 2.8, straight: versions by key, in order, the first or the last stands.
    private func reference(_ versions: [Version], _ rules: [VersionRule]) -> [String] {
        struct Key: Hashable {
            let kind: Int
            let bytes: [UInt8]
        }
        var byKey: [Key: [Version]] = [:]
        for version in versions { byKey[Key(kind: version.kind, bytes: version.key), default: []].append(version) }
        var lines: [(EntryPlace, String)] = []
        for group in byKey.values {
            let ordered = group.sorted { $0.updated == $1.updated ? $0.place < $1.place : $0.updated < $1.updated }
            let rule = rules[group[0].kind]
            let standing = rule == .first ? ordered.first! : ordered.last!
            for version in group where version.place != standing.place {
                let outcome: Outcome = version.content == standing.content ? .duplicate : rule == .first ? .conflict : .superseded
                lines.append((version.place, "\(version.place) \(outcome) for \(standing.place)"))
            }
        }
        return lines.sorted { $0.0 < $1.0 }.map(\.1)
    }

    @Test func asADictionaryTellsThem() async throws {
        try await property(seed: 2000, cases: 1500) { random in
            let rules: [VersionRule] = [.first, .last]
            var (batches, versions) = ([Batch](), [Version]())
            for number in 0..<random.int(1...4) {
                let kind = random.int(0...1)
                var batch = Batch(file: number, kind: kind)
                for index in 0..<random.int(0...12) {
                    let key = random.pick([[1], [2], [2, 2], [], [3], [0xC3, 0xA9], [0x65, 0xCC, 0x81]] as [[UInt8]])
                    // Keys [1] and [3] share a fingerprint: their bytes alone tell them apart.
                    let hash = key == [1] || key == [3] ? 5 : UInt64(key.count) << 40 | UInt64(key.first ?? 0)
                    let start = key.withUnsafeBufferPointer { batch.append($0) }
                    let (content, updated) = (UInt64(random.int(0...2)), UInt32(random.pick([0, 0, 10, 20])))
                    batch.add(Identity(keyHash: hash, position: index, line: index))
                    batch.add(
                        Entry(
                            line: UInt32(index), position: UInt32(index), member: 0, keyStart: start, keyLength: UInt16(key.count),
                            idLength: UInt16(key.count), effect: 0, month: 0),
                        EntryVersion(contentHash: content, updated: updated))
                    versions.append(
                        Version(
                            kind: kind, key: key, content: content, updated: updated, place: EntryPlace(batch: UInt32(number), entry: UInt32(index))))
                }
                batches.append(batch)
            }
            let expected = reference(versions, rules)
            for (jobs, bits) in [(1, 0), (3, random.once(in: 50) ? 12 : random.int(1...5))] {
                let sealed = batches.map { batch in
                    var batch = batch
                    batch.seal(IdentityDealing(bits: bits))
                    return batch
                }
                let resolver = VersionResolver(batches: sealed, versionRules: rules)
                let groups = try await VersionFinder(fresh: .init(sealed), partitions: 1 << bits).groups(jobs: jobs)
                let places = groups.records.map { EntryPlace(batch: UInt32($0.batch), entry: $0.identity.position) }
                var (found, start) = ([Superseding](), 0)
                for end in groups.ends {
                    resolver.resolve(places[start..<end], into: &found)
                    start = end
                }
                found.sort { $0.place < $1.place }
                if let failure = difference(found.map { "\($0.place) \($0.outcome) for \($0.standing)" }, expected, "\(versions)") { return failure }
            }
            return nil
        }
    }

    private func outcomes(_ files: [(String, String)]) async throws -> [String] {
        let run = try MemoryRun()
        let roster = InputFile("members.csv", "member_id,name,department\nA,a,d\nB,b,d\n")
        let result = try await run.read([roster] + files.map { InputFile($0.0, $0.1) })
        return result.superseded.map { version in
            let (batch, standing) = (result.batches[Int(version.place.batch)], result.batches[Int(version.standing.batch)])
            let place = "\(result.files[batch.file].name):\(batch.line(of: batch.entries[Int(version.place.entry)]))"
            return
                "\(place) \(version.outcome) for \(result.files[standing.file].name):\(standing.line(of: standing.entries[Int(version.standing.entry)]))"
        }
    }

    @Test func filesStandInTheOrderOfTheirBytes() async throws {
        let header = "call_id,member_id,time,purpose,outcome\n"
        let (one, two) = (header + "c1,A,2026-10-03,consult,answered\n", header + "c1,A,2026-10-03,consult,missed\n")
        #expect(try await outcomes([("calls-b.csv", one), ("calls-a.csv", two)]) == ["calls-b.csv:2 conflict for calls-a.csv:2"])
        #expect(try await outcomes([("calls-é.csv", one), ("calls-z.csv", two)]) == ["calls-é.csv:2 conflict for calls-z.csv:2"])
        #expect(try await outcomes([("calls.csv", one), ("Calls.csv", one)]) == ["calls.csv:2 duplicate for Calls.csv:2"])
    }

    @Test func equalAfterReadingAndDefaults() async throws {
        let header = "call_id,member_id,time,direction,purpose,outcome,affected_work,updated\n"
        let rows = "c1,A,2026/10/3,,consult,answered,,\nc1,Ａ,2026-10-03 00:00,in,咨询,已接,no,2026-10-04\nc1,A,2026年10月3日,in,consult,answered,no,\n"
        #expect(
            try await outcomes([("calls.csv", header + rows)]) == ["calls.csv:3 duplicate for calls.csv:2", "calls.csv:4 duplicate for calls.csv:2"])
    }

    @Test func aDueDateMeansTheEndOfItsDay() async throws {
        let header = "ticket_id,member_id,opened,due,kind\n"
        #expect(
            try await outcomes([("tickets.csv", header + "t,A,2026-10-03,2026-10-05,repair\nt,A,2026-10-03,2026-10-05 00:00,repair\n")]) == [
                "tickets.csv:2 superseded for tickets.csv:3"
            ])
        #expect(
            try await outcomes([("tickets.csv", header + "t,A,2026-10-03,2026-10-05,repair\nt,A,2026-10-03,2026-10-05 23:59:59,repair\n")]) == [
                "tickets.csv:2 duplicate for tickets.csv:3"
            ])
    }

    @Test func theLatestUpdateStands() async throws {
        let header = "ticket_id,member_id,opened,kind,note,updated\n"
        let rows =
            "t,A,2026-10-03,repair,new,2026-10-09\nt,A,2026-10-03,repair,old,2026-10-04\nt,A,2026-10-03,repair,none,\nt,A,2026-10-03,repair,new,2026-10-05\n"
        #expect(
            try await outcomes([("tickets.csv", header + rows)]) == [
                "tickets.csv:3 superseded for tickets.csv:2", "tickets.csv:4 superseded for tickets.csv:2",
                "tickets.csv:5 duplicate for tickets.csv:2",
            ])
    }

    @Test func idsAreComparedByTheirBytes() async throws {
        let header = "call_id,member_id,time,purpose,outcome\n"
        let rows = ["e\u{301}", "é", "\u{F9E7}", "\u{88CF}", "123", "00123"].map { "\($0),A,2026-10-03,consult,answered\n" }.joined()
        #expect(try await outcomes([("calls.csv", header + rows)]) == [])
    }
}
