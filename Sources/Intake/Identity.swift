import Synchronization

/// What is kept of every record that was read without fault: enough to find those that may be versions of one another
/// and to read them again. Twelve bytes, for there are as many as records.
struct Identity: Hashable, Sendable {
    private let low: UInt32
    /// Eight more bits of the fingerprint, and 24 of position or line.
    private let withPosition: UInt32
    private let withLine: UInt32

    /// The greatest position, and the greatest line.
    static let greatest = 1 << 24 - 1

    /// - Parameters:
    ///   - keyHash: fingerprint of kind and key, of which 48 bits are kept.
    ///   - position: as in `RawRecord`.
    ///   - line: line within the batch.
    @inline(__always)
    init(keyHash: UInt64, position: Int, line: Int) {
        low = UInt32(truncatingIfNeeded: keyHash)
        withPosition = UInt32(truncatingIfNeeded: keyHash >> 8) & 0xFF00_0000 | UInt32(truncatingIfNeeded: position)
        withLine = UInt32(truncatingIfNeeded: keyHash >> 16) & 0xFF00_0000 | UInt32(truncatingIfNeeded: line)
    }

    /// Of an entry.
    ///
    /// - Parameter fingerprint: of the reading, or of the set that was stored.
    init(_ entry: Entry, of batch: Batch, _ fingerprint: Fingerprint) {
        let keyHash = batch.readKey(of: entry) { fingerprint.of($0, state: RecordDecoder.keyState(ofKind: batch.kind)) }
        self.init(keyHash: keyHash, position: Int(entry.position), line: Int(entry.line))
    }

    var keyHash: UInt64 { UInt64(low) | UInt64(withPosition & 0xFF00_0000) << 8 | UInt64(withLine & 0xFF00_0000) << 16 }
    var position: UInt32 { withPosition & 0xFF_FFFF }
    var line: UInt32 { withLine & 0xFF_FFFF }
}

/// The identities of a batch, dealt by their fingerprint into partitions; within one they keep the records' order.
struct IdentityPartitions: Sendable {
    /// All identities, one partition behind the other.
    private let identities: IdentityMemory.Block
    /// Where each partition starts, and where the last one ends.
    private let starts: [UInt32]

    static let none = IdentityPartitions(identities: .none, starts: [])

    private init(identities: IdentityMemory.Block, starts: [UInt32]) {
        self.identities = identities
        self.starts = starts
    }

    /// A counting sort by some bits of the fingerprints.
    init(_ unsorted: UnsafeBufferPointer<Identity>, _ dealing: IdentityDealing) {
        let bits = dealing.bits
        guard !unsorted.isEmpty else {
            self = .none
            return
        }
        func partition(_ identity: Identity) -> Int { Int(truncatingIfNeeded: identity.keyHash >> UInt64(48 - bits)) }
        var next = [UInt32](repeating: 0, count: 1 << bits + 1)
        for identity in unsorted { next[partition(identity) + 1] += 1 }
        for index in 0..<1 << bits { next[index + 1] += next[index] }
        identities = dealing.memory.block(of: unsorted.count)
        starts = next
        for identity in unsorted {
            let partition = partition(identity)
            identities.base[Int(next[partition])] = identity
            next[partition] += 1
        }
    }

    var isEmpty: Bool { starts.isEmpty }

    /// Calls `body` for all of a partition as it would be if they were dealt into two to the power of `bits`.
    func forEach(in partition: Int, ofBits bits: Int, _ body: (Identity) -> Void) {
        if isEmpty { return }
        let own = (starts.count - 1).trailingZeroBitCount
        if own >= bits {
            let share = own - bits
            for part in partition << share..<(partition + 1) << share { for identity in self[part] { body(identity) } }
        } else {
            for identity in self[partition >> (bits - own)] where Int(identity.keyHash >> UInt64(48 - bits)) == partition { body(identity) }
        }
    }

    subscript(partition: Int) -> UnsafeBufferPointer<Identity> {
        if starts.isEmpty { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(start: identities.base + Int(starts[partition]), count: Int(starts[partition + 1] - starts[partition]))
    }
}

/// How identities are dealt; the same for all batches that are looked at together.
struct IdentityDealing: Sendable {
    /// There are two to the power of this many partitions.
    let bits: Int
    fileprivate let memory: IdentityMemory

    /// - Parameter records: about how many there will be.
    init(bits: Int, records: Int = 0) {
        self.bits = bits
        memory = IdentityMemory(forRecords: records)
    }

    /// For about so many records: a partition and its table shall fit the processor's second cache.
    init(forRecords count: Int) {
        var bits = 0
        while bits < 12, count >> bits > 1 << 15 { bits += 1 }
        self.init(bits: bits, records: count)
    }
}

/// Memory of identities, taken in large pieces for which the system may use large pages.
private final class IdentityMemory: Sendable {
    /// A piece of memory, kept for as long as a block of it. Only `block(of:)` looks at `used`, one caller at a time.
    private final class Piece: @unchecked Sendable {
        let base: UnsafeMutablePointer<Identity>
        let capacity: Int
        var used = 0

        init(atLeast count: Int) {
            let wanted = count * MemoryLayout<Identity>.stride
            let page = wanted < LargePages.size ? 1 << 12 : LargePages.size
            let bytes = (wanted + page - 1) / page * page
            let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: page)
            LargePages.advise(UnsafeMutableRawBufferPointer(start: memory, count: bytes))
            capacity = bytes / MemoryLayout<Identity>.stride
            base = memory.bindMemory(to: Identity.self, capacity: capacity)
        }

        deinit {
            base.deallocate()
        }
    }

    /// Part of a piece: written by whoever asked for it, and only then given to others.
    struct Block: @unchecked Sendable {
        let base: UnsafeMutablePointer<Identity>
        fileprivate let owner: AnyObject?

        static let none = Block(base: UnsafeMutablePointer(bitPattern: MemoryLayout<Identity>.alignment)!, owner: nil)
    }

    private let piece = Mutex<Piece?>(nil)
    /// Records for which a piece has room, if not for more.
    private let least: Int

    /// Small logs take little memory.
    init(forRecords count: Int) {
        least = max(64, min(count, 16 * LargePages.size / MemoryLayout<Identity>.stride))
    }

    func block(of count: Int) -> Block {
        piece.withLock { piece in
            if piece == nil || piece!.used + count > piece!.capacity { piece = Piece(atLeast: max(count, least)) }
            defer { piece!.used += count }
            return Block(base: piece!.base + piece!.used, owner: piece)
        }
    }
}
