import Crypto
import Foundation
import GridModel
import Yams

/// The YAML files of a pack, read and parsed: their top-level keys and the digest of their bytes.
struct PackFiles {
    /// Top-level key to its value.
    let sections: [String: YAMLCursor]
    let digest: String
    /// Whether all files could be read and hold known keys only: if not, what seems to be missing may stand there.
    let isComplete: Bool
    /// Yams holds anchors weakly: they last as long as their parsers.
    private let parsers: [Parser]

    private static let largest = 4 << 20

    /// Reads a folder of `*.yaml` files, or one such file.
    init(path: String, allowed: [String], problems: ProblemList) {
        var sections: [String: YAMLCursor] = [:]
        var parsers: [Parser] = []
        var hash = SHA256()
        for file in Self.files(at: path, problems: problems) {
            guard let bytes = FileManager.default.contents(atPath: file) else {
                problems.add("the file cannot be read", file: file)
                continue
            }
            let name = file.split(separator: "/").last.map(String.init) ?? file
            hash.update(data: Array("\(name)\n\(bytes.count)\n".utf8))
            hash.update(data: bytes)
            guard let text = Self.text(of: Array(bytes), file: file, problems: problems),
                let (root, parser) = Self.parse(text, file: file, problems: problems)
            else { continue }
            parsers.append(parser)
            let cursor = YAMLCursor(node: root, file: file, path: "", problems: problems)
            if let anchored = Self.firstUnused(in: root) {
                problems.add(
                    "anchors, aliases, merge keys and tags are not used in rule packs", file: file, line: anchored.line, column: anchored.column)
                continue
            }
            for (key, value) in cursor.fields(allowed).values.sorted(by: { precedes($0.key, $1.key) }) {
                if let other = sections[key] {
                    value.report("the key stands in \(other.file) already")
                } else {
                    sections[key] = value
                }
            }
        }
        self.sections = sections
        self.parsers = parsers
        isComplete = problems.problems.isEmpty
        digest = hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }

    private static func files(at path: String, problems: ProblemList) -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            problems.add("there is no rule pack here; expected a folder of .yaml files", file: path)
            return []
        }
        guard isFolder.boolValue else { return [path] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let files = names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted(by: precedes)
        if files.isEmpty { problems.add("the folder holds no .yaml file", file: path) }
        return files.map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
    }

    private static func text(of bytes: [UInt8], file: String, problems: ProblemList) -> String? {
        guard bytes.count <= largest else {
            problems.add("the file has \(bytes.count) bytes; a rule pack's files have at most \(largest)", file: file)
            return nil
        }
        var line = 1
        var lineStart = 0
        for (index, byte) in bytes.enumerated() {
            if byte == 0 || (byte < 0x20 && byte != 9 && byte != 10 && byte != 13) {
                let column = bytes[lineStart..<index].count { $0 & 0xC0 != 0x80 } + 1
                problems.add("a control character (byte \(byte))", file: file, line: line, column: column)
                return nil
            }
            if byte == 10 { (line, lineStart) = (line + 1, index + 1) }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let valid = String(decoding: bytes, as: UTF8.self).unicodeScalars.prefix { $0 != "\u{FFFD}" }
            let before = valid.reduce(1) { $1 == "\n" ? $0 + 1 : $0 }
            problems.add("bytes that are not valid UTF-8; save the file as UTF-8", file: file, line: before)
            return nil
        }
        return text
    }

    private static func parse(_ text: String, file: String, problems: ProblemList) -> (Node, Parser)? {
        do {
            // No resolver: scalars are text here, and trying what else they might be takes most of the time.
            let parser = try Parser(yaml: text, resolver: .basic)
            guard let root = try parser.singleRoot() else {
                problems.add("the file is empty", file: file, line: 1)
                return nil
            }
            return (root, parser)
        } catch let error as YamlError {
            report(error, text: text, file: file, problems: problems)
        } catch {
            problems.add("\(error)", file: file)
        }
        return nil
    }

    private static func report(_ error: YamlError, text: String, file: String, problems: ProblemList) {
        switch error {
        case .scanner(let context, let problem, let mark, _):
            // Where what could not be read begins: an open quote is noticed at the end of the file only.
            let place = context?.mark ?? mark
            problems.add("not valid YAML: \(problem)", file: file, line: place.line, column: place.column)
        case .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            problems.add("not valid YAML: \(problem)", file: file, line: mark.line, column: mark.column)
        case .duplicatedKeysInMapping(let duplicates, let context):
            // Yams gives the place of the mapping; the second of the equal keys below it is what to mend.
            for key in duplicates.sorted(by: precedes) {
                let line = secondLine(of: key, in: text, from: context.mark.line) ?? context.mark.line
                problems.add("the key \"\(key)\" stands twice in one mapping", file: file, line: line, column: context.mark.column)
            }
        case .reader(let problem, _, _, _):
            problems.add("not valid YAML: \(problem)", file: file, line: 1)
        default:
            problems.add("not valid YAML: \(error)", file: file)
        }
    }

    private static func secondLine(of key: String, in text: String, from line: Int) -> Int? {
        var seen = 0
        for (index, content) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() where index + 1 >= line {
            let trimmed = content.drop { $0 == " " || $0 == "-" || $0 == "{" }
            if trimmed.hasPrefix(key + ":") {
                seen += 1
                if seen == 2 { return index + 1 }
            }
        }
        return nil
    }

    /// Tags of nodes that bear none of their own.
    private static let plainTags = ["str", "map", "seq"].map { "tag:yaml.org,2002:\($0)" }

    /// The place of the first anchor, merge key or tag in the order of the document; nothing below it is visited, so aliases are never expanded.
    private static func firstUnused(in node: Node) -> (line: Int, column: Int)? {
        if node.anchor != nil || !plainTags.contains(node.tag.description) { return (node.mark?.line ?? 1, node.mark?.column ?? 1) }
        switch node {
        case .mapping(let mapping):
            for (key, value) in mapping {
                if key.scalar?.string == "<<" { return (key.mark?.line ?? 1, key.mark?.column ?? 1) }
                if let found = firstUnused(in: key) ?? firstUnused(in: value) { return found }
            }
            return nil
        case .sequence(let sequence):
            for element in sequence {
                if let found = firstUnused(in: element) { return found }
            }
            return nil
        default:
            return nil
        }
    }
}
