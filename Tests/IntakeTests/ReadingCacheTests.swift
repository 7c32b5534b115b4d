import Foundation
import Glibc
import GridModel
import PropertyKit
import RulePacks
import Synchronization
import TestSupport
import Testing

@testable import Intake

/// A night that reads only what is new comes to what one comes to that reads everything.
@Suite struct ReadingCacheTests {
    private let run: MemoryRun

    init() throws {
        run = try MemoryRun()
    }

    /// A company's logs on disk, night by night.
    private struct Company {
        let place: TemporaryFolder
        let plan: IntakePlan
        let pack: RulePack
        var options = IntakeOptions()
        var limits: ReadingCache.Limits
        private var time = 1_000_000_000

        init(_ pack: RulePack) throws {
            place = try TemporaryFolder()
            self.pack = pack
            plan = LiaochengPack.intakePlan(pack)
            limits = ReadingCache.Limits()
            limits.leastBytes = 1
            limits.part = 1_000_000
        }

        var cachePath: String { place["cache/set"] }
        var hasCache: Bool { FileManager.default.fileExists(atPath: cachePath) }
        var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: place["input"])) ?? []).sorted() }

        /// Each state of a file has a time of its own, as on a day of its own.
        mutating func write(_ name: String, _ bytes: [UInt8]) throws {
            let path = try place.write("input/\(name)", bytes)
            time += 1
            let times = [timespec(tv_sec: time, tv_nsec: 0), timespec(tv_sec: time, tv_nsec: 0)]
            guard utimensat(AT_FDCWD, path, times, 0) == 0 else { throw SystemFailure(path) }
        }

        mutating func write(_ file: InputFile) throws {
            if case .memory(let bytes) = file.content { try write(file.name, bytes) }
        }

        func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: place["input/\(name)"]) }

        func cache(pack digest: String = "pack") -> ReadingCache {
            ReadingCache(folder: Array(place["cache"].utf8), clock: Int.max / 2, pack: digest, limits: limits)
        }

        func read(_ asOf: CivilDate, _ cache: ReadingCache?) async throws -> (intake: IntakeResult, bytes: Int) {
            let counter = Counter()
            var options = options
            options.progress = { _, total in counter.total.store(total, ordering: .relaxed) }
            let intake = try await LogReader(plan, asOf: asOf, options: options).read(InputFolder(path: place["input"]), cache: cache)
            return (intake, counter.total.load(ordering: .relaxed))
        }

        private final class Counter: Sendable {
            let total = Atomic<Int>(0)
        }

        /// A night, and what is wrong with it.
        func night(_ asOf: CivilDate, _ origin: String) async throws -> String? {
            let cache = cache()
            let (found, bytes) = try await read(asOf, cache)
            cache.store(found.unstored, note: [])
            let (one, two) = (summary(found, pack), summary(try await read(asOf, nil).intake, pack))
            let title = "\(origin), \(bytes) bytes read of \(found.bytes), as of \(asOf)"
            for (one, two) in zip(one, two) where one != two { return "\(title)\nfound    \(one)\nexpected \(two)" }
            return one.count == two.count ? nil : "\(title): \(one.count) lines instead of \(two.count)"
        }
    }

    private func day(_ year: Int, _ month: Int, _ day: Int) -> CivilDate { CivilDate(year: year, month: month, day: day)! }

    /// All that may happen to a company's folder between two nights.
    private func happen(_ company: inout Company, _ pool: inout [InputFile], _ random: inout Random) throws -> String {
        let logs = company.names.filter { !$0.hasPrefix("members") }
        switch random.int(0...9) {
        case 0...3:
            guard let file = pool.popLast() else { return "nothing" }
            try company.write(file)
            return "added \(file.name)"
        case 4:
            guard let name = logs.randomElement(using: &random) else { return "nothing" }
            try company.remove(name)
            return "removed \(name)"
        case 5:
            guard let name = logs.randomElement(using: &random), let bytes = FileManager.default.contents(atPath: company.place["input/\(name)"])
            else { return "nothing" }
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            try company.write(name, Array(lines.dropLast(random.int(0...3)).joined(separator: "\n").utf8))
            return "shortened \(name)"
        case 6:
            guard let name = logs.randomElement(using: &random), let dot = name.lastIndex(of: ".") else { return "nothing" }
            let other = "\(name[..<dot])-\(random.int(0...99))\(name[dot...])"
            guard rename(company.place["input/\(name)"], company.place["input/\(other)"]) == 0 else { throw SystemFailure(name) }
            return "renamed \(name) to \(other)"
        case 7:
            let row = "m\(random.int(0...8)),new,d1,\(random.pick(["", "2026-03-03", "2027-03-20"])),\(random.pick(["", "2026-09-09"]))\n"
            try company.write("members-9.csv", Array("member_id,name,department,start_date,end_date\n\(row)".utf8))
            return "roster \(row)"
        case 8:
            try? FileManager.default.removeItem(atPath: company.place["cache"])
            return "cache removed"
        default:
            return "nothing"
        }
    }

    @Test func anyNightsOfAnyCompanyAreTheSameWithAndWithout() async throws {
        var used = 0
        try await property(seed: 6000, cases: 60) { random in
            var company = try Company(run.pack)
            company.options.jobs = random.pick([1, 4])
            (company.options.blockSize, company.options.partSize) = (random.pick([31, 4096]), random.int(64...4096))
            company.options.longestBatch = random.pick([Identity.greatest, 20, 300])
            company.limits.part = random.pick([1, 3, 1_000_000])
            let logs = RandomLogs(&random, repeats: true, repeatsOnceIn: random.pick([2, 3, 6]))
            var pool: [InputFile] = []
            // The same records again, in other files and forms.
            for round in 0..<3 {
                let logs = round == 0 ? logs : logs.shuffled(&random)
                for file in random.once(in: 3) ? logs.xml(&random) : logs.splitCSV(&random) {
                    if file.name.hasPrefix("members") {
                        if round == 0 { try company.write(file) }
                    } else if case .memory(let bytes) = file.content {
                        let dot = file.path.lastIndex(of: UInt8(ascii: "."))!
                        pool.append(
                            InputFile(
                                path: file.path[..<dot] + Array("-\(random.int(0...9))\(round)".utf8) + file.path[dot...], content: .memory(bytes)))
                    }
                }
            }
            pool.shuffle(using: &random)
            for file in pool.prefix(random.int(0...12)) { try company.write(file) }
            var story: [String] = []
            for _ in 0..<random.int(3...8) {
                let asOf = random.pick([day(2026, 12, 31), day(2027, 3, 1), day(2027, 3, 31), day(2027, 4, 30)])
                if company.hasCache { used += 1 }
                if let failure = try await company.night(asOf, story.joined(separator: "; ")) { return failure }
                for _ in 0..<random.int(0...3) { story.append(try happen(&company, &pool, &random)) }
            }
            return nil
        }
        #expect(used > 60)
    }

    /// The cache of a small company that repeats records from file to file.
    private func filled() async throws -> Company {
        var company = try Company(run.pack)
        var random = Random(seed: 77)
        for file in RandomLogs(&random, repeats: true, repeatsOnceIn: 2).splitCSV(&random) { try company.write(file) }
        #expect(try await company.night(day(2027, 4, 1), "first") == nil)
        #expect(company.hasCache)
        // Later versions of stored records.
        try company.write("calls-99.csv", Array("call_id,member_id,time,purpose,outcome\ncalls-1,m0,2026-05-05,private,answered\n".utf8))
        try company.write("tickets-99.csv", Array("ticket_id,member_id,opened,kind,updated\ntickets-1,m0,2027-04-01,repair,2027-04-01\n".utf8))
        company.limits.part = 1
        return company
    }

    @Test func damageIsNoticedAndHarmless() async throws {
        let company = try await filled()
        let sound = try #require(FileManager.default.contents(atPath: company.cachePath)).map { $0 }
        try await property(seed: 6100, cases: 150) { random in
            var bytes = sound
            switch random.int(0...3) {
            case 0: bytes = Array(bytes.prefix(random.int(0...bytes.count - 1)))
            case 1: bytes = (0..<random.int(0...5000)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            case 2: for _ in 0..<random.int(1...200) { bytes[random.int(0...bytes.count - 1)] ^= UInt8(random.int(1...255)) }
            default: bytes[random.int(0...bytes.count - 1)] ^= 1 << UInt8(random.int(0...7))
            }
            try company.place.write("cache/set", bytes)
            chmod(company.cachePath, 0o600)
            return try await company.night(day(2027, 4, 1), "damaged")
        }
    }

    @Test func unchangedFilesAreNotReadAgain() async throws {
        let company = try await filled()
        let (intake, bytes) = try await company.read(day(2027, 4, 2), company.cache())
        let new = ["calls-99.csv", "tickets-99.csv"].reduce(0) {
            $0 + (FileManager.default.contents(atPath: company.place["input/\($1)"])?.count ?? 0)
        }
        #expect(bytes == new)
        #expect(intake.bytes > bytes)
    }

    @Test func whatTheSetRestsOnIsLookedAt() async throws {
        var company = try await filled()
        func readsAll(_ asOf: CivilDate, pack: String = "pack") async throws -> Bool {
            let (_, bytes) = try await company.read(asOf, company.cache(pack: pack))
            return bytes > 1000
        }
        #expect(try await !readsAll(day(2027, 4, 1)))
        #expect(try await readsAll(day(2027, 4, 1), pack: "other"))
        // The latest time of the set is of February.
        #expect(try await readsAll(day(2027, 2, 28)))
        #expect(try await !readsAll(day(2027, 3, 1)))
        chmod(company.cachePath, 0o644)
        #expect(try await readsAll(day(2027, 4, 1)))
        chmod(company.cachePath, 0o600)
        #expect(try await !readsAll(day(2027, 4, 1)))
        // A transfer from now on changes nothing that was read.
        try company.write("members-8.csv", Array("member_id,name,department,start_date\nm0,other,d9,2027-04-01\n".utf8))
        #expect(try await !readsAll(day(2027, 4, 1)))
        try company.write("members-8.csv", Array("member_id,name,department,start_date\nnobody,other,d9,\n".utf8))
        #expect(try await readsAll(day(2027, 4, 1)))
    }

    @Test func onlyFilesAtRestAreStored() async throws {
        var company = try await filled()
        try FileManager.default.removeItem(atPath: company.place["cache"])
        company.limits.rest = Int.max / 2
        let (intake, _) = try await company.read(day(2027, 4, 1), company.cache())
        company.cache().store(intake.unstored, note: [])
        #expect(!company.hasCache)
    }

    @Test func aNoteIsKeptAsLongAsThereIsASet() async throws {
        let company = try await filled()
        func keep(_ text: String, _ unstored: Unstored = .nothing) { company.cache().store(unstored, note: Array(text.utf8)) }
        func note(_ pack: String = "pack") -> String { String(decoding: company.cache(pack: pack).note, as: UTF8.self) }
        #expect(note() == "")
        keep("one")
        #expect(note() == "one" && note("other") == "")
        keep("another one")
        #expect(note() == "another one")
        let path = company.place["cache/note"]
        let bytes = try #require(FileManager.default.contents(atPath: path))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 1
            try #require(FileManager.default.createFile(atPath: path, contents: other))
            chmod(path, 0o600)
            #expect(note() == "", "byte \(index)")
        }
        for length in 0..<bytes.count {
            try #require(FileManager.default.createFile(atPath: path, contents: bytes.prefix(length)))
            chmod(path, 0o600)
            #expect(note() == "", "\(length) bytes")
        }
        keep("back")
        #expect(note() == "back")
        chmod(path, 0o644)
        #expect(note() == "")
        keep("gone", .useless)
        #expect(note() == "" && !FileManager.default.fileExists(atPath: company.place["cache"]))
        keep("without a set")
        #expect(note() == "")
    }

    @Test func aFolderThatCannotBeWrittenIsNoFault() async throws {
        let company = try await filled()
        try FileManager.default.removeItem(atPath: company.place["cache"])
        try company.place.write("cache", "a file")
        #expect(try await company.night(day(2027, 4, 1), "a file in its place") == nil)
        #expect(!company.hasCache)
    }
}
