@testable import Intake

/// Logs of calls read as a run does, and as the plain reference says they read.
struct ReferenceReading {
    static let header = "call_id,member_id,time,purpose,outcome\n"

    let reading: Reading

    init(_ reading: Reading) {
        self.reading = reading
    }

    /// What the contract says of a text that begins with the header: the reference splits it; each of its records is then read alone, every field in quotes.
    func expected(_ text: [UInt8]) throws -> [String] {
        let reference = ReferenceCSV(text)
        var line = 1
        var (read, lines) = (0, [String]())
        for (index, record) in reference.records.enumerated() {
            defer { line += record.lines }
            if index == 0 { continue }
            var row = Array(Self.header.utf8)
            for (number, field) in record.fields.enumerated() {
                row += (number > 0 ? [0x2C, 0x22] : [0x22]) + field.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
            }
            let alone = summary(try reading.csv(row, blockSize: 4096).batches)
            if record.hasTextAfterQuote || record.hasBareCarriageReturn {
                read += 1
                lines.append("\(line): flaw")
            } else if alone.read > 0 {
                read += 1
                lines += alone.lines.map { "\(line):" + $0.drop { $0 != ":" }.dropFirst() }
            }
        }
        if reference.openQuoteAt != nil {
            read += 1
            lines.append("\(line): openQuote")
        }
        return ["read \(read)"] + lines
    }

    /// Transcripts of sound records in full, of others line, fault and detail.
    private func summary(_ batches: [Batch]) -> (read: Int, lines: [String]) {
        let all = transcript(batches)
        let lines = all.dropFirst().map { line in
            let words = line.split(separator: " ")
            switch words[1] {
            case "textAfterQuote", "bareCarriageReturn": return "\(words[0]) flaw"
            case "openQuote": return "\(words[0]) openQuote"
            default: return line
            }
        }
        return (batches.reduce(0) { $0 + $1.read }, lines)
    }

    func found(_ bytes: [UInt8], partSize: Int, blockSize: Int) async throws -> [String] {
        let (read, lines) = summary(try await reading.file("calls.csv", bytes, partSize: partSize, blockSize: blockSize))
        return ["read \(read)"] + lines
    }
}
