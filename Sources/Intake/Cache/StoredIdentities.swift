/// The identities of records that were stored, dealt into 256 partitions by their fingerprint.
///
/// A partition has a filter, which says of most new fingerprints that they are none of its own, and all there is to know of
/// its records, in blocks ordered by their fingerprints. A block is read only if the filter leads to it.
struct StoredIdentities: Sendable {
    static let bits = 8
    static let partitions = 1 << bits

    /// Where the records of a partition stand.
    struct Partition: Sendable {
        var count = 0
        /// The filter, and behind it the range in which each block begins: records are ordered by these, and no further.
        var filter = CacheRange()
        /// The blocks.
        var records = 0
    }

    /// A record by the number of its batch among those that were stored.
    struct Record {
        var identity: Identity
        var batch: UInt32
    }

    let file: CacheFile
    /// What sums of blocks begin with: a block of an older cache is none of this one.
    let seed: UInt64
    let partitions: [Partition]

    /// Records of a block, behind its sum.
    static let perBlock = 255
    static let blockSize = 4096

    static func blocks(of count: Int) -> Int { (count + perBlock - 1) / perBlock }

    static func sum(ofBlock number: Int, _ bytes: UnsafeRawBufferPointer, _ seed: UInt64) -> UInt64 {
        CacheSum.of(UnsafeRawBufferPointer(rebasing: bytes[8...]), seed: seed &+ UInt64(number))
    }

    /// The fingerprints of a partition are cut into ranges, for so many records no more than these.
    static func ranges(among count: Int) -> Int { min(count, 1 << 16) }

    /// The range in which a fingerprint lies.
    static func range(of keyHash: UInt64, among count: Int) -> UInt16 {
        let behindPartition = keyHash >> UInt64(48 - bits - 32) & 0xFFFF_FFFF
        return UInt16(truncatingIfNeeded: (behindPartition * UInt64(ranges(among: count))) >> 32)
    }

    /// Calls `body` for every record of a partition whose fingerprint is in the table.
    func find(
        _ table: borrowing FingerprintTable, partition: Int, _ body: (_ first: Int, Record) -> Void
    ) throws(StoredSetFailure) {
        let place = partitions[partition]
        guard place.count > 0, table.count > 0 else { return }
        let (hits, starts) = try look(table.hashes, place)
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.blockSize, alignment: 16)
        defer { block.deallocate() }
        var loaded = -1
        var last: UInt64?
        for hit in hits.sorted() where hit != last {
            last = hit
            let range = Self.range(of: hit, among: place.count)
            // A range may begin in the block before the first one that begins with it.
            var number = max(0, starts.partitionPoint { $0 < range } - 1)
            while number < starts.count, starts[number] <= range {
                if number != loaded { try read(block: place.records / Self.blockSize + number, into: block) }
                loaded = number
                for index in 0..<min(Self.perBlock, place.count - number * Self.perBlock) {
                    let record = block.load(fromByteOffset: 8 + index * 16, as: Record.self)
                    if record.identity.keyHash == hit { body(table.first(of: hit)!, record) }
                }
                number += 1
            }
        }
    }

    /// The fingerprints that may be in a partition, and the range in which each of its blocks begins.
    private func look(_ hashes: [UInt64], _ place: Partition) throws(StoredSetFailure) -> (hits: [UInt64], starts: [UInt16]) {
        let size = FingerprintFilter.size(for: place.count)
        guard place.filter.count == size + Self.blocks(of: place.count) * 2 else { throw .damaged }
        return try file.read(place.filter) { bytes throws(StoredSetFailure) in
            let starts = UnsafeRawBufferPointer(rebasing: bytes[size...]).bindMemory(to: UInt16.self)
            let filter = FingerprintFilter(UnsafeMutableRawBufferPointer(mutating: UnsafeRawBufferPointer(rebasing: bytes[..<size])))
            return (filter.candidates(among: hashes), Array(starts))
        }
    }

    /// Reads a block by its number in the file.
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
            try read(block: place.records / Self.blockSize + number, into: block)
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

    /// Calls `body` for every record of a partition whose fingerprint is in the table.
    func find(
        _ table: borrowing FingerprintTable, partition: Int, _ body: (_ first: Int, _ batch: Int32, Identity) -> Void
    ) throws(StoredSetFailure) {
        try identities.find(table, partition: partition) { first, record in body(first, Int32(numbers[Int(record.batch)]), record.identity) }
    }
}
