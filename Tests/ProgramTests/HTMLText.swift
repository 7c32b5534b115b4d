import Foundation

/// A page taken apart, just far enough to count what is in it.
struct HTMLText {
    struct Tag: Equatable {
        let name: String
        let attributes: [String: String]
        /// Where the tag starts.
        let offset: Int
    }

    let tags: [Tag]

    /// Reads start tags; comments, declarations and the content of `style` and `script` are passed over.
    init(_ text: String) {
        let bytes = Array(text.utf8)
        var tags: [Tag] = []
        var at = 0
        func find(_ word: String, from start: Int) -> Int {
            let word = Array(word.utf8)
            var index = start
            while index + word.count <= bytes.count {
                if bytes[index..<(index + word.count)].elementsEqual(word) { return index }
                index += 1
            }
            return bytes.count
        }
        while at < bytes.count {
            guard bytes[at] == UInt8(ascii: "<"), at + 1 < bytes.count else {
                at += 1
                continue
            }
            if bytes[at...].starts(with: "<!--".utf8) {
                at = find("-->", from: at + 4)
            } else if Self.isLetter(bytes[at + 1]) {
                let (tag, end) = Self.tag(bytes, at)
                tags.append(tag)
                at = tag.name == "style" || tag.name == "script" ? find("</\(tag.name)", from: end) : end
            } else {
                at += 1
            }
        }
        self.tags = tags
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    private static func tag(_ bytes: [UInt8], _ start: Int) -> (Tag, Int) {
        var at = start + 1
        func take(while condition: (UInt8) -> Bool) -> String {
            let begin = at
            while at < bytes.count, condition(bytes[at]) { at += 1 }
            return String(decoding: bytes[begin..<at], as: UTF8.self)
        }
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D || byte == 0x0C }
        let name = take { !isSpace($0) && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }.lowercased()
        var attributes: [String: String] = [:]
        while at < bytes.count, bytes[at] != UInt8(ascii: ">") {
            _ = take { isSpace($0) || $0 == UInt8(ascii: "/") }
            guard at < bytes.count, bytes[at] != UInt8(ascii: ">") else { break }
            let key = take { !isSpace($0) && $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }.lowercased()
            _ = take(while: isSpace)
            var value = ""
            if at < bytes.count, bytes[at] == UInt8(ascii: "=") {
                at += 1
                _ = take(while: isSpace)
                if at < bytes.count, bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'") {
                    let quote = bytes[at]
                    at += 1
                    value = take { $0 != quote }
                    at += 1
                } else {
                    value = take { !isSpace($0) && $0 != UInt8(ascii: ">") }
                }
            } else if key.isEmpty {
                at += 1
            }
            attributes[key] = value
        }
        return (Tag(name: name, attributes: attributes, offset: start), at + 1)
    }

    /// How often each element, and each attribute of it, occurs.
    var census: [String: Int] {
        var counts: [String: Int] = [:]
        for tag in tags {
            counts[tag.name, default: 0] += 1
            for name in tag.attributes.keys { counts["\(tag.name) \(name)", default: 0] += 1 }
        }
        return counts
    }

    /// Text without its character references.
    static func plain(_ text: String) -> String {
        var text = text
        for (reference, character) in [("&#39;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")] {
            text = text.replacingOccurrences(of: reference, with: character, options: .literal)
        }
        return text
    }
}
