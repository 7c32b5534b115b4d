import Foundation
import Glibc

/// The pack without its examples: what most tests run with, for it loads in half the time.
package enum SlimPack {
    package static let path: String = {
        guard let place = try? TemporaryFolder() else { return Project.pack }
        kept = place
        for file in (try? FileManager.default.contentsOfDirectory(atPath: Project.pack)) ?? [] where file != "examples.yaml" {
            _ = try? place.copy("\(Project.pack)/\(file)", to: "liaocheng/\(file)")
        }
        atexit { SlimPack.kept = nil }
        return place["liaocheng"]
    }()

    /// Removed when the tests end.
    nonisolated(unsafe) private static var kept: TemporaryFolder?

    /// A copy to be changed, below `pack` of a folder.
    @discardableResult
    package static func copy(to place: TemporaryFolder) throws -> String { try place.copy(path, to: "pack") }

    /// Replaces the first such text in a file of a copied pack.
    package static func change(_ place: TemporaryFolder, _ file: String, _ old: String, to new: String) throws {
        let text = try String(contentsOfFile: place["pack/\(file)"], encoding: .utf8)
        guard let range = text.range(of: old) else { throw Changed(description: "the pack has changed: \"\(old)\" is not in \(file)") }
        try place.write("pack/\(file)", text.replacingCharacters(in: range, with: new))
    }

    package struct Changed: Error, CustomStringConvertible {
        package let description: String
    }
}
