import GridModel

/// A node of a pack's YAML with its file and key path: reads are typed, key sets are closed, and whatever
/// is wrong goes to the list of problems with its place. Scalars are read as text, so that YAML's own ideas
/// of booleans, octal or base-60 numbers never apply.
struct YAMLCursor {
    /// The keys that lead from the root to a node. Most are never read, so none is put together before.
    private final class Trail {
        let parent: Trail?
        let key: String

        init(_ parent: Trail?, _ key: String) {
            self.parent = parent
            self.key = key
        }

        var path: String { parent.map { "\($0.path).\(key)" } ?? key }
    }

    let node: YAMLNode
    let file: String
    let problems: ProblemList
    private let trail: Trail?

    /// The root of a file.
    init(_ root: YAMLNode, file: String, problems: ProblemList) {
        self.init(root, file, problems, nil)
    }

    private init(_ node: YAMLNode, _ file: String, _ problems: ProblemList, _ trail: Trail?) {
        self.node = node
        self.file = file
        self.problems = problems
        self.trail = trail
    }

    func report(_ message: String) {
        report(message, at: node)
    }

    private func report(_ message: String, at node: YAMLNode) {
        let place = trail.map { "\($0.path): " } ?? ""
        problems.add(place + message, file: node.origin ?? file, line: node.mark.line, column: node.mark.column)
    }

    private func child(_ node: YAMLNode, _ key: String) -> YAMLCursor {
        YAMLCursor(node, node.origin ?? file, problems, Trail(trail, key))
    }

    /// Another node in this one's place, its problems with those of another reading of the pack.
    func replaced(by node: YAMLNode, problems: ProblemList) -> YAMLCursor {
        YAMLCursor(node, node.origin ?? file, problems, trail)
    }

    // MARK: Mappings

    /// The entries of a mapping in their order; a problem if it is none.
    func entries() -> [(key: String, value: YAMLCursor)] {
        pairs().map { (key, name, value) in (name, child(value, name)) }
    }

    /// The entries of a mapping with the place of their keys.
    func keyedEntries() -> [(key: String, value: YAMLCursor, place: YAMLCursor)] {
        pairs().map { (key, name, value) in (name, child(value, name), child(key, name)) }
    }

    private func pairs() -> [(key: YAMLNode, name: String, value: YAMLNode)] {
        guard let mapping = node.mapping else {
            report("expected a mapping of keys to values, found \(found)")
            return []
        }
        return mapping.compactMap { key, value in
            guard let name = key.scalar else {
                child(key, "?").report("a key must be plain text")
                return nil
            }
            return (key, name, value)
        }
    }

    /// The mapping's values by key; keys outside `allowed` are problems.
    func fields(_ allowed: [String]) -> Fields {
        var values: [(key: String, value: YAMLCursor)] = []
        for (key, name, value) in pairs() {
            if allowed.contains(where: { sameBytes($0, name) }) {
                values.append((name, child(value, name)))
            } else {
                let hint = nearest(to: name, in: allowed).map { "; did you mean \"\($0)\"?" } ?? ";"
                report("unknown key \"\(name)\"\(hint) allowed: \(allowed.joined(separator: ", "))", at: key)
            }
        }
        return Fields(values: values, cursor: self)
    }

    /// The value of one key, whatever others there are; nil if it is empty.
    func value(of key: String) -> YAMLCursor? {
        entries().first { sameBytes($0.key, key) }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    /// The values of a mapping with a closed set of keys.
    struct Fields {
        let values: [(key: String, value: YAMLCursor)]
        let cursor: YAMLCursor

        /// The value of a key, unless it is empty.
        subscript(_ key: String) -> YAMLCursor? {
            value(of: key).flatMap { $0.isEmpty ? nil : $0 }
        }

        func value(of key: String) -> YAMLCursor? {
            values.first { sameBytes($0.key, key) }?.value
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
            child(element, element["id"]?.scalar ?? element["kind"]?.scalar ?? String(index + 1))
        }
    }

    /// One scalar, or the elements of a sequence of scalars.
    func scalars() -> [YAMLCursor] {
        node.sequence == nil ? [self] : elements()
    }

    // MARK: Scalars

    /// Whether the value is `~` or nothing at all.
    var isEmpty: Bool { node.isEmpty }

    var isScalar: Bool { node.scalar != nil }

    func text() -> String? {
        guard let scalar = node.scalar, !isEmpty else {
            report("expected text, found \(found)")
            return nil
        }
        return scalar
    }

    func points() -> Points? {
        read("a plain decimal of at most two places, such as -3 or 97.5", unquoted: true) { Points($0) }
    }

    func number() -> Number? {
        read("a plain decimal of at most four places, such as 0.18 or 95", unquoted: true) { Number($0.utf8) }
    }

    func date() -> CivilDate? {
        read("a date such as 2026-01-31") { CivilDate(iso: $0) }
    }

    func month() -> Month? {
        read("a month such as 2026-01") { Month(iso: $0) }
    }

    func period() -> Period? {
        read("a month, quarter, half-year or year such as 2026-01, 2026-Q1, 2026-H1 or 2026") { Period($0) }
    }

    /// A sort of period, of those that the pack has; the name stands at this place or is its key.
    func period(named name: String, of known: [Period.Kind]) -> Period.Kind? {
        guard let kind = Period.Kind(rawValue: name) else {
            report("unknown period \"\(name)\"; known: \(known.map(\.rawValue).joined(separator: ", "))")
            return nil
        }
        if !known.contains(kind) { report("there are half-years only with \"half_years: true\" in \"scheme\"") }
        return known.contains(kind) ? kind : nil
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
            text.utf8.allSatisfy(Self.isOfIdentifiers) ? text : nil
        }
    }

    static func isOfIdentifiers(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
    }

    private func read<Value>(_ expected: @autoclosure () -> String, unquoted: Bool = false, _ convert: (String) -> Value?) -> Value? {
        guard let text = node.scalar, !isEmpty else {
            report("expected \(expected()), found \(found)")
            return nil
        }
        guard !unquoted || node.plainScalar != nil else {
            report("expected \(expected()), found text in quotes")
            return nil
        }
        guard let value = convert(text) else {
            report("expected \(expected()), found \"\(text)\"")
            return nil
        }
        return value
    }

    private var found: String {
        switch node.content {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let text, _): isEmpty ? "nothing" : "\"\(text)\""
        }
    }
}
