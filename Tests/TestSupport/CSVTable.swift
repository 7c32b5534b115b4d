import Foundation

/// A CSV file of the program's output, read by the letter: UTF-8 with BOM, CRLF, RFC 4180 quoting.
///
/// It works on bytes: `String` takes CR LF for one character and unequal texts for equal ones.
package struct CSVTable: Sendable {
    package let header: [String]
    package let rows: [[[UInt8]]]

    /// What keeps a file from being in the format.
    package struct Malformed: Error, CustomStringConvertible {
        package let description: String
    }

    package init(file: String) throws(Malformed) {
        guard let data = FileManager.default.contents(atPath: file) else { throw Malformed(description: "\(file): no such file") }
        do {
            try self.init(Array(data))
        } catch {
            throw Malformed(description: "\(file): \(error.description)")
        }
    }

    package init(_ bytes: [UInt8]) throws(Malformed) {
        guard bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { throw Malformed(description: "no BOM") }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw Malformed(description: "not UTF-8") }
        let records = try Self.records(bytes[3...])
        guard let first = records.first else { throw Malformed(description: "no header") }
        header = first.map { String(decoding: $0, as: UTF8.self) }
        rows = Array(records.dropFirst())
        for (index, row) in rows.enumerated() where row.count != header.count {
            throw Malformed(description: "row \(index + 1) has \(row.count) fields, the header \(header.count)")
        }
    }

    /// The records of RFC 4180 text; every one ends with CR LF.
    package static func records(_ bytes: some Collection<UInt8>) throws(Malformed) -> [[[UInt8]]] {
        let bytes = Array(bytes)
        let (comma, quote, cr, lf) = (UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\r"), UInt8(ascii: "\n"))
        var records: [[[UInt8]]] = []
        var record: [[UInt8]] = []
        var at = 0
        while at < bytes.count {
            var field: [UInt8] = []
            if bytes[at] == quote {
                at += 1
                while true {
                    guard at < bytes.count else { throw Malformed(description: "a quote is not closed") }
                    if bytes[at] != quote {
                        field.append(bytes[at])
                        at += 1
                    } else if at + 1 < bytes.count, bytes[at + 1] == quote {
                        field.append(quote)
                        at += 2
                    } else {
                        at += 1
                        break
                    }
                }
            } else {
                while at < bytes.count, bytes[at] != comma, bytes[at] != cr {
                    guard bytes[at] != quote, bytes[at] != lf else {
                        throw Malformed(description: "a quote or line feed in an unquoted field of record \(records.count + 1)")
                    }
                    field.append(bytes[at])
                    at += 1
                }
            }
            record.append(field)
            guard at < bytes.count else { throw Malformed(description: "the last record has no line end") }
            if bytes[at] == comma {
                at += 1
                // A comma cannot end the text: a line end must follow.
                guard at < bytes.count else { throw Malformed(description: "the last record has no line end") }
                continue
            }
            guard bytes[at] == cr, at + 1 < bytes.count, bytes[at + 1] == lf else {
                throw Malformed(description: "record \(records.count + 1): a comma or CR LF must follow field \(record.count)")
            }
            at += 2
            records.append(record)
            record = []
        }
        return records
    }

    package func column(_ name: String) -> Int? { header.firstIndex { Array($0.utf8) == Array(name.utf8) } }

    /// The texts of one column; nil if there is none of that name.
    package func texts(_ name: String) -> [String]? {
        column(name).map { index in rows.map { String(decoding: $0[index], as: UTF8.self) } }
    }
}

/// Text as it can be shown in a message: control characters and broken bytes as `\xNN`.
package func shown(_ bytes: some Sequence<UInt8>) -> String {
    let bytes = Array(bytes)
    if let text = String(validating: bytes, as: UTF8.self), !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return "\"\(text)\"" }
    return "\"" + bytes.map { (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : "\\x" + String($0 + 0, radix: 16) }.joined() + "\""
}
