/// The identities of records that were stored, dealt into 256 partitions by their fingerprint.
///
/// A partition has a hot list, the low 32 bits of all fingerprints, and a cold one with all there is to know of each record.
/// The hot list is read in pieces and never held; of the cold one only what the hot list leads to.
struct StoredIdentities: Sendable {
    static let bits = 8
    static let partitions = 1 << bits

    /// Where the lists of a partition stand.
    struct Partition: Sendable {
        var count = 0
        var hot = 0
        var hotSum: UInt64 = 0
        var cold = 0
    }

    /// A record by the number of its batch among those that were stored.
    struct Record {
        var identity: Identity
        var batch: UInt32
    }

    let file: CacheFile
    /// What sums of cold blocks begin with: a block of an older cache is none of this one.
    let seed: UInt64
    let partitions: [Partition]

    /// Records of a cold block, behind its sum.
    static let perBlock = 255
    static let blockSize = 4096
    /// Fingerprints read at a time.
    private static let pieceCount = 1 << 16

    static func blocks(of count: Int) -> Int { (count + perBlock - 1) / perBlock }

    static func sum(ofBlock number: Int, _ bytes: UnsafeRawBufferPointer, _ seed: UInt64) -> UInt64 {
        CacheSum.of(UnsafeRawBufferPointer(rebasing: bytes[8...]), seed: seed &+ UInt64(number))
    }

    /// Calls `body` for every record of a partition whose fingerprint is in the table.
    func find(
        _ table: borrowing FingerprintTable, partition: Int, _ body: (_ first: Int, Record) -> Void
    ) throws(StoredSetFailure) {
        let place = partitions[partition]
        guard place.count > 0, table.count > 0 else { return }
        let hits = try hits(table, place)
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.blockSize, alignment: 16)
        defer { block.deallocate() }
        var loaded = -1
        for hit in hits {
            if hit / Self.perBlock != loaded {
                loaded = hit / Self.perBlock
                try read(block: place.cold / Self.blockSize + loaded, into: block)
            }
            let record = block.load(fromByteOffset: 8 + hit % Self.perBlock * 16, as: Record.self)
            if let first = table.first(of: record.identity.keyHash) { body(first, record) }
        }
    }

    /// The places of the fingerprints of which the table holds the low bits.
    private func hits(_ table: borrowing FingerprintTable, _ place: Partition) throws(StoredSetFailure) -> [Int] {
        let filter = table.filter()
        var hits: [Int] = []
        var sum = CacheSum(seed: seed)
        let piece = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: min(place.count, Self.pieceCount))
        let candidates = UnsafeMutablePointer<UInt32>.allocate(capacity: piece.count)
        defer {
            piece.deallocate()
            candidates.deallocate()
        }
        var start = 0
        while start < place.count {
            let part = UnsafeMutableBufferPointer(rebasing: piece[..<min(piece.count, place.count - start)])
            try file.read(at: place.hot + start * 4, into: UnsafeMutableRawBufferPointer(part))
            sum.add(UnsafeRawBufferPointer(part))
            let count = filter.candidates(among: UnsafePointer(part.baseAddress!), part.count, into: candidates)
            for index in 0..<count where table.holds(low: part[Int(candidates[index])]) { hits.append(start + Int(candidates[index])) }
            start += part.count
        }
        guard sum.value == place.hotSum else { throw .damaged }
        return hits
    }

    /// Reads a cold block by its number in the file.
    private func read(block: Int, into buffer: UnsafeMutableRawBufferPointer) throws(StoredSetFailure) {
        try file.read(at: block * Self.blockSize, into: buffer)
        guard buffer.load(as: UInt64.self) == Self.sum(ofBlock: block, UnsafeRawBufferPointer(buffer), seed) else { throw .damaged }
    }

    /// All records of a partition.
    func records(partition: Int) throws(StoredSetFailure) -> [Record] {
        let place = partitions[partition]
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.blockSize, alignment: 16)
        defer { block.deallocate() }
        var records: [Record] = []
        records.reserveCapacity(place.count)
        for number in 0..<Self.blocks(of: place.count) {
            try read(block: place.cold / Self.blockSize + number, into: block)
            for index in 0..<min(Self.perBlock, place.count - records.count) {
                records.append(block.load(fromByteOffset: 8 + index * 16, as: Record.self))
            }
        }
        return records
    }
}

/// Stored identities whose batches stand among those of a run.
struct StoredVersions: Sendable {
    let identities: StoredIdentities
    /// The number of each stored batch in the run.
    var numbers: [UInt32]

    /// Calls `body` for every record of a partition, one of so many, whose fingerprint is in the table.
    func find(
        _ table: borrowing FingerprintTable, partition: Int, of partitions: Int, _ body: (_ first: Int, _ batch: Int32, Identity) -> Void
    ) throws(StoredSetFailure) {
        precondition(partitions <= StoredIdentities.partitions, "a partition lies in several")
        let share = StoredIdentities.partitions / partitions
        for part in partition * share..<(partition + 1) * share {
            try identities.find(table, partition: part) { first, record in body(first, Int32(numbers[Int(record.batch)]), record.identity) }
        }
    }
}
