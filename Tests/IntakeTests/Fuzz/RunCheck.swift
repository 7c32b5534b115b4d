import GridModel
import PropertyKit
import RulePacks

@testable import Intake

/// A file read as a run reads it: every record has one outcome, and the result is the same in blocks, parts and batches of
/// every size, with one job and with two, whether all records are kept or only those that must be.
struct RunCheck: Sendable {
    private let pack: RulePack
    /// Keeps every record and takes none on the short path.
    private let whole: LogReader
    private let others: [(origin: String, reader: LogReader)]
    private let roster = InputFile(
        "members.csv",
        "member_id,name,department,start_date,end_date\nA,a,d,,\nW1,李明,d,,\nW0002,w,e,,\nB,b,d,2026-03-05,\nB,b,e,2026-08-01,2026-10-03\nC,丙,e,,\n")

    init() throws {
        let run = try MemoryRun()
        pack = run.pack
        let plan = LiaochengPack.intakePlan(run.pack)
        func reader(_ change: (inout IntakeOptions) -> Void) -> LogReader {
            var options = IntakeOptions()
            change(&options)
            return LogReader(plan, asOf: run.asOf, options: options)
        }
        whole = reader { ($0.keepsAll, $0.blockSize) = (true, 1 << 12) }
        var others: [(String, LogReader)] = [("parts as in production", reader { $0.blockSize = 1 << 12 })]
        for (blockSize, partSize, jobs) in [
            (16, 1 << 23, 1), (16, 1, 2), (17, 64, 1), (31, 200, 2), (64, 33, 1), (100, 1000, 2), (4096, 100, 1), (1 << 15, 500, 2),
        ] {
            for (keepsAll, longestBatch) in [(false, Identity.greatest), (false, 40), (true, 300)] {
                others.append(
                    (
                        "blocks of \(blockSize), parts of \(partSize), \(jobs) jobs, batches of \(longestBatch), keeps all: \(keepsAll)",
                        reader {
                            ($0.blockSize, $0.partSize, $0.jobs, $0.keepsAll, $0.longestBatch) = (blockSize, partSize, jobs, keepsAll, longestBatch)
                        }
                    ))
            }
        }
        self.others = others
    }

    func problem(_ file: InputFile, _ random: inout Random) async throws -> String? {
        let all = try await whole.read(folder(file))
        for report in all.files where !report.counts.addUp { return "\(report.name): \(report.counts)" }
        let kept = all.batches.reduce(0) { $0 + $1.entries.count + $1.issues.count }
        if kept != all.totals.read { return "\(all.totals.read) records read, \(kept) kept" }
        let expected = told(all)
        for (origin, reader) in [others[0], random.pick(others), random.pick(others)] {
            let found = try await reader.read(folder(file))
            if let failure = firstDifference(told(found), expected, origin) { return failure }
        }
        return nil
    }

    /// What a run says of a file, but for its size.
    func words(_ file: InputFile) async throws -> [String] {
        told(try await others[0].reader.read(folder(file))).filter { !$0.hasSuffix(" bytes") }
    }

    /// Of two faults in one XML tag the parser finds this or that first, by where a block ends: the line and the words of a
    /// break are left out. A faulty root may have been named before, so that the file is of an unknown kind, or not.
    private func told(_ intake: IntakeResult) -> [String] {
        let lines = summary(intake, pack).map { line in
            line.firstRange(of: " brokenXML ") == nil ? line : line.prefix { $0 != ":" } + " brokenXML"
        }
        guard lines.contains("x.xml brokenXML"), let only = lines.firstIndex(of: "x.xml read 1 [0, 0, 0, 0, 0, 0, 1]") else { return lines }
        var other = lines.filter { $0 != "x.xml brokenXML" }
        other[only] = "x.xml read 0 [0, 0, 0, 0, 0, 0, 0]"
        return other
    }

    private func folder(_ file: InputFile) -> InputFolder { InputFolder(files: [roster, file]) }
}

func firstDifference(_ found: [String], _ expected: [String], _ origin: String) -> String? {
    for (one, two) in zip(found, expected) where !sameBytes(one, two) { return "\(origin)\nfound    \(one)\nexpected \(two)" }
    return found.count == expected.count ? nil : "\(origin): \(found.count) lines instead of \(expected.count)"
}

private func sameBytes(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
