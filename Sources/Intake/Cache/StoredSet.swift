import GridModel

/// Files whose reading was stored, their records told apart; open to be read, and known to be of this program and pack.
///
/// The file: 64 bytes that say where the contents stand; the lists of each batch; the identities, partition by partition;
/// the contents. Everything is as it lies in memory: no other program reads it.
struct StoredSet: Sendable {
    /// What the fingerprints of the set begin with.
    let seed: UInt64
    /// The month of the latest time in the set, from January 2000 on.
    let latestMonth: Int16
    let roster: RosterKey
    let files: [StoredFile]
    private let file: CacheFile
    private let contents: CacheRange

    static let mark: UInt64 = 0x6772_6964_7365_7431
    static let headSize = 64

    /// - Parameter program: what says that the set is of this program and pack.
    init(_ file: CacheFile, program: [UInt8]) throws(StoredSetFailure) {
        self.file = file
        let head = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.headSize, alignment: 16)
        defer { head.deallocate() }
        try file.read(at: 0, into: head)
        let words = head.bindMemory(to: UInt64.self)
        guard words[0] == Self.mark, words[7] == CacheSum.of(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(head)[..<56]), seed: Self.mark)
        else { throw .damaged }
        func range(_ first: Int) -> CacheRange {
            CacheRange(offset: Int(truncatingIfNeeded: words[first]), count: Int(truncatingIfNeeded: words[first + 1]), sum: words[first + 2])
        }
        contents = range(4)
        (seed, latestMonth, roster, files) = try file.read(range(1)) { bytes throws(StoredSetFailure) in
            var decoder = CacheDecoder(bytes)
            guard try decoder.takeList(UInt8.self) == program else { throw .damaged }
            let (seed, latestMonth) = (try decoder.take(UInt64.self), try decoder.take(Int16.self))
            let roster = RosterKey(digest: try decoder.takeList())
            var files: [StoredFile] = []
            for _ in 0..<(try decoder.take(Int.self)) { files.append(try StoredFile(from: &decoder)) }
            return (seed, latestMonth, roster, files)
        }
    }

    /// Bytes of all files.
    var size: Int { files.reduce(0) { $0 + $1.survey.size } }

    /// What stands in the file about a batch.
    struct BatchPlace {
        /// Index among the set's files.
        let file: Int
        let kind: Int
        let firstLine: Int
        let originFile: Int
        let originText: Int
        let originLine: Int
        /// Index among the headers; -1 for none.
        let header: Int
        let read: Int
        let sound: Int
        let latestMonth: Int16
        /// The lists, one behind the other.
        let lists: CacheRange
        let counts: Batch.Contents.Counts
    }

    /// Loads the records.
    ///
    /// - Parameters:
    ///   - places: the index of each of the set's files among those of the run.
    ///   - counts: of the run's members and facts, without a record.
    func load(places: [Int], counts: UsedCounts, jobs: Int) async throws -> ResolvedRecords {
        var counts = counts
        let (batches, versions, conflicts, headers, partitions) = try file.read(contents) { bytes throws(StoredSetFailure) in
            var decoder = CacheDecoder(bytes)
            let batches = try decoder.takeList(BatchPlace.self)
            var headers: [CSVHeader] = []
            for _ in 0..<(try decoder.take(Int.self)) { headers.append(CSVHeader(columns: try decoder.takeList())) }
            let versions = try decoder.takeList(Superseding.self)
            var conflicts: [EntryPlace: ConflictText] = [:]
            for _ in 0..<(try decoder.take(Int.self)) {
                let place = try decoder.take(EntryPlace.self)
                let (column, file) = (try decoder.take(Int.self), try decoder.take(Int.self))
                guard places.indices.contains(file) else { throw .damaged }
                conflicts[place] = ConflictText(
                    column: column, text: try decoder.takeText(), standingFile: places[file], standingLine: try decoder.take())
            }
            guard counts.restore(months: try decoder.takeList(), numbers: try decoder.takeList(), records: try decoder.takeList()) else {
                throw .damaged
            }
            return (batches, versions, conflicts, headers, try decoder.takeList(StoredIdentities.Partition.self))
        }
        let loaded = try await parallelMap(batches.count, jobs: jobs) { [file] index in
            try Self.load(batches[index], file, places, headers)
        }
        return ResolvedRecords(
            readout: Readout(batches: loaded, versions: versions, conflicts: conflicts, counts: counts), identities: [],
            stored: StoredVersions(
                identities: StoredIdentities(file: file, seed: seed, partitions: partitions), numbers: batches.indices.map { UInt32($0) }))
    }

    private static func load(
        _ place: BatchPlace, _ file: CacheFile, _ places: [Int], _ headers: [CSVHeader]
    ) throws(StoredSetFailure) -> Batch {
        guard places.indices.contains(place.file), place.header < headers.count else { throw .damaged }
        var lists = try CacheLists(file, place.lists)
        var contents = Batch.Contents()
        contents.entries = try lists.take(place.counts.entries)
        contents.versions = try lists.take(place.counts.versions)
        contents.hits = try lists.take(place.counts.hits)
        contents.hitEnds = try lists.take(place.counts.hitEnds)
        contents.issues = try lists.take(place.counts.issues)
        contents.texts = try lists.take(place.counts.texts)
        contents.unfolded = try lists.take(place.counts.unfolded)
        try lists.end()
        let header = place.header < 0 ? nil : headers[place.header]
        return Batch(
            file: places[place.file], kind: place.kind, firstLine: place.firstLine,
            origin: .init(file: place.originFile, text: place.originText, line: place.originLine, header: header), read: place.read,
            sound: place.sound, latestMonth: place.latestMonth, contents)
    }
}
