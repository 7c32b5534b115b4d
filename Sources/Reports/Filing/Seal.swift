import Crypto
package import GridModel
import Intake

/// What was filed, or taken back, and what it was made from: one link of the chain of filings (regulation, article 18:
/// each month's scores are filed with the company's office).
///
/// It stands as `seal.json` in a folder of its own, beside copies of the files of the period. Each seal names the SHA-256
/// of the one before it.
package struct Seal: Codable, Sendable, Hashable {
    package enum Action: String, Codable, Sendable {
        /// The period is filed.
        case file
        /// A further revision takes the place of the last one.
        case correct
        /// The last filing is taken back.
        case unfile
    }

    /// A log that the filed figures were made from.
    package struct Input: Codable, Sendable, Hashable {
        package let file: String
        package let bytes: Int
        package let sha256: String
    }

    /// From 1 on, without gaps.
    package let number: Int
    package let action: Action
    /// `2026-10`, `2026-Q4` or `2026`.
    package let period: String
    /// 1 for the first filing of the period, one more with each correction; for `unfile` the one that is taken back.
    package let revision: Int
    /// Who filed it.
    package let by: String
    /// A note, or the reason of taking back.
    package let note: String
    /// Why it was filed although records were pending or rejected; empty if none were.
    package let accepted: String
    /// When: `2026-11-03T09:12:00+08:00`.
    package let at: String
    /// The day that the figures speak for.
    package let as_of: String
    /// First month scored, where that was asked for; else empty.
    package let from: String
    package let language: Language
    /// Version of the program.
    package let version: String
    package let scheme: String
    package let rules_sha256: String
    package let inputs: [Input]
    /// The files of the period, by path below the output folder; their copies beside the seal have the last part of it
    /// as their name.
    package let files: [Manifest.Output]
    /// SHA-256 of the seal before; empty for the first.
    package let previous: String

    /// The name of the seal's folder: `0007-2026-10`, `0009-2026-10-r2`, `0010-2026-10-r2-unfiled`.
    package var name: String {
        let ending =
            switch action {
            case .file: ""
            case .correct: "-r\(revision)"
            case .unfile: (revision > 1 ? "-r\(revision)" : "") + "-unfiled"
            }
        return "\(padded(number, 4))-\(period)\(ending)"
    }

    /// SHA-256 of a seal's bytes, in hexadecimal.
    static func digest(_ bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }
}

/// A filing in force: the last revision of a period, and where its copies stand.
package struct Filing: Sendable {
    package let period: Period
    package let seal: Seal
    /// SHA-256 of the seal.
    package let digest: String

    /// The folder of the seal below the output folder.
    var folder: BytePath { SealChain.folder / seal.name }

    /// Where the copy of a filed file stands below the output folder.
    func copy(of file: Manifest.Output) -> BytePath { folder / file.name }
}

extension Manifest.Output {
    /// The last part of the path.
    var name: String { BytePath(path).name }

    var isTable: Bool { rows != nil }
}
