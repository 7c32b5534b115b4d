import FoundationEssentials
package import GridModel
import Intake
import RulePacks
import Scoring

/// `run/manifest.json`: what was run on what, and what came of it.
package struct Manifest: Encodable {
    struct Period: Encodable {
        let id: String
        let status: String
        /// Present if the period is filed.
        let filed: Bool?
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

    /// A file of the output.
    package struct Output: Codable, Sendable, Hashable {
        /// Path below the output folder.
        package let path: String
        package let bytes: Int
        package let sha256: String
        /// Rows of a table, the header not counted; absent for a page.
        package let rows: Int?
    }

    let version: String
    let scheme: String
    let rules_sha256: String
    let as_of: String
    /// The as-of date of the results that `run/changes.csv` compares with; absent if nothing was compared.
    let changed_since: String?
    /// The first month that was asked for; absent if none was.
    let from: String?
    let language: String
    let started: String
    let finished: String
    let totals: [String: Int]
    let periods: [Period]
    let inputs: [Input]
    let outputs: [Output]
    /// By path of each workbook that was made, a digest of all that its bytes depend on; absent if none are made.
    let workbooks: [String: String]?
    /// The periods of which statements and notices were asked for; absent if none were.
    let statements: [String]?
    let notices: [String]?
    /// The last seal; absent if nothing was ever filed.
    let seals: SealChain.Head?

    init(
        _ report: RunReport, outputs: [Output], workbooks: [String: String]?, chain: SealChain, changes: ChangeList, started: String,
        finished: String
    ) {
        version = report.version
        scheme = report.pack.scheme.id
        rules_sha256 = report.pack.digest
        as_of = report.book.asOf.description
        changed_since = changes.since?.description
        from = report.from?.description
        language = report.language.rawValue
        self.started = started
        self.finished = finished
        let sum = report.intake.totals
        var totals = ["read": sum.read]
        for outcome in Outcome.allCases { totals[outcome.rawValue] = sum[outcome] }
        self.totals = totals
        periods = report.book.periods.map {
            Period(
                id: $0.period.description, status: ($0.isFinal ? Word.final : .provisional).rawValue,
                filed: chain.isFiled($0.period) ? true : nil)
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
        self.workbooks = workbooks
        func names(_ periods: [GridModel.Period]) -> [String]? { periods.isEmpty ? nil : periods.map { "\($0)" } }
        statements = names(report.requested.requests.statements)
        notices = names(report.requested.requests.notices)
        seals = chain.head
    }
}

extension Encodable {
    /// JSON for programs and people: the same bytes for the same values.
    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [0x0A]
    }
}

/// What the manifest of a published tree says.
package struct PublishedManifest: Sendable {
    static let path = "run/manifest.json"
    static let folder = BytePath("run")

    private struct Content: Decodable {
        let version: String?
        let rules_sha256: String?
        let as_of: String?
        let changed_since: String?
        let from: String?
        let language: String?
        let finished: String?
        let periods: [Period]?
        let outputs: [Manifest.Output]
        let workbooks: [String: String]?
        let statements: [String]?
        let notices: [String]?
        let seals: SealChain.Head?

        struct Period: Decodable {
            let id: String
            let filed: Bool?
        }
    }

    /// The files it lists, itself left out.
    let outputs: [Manifest.Output]
    let paths: Set<BytePath>
    /// What each workbook was made from, by its path; nil if none were made.
    let workbooks: [String: String]?
    /// The last seal.
    let head: SealChain.Head?
    /// The periods that were scored, and those of them that are filed.
    let periods: [Period]
    let filed: Set<Period>
    /// Version of the program, and digest of the rules.
    let version: String?
    let rules: String?
    /// The as-of date of the results that it was compared with.
    let changedSince: CivilDate?
    /// What the run was asked for.
    package let asOf: CivilDate?
    package let from: Month?
    package let language: Language?
    /// What was asked for besides.
    package let requests: PageRequests
    /// When it was published.
    package let finished: String?

    /// Nil if the folder has no manifest, or one that says nothing.
    ///
    /// - Throws: if there is one and it cannot be read: without it all files would count as somebody else's.
    init?(folder: BytePath) throws(PublishFailure) {
        guard let bytes = try FileTree.bytes(folder / Self.path), let content = try? JSONDecoder().decode(Content.self, from: Data(bytes))
        else { return nil }
        // A manifest that somebody has changed must not lead out of the folder.
        outputs = content.outputs.filter { !$0.path.utf8.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual("..".utf8) } }
        paths = Set(outputs.map { BytePath($0.path) }).union([BytePath(Self.path)])
        workbooks = content.workbooks
        head = content.seals
        periods = (content.periods ?? []).compactMap { Period($0.id) }
        (version, rules) = (content.version, content.rules_sha256)
        changedSince = content.changed_since.flatMap { CivilDate(iso: $0) }
        filed = Set((content.periods ?? []).filter { $0.filed == true }.compactMap { Period($0.id) })
        asOf = content.as_of.flatMap { CivilDate(iso: $0) }
        from = content.from.flatMap { Month(iso: $0) }
        finished = content.finished
        requests = PageRequests(
            statements: (content.statements ?? []).compactMap { Period($0) }, notices: (content.notices ?? []).compactMap { Period($0) })
        language = content.language.flatMap { Language(rawValue: $0) }
    }

    /// What was published last; nil if nothing was.
    package init?(of tree: PublishedTree) throws(PublishFailure) { try self.init(folder: tree.path) }

    /// Whether workbooks were made.
    package var hasWorkbooks: Bool { workbooks != nil }

    func lists(_ path: BytePath) -> Bool { paths.contains(path) }

    /// Whether it lists a file in a folder, or in one below it.
    func lists(below folder: BytePath) -> Bool {
        let start = (folder / "").bytes
        return paths.contains { $0.bytes.starts(with: start) }
    }
}
