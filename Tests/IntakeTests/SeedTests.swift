import Foundation
import TestSupport
import Testing

/// All seeds of fuzzing, and all bytes that once broke a check, hold: see Tests/Fuzz.
@Suite struct SeedTests {
    private static let folder = "\(Project.root)/Tests/Fuzz/seeds"

    @Test(arguments: FuzzChecks.all.map(\.name)) func seeds(_ name: String) async throws {
        let check = try #require(try FuzzChecks.check(named: name))
        let seeds = try FileManager.default.contentsOfDirectory(atPath: "\(Self.folder)/\(name)").sorted()
        #expect(seeds.count > 10)
        for seed in seeds {
            let bytes = try #require(FileManager.default.contents(atPath: "\(Self.folder)/\(name)/\(seed)"))
            #expect(try await check.problem(Array(bytes)) == nil, "\(name)/\(seed)")
        }
    }

    @Test func everyFolderOfSeedsHasACheckAndADictionary() {
        #expect(Project.folders(in: Self.folder) == FuzzChecks.all.map(\.name).sorted())
        for (name, _) in FuzzChecks.all {
            #expect(FileManager.default.fileExists(atPath: "\(Project.root)/Tests/Fuzz/dictionaries/\(name).txt"))
        }
    }
}
