import GridModel
import PropertyKit
import RulePacks

@testable import Intake

/// The Liaocheng logs ready to be read, with members A, B and C on the roster.
struct Reading {
    let pack: RulePack
    let plans: [KindPlan]
    /// Every record becomes an entry: tests look at transcripts of all.
    var context: ReadingContext

    init() throws {
        pack = try LiaochengPack.pack.get()
        let plan = LiaochengPack.intakePlan(pack)
        plans = plan.kinds.enumerated().map { index, kind in
            KindPlan(
                kind, index: index, facts: plan.facts, roster: index == plan.rosterKind ? plan.rosterColumns : nil, calendar: plan.calendar)
        }
        let fingerprint = Fingerprint(seed: 7)
        let row = RosterRow(name: "n", group: "g", unit: "", from: nil, to: nil)
        let roster = Roster(members: ["A", "B", "C"].map { Member(id: $0, rows: [row]) })
        let asOf = CivilDate(year: 2026, month: 12, day: 31)!
        context = ReadingContext(
            asOf: asOf, inForce: plan.inForce, fingerprint: fingerprint, members: MemberIndex(roster, asOf: asOf, fingerprint: fingerprint),
            keepsAll: true)
    }

    func index(of kind: String) -> Int { pack.kinds.firstIndex { $0.id == kind }! }

    /// Reads a whole CSV file of calls at once, or a part of it.
    func csv(
        _ bytes: [UInt8], kind: String = "calls", encoding: TextEncoding = .utf8, blockSize: Int = 1 << 18, checksBytes: Bool = true,
        range: Range<Int> = 0..<Int.max, header: CSVHeader? = nil, isGuess: Bool = false
    ) throws -> CSVReader.Part {
        let request = CSVReader.Request(
            file: InputFile("\(kind).csv", bytes: bytes), index: 0, encoding: encoding, checksBytes: checksBytes, range: range, header: header,
            appearance: nil,
            isGuess: isGuess)
        return try CSVReader(plan: plans[index(of: kind)], kind: index(of: kind), context: context, blockSize: blockSize).read(request)
    }

    /// Reads a file as a run does: surveyed, in parts, side by side.
    func file(_ name: String, _ bytes: [UInt8], partSize: Int, blockSize: Int = 1 << 18, jobs: Int = 1) async throws -> [Batch] {
        let file = InputFile(name, bytes: bytes)
        var options = IntakeOptions()
        (options.partSize, options.blockSize, options.jobs) = (partSize, blockSize, jobs)
        let survey = try FileSurvey(file, plans: plans, context: context, blockSize: blockSize)
        return try await FileReading(plans: plans, context: context, options: options, dealing: IdentityDealing(bits: 0))
            .read([0], [file], [survey], counts: UsedCounts(memberCount: 3, facts: pack.facts)).batches
    }

    func xml(_ bytes: [UInt8], blockSize: Int = 1 << 18, encoding: TextEncoding = .utf8, isASCII: Bool = false) throws -> [Batch] {
        try XMLReader(plans: plans, context: context, blockSize: blockSize)
            .read(InputFile("x.xml", bytes: bytes), index: 0, encoding: encoding, isASCII: isASCII)
    }

    func xml(_ text: String, blockSize: Int = 1 << 18) throws -> [Batch] { try xml(Array(text.utf8), blockSize: blockSize) }
}

/// What an entry says, whatever texts its batch holds.
func words(_ batch: Batch) -> [String] {
    zip(batch.entries, knownVersions(batch)).map { entry, version in
        let hits = batch.effects[Int(entry.effect)].hits
        return "\(entry.position) line \(entry.line) \(shown(batch.key(of: entry))) \(version) \(hits)"
    }
}

/// What the entries of a batch are told from other versions by, one an entry.
private func knownVersions(_ batch: Batch) -> [EntryVersion] {
    batch.versions.isEmpty ? batch.entries.map { _ in .none } : batch.versions
}

/// Everything batches say, a line an entry or issue, whatever batches they stand in.
func transcript(_ batches: [Batch]) -> [String] {
    var lines: [(Int, String)] = []
    for batch in batches {
        for (entry, version) in zip(batch.entries, knownVersions(batch)) {
            let hits = batch.effects[Int(entry.effect)].hits.map { "\($0.fact)/\($0.month)/\($0.isAwaiting)/\($0.marks)" }
            lines.append(
                (
                    batch.line(of: entry),
                    "entry \(batch.id(of: entry)) member \(entry.member) month \(entry.month) key \(shown(batch.key(of: entry))) \(version) \(hits)"
                ))
        }
        for issue in batch.issues {
            let texts = batch.texts(of: issue)
            lines.append(
                (
                    batch.line(of: issue),
                    "\(issue.fault) column \(issue.column) detail \(issue.detail) id \(shown(texts.id.utf8)) value \(shown(texts.value.utf8)) note \(texts.note) member \(issue.member)"
                ))
        }
    }
    return ["read \(batches.reduce(0) { $0 + $1.read })"] + lines.sorted { $0 < $1 }.map { "\($0.0): \($0.1)" }
}

/// Ids of the entries, in order.
func ids(_ batches: [Batch]) -> [String] { batches.flatMap { batch in batch.entries.map { batch.id(of: $0) } } }

/// Lines of the entries, in order.
func lines(_ batches: [Batch]) -> [Int] { batches.flatMap { batch in batch.entries.map { batch.line(of: $0) } } }

/// Faults with the ids of their columns and their lines.
func faults(_ batches: [Batch], _ reading: Reading) -> [String] {
    batches.flatMap { batch in
        batch.issues.map { issue in
            let column = issue.column < 0 ? "-" : reading.pack.kinds[batch.kind].columns[Int(issue.column)].id
            return "\(batch.line(of: issue)) \(issue.fault) \(column) \(batch.texts(of: issue).value)"
        }
    }
}
