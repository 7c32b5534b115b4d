import Glibc
import GridModel
import PropertyKit
import RulePacks
import TestSupport
import Testing

@testable import Intake

/// Some records are read twice. A file that has changed in between ends the run; it never crashes it.
@Suite struct ChangedFileTests {
    private let run: MemoryRun

    init() throws {
        run = try MemoryRun()
    }

    private let roster = "member_id,name,department,start_date\nA,a,d,\nB,b,d,2026-06-01\n"

    /// Bytes that were others, in one of the ways in which files change.
    private func altered(_ bytes: [UInt8], _ others: [[UInt8]], _ random: inout Random) -> [UInt8] {
        var bytes = bytes
        switch random.int(0...7) {
        case 0: return Array(bytes.prefix(random.int(0...bytes.count - 1)))
        case 1: return random.pick(others)
        case 2: return (0..<random.int(1...bytes.count * 2)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        case 3: bytes.insert(contentsOf: random.pick(others).prefix(random.int(1...40)), at: random.int(0...bytes.count))
        case 4: bytes.removeSubrange(random.int(0...bytes.count / 2)..<bytes.count * 3 / 4)
        case 5: bytes = bytes.map { random.once(in: 9) ? random.pick([0x22, 0x2C, 0x0A, 0x3C, 0x3E, 0x30]) : $0 }
        case 6: bytes[random.int(0...bytes.count - 1)] = random.pick([0x22, 0x2C, 0x0A, 0x3C])
        default: return Array(bytes.reversed())
        }
        return bytes
    }

    /// A run whose logs change as soon as all of them have been read once.
    private func change(_ name: String, _ first: [UInt8], to second: [UInt8], jobs: Int = 1, keepsAll: Bool = false) async throws -> String {
        let (folder, elsewhere) = (try TemporaryFolder(), try TemporaryFolder())
        try folder.write("members.csv", roster)
        try folder.write(name, first)
        var run = run
        run.options.jobs = jobs
        run.options.keepsAll = keepsAll
        // Another file takes its place, as it does when an export is written anew.
        let next = try elsewhere.write("next", second)
        let path = folder[name]
        run.options.progress = { done, all in
            if done == all { rename(next, path) }
        }
        let reader = LogReader(LiaochengPack.intakePlan(run.pack), asOf: run.asOf, options: run.options)
        do {
            _ = try await reader.read(try InputFolder(path: folder.path))
            return "read"
        } catch IntakeFailure.changed(let file) {
            return "changed \(file)"
        }
    }

    private func csv(_ rows: [String], _ header: String) -> [UInt8] { Array((header + rows.map { $0 + "\n" }.joined()).utf8) }

    private let calls = "call_id,member_id,time,purpose,outcome,note\n"

    private func calls(_ random: inout Random) -> [UInt8] {
        csv(
            (0..<random.int(4...30)).map { _ in
                "c\(random.int(0...6)),\(random.pick(["A", "B", "Z"])),2026-\(random.int(1...12))-10,\(random.pick(["consult", "private"])),answered,\(random.pick(["", "x", "\"y\nz\"", "号"]))"
            }, calls)
    }

    @Test func aCSVFileThatChangesEndsTheRun() async throws {
        try await property(seed: 4400, cases: 300) { random in
            let (first, other) = (calls(&random), calls(&random))
            let second = altered(first, [other, []], &random)
            guard second != first else { return nil }
            return difference(
                try await change("calls.csv", first, to: second, jobs: random.pick([1, 4])), "changed calls.csv", PropertyKit.shown(second))
        }
    }

    @Test func aGB18030FileThatChangesEndsTheRun() async throws {
        try await property(seed: 4500, cases: 100) { random in
            let (first, other) = (try Encoded.gb18030(calls(&random)), try Encoded.gb18030(calls(&random)))
            let second = altered(first, [other, []], &random)
            guard second != first else { return nil }
            return difference(try await change("calls.csv", first, to: second), "changed calls.csv", PropertyKit.shown(second))
        }
    }

    private func xml(_ kind: String, _ record: String, _ attributes: (inout Random) -> String, _ random: inout Random) -> [UInt8] {
        let records = (0..<random.int(4...30)).map { _ in "<\(record) \(attributes(&random))/>\n" }
        return Array("<\(kind)>\n\(records.joined())</\(kind)>\n".utf8)
    }

    /// A file of another kind has other columns.
    @Test func anXMLFileThatChangesEndsTheRun() async throws {
        try await property(seed: 4600, cases: 300) { random in
            func calls(_ random: inout Random) -> String {
                "call_id=\"c\(random.int(0...6))\" member_id=\"\(random.pick(["A", "B"]))\" time=\"2026-10-\(random.int(10...20))\" purpose=\"consult\" outcome=\"answered\""
            }
            func inspections(_ random: inout Random) -> String {
                "inspection_id=\"c\(random.int(0...6))\" member_id=\"A\" time=\"2026-10-03\" item=\"attire\""
            }
            func complaints(_ random: inout Random) -> String {
                "complaint_id=\"c\(random.int(0...6))\" member_id=\"A\" time=\"2026-10-03\" status=\"open\""
            }
            let first = xml("calls", "call", calls, &random)
            let others = [
                xml("calls", "call", calls, &random), xml("inspections", "inspection", inspections, &random),
                xml("complaints", "complaint", complaints, &random), Array("<members/>".utf8), Array("<foreign/>".utf8),
            ]
            let second = random.once(in: 2) ? random.pick(others) : altered(first, others, &random)
            guard second != first else { return nil }
            return difference(try await change("x.xml", first, to: second, jobs: random.pick([1, 4])), "changed x.xml", PropertyKit.shown(second))
        }
    }

    // MARK: The second look alone

    private func secondLook(_ reading: Reading, _ name: String, _ first: [UInt8], _ second: [UInt8]) async throws -> (
        look: SecondLook, batches: [Batch]
    ) {
        let file = InputFile(name, bytes: first)
        let survey = try FileSurvey(file, plans: reading.plans, context: reading.context, blockSize: 64)
        let batches = try await reading.file(name, first, partSize: 100, blockSize: 64)
        return (SecondLook(plans: reading.plans, context: reading.context, files: [InputFile(name, bytes: second)], surveys: [survey]), batches)
    }

    /// Either the records are those that were there, or the file has changed.
    @Test func theSecondLookSeesTheSameRecordsOrNone() async throws {
        let reading = try Reading()
        try await property(seed: 4700, cases: 600) { random in
            let isCSV = random.once(in: 2)
            func attributes(_ random: inout Random) -> String {
                "call_id=\"c\(random.int(0...6))\" member_id=\"A\" time=\"2026-10-03\" purpose=\"consult\" outcome=\"answered\""
            }
            let first = isCSV ? calls(&random) : xml("calls", "call", attributes, &random)
            let second = random.once(in: 8) ? first : altered(first, [calls(&random), xml("calls", "call", attributes, &random)], &random)
            let (look, batches) = try await secondLook(reading, isCSV ? "calls.csv" : "x.xml", first, second)
            for batch in batches where !batch.entries.isEmpty {
                let wanted = batch.entries.filter { _ in random.once(in: 2) }
                do {
                    let found = try look.records(wanted.map { Identity($0, of: batch, reading.context.fingerprint) }, of: batch)
                    let keys = found.entries.map { Array(found.key(of: $0)) }
                    if let failure = difference(keys, wanted.map { Array(batch.key(of: $0)) }, PropertyKit.shown(second)) { return failure }
                } catch IntakeFailure.changed {
                    if second == first { return "\(PropertyKit.shown(first)) has not changed" }
                }
            }
            return nil
        }
    }

    /// What was counted is taken out of the sums again: it must be what had been put in.
    @Test func aRecordThatDoesWhatNoneDidIsNotMerged() {
        let hit = Effect.Hit(fact: 1, month: 320, day: 0, isAwaiting: false, marks: 0)
        func batch(_ hits: [Effect.Hit], month: Int16, isEntry: Bool) -> Batch {
            var batch = Batch(file: 0, kind: 0)
            let effect = hits.withUnsafeBufferPointer { batch.index(of: $0) }
            if isEntry {
                let start = [0x61].withUnsafeBufferPointer { batch.append($0) }
                batch.add(
                    Entry(line: 0, position: 0, member: 0, keyStart: start, keyLength: 1, idLength: 1, effect: effect, month: month),
                    EntryVersion(contentHash: 0, updated: 0))
            } else {
                batch.add(Counted(member: 0, effect: effect, month: month))
            }
            batch.seal(IdentityDealing(bits: 0))
            return batch
        }
        for (hits, month, isSame) in [([hit], 320, true), ([], 320, true), ([hit, hit], 320, false), ([hit], -1, false)]
            as [([Effect.Hit], Int16, Bool)]
        {
            var first = batch([hit], month: 320, isEntry: false)
            #expect((first.merge(batch(hits, month: month, isEntry: true)) != nil) == isSame)
        }
    }
}
