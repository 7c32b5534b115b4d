import CByteMasks

/// Helpers on UTF-8 bytes: validity, white space, and the folding under which names are compared.

/// The length of the well-formed UTF-8 sequence at a position, or 0 if there is none.
@inline(__always)
func utf8Length(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, end: Int) -> Int {
    let first = bytes[index]
    if first < 0x80 { return 1 }
    guard first >= 0xC2, first <= 0xF4, index + 1 < end else { return 0 }
    let second = bytes[index + 1]
    if first < 0xE0 { return second & 0xC0 == 0x80 ? 2 : 0 }
    if first < 0xF0 {
        let low: UInt8 = first == 0xE0 ? 0xA0 : 0x80
        let high: UInt8 = first == 0xED ? 0x9F : 0xBF
        guard second >= low, second <= high, index + 2 < end, bytes[index + 2] & 0xC0 == 0x80 else { return 0 }
        return 3
    }
    let low: UInt8 = first == 0xF0 ? 0x90 : 0x80
    let high: UInt8 = first == 0xF4 ? 0x8F : 0xBF
    guard second >= low, second <= high, index + 3 < end, bytes[index + 2] & 0xC0 == 0x80, bytes[index + 3] & 0xC0 == 0x80 else { return 0 }
    return 4
}

/// The number of leading bytes that are well-formed UTF-8.
func validUTF8Prefix(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var counts = gridscore_utf8_counts()
    return bytes.baseAddress.map { gridscore_valid_utf8($0, bytes.count, &counts) } ?? 0
}

/// The length of the white space character (Unicode White_Space) at a position, or 0.
@inline(__always)
func whiteSpaceLength(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, end: Int) -> Int {
    let first = bytes[index]
    if first < 0x80 { return first == 0x20 || (first >= 0x09 && first <= 0x0D) ? 1 : 0 }
    if first == 0xC2 {
        return index + 1 < end && (bytes[index + 1] == 0x85 || bytes[index + 1] == 0xA0) ? 2 : 0
    }
    guard first == 0xE1 || first == 0xE2 || first == 0xE3, index + 2 < end else { return 0 }
    let (second, third) = (bytes[index + 1], bytes[index + 2])
    switch (first, second) {
    case (0xE1, 0x9A): return third == 0x80 ? 3 : 0
    case (0xE2, 0x80): return (third >= 0x80 && third <= 0x8A) || third == 0xA8 || third == 0xA9 || third == 0xAF ? 3 : 0
    case (0xE2, 0x81): return third == 0x9F ? 3 : 0
    case (0xE3, 0x80): return third == 0x80 ? 3 : 0
    default: return 0
    }
}

/// A range of bytes without the white space around it.
@inline(__always)
func trimmed(_ bytes: UnsafeBufferPointer<UInt8>, _ range: FieldRange) -> FieldRange {
    var start = Int(range.start)
    var end = Int(range.end)
    while start < end {
        // Bytes above the space and below 0x80 are never white space: the common case.
        let byte = bytes[start]
        if byte > 0x20 && byte < 0x80 { break }
        let length = whiteSpaceLength(bytes, at: start, end: end)
        if length == 0 { break }
        start += length
    }
    while end > start {
        let byte = bytes[end - 1]
        if byte > 0x20 && byte < 0x80 { break }
        if whiteSpaceLength(bytes, at: end - 1, end: end) == 1 {
            end -= 1
        } else if end - 2 >= start, whiteSpaceLength(bytes, at: end - 2, end: end) == 2 {
            end -= 2
        } else if end - 3 >= start, whiteSpaceLength(bytes, at: end - 3, end: end) == 3 {
            end -= 3
        } else {
            break
        }
    }
    return FieldRange(start: Int32(start), end: Int32(end))
}

/// The bytes of a field within a record's bytes.
struct FieldRange: Hashable, Sendable {
    var start: Int32
    var end: Int32

    static let empty = FieldRange(start: 0, end: 0)

    var isEmpty: Bool { start == end }
    var count: Int { Int(end - start) }
}

/// The ASCII byte that a full-width form (U+FF01 to U+FF5E) at a position stands for, or nil.
@inline(__always)
func fullWidthASCII(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, end: Int) -> UInt8? {
    guard bytes[index] == 0xEF, index + 2 < end else { return nil }
    let (second, third) = (bytes[index + 1], bytes[index + 2])
    if second == 0xBC, third >= 0x81, third <= 0xBF { return third - 0x81 + 0x21 }
    if second == 0xBD, third >= 0x80, third <= 0x9E { return third - 0x80 + 0x60 }
    return nil
}

/// Bytes with ASCII letters in lower case and full-width forms as their ASCII ones: how names and coded values are compared.
func folded(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let source = Array(bytes)
    var result: [UInt8] = []
    result.reserveCapacity(source.count)
    source.withUnsafeBufferPointer { buffer in
        var index = 0
        while index < buffer.count {
            var byte = buffer[index]
            if let ascii = fullWidthASCII(buffer, at: index, end: buffer.count) {
                byte = ascii
                index += 2
            }
            result.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
            index += 1
        }
    }
    return result
}

/// The first eight bytes of a text as one number, the first of them lowest; zeros behind a shorter text.
@inline(__always)
func leadingWord(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard let base = text.baseAddress else { return 0 }
    let count = text.count
    if count >= 8 { return UInt64(littleEndian: UnsafeRawPointer(base).loadUnaligned(as: UInt64.self)) }
    // Two overlapping loads of what there is: never a byte behind the text.
    if count >= 4 {
        let low = UInt64(UInt32(littleEndian: UnsafeRawPointer(base).loadUnaligned(as: UInt32.self)))
        let high = UInt64(UInt32(littleEndian: UnsafeRawPointer(base + (count &- 4)).loadUnaligned(as: UInt32.self)))
        return low | high << UInt64(truncatingIfNeeded: (count &- 4) &* 8)
    }
    if count == 0 { return 0 }
    return UInt64(base[0]) | UInt64(base[count / 2]) << UInt64(truncatingIfNeeded: count / 2 &* 8)
        | UInt64(base[count &- 1]) << UInt64(truncatingIfNeeded: (count &- 1) &* 8)
}

/// The same of `count` bytes, one or more, where eight can be read from the start whatever their count: no branch
/// depends on it.
@inline(__always)
func paddedWord(_ text: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    let word = UInt64(littleEndian: UnsafeRawPointer(text).loadUnaligned(as: UInt64.self))
    return word & ~0 &>> UInt64(truncatingIfNeeded: (8 &- min(count, 8)) &* 8)
}
