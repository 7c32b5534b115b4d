import GridModel

/// A place in a pack: the section, then keys of mappings and names of list elements, joined by dots (`lists.star.top`).
struct SettingPath {
    let text: String
    let parts: [String]

    init(_ text: String) {
        self.text = text
        parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    /// Where a path leaves the pack.
    struct Missing: Error {
        /// The part that is not there; nil if it is the section.
        let part: String?
        /// What is there instead.
        let known: [String]
    }

    /// What stands there.
    func node(in sections: [String: YAMLCursor]) throws(Missing) -> YAMLNode {
        guard var node = sections[parts[0]]?.node else { throw Missing(part: nil, known: sections.keys.sorted(by: precedes)) }
        for part in parts.dropFirst() {
            guard let next = node.element(part) else { throw Missing(part: part, known: node.elementNames) }
            node = next
        }
        return node
    }

    /// What stands there; nil if only the last part is not there.
    func optionalNode(in sections: [String: YAMLCursor]) throws(Missing) -> YAMLNode? {
        guard parts.count > 1 else { return try node(in: sections) }
        return try parent.node(in: sections).element(parts.last!)
    }

    private var parent: SettingPath { SettingPath(parts.dropLast().joined(separator: ".")) }

    /// Whether one of two places lies within the other.
    func overlaps(_ other: SettingPath) -> Bool {
        zip(parts, other.parts).allSatisfy { sameBytes($0, $1) }
    }

    /// The sections with a value at the place; with an empty one, without what stands there.
    func setting(_ value: YAMLNode, in sections: [String: YAMLNode]) throws(Missing) -> [String: YAMLNode] {
        guard let section = sections[parts[0]] else { throw Missing(part: nil, known: sections.keys.sorted(by: precedes)) }
        var changed = sections
        changed[parts[0]] = parts.count == 1 ? value : try section.with(value, at: parts.dropFirst())
        return changed
    }
}

extension YAMLNode {
    /// The value of a key, or the element of a list that bears the name.
    func element(_ name: String) -> YAMLNode? {
        self[name] ?? sequence?.first { $0.elementName == name }
    }

    /// What an element of a list is called in paths: its id, or its kind if it has none.
    private var elementName: String? { self["id"]?.scalar ?? self["kind"]?.scalar }

    fileprivate var elementNames: [String] {
        mapping?.compactMap(\.key.scalar) ?? sequence?.compactMap(\.elementName) ?? []
    }

    /// Whether it is `~` or nothing at all.
    var isEmpty: Bool { plainScalar.map { $0.isEmpty || $0 == "~" } ?? false }

    /// Whether both say the same, wherever they stand and in whatever order their keys are.
    func says(_ other: YAMLNode) -> Bool {
        switch (content, other.content) {
        case (.scalar(let one, _), .scalar(let two, _)): return (isEmpty && other.isEmpty) || sameBytes(one, two)
        case (.sequence(let one), .sequence(let two)): return one.count == two.count && zip(one, two).allSatisfy { $0.says($1) }
        case (.mapping(let one), .mapping(let two)):
            return one.count == two.count && one.allSatisfy { entry in entry.key.scalar.flatMap { other[$0] }.map { entry.value.says($0) } ?? false }
        default: return false
        }
    }

    fileprivate func with(_ value: YAMLNode, at parts: ArraySlice<String>) throws(SettingPath.Missing) -> YAMLNode {
        let name = parts.first!
        var new: YAMLNode? = value.isEmpty ? nil : value
        if parts.count > 1 {
            guard let own = element(name) else { throw SettingPath.Missing(part: name, known: elementNames) }
            new = try own.with(value, at: parts.dropFirst())
        }
        switch content {
        case .scalar:
            throw SettingPath.Missing(part: name, known: [])
        case .sequence(let elements):
            return replaced(.sequence(Self.replacing(elements, new) { $0.elementName == name }))
        case .mapping(let entries):
            let key =
                entries.first { $0.key.scalar == name }?.key
                ?? YAMLNode(.scalar(name, isPlain: true), mark: value.mark, tag: nil, isShared: false, origin: value.origin)
            return replaced(.mapping(Self.replacing(entries, new.map { (key, $0) }) { $0.key.scalar == name }))
        }
    }

    /// The items with another one in the place of the first that is meant, behind all if there is none, or without it.
    private static func replacing<Item>(_ items: [Item], _ new: Item?, _ isMeant: (Item) -> Bool) -> [Item] {
        var items = items
        if let place = items.firstIndex(where: isMeant) {
            items.replaceSubrange(place...place, with: new.map { [$0] } ?? [])
        } else if let new {
            items.append(new)
        }
        return items
    }

    private func replaced(_ content: Content) -> YAMLNode {
        YAMLNode(content, mark: mark, tag: tag, isShared: isShared, origin: origin)
    }

    /// In one line.
    var line: String {
        switch content {
        case .scalar(let text, _): text
        case .sequence(let elements): "[\(elements.map(\.line).joined(separator: ", "))]"
        case .mapping(let entries): "{\(entries.map { "\($0.key.line): \($0.value.line)" }.joined(separator: ", "))}"
        }
    }

    /// The same, said to stand in a file of its own.
    func moved(from file: String) -> YAMLNode {
        YAMLNode(content, mark: mark, tag: tag, isShared: isShared, origin: origin ?? file)
    }
}
