import Glibc

/// The file of a cache, open to be read by position. Whatever cannot be read as it was written is damaged.
final class CacheFile: Sendable {
    private let descriptor: CInt
    let size: Int

    /// Nil if there is none, or if somebody else could have written it.
    init?(path: [UInt8]) {
        let descriptor = open(cString(path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        size = Int(status.st_size)
    }

    deinit {
        close(descriptor)
    }

    /// Fills the buffer from a position.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(StoredSetFailure) {
        var filled = 0
        while filled < buffer.count {
            let count = pread(descriptor, buffer.baseAddress! + filled, buffer.count - filled, off_t(offset + filled))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .damaged }
            filled += count
        }
    }

    /// Whether the file is so long.
    func holds(_ range: CacheRange) -> Bool { range.count >= 0 && range.offset >= 0 && range.count <= size - range.offset }

    /// Hands over some bytes whose sum is known.
    func read<Result>(
        _ range: CacheRange, _ body: (UnsafeRawBufferPointer) throws(StoredSetFailure) -> Result
    ) throws(StoredSetFailure) -> Result {
        guard holds(range) else { throw .damaged }
        return try withBuffer(range.count) { bytes throws(StoredSetFailure) in
            var sum = CacheSum(seed: UInt64(range.offset))
            try read(at: range.offset, into: bytes, adding: &sum)
            guard sum.value == range.sum else { throw .damaged }
            return try body(UnsafeRawBufferPointer(bytes))
        }
    }

    /// Hands over some bytes as they are.
    func read<Result>(
        at offset: Int, count: Int, _ body: (UnsafeRawBufferPointer) throws(StoredSetFailure) -> Result
    ) throws(StoredSetFailure) -> Result {
        try withBuffer(count) { bytes throws(StoredSetFailure) in
            try read(at: offset, into: bytes)
            return try body(UnsafeRawBufferPointer(bytes))
        }
    }

    private func withBuffer<Result>(
        _ count: Int, _ body: (UnsafeMutableRawBufferPointer) throws(StoredSetFailure) -> Result
    ) throws(StoredSetFailure) -> Result {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, count), alignment: 16)
        defer { buffer.deallocate() }
        return try body(UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
    }

    /// Fills the buffer from a position and adds what was read to a sum, slice by slice: while it is in the processor's cache.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer, adding sum: inout CacheSum) throws(StoredSetFailure) {
        let slice = 1 << 17
        var start = 0
        while start < buffer.count {
            let end = min(start + slice, buffer.count)
            let part = UnsafeMutableRawBufferPointer(rebasing: buffer[start..<end])
            try read(at: offset + start, into: part)
            sum.add(UnsafeRawBufferPointer(part))
            start = end
        }
    }
}

/// Bytes of the file of a cache.
struct CacheRange {
    var offset = 0
    var count = 0
    var sum: UInt64 = 0
}

/// Reads lists that stand one behind the other, each to where it stays; what their sum is is known only at the end.
struct CacheLists {
    private let file: CacheFile
    private let range: CacheRange
    private var next: Int
    private var sum: CacheSum

    init(_ file: CacheFile, _ range: CacheRange) throws(StoredSetFailure) {
        guard file.holds(range) else { throw .damaged }
        (self.file, self.range, next) = (file, range, range.offset)
        sum = CacheSum(seed: UInt64(range.offset))
    }

    /// The next list, of so many values without references.
    mutating func take<Value>(_ count: Int) throws(StoredSetFailure) -> [Value] {
        assert(_isPOD(Value.self))
        let rest = range.offset + range.count - next
        guard count >= 0, count <= rest / MemoryLayout<Value>.stride else { throw .damaged }
        if count == 0 { return [] }
        let values = [Value](unsafeUninitializedCapacity: count) { values, filled in
            let bytes = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: values[..<count]))
            LargePages.advise(bytes)
            guard (try? file.read(at: next, into: bytes, adding: &sum)) != nil else { return }
            filled = count
        }
        guard values.count == count else { throw .damaged }
        next += count * MemoryLayout<Value>.stride
        return values
    }

    /// Whether these were all, and as they were written.
    func end() throws(StoredSetFailure) {
        guard next == range.offset + range.count, sum.value == range.sum else { throw .damaged }
    }
}

/// Writes the file of a cache from its start to its end.
final class CacheSink {
    private let descriptor: CInt
    private(set) var size = 0
    /// Whether all could be written.
    private(set) var isSound = true

    /// Nil if it cannot be made.
    init?(path: [UInt8]) {
        unlink(cString(path))
        descriptor = open(cString(path), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
    }

    deinit {
        close(descriptor)
    }

    /// Writes at a position, or behind all else.
    func write(_ bytes: UnsafeRawBufferPointer, at position: Int? = nil) {
        var rest = bytes
        var offset = position ?? size
        while isSound, rest.count > 0 {
            let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                isSound = false
                break
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            offset += count
        }
        size = max(size, offset)
    }

    /// Writes behind all else, and says where it stands.
    func append(_ bytes: [UInt8]) -> CacheRange {
        bytes.withUnsafeBytes { bytes in
            let range = CacheRange(offset: size, count: bytes.count, sum: CacheSum.of(bytes, seed: UInt64(size)))
            write(bytes)
            return range
        }
    }

    /// Brings everything to the disk; false if something could not be written.
    func finish() -> Bool {
        isSound && fsync(descriptor) == 0
    }
}

/// A path as the C library takes it.
func cString(_ path: [UInt8]) -> [CChar] { (path + [0]).map { CChar(bitPattern: $0) } }
