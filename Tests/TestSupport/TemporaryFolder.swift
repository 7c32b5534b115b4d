import Foundation
import Glibc

/// A folder of its own for one test; it goes when the last reference to it goes.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        var template = Array("\(NSTemporaryDirectory())/gridscore-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template), let real = realpath(made, nil) else { throw SystemFailure("mkdtemp") }
        path = String(cString: real)
        free(real)
        chmod(path, 0o755)
    }

    deinit {
        // Folders without permission to write are given it, so that they can be emptied.
        for entry in FileManager.default.enumerator(atPath: path)?.allObjects ?? [] {
            let inner = "\(path)/\(entry)"
            var status = stat()
            if lstat(inner, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_mode & 0o700 != 0o700 { chmod(inner, 0o700) }
        }
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of something in the folder.
    package subscript(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file, and the folders above it.
    @discardableResult
    package func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
        let file = self[name]
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(Array(bytes)).write(to: URL(fileURLWithPath: file))
        return file
    }

    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    /// Copies a file or a whole folder into the folder. A link is resolved first: what a test writes into its copy
    /// must never reach the original.
    @discardableResult
    package func copy(_ source: String, to name: String) throws -> String {
        guard let real = realpath(source, nil) else { throw SystemFailure(source) }
        defer { free(real) }
        let source = String(cString: real)
        let target = self[name]
        try FileManager.default.createDirectory(
            atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: source, toPath: target)
        return target
    }
}

/// A system call that did not do what the test needs.
package struct SystemFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ what: String) {
        description = "\(what): \(String(cString: strerror(errno)))"
    }
}
