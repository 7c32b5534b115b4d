import Glibc

/// Bytes that are put together anew for every record.
struct RecordBytes: ~Copyable {
    private var memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 12)
    var count = 0

    deinit {
        memory.deallocate()
    }

    var view: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: memory.baseAddress, count: count) }
    private var mutableView: UnsafeMutableBufferPointer<UInt8> { UnsafeMutableBufferPointer(rebasing: memory[..<count]) }

    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let base = bytes.baseAddress else { return }
        // The decoder reads whole words.
        if count + bytes.count + 16 > memory.count { grow(count + bytes.count + 16) }
        (memory.baseAddress! + count).update(from: base, count: bytes.count)
        count &+= bytes.count
    }

    /// libxml2 hands every `&` of an attribute's value over as `&#38;`.
    ///
    /// - Parameter start: where the value begins; it goes to the end.
    /// - Returns: by how many bytes it has become shorter.
    mutating func restoreAmpersands(from start: Int) -> Int {
        let text = UnsafeMutableBufferPointer(rebasing: mutableView[start...])
        guard memchr(text.baseAddress!, Int32(UInt8(ascii: "&")), text.count) != nil else { return 0 }
        var (source, target) = (0, 0)
        while source < text.count {
            text[target] = text[source]
            source += text[source] == UInt8(ascii: "&") && text[source...].starts(with: "&#38;".utf8) ? 5 : 1
            target += 1
        }
        count = start + target
        return source - target
    }

    private mutating func grow(_ needed: Int) {
        let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(needed, memory.count * 2))
        larger.baseAddress!.update(from: memory.baseAddress!, count: count)
        memory.deallocate()
        memory = larger
    }
}
