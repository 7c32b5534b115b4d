import GridModel
import PropertyKit
import RulePacks
import Testing

@testable import Intake

/// What a run keeps only as sums must come to what it would come to if every record were kept.
@Suite struct KeepsAllTests {
    private let run: MemoryRun

    init() throws {
        run = try MemoryRun()
    }

    /// All that scoring and reports may ask, whatever of it stands in entries and whatever has been added up.
    private func summary(_ intake: IntakeResult) -> [String] {
        func place(_ place: EntryPlace) -> String {
            let batch = intake.batches.batch(of: place)
            let entry = intake.batches.entry(at: place)
            return "\(intake.files[batch.file].name):\(batch.line(of: entry)) \(batch.id(of: entry)) of \(entry.member) in \(entry.month)"
        }
        var lines = intake.files.map { file in "\(file.name) read \(file.counts.read) \(Outcome.allCases.map { file.counts[$0] })" }
        for batch in intake.batches {
            for issue in batch.issues {
                lines.append("\(intake.files[batch.file].name):\(batch.line(of: issue)) \(issue.fault) \(issue.column) \(batch.texts(of: issue))")
            }
        }
        lines += intake.superseded.map { "\(place($0.place)) \($0.outcome) for \(place($0.standing))" }
        lines += intake.conflicts.sorted { $0.key < $1.key }.map {
            "\(place($0.key)) column \($0.value.column) \($0.value.text), not \(intake.files[$0.value.standingFile].name):\($0.value.standingLine)"
        }
        lines += intake.inactive.map { "\(place($0)) inactive, \(intake.memberText($0))" }
        lines.append("from \(intake.earliestMonth.map { "\($0)" } ?? "never"), \(intake.bytes) bytes")
        return lines + effects(intake, place)
    }

    /// What standing records of active members do: counts added up, all else one by one.
    private func effects(_ intake: IntakeResult, _ name: (EntryPlace) -> String) -> [String] {
        var lines: [String] = []
        var sums: [String: Int] = [:]
        let inactive = Set(intake.inactive)
        for (number, batch) in intake.batches.enumerated() {
            for (index, entry) in batch.entries.enumerated() where entry.effect != Batch.standsNot && entry.member >= 0 {
                let place = EntryPlace(batch: UInt32(number), entry: UInt32(index))
                guard !inactive.contains(place) else { continue }
                let hits = batch.effects[Int(entry.effect)].hits
                if hits.isEmpty { sums["nothing by \(entry.member) in \(entry.month)", default: 0] += 1 }
                for hit in hits {
                    if case .ranking = run.pack.facts[Int(hit.fact)].user, hit.month >= 0, !hit.isAwaiting {
                        sums["fact \(hit.fact) of \(entry.member) in \(hit.month)", default: 0] += 1
                    } else {
                        lines.append("\(name(place)): \(hit)")
                    }
                }
            }
        }
        for month in Int16(300)..<330 {
            for member in intake.roster.members.indices {
                let number = intake.counts.withoutEffect(member: member, month: Month(sinceMillennium: month))
                if number != 0 { sums["nothing by \(member) in \(month)", default: 0] += number }
            }
            for (fact, plan) in run.pack.facts.enumerated() {
                guard case .ranking = plan.user else { continue }
                for (member, number) in intake.counts.numbers(month: Month(sinceMillennium: month), fact: fact).enumerated() where number != 0 {
                    sums["fact \(fact) of \(member) in \(month)", default: 0] += Int(number)
                }
            }
        }
        return lines + sums.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    }

    private func compare(_ files: [InputFile], _ random: inout Random) async throws -> String? {
        var whole = run
        whole.options.keepsAll = true
        let all = try await whole.read(files)
        let expected = summary(all)
        for jobs in [1, 4] {
            for keepsAll in [false, true] {
                var other = run
                other.options.jobs = jobs
                other.options.keepsAll = keepsAll
                (other.options.blockSize, other.options.partSize) = (random.pick([16, 31, 100, 4096]), random.int(64...2048))
                let found = summary(try await other.read(files))
                let origin = "\(jobs) jobs, blocks of \(other.options.blockSize), parts of \(other.options.partSize), keeps all: \(keepsAll)"
                for (one, two) in zip(found, expected) where one != two { return "\(origin)\nfound    \(one)\nexpected \(two)" }
                if found.count != expected.count { return "\(origin): \(found.count) lines instead of \(expected.count)" }
            }
        }
        return nil
    }

    private func logs(_ random: inout Random) -> RandomLogs { RandomLogs(&random, repeats: true, repeatsOnceIn: random.pick([2, 3, 6])) }

    private func encoded(_ files: [InputFile], _ encode: ([UInt8]) throws -> [UInt8]) rethrows -> [InputFile] {
        try files.map { file in
            guard case .memory(let bytes) = file.content else { return file }
            return InputFile(path: file.path, content: .memory(try encode(bytes)))
        }
    }

    @Test func csv() async throws {
        try await property(seed: 4000, cases: 60) { random in
            let logs = logs(&random)
            return try await compare(random.once(in: 2) ? logs.csv() : logs.splitCSV(&random), &random)
        }
    }

    @Test func csvInGB18030AndUTF16() async throws {
        try await property(seed: 4100, cases: 40) { random in
            let files = logs(&random).splitCSV(&random)
            let littleEndian = random.once(in: 2)
            return try await compare(
                random.once(in: 2) ? encoded(files, Encoded.gb18030) : encoded(files) { Encoded.utf16($0, littleEndian: littleEndian) }, &random)
        }
    }

    @Test func xml() async throws {
        try await property(seed: 4200, cases: 30) { random in try await compare(logs(&random).xml(&random), &random) }
    }

    /// A file of each sort, all of the same records: every record has other versions in other files.
    @Test func xmlAndCSVSideBySide() async throws {
        try await property(seed: 4300, cases: 15) { random in
            let logs = logs(&random)
            let roster = logs.csv().prefix(1)
            let others = logs.shuffled(&random)
            let again = others.csv().dropFirst().map { InputFile(path: $0.path.dropLast(4) + Array("-2.csv".utf8), content: $0.content) }
            return try await compare(
                roster + logs.splitCSV(&random).filter { !$0.name.hasPrefix("members") } + again + others.xml(&random).dropFirst(), &random)
        }
    }

    /// Production keeps few: else the property above would say nothing.
    @Test func whatOnlyCountsIsNotKept() async throws {
        let rows = (0..<100).map { "c\($0),A,2026-10-03,consult,answered\n" }.joined()
        let files = [
            InputFile("members.csv", "member_id,name,department\nA,a,d\n"),
            InputFile("calls.csv", "call_id,member_id,time,purpose,outcome\n" + rows + "c7,A,2026-10-03,consult,answered\n"),
        ]
        let intake = try await run.read(files)
        #expect(intake.batches.flatMap(\.entries).filter { $0.member >= 0 }.count == 2)
        #expect(intake.totals[.used] == 101 && intake.totals[.duplicate] == 1)
    }
}
