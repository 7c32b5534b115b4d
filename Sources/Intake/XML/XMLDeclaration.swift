/// The encoding of an XML file: by its byte order mark, else by its declaration, else UTF-8.
enum XMLDeclaration {
    enum Result: Sendable {
        case encoding(TextEncoding, isASCII: Bool)
        /// A declared name that is not read.
        case unknown(String)
    }

    static func read(_ start: [UInt8]) -> Result {
        let mark = TextEncoding(mark: start)
        let declared = name(in: mark == .utf16LittleEndian || mark == .utf16BigEndian ? start.filter { $0 != 0 } : start)
        let known = declared.flatMap { names[String(decoding: folded($0), as: UTF8.self)] }
        if let declared, known == nil, !(mark != nil && isUTF16(declared)) {
            return .unknown(String(decoding: declared, as: UTF8.self))
        }
        if let mark { return .encoding(mark, isASCII: false) }
        return .encoding(known?.encoding ?? .utf8, isASCII: known?.isASCII ?? false)
    }

    private static let names: [String: (encoding: TextEncoding, isASCII: Bool)] = [
        "utf-8": (.utf8, false), "us-ascii": (.utf8, true), "gb18030": (.gb18030, false), "gbk": (.gb18030, false), "gb2312": (.gb18030, false),
    ]

    private static func isUTF16(_ name: [UInt8]) -> Bool { folded(name).elementsEqual("utf-16".utf8) }

    /// The name in `<?xml … encoding="name"`.
    private static func name(in bytes: [UInt8]) -> [UInt8]? {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        let content = text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) ? text.dropFirst(2) : text
        guard content.starts(with: "<?xml".utf8), let end = content.firstIndex(of: UInt8(ascii: ">")) else { return nil }
        let declaration = Array(content[..<end])
        let key = Array("encoding".utf8)
        guard let at = declaration.indices.first(where: { declaration[$0...].starts(with: key) }) else { return nil }
        var index = at + key.count
        func skipSpace() { while index < declaration.count, declaration[index] <= 0x20 { index += 1 } }
        skipSpace()
        guard index < declaration.count, declaration[index] == UInt8(ascii: "=") else { return nil }
        index += 1
        skipSpace()
        guard index < declaration.count, declaration[index] == UInt8(ascii: "\"") || declaration[index] == UInt8(ascii: "'"),
            let close = declaration[(index + 1)...].firstIndex(of: declaration[index])
        else { return nil }
        return Array(declaration[(index + 1)..<close])
    }
}
