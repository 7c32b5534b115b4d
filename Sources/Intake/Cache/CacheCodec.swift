/// Why what was stored cannot be used: everything is read then.
enum StoredSetFailure: Error {
    /// It is not what was written.
    case damaged
    /// Members have come, gone, or are of other months.
    case rosterChanged
}

/// Puts numbers and lists one behind the other, as they lie in memory.
struct CacheEncoder {
    private(set) var bytes: [UInt8] = []

    /// - Parameter value: of a type without references.
    mutating func put<Value>(_ value: Value) {
        assert(_isPOD(Value.self))
        withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    }

    /// - Parameter values: of a type without references.
    mutating func put<Value>(list values: [Value]) {
        assert(_isPOD(Value.self))
        put(values.count)
        values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    mutating func put(text: String) { put(list: Array(text.utf8)) }
}

/// Takes out again what an encoder has put; nothing is read beyond the end.
struct CacheDecoder {
    private let bytes: UnsafeRawBufferPointer
    private var next = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    mutating func take<Value>(_: Value.Type = Value.self) throws(StoredSetFailure) -> Value {
        guard bytes.count - next >= MemoryLayout<Value>.size else { throw .damaged }
        defer { next += MemoryLayout<Value>.size }
        return (bytes.baseAddress! + next).loadUnaligned(asPlain: Value.self)
    }

    mutating func takeList<Value>(_: Value.Type = Value.self) throws(StoredSetFailure) -> [Value] {
        let count = try take(Int.self)
        guard count >= 0, count <= (bytes.count - next) / MemoryLayout<Value>.stride else { throw .damaged }
        if count == 0 { return [] }
        defer { next += count * MemoryLayout<Value>.stride }
        return [Value](unsafeUninitializedCapacity: count) { values, filled in
            UnsafeMutableRawBufferPointer(values).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: bytes[next..<next + count * MemoryLayout<Value>.stride]))
            filled = count
        }
    }

    mutating func takeText() throws(StoredSetFailure) -> String { String(decoding: try takeList(UInt8.self), as: UTF8.self) }
}

extension UnsafeRawPointer {
    /// - Parameter type: one without references.
    fileprivate func loadUnaligned<Value>(asPlain type: Value.Type) -> Value {
        withUnsafeTemporaryAllocation(of: Value.self, capacity: 1) { value in
            UnsafeMutableRawPointer(value.baseAddress!).copyMemory(from: self, byteCount: MemoryLayout<Value>.size)
            return value[0]
        }
    }
}

/// A quick 64-bit sum by which damage is noticed; four sums side by side, for one multiplication waits for the one before.
struct CacheSum {
    private var (one, two, three, four): (UInt64, UInt64, UInt64, UInt64)
    private var length: UInt64 = 0

    init(seed: UInt64) {
        (one, two, three, four) = (seed, seed &+ 1, seed &+ 2, seed &+ 3)
    }

    /// - Parameter bytes: a multiple of 64, but for the last ones of a list.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        length &+= UInt64(bytes.count)
        var (one, two, three, four) = (one, two, three, four)
        var index = 0
        while index &+ 64 <= bytes.count {
            let at = base + index
            func word(_ number: Int) -> UInt64 { at.loadUnaligned(fromByteOffset: number &* 8, as: UInt64.self) }
            one = Fingerprint.mix(one ^ word(0), word(1))
            two = Fingerprint.mix(two ^ word(2), word(3))
            three = Fingerprint.mix(three ^ word(4), word(5))
            four = Fingerprint.mix(four ^ word(6), word(7))
            index &+= 64
        }
        while index < bytes.count {
            one = Fingerprint.mix(one, UInt64(bytes[index]))
            index &+= 1
        }
        (self.one, self.two, self.three, self.four) = (one, two, three, four)
    }

    var value: UInt64 { Fingerprint.mix(Fingerprint.mix(one, two) &+ length, Fingerprint.mix(three, four)) }

    static func of(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        var sum = CacheSum(seed: seed)
        sum.add(bytes)
        return sum.value
    }
}
