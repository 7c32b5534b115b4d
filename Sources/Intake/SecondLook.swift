import GridModel

/// Reads conflicting records and those that stand in their place once more, to tell where they differ. Their texts
/// are not kept while all records are read, so that memory does not grow with them.
struct SecondLook: Sendable {
    let plans: [KindPlan]
    let context: ReadingContext
    let rosterContext: ReadingContext
    let options: IntakeOptions

    private struct Wanted: Hashable {
        let line: Int
        let keyHash: UInt64
        let contentHash: UInt64
    }

    func texts(
        of conflicts: [Superseding], batches: [Batch], files: [InputFile], surveys: [FileSurvey?]
    ) async throws -> [EntryPlace: ConflictText] {
        guard !conflicts.isEmpty else { return [:] }
        func wanted(_ place: EntryPlace) -> Wanted {
            let batch = batches.batch(of: place)
            let entry = batches.entry(at: place)
            return Wanted(line: batch.line(of: entry), keyHash: entry.keyHash, contentHash: entry.contentHash)
        }
        var byFile: [Int: Set<Wanted>] = [:]
        for place in conflicts.flatMap({ [$0.place, $0.standing] }) {
            byFile[batches.batch(of: place).file, default: []].insert(wanted(place))
        }
        var found: [Int: [Wanted: [CapturedValue]]] = [:]
        for (file, wanted) in byFile {
            found[file] = try values(wanted, files[file], file, surveys[file]!)
        }
        var texts: [EntryPlace: ConflictText] = [:]
        for conflict in conflicts {
            let batch = batches.batch(of: conflict.place)
            let standing = batches.batch(of: conflict.standing)
            guard let mine = found[batch.file]?[wanted(conflict.place)], let other = found[standing.file]?[wanted(conflict.standing)]
            else { throw IntakeFailure.changed(file: files[batch.file].name) }
            let version = plans[batch.kind].kind.versionColumn
            let column = mine.indices.first { $0 != version && mine[$0].meaning != other[$0].meaning } ?? 0
            texts[conflict.place] = ConflictText(
                column: column, text: mine[column].text, standingFile: standing.file,
                standingLine: standing.line(of: batches.entry(at: conflict.standing)))
        }
        return texts
    }

    private func values(_ wanted: Set<Wanted>, _ file: InputFile, _ index: Int, _ survey: FileSurvey) throws(IntakeFailure) -> [Wanted:
        [CapturedValue]]
    {
        guard case .known(let kind) = survey.kind else { return [:] }
        var found: [Wanted: [CapturedValue]] = [:]
        let context = plans[kind].roster == nil ? context : rosterContext
        func capture(_ entry: Entry, _ decoder: borrowing RecordDecoder, _ raw: RawRecord, _ bytes: UnsafeBufferPointer<UInt8>) {
            // Both readers count a line from 0 within the file here.
            let key = Wanted(line: Int(entry.line) + 1, keyHash: entry.keyHash, contentHash: entry.contentHash)
            if wanted.contains(key) { found[key] = decoder.values(raw, bytes) }
        }
        if survey.format == .csv {
            let request = CSVReader.Request(
                file: file, index: index, encoding: survey.encoding ?? .utf8, checksBytes: survey.checksBytes, range: 0..<Int.max,
                header: nil, appearance: nil, startsRecord: false)
            _ = try CSVReader(plan: plans[kind], kind: kind, context: context, blockSize: options.blockSize).read(request, capture: capture)
        } else {
            try withoutActuallyEscaping(capture) { escapable throws(IntakeFailure) in
                _ = try XMLReader(plans: plans, context: context, blockSize: options.blockSize)
                    .read(file, index: index, encoding: survey.encoding ?? .utf8, isASCII: survey.isASCII, capture: escapable)
            }
        }
        return found
    }
}
