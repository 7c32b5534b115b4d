/// Splits CSV text into records by RFC 4180, with what the contract adds: white space around a quoted field is
/// ignored, a quote inside a field that does not start with one is an ordinary character.
///
/// It sees bytes and yields ranges; it knows no header and no meaning. It hops from one structural byte (comma, line
/// end, quote) to the next: all others are ordinary wherever they stand.
struct CSVScanner: ~Copyable {
    /// What is wrong with the shape of a record.
    enum Flaw {
        case textAfterQuote, bareCarriageReturn
    }

    enum Result {
        /// A record was read; `fields` holds it.
        case record
        /// The record goes on beyond the bytes at hand.
        case incomplete
        /// The text ends within a quoted field.
        case openQuote
    }

    /// Positions of structural bytes in the text at hand.
    private var structural = StructuralBytes()
    private var ranges = UnsafeMutableBufferPointer<FieldRange>.allocate(capacity: 32)
    private var fieldCount = 0
    /// Indices of fields that hold doubled quotes.
    private var escaped: [Int] = []
    private(set) var flaw: Flaw?
    /// Line feeds within the last record and at its end.
    private(set) var lines = 0
    /// The position behind the last record.
    private(set) var next = 0

    deinit {
        ranges.deallocate()
    }

    /// The fields of the last record, as ranges of the bytes given; good until the next one is read. Quotes in them are
    /// still doubled until `unescape` is called.
    var fields: UnsafeBufferPointer<FieldRange> { UnsafeBufferPointer(rebasing: ranges[..<fieldCount]) }

    /// Makes one quote of each two within quoted fields of the last record, of those whose bytes are asked for.
    @inline(__always)
    mutating func unescape(_ bytes: UnsafeMutablePointer<UInt8>, where isAskedFor: (Int) -> Bool = { _ in true }) {
        guard !escaped.isEmpty else { return }
        for field in escaped where isAskedFor(field) { removeDoubledQuotes(bytes, field) }
    }

    /// To be called whenever the bytes at hand have moved or others follow them.
    mutating func restart() {
        structural.restart()
    }

    /// Reads the record that starts at `start`. `isComplete` says that nothing follows the bytes at hand.
    mutating func scan(_ bytes: UnsafeMutablePointer<UInt8>, from start: Int, to end: Int, isComplete: Bool) -> Result {
        fieldCount = 0
        if !escaped.isEmpty { escaped.removeAll(keepingCapacity: true) }
        flaw = nil
        lines = 0
        var fieldStart = start
        while true {
            // Most fields: nothing but a comma tells them from the next.
            let plain = structural.plainFields(
                bytes, from: fieldStart, into: ranges.baseAddress! + fieldCount, room: ranges.count &- fieldCount)
            fieldCount &+= plain.count
            fieldStart = plain.next
            if let stop = plain.lineFeed, fieldCount < ranges.count {
                append(fieldStart, stop)
                next = stop &+ 1
                lines &+= 1
                break
            }
            var stop = structural.next(bytes, from: fieldStart, end: end)
            if stop < end, bytes[stop] == UInt8(ascii: "\"") {
                if isWhiteSpace(bytes, fieldStart, stop) {
                    guard let close = closingQuote(bytes, from: stop + 1, end, isComplete: isComplete) else {
                        return isComplete ? .openQuote : .incomplete
                    }
                    append(stop + 1, close)
                    stop = afterQuote(bytes, close + 1, end)
                } else {
                    stop = fieldEnd(bytes, stop, end)
                    append(fieldStart, stop)
                }
            } else {
                if stop < end, bytes[stop] == UInt8(ascii: "\r") { stop = fieldEnd(bytes, stop, end) }
                append(fieldStart, stop)
            }
            if stop < end, bytes[stop] == UInt8(ascii: ",") {
                fieldStart = stop + 1
                continue
            }
            if stop >= end || (bytes[stop] == UInt8(ascii: "\r") && stop + 1 >= end) {
                // The end of the text, or of the bytes at hand, which may cut a line end in half.
                guard isComplete else { return .incomplete }
                next = end
                break
            }
            // A line feed, alone or behind a carriage return.
            next = stop + (bytes[stop] == UInt8(ascii: "\r") ? 2 : 1)
            lines += 1
            break
        }
        return .record
    }

