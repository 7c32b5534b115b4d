import Crypto
import FoundationEssentials
import GridModel

/// The YAML files of a pack, read and parsed: their top-level keys and the digest of their bytes.
struct PackFiles {
    /// Top-level key to its value.
    let sections: [String: YAMLCursor]
    let digest: String
    /// Whether all files could be read and hold known keys only: if not, what seems to be missing may stand there.
    let isComplete: Bool
    let calendars: CalendarFiles

    private static let largest = 4 << 20

    private init(sections: [String: YAMLCursor], digest: String, calendars: CalendarFiles) {
        (self.sections, self.digest, self.calendars, isComplete) = (sections, digest, calendars, true)
    }

    /// The same files with other things in their sections.
    func replacing(_ nodes: [String: YAMLNode], problems: ProblemList) -> PackFiles {
        PackFiles(
            sections: Dictionary(
                uniqueKeysWithValues: sections.map { name, cursor in (name, cursor.replaced(by: nodes[name] ?? cursor.node, problems: problems)) }),
            digest: digest, calendars: calendars)
    }

    /// Reads a folder of `*.yaml` files, or one such file.
    init(path: String, allowed: [String], problems: ProblemList) {
        var sections: [String: YAMLCursor] = [:]
        var hash = SHA256()
        for file in Self.files(at: path, problems: problems) {
            guard let bytes = FileManager.default.contents(atPath: file) else {
                problems.add("the file cannot be read", file: file)
                continue
            }
            let name = file.split(separator: "/").last.map(String.init) ?? file
            hash.update(data: Array("\(name)\n\(bytes.count)\n".utf8))
            hash.update(data: bytes)
            guard let cursor = Self.root(of: Array(bytes), file: file, problems: problems) else { continue }
            for (key, value) in cursor.fields(allowed).values.sorted(by: { precedes($0.key, $1.key) }) {
                if let other = sections[key] {
                    value.report("the key stands in \(other.file) already")
                } else {
                    sections[key] = value
                }
            }
        }
        self.sections = sections
        isComplete = problems.problems.isEmpty
        calendars = CalendarFiles(packAt: path, section: sections["calendar"]?.node)
        if let (id, bytes) = calendars.named {
            hash.update(data: Array("calendars/\(id).yaml\n\(bytes.count)\n".utf8))
            hash.update(data: bytes)
        }
        digest = hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }

    private static func files(at path: String, problems: ProblemList) -> [String] {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            problems.add("there is no rule pack here; expected a folder of .yaml files", file: path)
            return []
        }
        guard isFolder else { return [path] }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            problems.add("the folder cannot be read", file: path)
            return []
        }
        let files = names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted(by: precedes)
        if files.isEmpty { problems.add("the folder holds no .yaml file", file: path) }
        return files.map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
    }

    /// The root of a file's YAML; nil if it has none that can be read.
    static func root(of text: [UInt8], file: String, problems: ProblemList) -> YAMLCursor? {
        guard isText(text, file: file, problems: problems), let root = parse(text, file: file, problems: problems) else { return nil }
        if let mark = root.firstUnused?.mark {
            problems.add("anchors, aliases, merge keys and tags are not used in rule packs", file: file, line: mark.line, column: mark.column)
            return nil
        }
        return YAMLCursor(root, file: file, problems: problems)
    }

    private static func isText(_ bytes: [UInt8], file: String, problems: ProblemList) -> Bool {
        guard bytes.count <= largest else {
            problems.add("the file has \(bytes.count) bytes; a rule pack's files have at most \(largest)", file: file)
            return false
        }
        var line = 1
        var lineStart = 0
        for (index, byte) in bytes.enumerated() {
            if byte == 0 || (byte < 0x20 && byte != 9 && byte != 10 && byte != 13) {
                let column = bytes[lineStart..<index].count { $0 & 0xC0 != 0x80 } + 1
                problems.add("a control character (byte \(byte))", file: file, line: line, column: column)
                return false
            }
            if byte == 10 { (line, lineStart) = (line + 1, index + 1) }
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            let valid = String(decoding: bytes, as: UTF8.self).unicodeScalars.prefix { $0 != "\u{FFFD}" }
            let before = valid.reduce(1) { $1 == "\n" ? $0 + 1 : $0 }
            problems.add("bytes that are not valid UTF-8; save the file as UTF-8", file: file, line: before)
            return false
        }
        return true
    }

    private static func parse(_ text: [UInt8], file: String, problems: ProblemList) -> YAMLNode? {
        do throws(YAMLParser.Failure) {
            if let root = try YAMLParser.root(of: text) { return root }
            problems.add("the file is empty", file: file, line: 1)
        } catch {
            switch error {
            case .notYAML(let problem, let mark):
                problems.add("not valid YAML: \(problem)", file: file, line: mark.line, column: mark.column)
            case .repeatedKeys(let repeated):
                for (key, mark) in repeated.sorted(by: { precedes($0.key, $1.key) }) {
                    problems.add("the key \"\(key)\" stands twice in one mapping", file: file, line: mark.line, column: mark.column)
                }
            }
        }
        return nil
    }
}
