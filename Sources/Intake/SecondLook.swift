import GridModel

/// Reads records once more that have to be known in full: those of which there may be other versions, and conflicting
/// ones, to tell where they differ. Nothing but their place is kept while all records are read, so that memory does not
/// grow with them.
struct SecondLook: Sendable {
    let plans: [KindPlan]
    let context: ReadingContext
    let files: [InputFile]
    let surveys: [FileSurvey?]

    /// Records are far apart: small blocks are enough.
    private static let blockSize = 1 << 15

    /// These records of a batch, which are in the order of their positions.
    ///
    /// - Throws: `IntakeFailure`, also if the records are not there any more.
    func records(
        _ records: [Identity], of batch: Batch, capture: @escaping XMLReader.Capture = { _, _, _ in }
    ) throws(IntakeFailure) -> Batch {
        let (file, survey) = (files[batch.file], surveys[batch.file]!)
        var context = context
        context.keepsAll = true
        let found: Batch
        if survey.format == .csv {
            let request = CSVReader.Request(
                file: file, index: batch.file, encoding: survey.encoding ?? .utf8, checksBytes: survey.checksBytes, range: 0..<Int.max,
                header: nil, appearance: nil, isGuess: false)
            found = try CSVReader(plan: plans[batch.kind], kind: batch.kind, context: context, blockSize: Self.blockSize)
                .readAgain(records, of: batch, request, capture: capture)
        } else {
            found = try XMLReader(plans: plans, context: context, blockSize: Self.blockSize)
                .readAgain(records, of: batch, file, encoding: survey.encoding ?? .utf8, isASCII: survey.isASCII, capture: capture)
        }
        guard identities(found.entries, of: found) == records else { throw .changed(file: file.name) }
        return found
    }

    /// Where each conflicting record first differs from the one that stands.
    func texts(of conflicts: [Superseding], in batches: [Batch], jobs: Int) async throws -> [EntryPlace: ConflictText] {
        var wanted: [Int: Set<UInt32>] = [:]
        for place in conflicts.flatMap({ [$0.place, $0.standing] }) { wanted[Int(place.batch), default: []].insert(place.entry) }
        let perBatch = wanted.sorted { $0.key < $1.key }
        let read = try await parallelMap(perBatch.count, jobs: jobs) { index in
            try values(perBatch[index].value.sorted(), of: batches[perBatch[index].key])
        }
        let known = Dictionary(uniqueKeysWithValues: zip(perBatch.map(\.key), read))
        var texts: [EntryPlace: ConflictText] = [:]
        for conflict in conflicts {
            let (batch, standing) = (batches.batch(of: conflict.place), batches.batch(of: conflict.standing))
            guard let mine = known[Int(conflict.place.batch)]?[conflict.place.entry],
                let other = known[Int(conflict.standing.batch)]?[conflict.standing.entry]
            else { throw IntakeFailure.changed(file: files[batch.file].name) }
            let version = plans[batch.kind].kind.versionColumn
            let column = mine.indices.first { $0 != version && mine[$0].meaning != other[$0].meaning } ?? 0
            texts[conflict.place] = ConflictText(
                column: column, text: mine[column].text, standingFile: standing.file,
                standingLine: standing.line(of: batches.entry(at: conflict.standing)))
        }
        return texts
    }

    /// The values of some entries of a batch.
    func values(_ entries: [UInt32], of batch: Batch) throws(IntakeFailure) -> [UInt32: [CapturedValue]] {
        let captured = Captured()
        _ = try records(identities(entries.map { batch.entries[Int($0)] }, of: batch), of: batch) { decoder, raw, bytes in
            captured.values.append(decoder.captured(raw, bytes))
        }
        return Dictionary(uniqueKeysWithValues: zip(entries, captured.values))
    }

    private func identities(_ entries: [Entry], of batch: Batch) -> [Identity] {
        entries.map { Identity($0, of: batch, context.fingerprint) }
    }

    private final class Captured {
        var values: [[CapturedValue]] = []
    }
}