    @inline(__always)
    private mutating func append(_ start: Int, _ end: Int) {
        if fieldCount == ranges.count { growRanges() }
        ranges[fieldCount] = FieldRange(start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end))
        fieldCount &+= 1
    }

    private mutating func growRanges() {
        let larger = UnsafeMutableBufferPointer<FieldRange>.allocate(capacity: ranges.count * 2)
        _ = larger.update(fromContentsOf: ranges)
        ranges.deallocate()
        ranges = larger
    }

    /// Whether there is only white space between two positions of a line: a quote behind it opens a field.
    @inline(__always)
    private func isWhiteSpace(_ bytes: UnsafeMutablePointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        let view = UnsafeBufferPointer(start: bytes, count: end)
        var index = start
        while index < end {
            let length = whiteSpaceLength(view, at: index, end: end)
            if length == 0 { return false }
            index += length
        }
        return true
    }

    /// The position of the comma or line end at or behind a position in an unquoted field.
    private mutating func fieldEnd(_ bytes: UnsafeMutablePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        var index = structural.next(bytes, from: start, end: end)
        while index < end {
            let byte = bytes[index]
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") { return index }
            if byte == UInt8(ascii: "\r") {
                if index + 1 >= end || bytes[index + 1] == UInt8(ascii: "\n") { return index }
                flaw = .bareCarriageReturn
            }
            index = structural.next(bytes, from: index + 1, end: end)
        }
        return end
    }

    /// The position of the closing quote; nil if the bytes end before it is certain.
    private mutating func closingQuote(
        _ bytes: UnsafeMutablePointer<UInt8>, from start: Int, _ end: Int, isComplete: Bool
    ) -> Int? {
        var index = structural.next(bytes, from: start, end: end)
        var hasDoubled = false
        while index < end {
            var behind = index + 1
            if bytes[index] == UInt8(ascii: "\n") {
                lines += 1
            } else if bytes[index] == UInt8(ascii: "\"") {
                if behind < end, bytes[behind] == UInt8(ascii: "\"") {
                    hasDoubled = true
                    behind += 1
                } else {
                    if behind >= end, !isComplete { return nil }
                    if hasDoubled { escaped.append(fieldCount) }
                    return index
                }
            }
            index = structural.next(bytes, from: behind, end: end)
        }
        return nil
    }

    /// The position of the comma or line end behind a closing quote; other text there is a flaw.
    private mutating func afterQuote(_ bytes: UnsafeMutablePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        let view = UnsafeBufferPointer(start: bytes, count: end)
        var index = start
        while index < end {
            let byte = bytes[index]
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") { return index }
            if byte == UInt8(ascii: "\r"), index + 1 >= end || bytes[index + 1] == UInt8(ascii: "\n") { return index }
            let length = whiteSpaceLength(view, at: index, end: end)
            if length == 0 || byte == UInt8(ascii: "\r") {
                flaw = byte == UInt8(ascii: "\r") ? .bareCarriageReturn : .textAfterQuote
                return fieldEnd(bytes, byte == UInt8(ascii: "\r") ? index + 1 : index, end)
            }
            index += length
        }
        return end
    }

    private mutating func removeDoubledQuotes(_ bytes: UnsafeMutablePointer<UInt8>, _ field: Int) {
        var target = Int(ranges[field].start)
        var source = target
        let end = Int(ranges[field].end)
        while source < end {
            bytes[target] = bytes[source]
            if bytes[source] == UInt8(ascii: "\""), source + 1 < end { source += 1 }
            source += 1
            target += 1
        }
        ranges[field].end = Int32(target)
    }
}

/// Finds the end of a record that is too long to keep, without keeping it.
struct LongRecordSkipper {
    private enum State {
        case fieldStart, unquoted, quoted, quoteInQuoted
    }

    private var state = State.fieldStart
    /// Line feeds passed.
    private(set) var lines = 0

    enum Result {
        /// The record ends before this position.
        case ended(Int)
        /// It goes on; so many bytes need not be given again.
        case goesOn(Int)
    }

    mutating func skip(_ bytes: UnsafeBufferPointer<UInt8>, isComplete: Bool) -> Result {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n") {
                lines += 1
                if state != .quoted { return .ended(index + 1) }
            }
            switch state {
            case .fieldStart:
                // White space of several bytes may be cut off by the end of the block.
                if byte >= 0x80, index + 2 >= bytes.count, !isComplete { return .goesOn(index) }
                let space = byte == UInt8(ascii: "\r") ? 0 : whiteSpaceLength(bytes, at: index, end: bytes.count)
                if byte == UInt8(ascii: "\"") {
                    state = .quoted
                } else if byte != UInt8(ascii: ","), space == 0 {
                    state = .unquoted
                }
                index += max(space, 1)
                continue
            case .unquoted:
                if byte == UInt8(ascii: ",") { state = .fieldStart }
            case .quoted:
                if byte == UInt8(ascii: "\"") { state = .quoteInQuoted }
            case .quoteInQuoted:
                state = byte == UInt8(ascii: "\"") ? .quoted : byte == UInt8(ascii: ",") ? .fieldStart : .unquoted
            }
            index += 1
        }
        return .goesOn(index)
    }

    /// Whether the bytes passed end within a quoted field.
    var isInQuotes: Bool { state == .quoted }
}
