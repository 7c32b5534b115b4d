package import Intake
import Scoring

/// Where a record stands in the logs.
struct RecordOrigin: Sendable {
    let kind: Int
    let id: String
    /// Index of the file.
    let file: Int
    let line: Int
}

extension RunReport {
    /// Where a record stands: kind, id, file and line.
    func origin(_ place: EntryPlace) -> RecordOrigin {
        let (batch, entry) = (intake.batches.batch(of: place), intake.batches.entry(at: place))
        return RecordOrigin(kind: batch.kind, id: batch.id(of: entry), file: batch.file, line: batch.line(of: entry))
    }

    func fileName(_ origin: RecordOrigin) -> String { intake.files[origin.file].name }

    /// File and line, as pages and messages name them.
    func source(_ origin: RecordOrigin) -> String { "\(fileName(origin)):\(origin.line)" }

    /// A record's id.
    package func recordId(_ place: EntryPlace) -> String { origin(place).id }
}

/// Where the records of all postings stand, looked up once for tables and pages.
struct PostingOrigins: Sendable {
    /// Of consecutive postings each.
    private let parts: [[RecordOrigin?]]
    private static let size = 1 << 14

    init(_ report: RunReport, jobs: Int) async throws {
        let ledger = report.book.ledger
        parts = try await parallelMap((ledger.count + Self.size - 1) / Self.size, jobs: jobs) { part in
            ledger[part * Self.size..<min((part + 1) * Self.size, ledger.count)].map { $0.record.map { report.origin($0) } }
        }
    }

    /// Where the record of a posting stands, by the posting's place in the ledger; nil if it has none.
    subscript(posting: Int) -> RecordOrigin? { parts[posting / Self.size][posting % Self.size] }
}
