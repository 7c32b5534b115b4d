import GridModel

extension IntakeResult {
    /// What some records say in some of their columns, trimmed. They are read again where they stand: nothing of it is kept
    /// while all records are read.
    ///
    /// - Parameter columns: the columns asked for, by kind.
    /// - Throws: `IntakeFailure`, also if a file is not what it was.
    package func texts(of places: Set<EntryPlace>, columns: [[Int]], jobs: Int) async throws -> [EntryPlace: [String]] {
        guard let look, !places.isEmpty else { return [:] }
        var wanted = [[UInt32]](repeating: [], count: batches.count)
        for place in places { wanted[Int(place.batch)].append(place.entry) }
        let (batches, entries) = (batches, wanted.map { $0.sorted() })
        let read = try await parallelMap(batches.count, jobs: jobs) { number -> [UInt32: [String]] in
            guard !entries[number].isEmpty else { return [:] }
            let asked = columns[batches[number].kind]
            return try look.values(entries[number], of: batches[number]).mapValues { values in asked.map { values[$0].text } }
        }
        try look.files.verifyUnchanged(look.surveys)
        var texts: [EntryPlace: [String]] = [:]
        for (number, found) in read.enumerated() {
            for (entry, values) in found { texts[EntryPlace(batch: UInt32(number), entry: entry)] = values }
        }
        return texts
    }
}

extension [InputFile] {
    /// A file that is not what it was when it was surveyed may have been read half old, half new.
    func verifyUnchanged(_ surveys: [FileSurvey?]) throws(IntakeFailure) {
        for (file, survey) in zip(self, surveys) {
            guard case .disk(let path) = file.content, let stamp = survey?.stamp else { continue }
            if FileStamp(path: path) != stamp { throw .changed(file: file.name) }
        }
    }
}
