/// What the header of a CSV file says: the column of each field.
struct CSVHeader: Sendable {
    /// Column of each field; -1 for an unknown one.
    let columns: [Int]

    enum Result {
        case header(CSVHeader)
        /// Required columns that no field names, and the delimiter the file seems to use instead of the comma.
        case lacks([Int], delimiter: String?)
    }

    static func read(_ fields: UnsafeBufferPointer<FieldRange>, _ bytes: UnsafeBufferPointer<UInt8>, plan: KindPlan) -> Result {
        let columns = fields.map { field -> Int in
            let range = trimmed(bytes, field)
            return plan.column(named: bytes[Int(range.start)..<Int(range.end)])
        }
        let missing = plan.required.indices.filter { plan.required[$0] && !columns.contains($0) }
        guard !missing.isEmpty else { return .header(CSVHeader(columns: columns)) }
        let line = bytes[Int(fields[0].start)..<Int(fields[fields.count - 1].end)]
        let delimiter =
            line.contains(UInt8(ascii: ";"))
            ? ";"
            : line.contains(UInt8(ascii: "\t")) ? "tab" : String(decoding: line, as: UTF8.self).unicodeScalars.contains("，") ? "，" : nil
        return .lacks(missing, delimiter: delimiter)
    }
}
