/// Splits CSV text into records by RFC 4180, with what the contract adds: white space around a quoted field is
/// ignored, a quote inside a field that does not start with one is an ordinary character.
///
/// It sees bytes and yields ranges; it knows no header and no meaning.
struct CSVScanner {
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

    /// The fields of the last record, as ranges of the bytes given.
    private(set) var fields: [FieldRange] = []
    /// Indices of fields that hold doubled quotes.
    private var escaped: [Int] = []
    private(set) var flaw: Flaw?
    /// Line feeds within the last record and at its end.
    private(set) var lines = 0
    /// The position behind the last record.
    private(set) var next = 0

    /// Reads the record that starts at `start`. `isComplete` says that nothing follows the bytes at hand.
    mutating func scan(_ bytes: UnsafeMutablePointer<UInt8>, from start: Int, to end: Int, isComplete: Bool) -> Result {
        fields.removeAll(keepingCapacity: true)
        escaped.removeAll(keepingCapacity: true)
        flaw = nil
        lines = 0
        var index = start
        while true {
            var fieldStart = index
            if index < end {
                let quote = openingQuote(bytes, index, end)
                if quote >= 0 {
                    fieldStart = quote + 1
                    guard let close = closingQuote(bytes, from: fieldStart, end, isComplete: isComplete) else {
                        return isComplete ? .openQuote : .incomplete
                    }
                    index = close + 1
                    fields.append(FieldRange(start: Int32(fieldStart), end: Int32(close)))
                    index = afterQuote(bytes, index, end)
                } else {
                    index = fieldEnd(bytes, index, end)
                    fields.append(FieldRange(start: Int32(fieldStart), end: Int32(index)))
                }
            } else {
                fields.append(FieldRange(start: Int32(index), end: Int32(index)))
            }
            if index >= end {
                guard isComplete else { return .incomplete }
                next = end
                break
            }
            if bytes[index] == UInt8(ascii: ",") {
                index += 1
                continue
            }
            if bytes[index] == UInt8(ascii: "\r"), index + 1 >= end {
                // The last byte of the text: a line end cut in half.
                guard isComplete else { return .incomplete }
                next = end
                break
            }
            // A line feed, alone or behind a carriage return.
            next = index + (bytes[index] == UInt8(ascii: "\r") ? 2 : 1)
            lines += 1
            break
        }
        for field in escaped { removeDoubledQuotes(bytes, field) }
        return .record
    }

    /// The position of the quote that opens the field, behind white space; -1 if the field is not quoted.
    @inline(__always)
    private func openingQuote(_ bytes: UnsafeMutablePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        let first = bytes[start]
        if first == UInt8(ascii: "\"") { return start }
        if first > 0x20, first < 0x80 { return -1 }
        let view = UnsafeBufferPointer(start: bytes, count: end)
        var index = start
        while index < end, bytes[index] != UInt8(ascii: "\n"), bytes[index] != UInt8(ascii: "\r") {
            let length = whiteSpaceLength(view, at: index, end: end)
            if length == 0 { return bytes[index] == UInt8(ascii: "\"") ? index : -1 }
            index += length
        }
        return -1
    }

    /// The position of the comma or line end behind an unquoted field.
    @inline(__always)
    private mutating func fieldEnd(_ bytes: UnsafeMutablePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        var index = start
        while index < end {
            let byte = bytes[index]
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") { return index }
            if byte == UInt8(ascii: "\r") {
                if index + 1 >= end || bytes[index + 1] == UInt8(ascii: "\n") { return index }
                flaw = .bareCarriageReturn
            }
            index += 1
        }
        return end
    }

    /// The position of the closing quote; nil if the bytes end before it is certain.
    private mutating func closingQuote(
        _ bytes: UnsafeMutablePointer<UInt8>, from start: Int, _ end: Int, isComplete: Bool
    ) -> Int? {
        var index = start
        var hasDoubled = false
        while index < end {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n") {
                lines += 1
            } else if byte == UInt8(ascii: "\"") {
                if index + 1 < end, bytes[index + 1] == UInt8(ascii: "\"") {
                    hasDoubled = true
                    index += 2
                    continue
                }
                if index + 1 >= end, !isComplete { return nil }
                if hasDoubled { escaped.append(fields.count) }
                return index
            }
            index += 1
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
                return fieldEnd(bytes, index, end)
            }
            index += length
        }
        return end
    }

    private mutating func removeDoubledQuotes(_ bytes: UnsafeMutablePointer<UInt8>, _ field: Int) {
        var target = Int(fields[field].start)
        var source = target
        let end = Int(fields[field].end)
        while source < end {
            bytes[target] = bytes[source]
            if bytes[source] == UInt8(ascii: "\""), source + 1 < end { source += 1 }
            source += 1
            target += 1
        }
        fields[field].end = Int32(target)
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
