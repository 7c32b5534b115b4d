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
    /// By the posting's place in the ledger.
    private let origins: [RecordOrigin?]

    /// Goes batch by batch: what lies together in memory is looked up together.
    init(_ report: RunReport, jobs: Int) async throws {
        let (ledger, batches) = (report.book.ledger, report.intake.batches)
        var places = [[(posting: Int32, entry: UInt32)]](repeating: [], count: batches.count)
        for index in ledger.indices {
            if let record = ledger[index].record { places[Int(record.batch)].append((Int32(index), record.entry)) }
        }
        let byBatch = places
        let parts = try await parallelMap(batches.count, jobs: jobs) { number in
            let batch = batches[number]
            return byBatch[number].sorted { $0.entry < $1.entry }.map { posting, index in
                let entry = batch.entries[Int(index)]
                let origin = RecordOrigin(kind: batch.kind, id: batch.id(of: entry), file: batch.file, line: batch.line(of: entry))
                return (posting: Int(posting), origin: origin)
            }
        }
        var origins = [RecordOrigin?](repeating: nil, count: ledger.count)
        for part in parts { for (posting, origin) in part { origins[posting] = origin } }
        self.origins = origins
    }

    subscript(posting: Int) -> RecordOrigin? { origins[posting] }
}
