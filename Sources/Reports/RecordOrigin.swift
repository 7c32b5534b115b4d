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
        let (batch, id) = (Int(place.batch), intake.batches.readId(of: place) { String(decoding: $0, as: UTF8.self) })
        return RecordOrigin(kind: intake.batches[batch].kind, id: id, file: intake.batches[batch].file, line: intake.batches.line(of: place))
    }

    func fileName(_ origin: RecordOrigin) -> String { intake.files[origin.file].name }

    /// File and line, as pages and messages name them.
    func source(_ origin: RecordOrigin) -> String { "\(fileName(origin)):\(origin.line)" }

    /// A record's id.
    package func recordId(_ place: EntryPlace) -> String { origin(place).id }
}

/// Where the records of all postings stand, looked up once for tables and pages.
///
/// No text is held by itself: what all threads read would have them contend for its counter.
package struct PostingOrigins: Sendable {
    /// Where the record of a posting stands.
    struct Place {
        let kind: Int32
        let file: Int32
        let line: Int
        /// Where the id's bytes stand among all.
        fileprivate(set) var idStart: Int
        let idLength: Int

        func id(in ids: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
            UnsafeBufferPointer(rebasing: ids[idStart..<idStart + idLength])
        }
    }

    /// By the posting's place in the ledger.
    private let places: [Place?]
    private let ids: [UInt8]

    /// Goes batch by batch: what lies together in memory is looked up together.
    package init(_ report: RunReport, jobs: Int) async throws {
        let (ledger, batches) = (report.book.ledger, report.intake.batches)
        var records = [[(posting: Int, entry: UInt32)]](repeating: [], count: batches.count)
        for index in ledger.indices {
            if let record = ledger[index].record { records[Int(record.batch)].append((index, record.entry)) }
        }
        let byBatch = records
        let parts = try await parallelMap(batches.count, jobs: jobs) { Self.look(byBatch[$0], batches[$0]) }
        var places = [Place?](repeating: nil, count: ledger.count)
        var ids: [UInt8] = []
        for (record, part) in zip(byBatch, parts) {
            for (index, var place) in zip(record, part.places) {
                place.idStart += ids.count
                places[index.posting] = place
            }
            ids += part.ids
        }
        (self.places, self.ids) = (places, ids)
    }

    private static func look(_ records: [(posting: Int, entry: UInt32)], _ batch: Batch) -> (places: [Place], ids: [UInt8]) {
        var ids: [UInt8] = []
        ids.reserveCapacity(records.count * 16)
        let places = records.map { record in
            let entry = batch.entries[Int(record.entry)]
            let start = ids.count
            var id = batch.id(of: entry)
            id.withUTF8 { ids.append(contentsOf: $0) }
            return Place(kind: Int32(batch.kind), file: Int32(batch.file), line: batch.line(of: entry), idStart: start, idLength: ids.count - start)
        }
        return (places, ids)
    }

    /// Reads the places by their postings' places in the ledger, and the bytes of the ids.
    func read<Result>(_ body: (_ places: UnsafeBufferPointer<Place?>, _ ids: UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        places.withUnsafeBufferPointer { places in ids.withUnsafeBufferPointer { body(places, $0) } }
    }
}
