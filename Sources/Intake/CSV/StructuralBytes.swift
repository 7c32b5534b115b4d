import CByteMasks

/// The positions of commas, line ends and quotes in the text at hand, found a stretch ahead of the scanner, many bytes
/// at a time.
struct StructuralBytes: ~Copyable {
    /// Bytes searched at a time: their positions stay in the processor's first cache.
    private static let stretch = 1 << 14

    private let positions = UnsafeMutablePointer<UInt32>.allocate(capacity: stretch + 16)
    private var count = 0
    private var cursor = 0
    /// Everything before this position has been searched.
    private var searched = 0

    deinit {
        positions.deallocate()
    }

    /// Forgets everything: the text has moved.
    mutating func restart() {
        (count, cursor, searched) = (0, 0, 0)
    }

    /// The first structural byte at or behind `index`, or `end`. Positions asked for never go back.
    @inline(__always)
    mutating func next(_ bytes: UnsafeMutablePointer<UInt8>, from index: Int, end: Int) -> Int {
        while true {
            while cursor < count {
                let position = Int(positions[cursor])
                if position >= index { return position }
                cursor &+= 1
            }
            if searched >= end { return end }
            search(bytes, from: max(searched, index), end: end)
        }
    }

    /// Fields that end with a comma, from `start` on, as far as nothing else comes between and room is left.
    ///
    /// - Returns: how many there are, where the next field starts, and where the line feed stands that ends it, if one
    ///   does.
    @inline(__always)
    mutating func plainFields(
        _ bytes: UnsafeMutablePointer<UInt8>, from start: Int, into ranges: UnsafeMutablePointer<FieldRange>, room: Int
    ) -> (count: Int, next: Int, lineFeed: Int?) {
        var (index, found, fieldStart) = (cursor, 0, start)
        let (positions, last) = (positions, count)
        while index < last, Int(positions[index]) < start { index &+= 1 }
        var lineFeed: Int?
        while index < last, found < room {
            let stop = Int(positions[index])
            guard bytes[stop] == UInt8(ascii: ",") else {
                if bytes[stop] == UInt8(ascii: "\n") { lineFeed = stop }
                break
            }
            ranges[found] = FieldRange(start: Int32(truncatingIfNeeded: fieldStart), end: Int32(truncatingIfNeeded: stop))
            found &+= 1
            index &+= 1
            fieldStart = stop &+ 1
        }
        cursor = index
        return (found, fieldStart, lineFeed)
    }

    private mutating func search(_ bytes: UnsafeMutablePointer<UInt8>, from start: Int, end: Int) {
        let length = max(0, min(Self.stretch, end - start))
        count = gridscore_structural_positions(bytes + start, length, UInt32(start), positions)
        cursor = 0
        searched = start + length
    }
}
