package import GridModel
package import Intake
import Scoring

/// Where a record stands in the logs.
struct RecordOrigin: Sendable {
    let kind: Int
    let id: String
    /// The file's name, as it is shown.
    let fileName: String
    let line: Int
}

extension RunReport {
    /// Where a record stands: kind, id, file and line.
    func origin(_ place: EntryPlace) -> RecordOrigin {
        if let index = place.filedIndex {
            let record = book.measures.filedRecords[index]
            return RecordOrigin(kind: record.kind, id: record.id, fileName: record.file, line: record.line)
        }
        let (batch, id) = (Int(place.batch), intake.batches.readId(of: place) { String(decoding: $0, as: UTF8.self) })
        return RecordOrigin(
            kind: intake.batches[batch].kind, id: id, fileName: intake.files[intake.batches[batch].file].name, line: intake.batches.line(of: place))
    }

    func fileName(_ origin: RecordOrigin) -> String { origin.fileName }

    /// File and line, as pages and messages name them.
    func source(_ origin: RecordOrigin) -> String { "\(fileName(origin)):\(origin.line)" }

    /// The id of a posting by its place in the ledger. For one after the other there are `PostingOrigins`.
    package func code(ofPosting index: Int) -> ShortCode {
        let posting = book.ledger[index]
        var codes = PostingCodes(pack, intake.roster)
        guard let record = posting.record else { return codes.code(month: posting.month, member: posting.member, source: posting.source) }
        let ordinal = book.ledger.withUnsafeBufferPointer { pack.ordinal(of: index, in: $0) }
        return intake.batches.readKey(of: record) {
            codes.code(
                month: posting.month, member: posting.member, source: posting.source, kind: intake.batches[Int(record.batch)].kind, key: $0,
                ordinal: ordinal)
        }
    }

    /// A record's id.
    package func recordId(_ place: EntryPlace) -> String { origin(place).id }
}

/// Where the records of all postings stand, and the postings' ids, looked up once for tables and pages.
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
    /// The ids of the postings.
    private let codes: [ShortCode]

    /// Goes batch by batch: what lies together in memory is looked up together.
    ///
    /// - Parameter isShown: whether the ids of a month's postings will be shown; no others are made.
    package init(_ report: RunReport, jobs: Int, isShown: @escaping @Sendable (Month) -> Bool = { _ in true }) async throws {
        let (ledger, batches) = (report.book.ledger, report.intake.batches)
        var records = [[(posting: Int, entry: UInt32)]](repeating: [], count: batches.count)
        for index in ledger.indices {
            if let record = ledger[index].record { records[Int(record.batch)].append((index, record.entry)) }
        }
        let (byBatch, shown) = (records, Set(report.book.periods.map(\.period.firstMonth).filter(isShown)))
        let parts = try await parallelMap(batches.count, jobs: jobs) { Self.look(byBatch[$0], batches[$0], report, shown) }
        var places = [Place?](repeating: nil, count: ledger.count)
        var codes = Self.codesWithoutRecord(report, shown)
        var ids: [UInt8] = []
        for (record, part) in zip(byBatch, parts) {
            for (index, (var place, code)) in zip(record, zip(part.places, part.codes)) {
                place.idStart += ids.count
                places[index.posting] = place
                codes[index.posting] = code
            }
            ids += part.ids
        }
        (self.places, self.ids, self.codes) = (places, ids, codes)
    }

    /// By place in the ledger, the ids of postings without a record.
    private static func codesWithoutRecord(_ report: RunReport, _ shown: Set<Month>) -> [ShortCode] {
        var codes = PostingCodes(report.pack, report.intake.roster)
        return report.book.ledger.map { posting in
            guard posting.record == nil, shown.contains(posting.month) else { return ShortCode(bits: 0) }
            return codes.code(month: posting.month, member: posting.member, source: posting.source)
        }
    }

    private static func look(
        _ records: [(posting: Int, entry: UInt32)], _ batch: Batch, _ report: RunReport, _ shown: Set<Month>
    ) -> (places: [Place], codes: [ShortCode], ids: [UInt8]) {
        guard !records.isEmpty else { return ([], [], []) }
        var ids: [UInt8] = []
        ids.reserveCapacity(records.count * 16)
        var hash = PostingCodes(report.pack, report.intake.roster)
        let codes = report.book.ledger.withUnsafeBufferPointer { ledger in
            records.map { record in
                let posting = ledger[record.posting]
                guard shown.contains(posting.month) else { return ShortCode(bits: 0) }
                let ordinal = report.pack.ordinal(of: record.posting, in: ledger)
                return batch.readKey(of: batch.entries[Int(record.entry)]) {
                    hash.code(
                        month: posting.month, member: posting.member, source: posting.source, kind: batch.kind, key: $0, ordinal: ordinal)
                }
            }
        }
        let places = records.map { record in
            let entry = batch.entries[Int(record.entry)]
            let start = ids.count
            var id = batch.id(of: entry)
            id.withUTF8 { ids.append(contentsOf: $0) }
            return Place(kind: Int32(batch.kind), file: Int32(batch.file), line: batch.line(of: entry), idStart: start, idLength: ids.count - start)
        }
        return (places, codes, ids)
    }

    /// Reads the ids of the postings by their places in the ledger.
    func readCodes<Result>(_ body: (UnsafeBufferPointer<ShortCode>) -> Result) -> Result { codes.withUnsafeBufferPointer(body) }

    /// Reads the places by their postings' places in the ledger, and the bytes of the records' ids.
    func read<Result>(_ body: (_ places: UnsafeBufferPointer<Place?>, _ ids: UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        places.withUnsafeBufferPointer { places in ids.withUnsafeBufferPointer { body(places, $0) } }
    }
}
