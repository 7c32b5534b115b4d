import Crypto
import GridModel

/// What one look at all bytes of a file says: its digest, encoding, format and kind.
struct FileSurvey: Sendable {
    enum Kind: Sendable {
        case known(Int)
        case unknown
        /// An XML file that breaks off before its root element.
        case brokenBeforeRoot(String, line: Int)
        /// An XML file without content.
        case none
    }

    let format: FileFormat
    let kind: Kind
    let encoding: TextEncoding?
    /// For XML: whether the declaration says US-ASCII.
    let isASCII: Bool
    /// Whether records must be searched for bytes that do not decode.
    let checksBytes: Bool
    let size: Int
    let digest: String
    let stamp: FileStamp?
    /// What a file that is named .csv looks like, if that is no text.
    let appearance: String?

    init(_ file: InputFile, plans: [KindPlan], context: ReadingContext, blockSize: Int) throws(IntakeFailure) {
        format = FileFormat(name: file.path)
        let input = try OpenInput(file)
        input.awaitTick()
        stamp = input.stamp
        var survey = EncodingSurvey(onlyBlankness: format == .xml)
        var hash = SHA256()
        var offset = 0
        var start: [UInt8] = []
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: max(16, min(1 << 20, input.size)), alignment: 16)
        defer { block.deallocate() }
        while true {
            let count = try input.read(at: offset, into: block)
            if count == 0 { break }
            let bytes = UnsafeRawBufferPointer(rebasing: block[..<count])
            if offset == 0 { start = Array(bytes.prefix(1024)) }
            hash.update(bufferPointer: bytes)
            let mark = offset == 0 && format != .unknown ? TextEncoding(mark: start)?.markLength ?? 0 : 0
            if format != .unknown { survey.add(UnsafeBufferPointer(rebasing: bytes.bindMemory(to: UInt8.self)[mark...])) }
            offset += count
        }
        survey.finish()
        size = offset
        guard stamp == nil || offset == input.size else { throw .changed(file: file.name) }
        digest = hexadecimal(hash.finalize())
        let mark = TextEncoding(mark: start)
        appearance = mark == nil ? Self.appearance(start) : nil
        switch format {
        case .csv:
            encoding = mark ?? survey.encoding
            isASCII = false
            checksBytes = survey.isBroken || (mark != nil && mark != .utf8BOM)
            kind = Self.kind(named: file, plans)
        case .xml:
            checksBytes = false
            let isUTF16 = mark == .utf16LittleEndian || mark == .utf16BigEndian
            if survey.isBlank || (isUTF16 && survey.isBlankUTF16) {
                (encoding, isASCII, kind) = (mark ?? .utf8, false, .none)
                return
            }
            switch XMLDeclaration.read(start) {
            case .unknown(let name):
                (encoding, isASCII, kind) = (nil, false, .brokenBeforeRoot("the encoding \"\(name)\" is not read", line: 1))
            case .encoding(let found, let ascii):
                isASCII = ascii
                switch try XMLReader(plans: plans, context: context, blockSize: blockSize).root(of: file, encoding: found, isASCII: ascii) {
                case .kind(let index): (encoding, kind) = (found, .known(index))
                case .unknown: (encoding, kind) = (nil, .unknown)
                case .broken(let reason, let line): (encoding, kind) = (nil, .brokenBeforeRoot(reason, line: line))
                }
            }
        case .unknown:
            (encoding, isASCII, checksBytes, kind) = (nil, false, false, .unknown)
        }
    }

    /// The kind whose name the file's stem starts with, the longest if there are several.
    private static func kind(named file: InputFile, _ plans: [KindPlan]) -> Kind {
        let name = folded(file.path[((file.path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...])
        let stem = Array(name.dropLast(4))
        let lengths = plans.map { $0.lengthNaming(stem) }
        guard let longest = lengths.max(), longest > 0, let index = lengths.firstIndex(of: longest) else { return .unknown }
        return .known(index)
    }

    /// What the first bytes of a file are the mark of.
    private static func appearance(_ start: [UInt8]) -> String? {
        let marks: [([UInt8], String)] = [
            ([0x50, 0x4B, 0x03, 0x04], "xlsx (zip)"), ([0xD0, 0xCF, 0x11, 0xE0], "xls"), (Array("%PDF".utf8), "PDF"), ([0x1F, 0x8B], "gzip"),
        ]
        if let (_, name) = marks.first(where: { start.starts(with: $0.0) }) { return name }
        let zeros = start.indices.filter { start[$0] == 0 }
        let sameSide = Set(zeros.map { $0 % 2 }).count == 1
        return zeros.count * 4 > start.count && sameSide ? "UTF-16 without a byte order mark" : nil
    }
}

extension FileSurvey {
    /// What was said of a file of a known kind before.
    init(
        format: FileFormat, kind: Kind, encoding: TextEncoding?, isASCII: Bool, checksBytes: Bool, size: Int, digest: String, stamp: FileStamp?,
        appearance: String?
    ) {
        (self.format, self.kind, self.encoding, self.isASCII, self.checksBytes) = (format, kind, encoding, isASCII, checksBytes)
        (self.size, self.digest, self.stamp, self.appearance) = (size, digest, stamp, appearance)
    }
}

/// Bytes in lower-case hexadecimal.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x61 + value - 10 }
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in bytes {
        text.append(digit(byte >> 4))
        text.append(digit(byte & 15))
    }
    return String(decoding: text, as: UTF8.self)
}
