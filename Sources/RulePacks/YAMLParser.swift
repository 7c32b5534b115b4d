import Clibyaml

/// Reads one YAML document to the tree of its nodes.
struct YAMLParser: ~Copyable {
    /// Why a text is no document that can be used.
    enum Failure: Error {
        case notYAML(String, YAMLNode.Mark)
        /// Keys that stand more than once in one mapping, each at its second place.
        case repeatedKeys([(key: String, mark: YAMLNode.Mark)])
    }

    private static let plainTags = ["!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"]

    /// Far more than any pack needs, and few enough for the stack.
    private static let deepest = 500

    /// At a fixed place, for it holds pointers to itself.
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    /// Names of the anchors of nodes that are complete.
    private var anchors: Set<String> = []

    /// The root of the only document in the text; nil if there is none.
    static func root(of text: [UInt8]) throws(Failure) -> YAMLNode? {
        try text.withUnsafeBufferPointer { (bytes) throws(Failure) in
            var parser = YAMLParser(bytes)
            return try parser.root()
        }
    }

    private init(_ text: UnsafeBufferPointer<UInt8>) {
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    private mutating func root() throws(Failure) -> YAMLNode? {
        _ = try next()
        guard case .document = try next().content else { return nil }
        let root = try node(try next(), depth: 0)
        // The end of the document, and then of the text.
        _ = try next()
        let end = try next()
        guard case .end = end.content else { throw .notYAML("but found another document", end.mark) }
        return root
    }

    // MARK: Events

    private struct Event {
        enum Content {
            case scalar(String, isPlain: Bool)
            case sequence, mapping, alias
            /// Of a sequence, a mapping, a document or the text.
            case end
            /// The start of a document.
            case document
        }

        let content: Content
        let mark: YAMLNode.Mark
        var tag: String?
        var anchor: String?
    }

    private mutating func next() throws(Failure) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
        defer { yaml_event_delete(&event) }
        let mark = YAMLNode.Mark(line: event.start_mark.line + 1, column: event.start_mark.column + 1)
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return Event(
                content: .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE), mark: mark,
                tag: scalar.quoted_implicit == 1 ? nil : tag(scalar.tag), anchor: string(scalar.anchor))
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return Event(content: .sequence, mark: mark, tag: start.implicit == 1 ? nil : tag(start.tag), anchor: string(start.anchor))
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return Event(content: .mapping, mark: mark, tag: start.implicit == 1 ? nil : tag(start.tag), anchor: string(start.anchor))
        case YAML_ALIAS_EVENT:
            return Event(content: .alias, mark: mark, anchor: string(event.data.alias.anchor))
        case YAML_DOCUMENT_START_EVENT:
            return Event(content: .document, mark: mark)
        default:
            return Event(content: .end, mark: mark)
        }
    }

    private func string(_ bytes: UnsafePointer<yaml_char_t>?) -> String? {
        bytes.map { String(cString: $0) }
    }

    /// A tag that says no more than the node itself is none.
    private func tag(_ bytes: UnsafePointer<yaml_char_t>?) -> String? {
        string(bytes).flatMap { Self.plainTags.contains($0) ? nil : $0 }
    }

    private var failure: Failure {
        func mark(_ mark: yaml_mark_t) -> YAMLNode.Mark { .init(line: mark.line + 1, column: mark.column + 1) }
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "no memory"
        switch parser.pointee.error {
        // Where what could not be read begins: an open quote is noticed at the end of the file only.
        case YAML_SCANNER_ERROR:
            return .notYAML(problem, mark(parser.pointee.context == nil ? parser.pointee.problem_mark : parser.pointee.context_mark))
        case YAML_PARSER_ERROR: return .notYAML(problem, mark(parser.pointee.problem_mark))
        default: return .notYAML(problem, .init(line: 1, column: 1))
        }
    }

    // MARK: Nodes

    private mutating func node(_ event: Event, depth: Int) throws(Failure) -> YAMLNode {
        guard depth < Self.deepest else { throw .notYAML("more than \(Self.deepest) levels", event.mark) }
        let content: YAMLNode.Content
        switch event.content {
        case .scalar(let text, let isPlain):
            content = .scalar(text, isPlain: isPlain)
        case .sequence:
            var elements: [YAMLNode] = []
            while let element = try element(depth) { elements.append(element) }
            content = .sequence(elements)
        case .mapping:
            var entries: [(key: YAMLNode, value: YAMLNode)] = []
            while let key = try element(depth) { entries.append((key, try node(try next(), depth: depth + 1))) }
            try refuseRepeated(entries)
            content = .mapping(entries)
        default:
            // An alias. What it stands for does not matter, for the pack is refused.
            guard anchors.contains(event.anchor ?? "") else { throw .notYAML("found undefined alias", event.mark) }
            content = .scalar("", isPlain: true)
        }
        if let anchor = event.anchor { anchors.insert(anchor) }
        return YAMLNode(content, mark: event.mark, tag: event.tag, isShared: event.anchor != nil)
    }

    /// What comes next in a sequence or mapping; nil at its end.
    private mutating func element(_ depth: Int) throws(Failure) -> YAMLNode? {
        let event = try next()
        if case .end = event.content { return nil }
        return try node(event, depth: depth + 1)
    }

    private func refuseRepeated(_ entries: [(key: YAMLNode, value: YAMLNode)]) throws(Failure) {
        // Nearly all mappings are short: comparing their keys in pairs takes less than filling a table.
        if entries.count < 12, entries.indices.allSatisfy({ last in !entries[..<last].contains { $0.key.scalar == entries[last].key.scalar } }) {
            return
        }
        var counts: [String: Int] = [:]
        var repeated: [(key: String, mark: YAMLNode.Mark)] = []
        for (key, _) in entries {
            guard let text = key.scalar else { continue }
            counts[text, default: 0] += 1
            if counts[text] == 2 { repeated.append((text, key.mark)) }
        }
        if !repeated.isEmpty { throw .repeatedKeys(repeated) }
    }
}
