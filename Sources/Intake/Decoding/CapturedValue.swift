/// A column's value as it was understood and as it was written.
struct CapturedValue: Sendable {
    enum Meaning: Hashable, Sendable {
        case number(Int64)
        case bytes([UInt8])
    }

    let meaning: Meaning
    let text: String
}

extension RecordDecoder {
    /// The normalised and the written value of every column of the record last decoded, to tell two versions apart.
    func captured(_ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>) -> [CapturedValue] {
        var captured: [CapturedValue] = []
        for column in 0..<columnCount {
            let text = slice(bytes, raw.columns[column])
            let value = values[column]
            let meaning: CapturedValue.Meaning =
                switch tables.columns[column].sort {
                case .code: .number(Int64(value.code))
                case .time, .day, .number: .number(value.time)
                case .id: .bytes(Array(value.id))
                case .text: .bytes(Array(text))
                }
            captured.append(CapturedValue(meaning: meaning, text: String(decoding: text, as: UTF8.self)))
        }
        return captured
    }
}
