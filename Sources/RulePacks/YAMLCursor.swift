import GridModel
import Yams

/// A node of a pack's YAML with its file and key path: reads are typed, key sets are closed, and whatever
/// is wrong goes to the list of problems with its place. Scalars are read as text, so that YAML's own ideas
/// of booleans, octal or base-60 numbers never apply.
struct YAMLCursor {
    let node: Node
    let file: String
    let path: String
    let problems: ProblemList

    func report(_ message: String) {
        let place = path.isEmpty ? "" : "\(path): "
        problems.add(place + message, file: file, line: node.mark?.line, column: node.mark?.column)
    }

    private func child(_ node: Node, _ key: String) -> YAMLCursor {
        YAMLCursor(node: node, file: file, path: path.isEmpty ? key : "\(path).\(key)", problems: problems)
    }

    // MARK: Mappings

    /// The entries of a mapping in their order; a problem if it is none.
    func entries() -> [(key: String, value: YAMLCursor)] {
        keyedEntries().map { ($0.key, $0.value) }
    }

    /// The entries of a mapping with the place of their keys.
    func keyedEntries() -> [(key: String, value: YAMLCursor, place: YAMLCursor)] {
        guard let mapping = node.mapping else {
            report("expected a mapping of keys to values, found \(found)")
            return []
        }
        return mapping.compactMap { key, value in
            guard let name = key.scalar?.string else {
                child(key, "?").report("a key must be plain text")
                return nil
            }
            return (name, child(value, name), child(key, name))
        }
    }

    /// The mapping's values by key; keys outside `allowed` are problems.
    func fields(_ allowed: [String]) -> Fields {
        var values: [String: YAMLCursor] = [:]
        for (key, value) in entries() {
            if allowed.contains(where: { sameBytes($0, key) }) {
                values[key] = value
            } else {
                let hint = nearest(to: key, in: allowed).map { "; did you mean \"\($0)\"?" } ?? ";"
                let keyNode = node.mapping?.first { $0.key.scalar?.string == key }?.key
                YAMLCursor(node: keyNode ?? node, file: file, path: path, problems: problems)
                    .report("unknown key \"\(key)\"\(hint) allowed: \(allowed.joined(separator: ", "))")
            }
        }
        return Fields(values: values, cursor: self)
    }

    /// The values of a mapping with a closed set of keys.
    struct Fields {
        let values: [String: YAMLCursor]
        let cursor: YAMLCursor

        subscript(_ key: String) -> YAMLCursor? {
            values[key].flatMap { $0.isEmpty ? nil : $0 }
        }

        /// The value of a key that must be there.
        func require(_ key: String) -> YAMLCursor? {
            if let value = self[key] { return value }
            cursor.report("the key \"\(key)\" is missing or empty")
            return nil
        }
    }

    // MARK: Sequences

    /// The elements of a sequence; a problem if it is none.
    func elements() -> [YAMLCursor] {
        guard let sequence = node.sequence else {
            report("expected a list, found \(found)")
            return []
        }
        return sequence.enumerated().map { index, element in
            let id = element.mapping?["id"]?.scalar?.string ?? element.mapping?["kind"]?.scalar?.string
            return child(element, id ?? String(index + 1))
        }
    }

    /// One scalar, or the elements of a sequence of scalars.
    func scalars() -> [YAMLCursor] {
        node.sequence == nil ? [self] : elements()
    }

    // MARK: Scalars

    /// Whether the value is `~` or nothing at all.
    var isEmpty: Bool {
        guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return scalar.string.isEmpty || scalar.string == "~"
    }

    var isScalar: Bool { node.scalar != nil }

    func text() -> String? {
        guard let scalar = node.scalar, !isEmpty else {
            report("expected text, found \(found)")
            return nil
        }
        return scalar.string
    }

    func points() -> Points? {
        read("a plain decimal of at most two places, such as -3 or 97.5", unquoted: true) { Points($0) }
    }

    func date() -> CivilDate? {
        read("a date such as 2026-01-31") { CivilDate(iso: $0) }
    }

    func month() -> Month? {
        read("a month such as 2026-01") { Month(iso: $0) }
    }

    func period() -> Period? {
        read("a month, quarter or year such as 2026-01, 2026-Q1 or 2026") { Period($0) }
    }

    func whole(_ range: ClosedRange<Int>) -> Int? {
        read("a whole number from \(range.lowerBound) to \(range.upperBound)", unquoted: true) { text in
            text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text).flatMap { range.contains($0) ? $0 : nil } : nil
        }
    }

    func bool() -> Bool? {
        read("true or false") { $0 == "true" ? true : $0 == "false" ? false : nil }
    }

    /// One of the raw values of an enumeration.
    func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> Choice? where Choice.RawValue == String {
        choice(of: Choice.allCases.map(\.rawValue), sort: "value").flatMap { Choice(rawValue: $0) }
    }

    /// One of a closed set of names, with the nearest one proposed for a misspelt one.
    func choice(of known: [String], sort: String) -> String? {
        guard let text = text() else { return nil }
        guard known.contains(where: { sameBytes($0, text) }) else {
            let hint = nearest(to: text, in: known).map { "; did you mean \"\($0)\"?" } ?? ";"
            report("unknown \(sort) \"\(text)\"\(hint) known: \(known.joined(separator: ", "))")
            return nil
        }
        return text
    }

    /// A text in both languages.
    func pair() -> TextPair? {
        let fields = fields(["zh", "en"])
        guard let chinese = fields.require("zh")?.text(), let english = fields.require("en")?.text() else { return nil }
        return TextPair(zh: chinese, en: english)
    }

    /// A name used in file names, ids and key paths: lower-case letters, digits, `-` and `_`.
    func identifier() -> String? {
        read("a name of lower-case letters, digits, - and _") { text in
            text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F } ? text : nil
        }
    }

    private func read<Value>(_ expected: String, unquoted: Bool = false, _ convert: (String) -> Value?) -> Value? {
        guard let text = node.scalar?.string, !isEmpty else {
            report("expected \(expected), found \(found)")
            return nil
        }
        guard !unquoted || node.scalar?.style == .plain else {
            report("expected \(expected), found text in quotes")
            return nil
        }
        guard let value = convert(text) else {
            report("expected \(expected), found \"\(text)\"")
            return nil
        }
        return value
    }

    private var found: String {
        switch node {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let scalar): isEmpty ? "nothing" : "\"\(scalar.string)\""
        default: "an alias"
        }
    }
}
