/// A record as its format yields it: one range of bytes a column, with the line on which it starts.
struct RawRecord: ~Copyable {
    /// What is wrong with its shape, before any column is looked at.
    struct ShapeFault {
        let fault: Fault
        var detail = 0
        var column = -1
        var note = ""
    }

    /// Ranges of the record's bytes by column, the first non-empty one of each; empty where there is none.
    let columns: UnsafeMutableBufferPointer<FieldRange>
    /// Further non-empty ranges of columns that are given more than once.
    private(set) var repeats: [(column: Int, range: FieldRange)] = []
    /// Ranges under no known header: looked at for broken bytes only.
    private(set) var unknown: [FieldRange] = []
    /// Line within the part of the file that is read.
    var line = 0
    /// Where the record begins: bytes of text into its batch.
    var position = 0
    var shapeFault: ShapeFault?
    /// For CSV, the column of each field of a line, or `unknownColumn` or `passedOver`.
    private(set) var fieldColumns = UnsafeMutableBufferPointer<Int32>.allocate(capacity: 0)

    /// A field under no known header.
    static let unknownColumn: Int32 = -1
    /// A field that nothing asks for.
    private static let passedOver: Int32 = -2

    init(columnCount: Int) {
        columns = .allocate(capacity: columnCount)
        columns.initialize(repeating: .empty)
    }

    deinit {
        columns.deallocate()
        fieldColumns.deallocate()
    }

    /// Sets what fields of a line hold. A column that several fields give is always looked at.
    mutating func setHeader(_ header: CSVHeader, for decoder: borrowing RecordDecoder) {
        fieldColumns.deallocate()
        fieldColumns = .allocate(capacity: header.columns.count)
        for (index, column) in header.columns.enumerated() {
            let isGivenTwice = column >= 0 && header.columns.count { $0 == column } > 1
            fieldColumns.initializeElement(at: index, to: decoder.asks(column) || isGivenTwice ? Int32(column) : Self.passedOver)
        }
    }

    /// Whether anything looks at what a field of a line holds.
    func isAskedFor(field: Int) -> Bool { field < fieldColumns.count && fieldColumns[field] >= 0 }

    @inline(__always)
    mutating func reset() {
        columns.update(repeating: .empty)
        if !repeats.isEmpty { repeats.removeAll(keepingCapacity: true) }
        if !unknown.isEmpty { unknown.removeAll(keepingCapacity: true) }
        if shapeFault != nil { shapeFault = nil }
    }

    /// Takes a field of a column, -1 for one under no known header; `bytes` are what ranges refer to.
    @inline(__always)
    mutating func set(_ column: Int, _ range: FieldRange, in bytes: UnsafeBufferPointer<UInt8>) {
        guard column >= 0 else {
            if column == Int(Self.unknownColumn) { unknown.append(range) }
            return
        }
        let range = trimmed(bytes, range)
        guard !range.isEmpty else { return }
        if columns[column].isEmpty {
            columns[column] = range
        } else {
            repeats.append((column, range))
        }
    }
}
