package import GridModel
import Intake
import Scoring

/// Compares what is published and filed with what logs and rules give now, byte for byte.
package struct Verification: Sendable {
    /// Something that is not as it should be.
    package enum Finding: Sendable, Hashable {
        case nothingPublished
        case chain(SealChain.Problem)
        /// No seal has the digest that somebody wrote down.
        case noSeal(digest: String)
        /// A copy of a filed file.
        case copy(path: String, isMissing: Bool)
        /// A file in the folder of a seal that the seal does not name.
        case unsealed(path: String)
        /// A published file of a filed period that is not what was filed.
        case filedFile(path: String, isMissing: Bool, row: Row?)
        /// A published file that is not what the manifest says.
        case publishedFile(path: String, isMissing: Bool, row: Row?)
        /// A published file that logs and rules no longer give.
        case outdated(path: String, row: Row?)
        /// A file that logs and rules give and that is not published, or the other way round.
        case unpublished(path: String)
        case surplus(path: String)
        /// A filed period that would now come out differently; the first posting or case that differs.
        case correction(Period, first: String)
    }

    /// The first row of a table that differs.
    package struct Row: Sendable, Hashable {
        /// The row's number, the header being 1.
        let number: Int
        /// The row as it should be; empty if there should be none.
        let expected: String
        /// The row as it is; empty if there is none.
        let found: String
    }

    package private(set) var findings: [Finding] = []
    /// Files and seals that were looked at.
    package private(set) var files = 0
    package private(set) var seals = 0

    private let tree: PublishedTree
    private let report: RunReport
    private let period: Period?
    private let published: PublishedManifest

    /// - Parameters:
    ///   - report: today's results by the published as-of date, with filings applied.
    ///   - period: the only period to look at; nil for all.
    ///   - digest: a seal's digest that must be in the chain.
    package init(
        _ report: RunReport, _ origins: PostingOrigins, _ tree: PublishedTree, _ published: PublishedManifest, period: Period?, digest: String?,
        jobs: Int
    ) async throws {
        self.report = report
        self.tree = tree
        self.period = period
        self.published = published
        let chain = report.filings.chain
        findings += chain.problems.map { .chain($0) }
        // A run takes such a seal over: where trees are exchanged entry by entry, one that was killed may leave it.
        let known = published.head?.seals ?? 0
        if chain.problems.isEmpty { findings += chain.links.filter { $0.seal.number > known }.map { .chain(.added(folder: $0.seal.name)) } }
        if let digest, !chain.links.contains(where: { $0.digest.hasPrefix(digest) }) { findings.append(.noSeal(digest: digest)) }
        try sealed(chain)
        try filed(chain)
        try await compare(origins, jobs: jobs)
        for sheet in report.filings.corrections where period == nil || period == sheet.period {
            findings.append(.correction(sheet.period, first: sheet.firstDifference))
        }
    }

    /// The published list of changes: what it was made from is no longer there.
    private static func changes(_ report: RunReport, _ tree: PublishedTree, _ published: PublishedManifest) throws(PublishFailure) -> ChangeList {
        guard let table = try FileTree.bytes(tree.path / ChangeList.path).flatMap({ TableLines($0) }) else { return .none }
        return ChangeList(since: published.changedSince, table, report.language) ?? .none
    }

    private func isMeant(_ path: String) -> Bool {
        guard let period else { return true }
        return BytePath(path).parent == BytePath(period.folder)
    }

    /// The copies of every seal, those of revisions before the last too.
    private mutating func sealed(_ chain: SealChain) throws(PublishFailure) {
        for link in chain.links where period == nil || Period(link.seal.period) == period {
            seals += 1
            let folder = SealChain.folder / link.seal.name
            var named: Set<BytePath> = [BytePath(SealChain.fileName)]
            for file in link.seal.files {
                named.insert(BytePath(file.name))
                let copy = folder / file.name
                files += 1
                let digest = try FileTree.digest(tree.path / copy)
                if digest != file.sha256 { findings.append(.copy(path: copy.text, isMissing: digest == nil)) }
            }
            for other in try FileTree.contents(of: tree.path / folder).files where !named.contains(other) {
                findings.append(.unsealed(path: (folder / other).text))
            }
        }
    }

    /// The published files of filed periods.
    private mutating func filed(_ chain: SealChain) throws(PublishFailure) {
        for filing in chain.filings where period == nil || filing.period == period {
            for file in filing.seal.files {
                files += 1
                let path = tree.path / file.path
                let digest = try FileTree.digest(path)
                if digest != file.sha256 {
                    let row = file.isTable && digest != nil ? try row(path, expected: contents(tree.path / filing.copy(of: file))) : nil
                    findings.append(.filedFile(path: file.path, isMissing: digest == nil, row: row))
                }
            }
        }
    }

    /// All other files: those the manifest lists, and those logs and rules give.
    private mutating func compare(_ origins: PostingOrigins, jobs: Int) async throws {
        let isFiled = Set(report.filings.chain.filings.flatMap { $0.seal.files.map(\.path) })
        let listed = published.outputs.filter { isMeant($0.path) && !isFiled.contains($0.path) }
        var given = ReportWriter.plans(report, origins, try Self.changes(report, tree, published)).filter { isMeant($0.path) }
        var described = try await described(given, jobs)
        if report.makesWorkbooks {
            let workbooks = ReportWriter.workbooks(report, origins, described).map(\.plan).filter { isMeant($0.path) }
            described += try await self.described(workbooks, Workbook.sideBySide(jobs))
            given += workbooks
        }
        let byPath = Dictionary(zip(given, described).map { (Array($0.path.utf8), ($0, $1)) }) { first, _ in first }
        for file in listed {
            files += 1
            let path = tree.path / file.path
            let (digest, today) = (try FileTree.digest(path), byPath[Array(file.path.utf8)])
            let isWhole = digest == file.sha256
            guard let (plan, now) = today else {
                // Figures of a run are what it found then; nothing can give them again.
                if file.path == RunMetrics.path {
                    if !isWhole { findings.append(.publishedFile(path: file.path, isMissing: digest == nil, row: nil)) }
                    continue
                }
                if !report.filings.chain.isFiled(path: file.path) { findings.append(.surplus(path: file.path)) }
                continue
            }
            if isWhole, now == file { continue }
            let row = file.isTable && digest != nil ? try row(path, expected: plan.bytes) : nil
            if !isWhole {
                findings.append(.publishedFile(path: file.path, isMissing: digest == nil, row: row))
            } else {
                findings.append(.outdated(path: file.path, row: row))
            }
        }
        let known = Set(published.outputs.map { Array($0.path.utf8) })
        for plan in given where !known.contains(Array(plan.path.utf8)) { findings.append(.unpublished(path: plan.path)) }
    }

    private func described(_ plans: [OutputPlan], _ jobs: Int) async throws -> [Manifest.Output] {
        try await parallelMap(plans.count, jobs: jobs) { try plans[$0].described() }
    }

    private func contents(_ path: BytePath) throws(PublishFailure) -> [UInt8] { try FileTree.bytes(path) ?? [] }

    /// The first row of a table that is not as expected.
    private func row(_ path: BytePath, expected: [UInt8]) throws(PublishFailure) -> Row? {
        guard let should = TableLines(expected) else { return nil }
        guard let found = TableLines(try contents(path)) else { return Row(number: 1, expected: "", found: "") }
        func text(_ row: ArraySlice<UInt8>?) -> String { row.map { String(decoding: $0, as: UTF8.self) } ?? "" }
        if found.header != should.header {
            return Row(number: 1, expected: should.header.joined(separator: ","), found: found.header.joined(separator: ","))
        }
        for index in 0..<max(should.rows.count, found.rows.count) {
            let one = index < should.rows.count ? should.rows[index] : nil
            let other = index < found.rows.count ? found.rows[index] : nil
            if one != other { return Row(number: index + 2, expected: text(one), found: text(other)) }
        }
        return nil
    }
}

extension CorrectionSheet {
    /// The first posting that differs, else the first case or proposal with a record, or else the first value.
    var firstDifference: String {
        if let cause = causes.first {
            let parts = [
                cause.change.word[language], cause.id, cause.name, cause.rule, cause.clause, "\(cause.before) → \(cause.now)", cause.kind,
                cause.recordId,
            ]
            return parts.filter { !$0.isEmpty }.joined(separator: " ") + (cause.file.isEmpty ? "" : " \(cause.file):\(cause.line)")
        }
        guard let change = changes.first else { return "" }
        let who = [change.id.isEmpty ? change.group : change.id, change.name, change.item].filter { !$0.isEmpty }.joined(separator: " ")
        return "\(who): \(change.before) → \(change.now)"
    }
}
