import Foundation

/// Where things are: the checkout, its data, and the program that was built from it.
package enum Project {
    /// The checkout.
    package static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    package static let cases = "\(root)/Tests/Cases"
    package static let fixtures = "\(root)/Tests/Fixtures"
    /// The sample company, and the day it is scored for.
    package static let sample = "\(root)/input"
    package static let sampleDay = "2026-10-20"
    /// The rule pack that comes with the program.
    package static let pack = "\(root)/rules/liaocheng"

    /// All packs that come with the program: folders of `rules` with a section that every pack has.
    package static let packs = folders(in: "\(root)/rules").map { "\(root)/rules/\($0)" }.filter { pack in
        let names = (try? FileManager.default.contentsOfDirectory(atPath: pack)) ?? []
        return names.contains { name in
            name.hasSuffix(".yaml") && ((try? String(contentsOfFile: "\(pack)/\(name)", encoding: .utf8)) ?? "").contains("\nscheme:")
        }
    }

    /// The built program: it lies in the folder of the running test bundle, or in one above it.
    package static let program: String = {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        let starts = [bundle] + CommandLine.arguments.filter { $0.contains(".xctest") }
        for start in starts {
            var folder = URL(fileURLWithPath: start).deletingLastPathComponent()
            while folder.path != "/" {
                let candidate = folder.appendingPathComponent("gridscore").path
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue,
                    FileManager.default.isExecutableFile(atPath: candidate)
                {
                    return candidate
                }
                folder.deleteLastPathComponent()
            }
        }
        fatalError("the program gridscore is not beside the test bundle \(bundle); run swift build first")
    }()

    /// The folders below a path, by name.
    package static func folders(in path: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder) && isFolder.boolValue
        }.sorted()
    }
}
