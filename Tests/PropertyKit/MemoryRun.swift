package import GridModel
package import Intake
package import RulePacks
package import Scoring

/// The repository's own Liaocheng pack.
package enum LiaochengPack {
    package static let folder = "\(repository)/rules/liaocheng"
    package static let fixtures = "\(repository)/Tests/Fixtures"
    package static let pack = Result { () throws(RulePackError) in try RulePackLoader.load(path: folder) }

    private static var repository: String {
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    }

    package static func intakePlan(_ pack: RulePack) -> IntakePlan {
        let columns = RosterColumns(
            name: pack.roster.name, group: pack.roster.group, unit: pack.roster.unit, from: pack.roster.from, to: pack.roster.to)
        return IntakePlan(
            kinds: pack.kinds, facts: pack.facts, rosterKind: pack.roster.kind, rosterColumns: columns, inForce: pack.scheme.inForce,
            calendar: pack.calendar)
    }
}

/// A run in memory: files in, records and scores out.
package struct MemoryRun {
    package let pack: RulePack
    package var asOf = CivilDate(year: 2026, month: 12, day: 31)!
    package var from: Month?
    package var options = IntakeOptions()

    package init() throws {
        pack = try LiaochengPack.pack.get()
    }

    package init(pack: RulePack) {
        self.pack = pack
    }

    package func read(_ files: [InputFile]) async throws -> IntakeResult {
        try await LogReader(LiaochengPack.intakePlan(pack), asOf: asOf, options: options).read(InputFolder(files: files))
    }

    package func score(_ files: [InputFile]) async throws -> (intake: IntakeResult, book: ScoreBook) {
        var intake = try await read(files)
        let book = try await Scorer(pack: pack, intake: intake, asOf: asOf, from: from).score(jobs: options.jobs)
        intake.refuse(book.decisions.refusals)
        return (intake, book)
    }
}

extension InputFile {
    package init(_ name: String, _ text: String) {
        self.init(path: Array(name.utf8), content: .memory(Array(text.utf8)))
    }

    package init(_ name: String, bytes: [UInt8]) {
        self.init(path: Array(name.utf8), content: .memory(bytes))
    }
}
