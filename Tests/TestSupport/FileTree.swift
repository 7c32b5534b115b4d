import Crypto
import Foundation
import Glibc

/// All that is below a folder, links not followed.
package struct FileTree: Sendable {
    package struct Entry: Sendable, Equatable {
        package let mode: UInt32
        package let inode: UInt
        package let modified: [Int]
        /// Empty for what is no regular file.
        package let content: [UInt8]

        package var isFile: Bool { mode & S_IFMT == S_IFREG }
        package var permissions: UInt32 { mode & 0o7777 }
        package var digest: String { hexadecimal(SHA256.hash(data: content)) }
    }

    /// By path below the folder.
    package private(set) var entries: [String: Entry] = [:]

    package init(_ folder: String) {
        add(folder, below: "")
    }

    private mutating func add(_ folder: String, below prefix: String) {
        guard let directory = opendir(folder) else { return }
        defer { closedir(directory) }
        while let item = readdir(directory) {
            let name = withUnsafeBytes(of: &item.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name == "." || name == ".." { continue }
            let (path, relative) = ("\(folder)/\(name)", prefix.isEmpty ? name : "\(prefix)/\(name)")
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            let isFile = status.st_mode & S_IFMT == S_IFREG
            entries[relative] = Entry(
                mode: status.st_mode, inode: status.st_ino, modified: [status.st_mtim.tv_sec, status.st_mtim.tv_nsec],
                content: isFile ? [UInt8](FileManager.default.contents(atPath: path) ?? Data()) : [])
            if status.st_mode & S_IFMT == S_IFDIR { add(path, below: relative) }
        }
    }

    package var isEmpty: Bool { entries.isEmpty }

    /// Contents of the regular files by path.
    package var files: [String: [UInt8]] { entries.filter(\.value.isFile).mapValues(\.content) }

    /// Paths of the CSV files, by name.
    package var tables: [String] { files.keys.filter { $0.hasSuffix(".csv") }.sorted() }

    /// The paths whose bytes differ, those aside that hold the times of the run.
    package func differences(from other: FileTree) -> [String] {
        let (left, right) = (timeless, other.timeless)
        return Set(left.keys).union(right.keys).filter { left[$0] != right[$0] }.sorted()
    }

    /// The files that the same input always gives to the byte.
    package var timeless: [String: [UInt8]] { files.filter { !timedPaths.contains($0.key) } }
}

package let manifestPath = "run/manifest.json"
package let metricsPath = "run/metrics.prom"
/// What holds the times of the run.
package let timedPaths: Set = [manifestPath, metricsPath]

/// The SHA-256 of bytes as a policy of a page names it.
package func base64Digest(_ bytes: some Sequence<UInt8>) -> String { Data(SHA256.hash(data: Array(bytes))).base64EncodedString() }

/// The name of a department's page.
package func departmentPage(_ department: String) -> String {
    "department-\(hexadecimal(SHA256.hash(data: Array(department.utf8))).prefix(12)).html"
}

package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// `run/manifest.json`, as far as tests need it.
package struct RunManifest: Decodable, Sendable {
    package struct Output: Decodable, Sendable {
        package let path: String
        package let bytes: Int
        package let sha256: String
        package let rows: Int?
    }

    package struct Period: Decodable, Sendable, Equatable {
        package let id: String
        package let status: String
    }

    package let totals: [String: Int]
    package let periods: [Period]
    package let outputs: [Output]?
    package let as_of: String?
    package let rules_sha256: String?

    package init(_ bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(RunManifest.self, from: Data(bytes))
    }
}
