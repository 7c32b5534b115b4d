import GridModel
import Intake
import RulePacks
import Scoring

/// Compares the tables of a new tree with the published ones, where they are not the very same.
struct ChangeFinder {
    private let report: RunReport
    private let publication: Publication
    private let published: PublishedManifest
    private let comparison: TableComparison

    /// What has changed since the last publication.
    static func changes(_ report: RunReport, _ publication: Publication) throws(PublishFailure) -> ChangeList {
        guard let published = publication.published, let day = published.asOf, published.language == report.language else { return .none }
        return ChangeList(since: day, rows: try ChangeFinder(report, publication, published).rows())
    }

    private init(_ report: RunReport, _ publication: Publication, _ published: PublishedManifest) {
        (self.report, self.publication, self.published) = (report, publication, published)
        comparison = TableComparison(pack: report.pack, language: report.language)
    }

    private var language: Language { report.language }

    private func rows() throws(PublishFailure) -> [ChangeList.Row] {
        var rows: [ChangeList.Row] = []
        if let digest = published.rules, digest != report.pack.digest {
            rows.append(
                .init(
                    sort: .rules, item: report.pack.scheme.title[language], before: String(digest.prefix(12)),
                    now: String(report.pack.digest.prefix(12))))
        }
        if let version = published.version, version != report.version { rows.append(.init(sort: .version, before: version, now: report.version)) }
        let now = report.book.periods.map(\.period)
        for period in published.periods where !now.contains(period) {
            rows.append(.init(sort: .period, period: "\(period)", before: Word.yes[language]))
        }
        for period in now {
            if published.periods.contains(period) {
                rows += try changes(of: period)
            } else {
                rows.append(.init(sort: .period, period: "\(period)", now: Word.yes[language]))
            }
        }
        return rows + (try pending()) + (try rejects())
    }

    /// The published and the new table of a path; nil if they are the same, or one is missing.
    private func both(_ path: String) throws(PublishFailure) -> (before: TableLines, now: TableLines)? {
        guard publication.isNew(path), let old = try publication.publishedBytes(path).flatMap({ TableLines($0) }),
            let new = try publication.newBytes(path).flatMap({ TableLines($0) })
        else { return nil }
        return (old, new)
    }

    private func changes(of period: Period) throws(PublishFailure) -> [ChangeList.Row] {
        let pairs = TablePairs(
            scores: try both("\(period.folder)/scores.csv"), rankings: try both("\(period.folder)/rankings.csv"),
            ledger: try both("\(period.folder)/ledger.csv"), measures: try both("\(period.folder)/measures.csv"),
            cases: try both("\(period.folder)/cases.csv"), proposals: try both("\(period.folder)/proposals.csv"))
        // Most periods are what they were.
        guard pairs.isAny else { return [] }
        let groups = report.book.result(of: period)?.members.map { (Array(report.memberId($0.member).utf8), $0.row.group) } ?? []
        let groupOfId = Dictionary(groups) { first, _ in first }
        return pairs.rows(of: period, comparison, tellsWho: !report.pack.isScored) { groupOfId[Array($0.utf8)] ?? "" }
    }

    // MARK: Records

    /// Rows of a table of records that only one side has, wherever they stand in their file.
    private func records(_ path: String, line: Int) throws(PublishFailure) -> (gone: [Cells], new: [Cells]) {
        guard let (before, now) = try both(path) else { return ([], []) }
        let rest = RowDifference(before.rows, now.rows)
        var gone = rest.before.map { Cells(header: before.header, cells: TableLines.cells($0)) }
        var new = rest.now.map { Cells(header: now.header, cells: TableLines.cells($0)) }
        _ = comparison.pair(&gone, &new, by: now.header.indices.filter { $0 != line })
        return (gone, new)
    }

    private func pending() throws(PublishFailure) -> [ChangeList.Row] {
        let members = report.intake.roster.members
        let indices = Dictionary(members.indices.map { (Array(members[$0].id.utf8), $0) }) { first, _ in first }
        func row(_ cells: Cells, isNew: Bool) -> ChangeList.Row {
            let rows = indices[Array(cells[4].utf8)].map { members[$0].rows } ?? []
            return ChangeList.Row(
                sort: .pending, group: rows.last?.group ?? "", id: cells[4], name: rows.last?.name ?? "", item: cells[5],
                before: isNew ? "" : Word.pending[language], now: isNew ? Word.pending[language] : "", kind: cells[2],
                recordId: Cells.unguarded(cells[3]), file: Cells.unguarded(cells[0]), line: cells[1])
        }
        let (gone, new) = try records("run/pending.csv", line: 1)
        return gone.map { row($0, isNew: false) } + new.map { row($0, isNew: true) }
    }

    private func rejects() throws(PublishFailure) -> [ChangeList.Row] {
        func row(_ cells: Cells, isNew: Bool) -> ChangeList.Row {
            ChangeList.Row(
                sort: .reject, item: cells[7], before: isNew ? "" : cells[4], now: isNew ? cells[4] : "", kind: cells[2],
                recordId: Cells.unguarded(cells[3]), file: Cells.unguarded(cells[0]), line: cells[1])
        }
        let (gone, new) = try records("run/rejects.csv", line: 1)
        return gone.map { row($0, isNew: false) } + new.map { row($0, isNew: true) }
    }
}
