import GridModel

/// Bytes of a page or table on their way out.
///
/// They stand in memory of their own. Unlike an array it asks once a piece whether there is room and never whether it is
/// shared, for there are many millions of small pieces. When it is full, what stands in it is handed over; a
/// buffer with nobody to hand over to grows.
struct ByteBuffer: ~Copyable {
    private var start: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    private var capacity: Int
    private let sink: ((UnsafeBufferPointer<UInt8>) -> Void)?

    /// Few enough to stay in a processor's cache until they are hashed and written.
    private static let block = 1 << 16

    /// Bytes for a file.
    init(sink: @escaping (UnsafeBufferPointer<UInt8>) -> Void) {
        self.sink = sink
        capacity = Self.block
        start = .allocate(capacity: capacity)
    }

    /// Bytes that are kept.
    init(capacity: Int) {
        sink = nil
        self.capacity = max(capacity, 32)
        start = .allocate(capacity: self.capacity)
    }

    deinit { start.deallocate() }

    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

    mutating func removeAll() { count = 0 }

    /// Hands over what has been written.
    mutating func hand() {
        sink?(bytes)
        count = 0
    }

    /// A place with room for so many bytes; `end` says how far it has been written.
    @inline(__always)
    mutating func place(for length: Int) -> UnsafeMutablePointer<UInt8> {
        if length > capacity - count { makeRoom(length) }
        return start + count
    }

    @inline(__always)
    mutating func end(at place: UnsafeMutablePointer<UInt8>) {
        count = place - start
    }

    @inline(never)
    private mutating func makeRoom(_ length: Int) {
        if sink != nil, count > 0 { hand() }
        guard length > capacity - count else { return }
        let larger = max(capacity * 2, count + length)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        moved.update(from: start, count: count)
        start.deallocate()
        (start, capacity) = (moved, larger)
    }

    // MARK: Pieces

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        end(at: place(for: 1).write(byte))
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        place(for: bytes.count).update(from: source, count: bytes.count)
        count += bytes.count
    }

    /// Bytes that stand in the program: a few moves, for their number is known when it is compiled.
    @inline(__always)
    mutating func append(_ literal: StaticString) {
        let length = literal.utf8CodeUnitCount
        place(for: length).update(from: literal.utf8Start, count: length)
        count += length
    }

    /// One of many ready pieces.
    @inline(__always)
    mutating func append(_ pieces: Pieces, _ index: Int) {
        let length = pieces.length(index)
        let target = place(for: length + Pieces.step)
        withExtendedLifetime(pieces) {
            let source = pieces.start(index)
            var done = 0
            repeat {
                UnsafeMutableRawPointer(target + done).storeBytes(
                    of: UnsafeRawPointer(source + done).loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
                done += Pieces.step
            } while done < length
        }
        count += length
    }

    @inline(__always)
    mutating func append(decimal number: Int) {
        var place = place(for: UnsafeMutablePointer<UInt8>.longestNumber)
        if number < 0 { place = place.write(UInt8(ascii: "-")) }
        end(at: place.write(decimal: number.magnitude))
    }
}

/// Pieces of HTML or cells of tables that many rows share, one behind the other: a row names a piece by its index, and
/// no reference is counted.
final class Pieces: Sendable {
    /// Pieces are copied in steps; behind the last one stand as many bytes that mean nothing.
    static let step = 16

    private nonisolated(unsafe) let bytes: UnsafeMutablePointer<UInt8>
    private nonisolated(unsafe) let starts: UnsafeMutablePointer<Int>

    /// - Parameter write: writes the piece of an index.
    init(_ count: Int, _ write: (inout ByteBuffer, Int) -> Void) {
        starts = .allocate(capacity: count + 1)
        starts[0] = 0
        var buffer = ByteBuffer(capacity: count * 16 + Self.step)
        for index in 0..<count {
            write(&buffer, index)
            starts[index + 1] = buffer.count
        }
        let total = buffer.count + Self.step
        bytes = .allocate(capacity: total)
        bytes.initialize(repeating: 0, count: total)
        bytes.update(from: buffer.bytes.baseAddress!, count: buffer.count)
    }

    deinit {
        bytes.deallocate()
        starts.deallocate()
    }

    @inline(__always)
    fileprivate func start(_ index: Int) -> UnsafePointer<UInt8> { UnsafePointer(bytes + starts[index]) }

    @inline(__always)
    func length(_ index: Int) -> Int { starts[index + 1] - starts[index] }
}
