import Clibxlsxwriter
import Glibc

/// Reads a workbook back before it is published: the library does not tell of every write that a full disk has cut short.
struct WorkbookCheck {
    private let file: ScratchFile

    init(_ file: ScratchFile) {
        self.file = file
    }

    /// - Parameter written: what the sheets must hold, in their order.
    func check(_ written: [WorkbookWriter.Written]) throws(PublishFailure) {
        var found: [Int: WorkbookWriter.Written] = [:]
        for part in try parts() {
            let (content, isWhole) = try content(of: part)
            guard isWhole else { throw file.incomplete }
            if let number = part.sheet { found[number] = content }
        }
        guard found == Dictionary(uniqueKeysWithValues: written.enumerated().map { ($0.offset + 1, $0.element) }) else { throw file.incomplete }
    }

    /// A file within the workbook.
    private struct Part {
        let name: String
        let start: Int
        let packed: Int
        let unpacked: Int

        /// Of a sheet its number.
        var sheet: Int? {
            let start = "xl/worksheets/sheet"
            return name.hasPrefix(start) && name.hasSuffix(".xml") ? Int(name.dropFirst(start.utf8.count).dropLast(4)) : nil
        }
    }

    /// The files within, by the directory at the end.
    private func parts() throws(PublishFailure) -> [Part] {
        let end = try bytes(max(0, file.size - 22)..<file.size)
        guard end.count == 22, number(end, 0, 4) == 0x0605_4B50 else { throw file.incomplete }
        let (start, length) = (number(end, 16, 4), number(end, 12, 4))
        guard start + length + 22 == file.size else { throw file.incomplete }
        let directory = try bytes(start..<start + length)
        var (parts, at): ([Part], Int) = ([], 0)
        while at + 46 <= directory.count {
            let nameLength = number(directory, at + 28, 2)
            guard at + 46 + nameLength <= directory.count else { throw file.incomplete }
            let name = String(decoding: directory[(at + 46)..<(at + 46 + nameLength)], as: UTF8.self)
            let header = number(directory, at + 42, 4)
            let local = try bytes(header..<header + 30)
            parts.append(
                Part(
                    name: name, start: header + 30 + number(local, 26, 2) + number(local, 28, 2), packed: number(directory, at + 20, 4),
                    unpacked: number(directory, at + 24, 4)))
            at += 46 + nameLength + number(directory, at + 30, 2) + number(directory, at + 32, 2)
        }
        guard parts.count == number(end, 10, 2) else { throw file.incomplete }
        return parts
    }

    private func number(_ bytes: [UInt8], _ at: Int, _ length: Int) -> Int {
        (0..<length).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
    }

    private func bytes(_ range: Range<Int>) throws(PublishFailure) -> [UInt8] {
        guard range.upperBound <= file.size else { throw file.incomplete }
        var bytes: [UInt8] = []
        try file.read(range) {
            bytes += $0
            return true
        }
        return bytes
    }

    /// The rows and cells of a part, and whether it is there to its end.
    private func content(of part: Part) throws(PublishFailure) -> (WorkbookWriter.Written, isWhole: Bool) {
        var stream = z_stream()
        // -15: what stands in a zip file has no header of its own.
        guard inflateInit2_(&stream, -15, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else { throw file.incomplete }
        defer { inflateEnd(&stream) }
        var tags = TagCounter()
        var result = Z_OK
        let room = UnsafeMutablePointer<UInt8>.allocate(capacity: 1 << 16)
        defer { room.deallocate() }
        try file.read(part.start..<part.start + part.packed) { bytes in
            stream.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
            stream.avail_in = uInt(bytes.count)
            repeat {
                stream.next_out = room
                stream.avail_out = 1 << 16
                result = inflate(&stream, Z_NO_FLUSH)
                tags.take(UnsafeBufferPointer(start: room, count: (1 << 16) - Int(stream.avail_out)))
            } while result == Z_OK && stream.avail_out == 0
            return result == Z_OK
        }
        let isWhole = result == Z_STREAM_END && Int(stream.total_out) == part.unpacked && tags.isEnded
        return (WorkbookWriter.Written(rows: tags.rows, cells: tags.cells), isWhole)
    }
}

/// Counts the rows and cells of a sheet's XML. In texts `<` is escaped.
private struct TagCounter {
    private(set) var rows = 0
    private(set) var cells = 0
    /// The last bytes: a tag may stand in two blocks.
    private var last: UInt64 = 0

    /// Whether a tag stands at the end, or one and a line feed.
    var isEnded: Bool { UInt8(truncatingIfNeeded: last) == UInt8(ascii: ">") || last & 0xFFFF == 0x3E0A }

    mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) {
        for byte in bytes {
            last = last << 8 | UInt64(byte)
            guard byte == UInt8(ascii: " ") else { continue }
            // "<c " and "<row ".
            if last & 0xFF_FFFF == 0x3C_6320 { cells += 1 }
            if last & 0xFF_FFFF_FFFF == 0x3C_726F_7720 { rows += 1 }
        }
    }
}
