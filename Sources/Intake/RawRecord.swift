/// A record as its format yields it: one range of bytes a column, with the line on which it starts.
struct RawRecord {
    /// What is wrong with its shape, before any column is looked at.
    struct ShapeFault {
        let fault: Fault
        var detail = 0
        var column = -1
        var note = ""
    }

    /// Ranges of the record's bytes by column, the first non-empty one of each; empty where there is none.
    var columns: [FieldRange]
    /// Further non-empty ranges of columns that are given more than once.
    var repeats: [(column: Int, range: FieldRange)] = []
    /// Ranges under no known header: looked at for broken bytes only.
    var unknown: [FieldRange] = []
    /// Line within the batch.
    var line = 0
    var shapeFault: ShapeFault?

    init(columnCount: Int) {
        columns = Array(repeating: .empty, count: columnCount)
    }

    mutating func reset() {
        for index in columns.indices { columns[index] = .empty }
        repeats.removeAll(keepingCapacity: true)
        unknown.removeAll(keepingCapacity: true)
        shapeFault = nil
    }

    /// Takes a field of a column; `bytes` are what ranges refer to.
    @inline(__always)
    mutating func set(_ column: Int, _ range: FieldRange, in bytes: UnsafeBufferPointer<UInt8>) {
        let range = trimmed(bytes, range)
        guard !range.isEmpty else { return }
        if columns[column].isEmpty {
            columns[column] = range
        } else {
            repeats.append((column, range))
        }
    }
}
