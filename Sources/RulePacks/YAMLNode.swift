/// A value in a YAML file. An object, so that handing it on copies nothing.
final class YAMLNode: Sendable {
    enum Content: Sendable {
        /// - Parameter isPlain: whether it stands without quotes and is no block of text.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([(key: YAMLNode, value: YAMLNode)])
    }

    /// Line and column, counted from 1.
    struct Mark: Sendable {
        let line: Int
        let column: Int
    }

    let content: Content
    let mark: Mark
    /// Nil for what each sort of node is without a tag.
    let tag: String?
    /// Whether it bears an anchor or is an alias.
    let isShared: Bool
    /// The file it stands in, where that is not the one of the node around it.
    let origin: String?

    init(_ content: Content, mark: Mark, tag: String?, isShared: Bool, origin: String? = nil) {
        self.content = content
        self.mark = mark
        self.tag = tag
        self.isShared = isShared
        self.origin = origin
    }

    var scalar: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }

    /// The text of a scalar without quotes.
    var plainScalar: String? {
        if case .scalar(let text, true) = content { text } else { nil }
    }

    var sequence: [YAMLNode]? {
        if case .sequence(let elements) = content { elements } else { nil }
    }

    var mapping: [(key: YAMLNode, value: YAMLNode)]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    /// The value of a key of a mapping.
    subscript(_ key: String) -> YAMLNode? {
        mapping?.first { $0.key.scalar == key }?.value
    }

    /// The first node with an anchor, a merge key or a tag, in the order of the document.
    var firstUnused: YAMLNode? {
        if isShared || tag != nil { return self }
        switch content {
        case .scalar:
            return nil
        case .sequence(let elements):
            for element in elements {
                if let found = element.firstUnused { return found }
            }
        case .mapping(let entries):
            for (key, value) in entries {
                if key.scalar == "<<" { return key }
                if let found = key.firstUnused ?? value.firstUnused { return found }
            }
        }
        return nil
    }
}
