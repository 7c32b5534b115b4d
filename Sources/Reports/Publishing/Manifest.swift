import FoundationEssentials
import GridModel
import Intake
import RulePacks
import Scoring

/// `run/manifest.json`: what was run on what, and what came of it.
struct Manifest: Encodable {
    struct Period: Encodable {
        let id: String
        let status: String
    }

    struct Input: Encodable {
        let file: String
        let kind: String
        let format: String
        let encoding: String
        let bytes: Int?
        let sha256: String
        let read: Int
        let used: Int
        let duplicate: Int
        let superseded: Int
        let conflict: Int
        let future: Int
        let inactive: Int
        let rejected: Int
    }

    struct Output: Codable {
        let path: String
        let bytes: Int
        let sha256: String
        /// Rows of a table, the header not counted; absent for a page.
        let rows: Int?
    }

    let version: String
    let scheme: String
    let rules_sha256: String
    let as_of: String
    let language: String
    let started: String
    let finished: String
    let totals: [String: Int]
    let periods: [Period]
    let inputs: [Input]
    let outputs: [Output]

    init(_ report: RunReport, outputs: [Output], started: String, finished: String) {
        version = report.version
        scheme = report.pack.scheme.id
        rules_sha256 = report.pack.digest
        as_of = report.book.asOf.description
        language = report.language.rawValue
        self.started = started
        self.finished = finished
        let sum = report.intake.totals
        var totals = ["read": sum.read]
        for outcome in Outcome.allCases { totals[outcome.rawValue] = sum[outcome] }
        self.totals = totals
        periods = report.book.periods.map {
            Period(id: $0.period.description, status: ($0.isFinal ? Word.final : .provisional).rawValue)
        }
        inputs = report.intake.files.map { file in
            let kind: String
            switch file.kind {
            case .known(let index): kind = report.pack.kinds[index].id
            case .unknown: kind = Word.unknown.rawValue
            case .skipped, .none: kind = ""
            }
            let isSkipped = file.kind == .skipped
            return Input(
                file: file.name, kind: kind, format: isSkipped ? Word.skipped.rawValue : file.format.rawValue,
                encoding: file.encoding?.rawValue ?? "", bytes: isSkipped ? nil : file.size, sha256: file.digest, read: file.counts.read,
                used: file.counts[.used], duplicate: file.counts[.duplicate], superseded: file.counts[.superseded],
                conflict: file.counts[.conflict], future: file.counts[.future], inactive: file.counts[.inactive],
                rejected: file.counts[.rejected])
        }
        self.outputs = outputs
    }

    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [0x0A]
    }
}

/// What the manifest of a published tree lists.
struct PublishedManifest {
    static let path = "run/manifest.json"
    static let folder = BytePath("run")

    private struct Content: Decodable {
        let outputs: [Manifest.Output]
    }

    let paths: Set<BytePath>

    /// Nil if the folder has no manifest that can be read.
    init?(folder: BytePath) {
        guard let data = FileManager.default.contents(atPath: (folder / Self.path).text),
            let content = try? JSONDecoder().decode(Content.self, from: data)
        else { return nil }
        // A manifest that somebody has changed must not lead out of the folder.
        let inside = content.outputs.map(\.path).filter { !$0.utf8.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual("..".utf8) } }
        paths = Set(inside.map { BytePath($0) }).union([BytePath(Self.path)])
    }

    func lists(_ path: BytePath) -> Bool { paths.contains(path) }
}
