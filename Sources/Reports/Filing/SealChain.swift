import FoundationEssentials
package import GridModel

/// All filings of an output folder, in their order, and whether they hold together.
package struct SealChain: Sendable {
    /// Where seals stand below the output folder.
    static let folder = BytePath("filed")
    static let fileName = "seal.json"

    /// What does not hold.
    package enum Problem: Sendable, Hashable {
        /// The seal of this number is not there.
        case missing(number: Int)
        /// The seal cannot be read, or says something else than its folder's name.
        case unreadable(folder: String)
        /// The seal names another one before it than the one that is there.
        case broken(folder: String)
        /// The seals end before the one that the manifest knows as the last.
        case cutOff(known: Int, found: Int)
        /// The seal stands behind the last one that the manifest knows.
        case added(folder: String)
        /// The last seal is another one than the manifest knows.
        case replaced(folder: String)
    }

    package struct Link: Sendable {
        package let seal: Seal
        package let digest: String
    }

    package private(set) var links: [Link] = []
    package private(set) var problems: [Problem] = []
    /// The revisions in force of each period, the last one behind.
    private var revisions: [Period: [Int]] = [:]
    /// If the chain does not hold, all periods that are or were filed: their published files are kept as they are.
    private(set) var doubtful: Set<Period> = []
    /// What the next manifest says of the chain.
    private(set) var head: Head?

    /// What a manifest knows of the chain.
    struct Head: Codable, Sendable, Hashable {
        let seals: Int
        let sha256: String
    }

    package static let none = SealChain()

    private init() {}

    /// Reads the chain of an output folder; there need not be one.
    ///
    /// - Throws: if a seal is there and cannot be read: only one that says something else is a problem of the chain.
    package init(of tree: PublishedTree) throws(PublishFailure) { try self.init(at: tree.path) }

    init(at output: BytePath) throws(PublishFailure) {
        let published = try PublishedManifest(folder: output)
        let known = published?.head
        let folder = output / Self.folder
        let names = try FileTree.names(in: folder).map(\.text).sorted(by: precedes)
        var expected = 1
        for name in names {
            guard try FileTree.kind(folder / name) == .folder, let number = Self.number(name) else { continue }
            while expected < number {
                problems.append(.missing(number: expected))
                expected += 1
            }
            expected = max(expected, number + 1)
            add(name, number, try FileTree.bytes(folder / name / Self.fileName))
        }
        compare(with: known)
        // Of a chain that does not hold nobody knows which seal is the true one.
        if !problems.isEmpty { doubtful = Set(revisions.filter { !$0.value.isEmpty }.keys).union(published?.filed ?? []) }
        head = problems.isEmpty ? links.last.map { Head(seals: $0.seal.number, sha256: $0.digest) } : known
    }

    private mutating func add(_ name: String, _ number: Int, _ bytes: [UInt8]?) {
        guard let bytes, let seal = try? JSONDecoder().decode(Seal.self, from: Data(bytes)), seal.number == number, seal.name == name,
            let period = Period(seal.period)
        else {
            problems.append(.unreadable(folder: name))
            return
        }
        // A seal that was removed or could not be read is told already; this one may be sound.
        let follows = links.last.map { $0.seal.number == number - 1 } ?? (number == 1)
        if follows, seal.previous != links.last?.digest ?? "" {
            problems.append(.broken(folder: links.last?.seal.name ?? name))
        }
        let index = links.count
        links.append(Link(seal: seal, digest: Seal.digest(bytes)))
        count(seal, period, index)
    }

    private mutating func compare(with known: Head?) {
        guard let known else { return }
        let last = links.last?.seal.number ?? 0
        if last < known.seals {
            problems.append(.cutOff(known: known.seals, found: last))
        } else if let link = links.first(where: { $0.seal.number == known.seals }), link.digest != known.sha256 {
            problems.append(.replaced(folder: link.seal.name))
        }
    }

    /// Whether a path below the output folder is that of a seal, or of a file beside one.
    static func holds(_ path: BytePath) -> Bool {
        let parts = path.bytes.split(separator: UInt8(ascii: "/"), maxSplits: 2)
        return parts.count == 3 && BytePath(Array(parts[0])) == folder && number(String(decoding: parts[1], as: UTF8.self)) != nil
    }

    /// The number that a folder's name begins with: four digits or more.
    private static func number(_ name: String) -> Int? {
        let digits = name.utf8.prefix { $0 != UInt8(ascii: "-") }
        guard digits.count >= 4, digits.count < name.utf8.count, let number = decimal(digits), number > 0 else { return nil }
        return number
    }

    /// Adds the seal that follows. What one takes back has been taken back already.
    mutating func append(_ seal: Seal, _ digest: String) {
        guard let period = Period(seal.period) else { return }
        let index = links.count
        links.append(Link(seal: seal, digest: digest))
        if seal.action != .unfile { count(seal, period, index) }
        head = Head(seals: seal.number, sha256: digest)
    }

    /// The chain without the last filing of a period in force, before the seal that says so is made.
    package func without(_ period: Period) -> SealChain {
        var chain = self
        _ = chain.revisions[period]?.popLast()
        return chain
    }

    private mutating func count(_ seal: Seal, _ period: Period, _ index: Int) {
        switch seal.action {
        case .file, .correct: revisions[period, default: []].append(index)
        case .unfile: self = without(period)
        }
    }

    // MARK: What is in force

    /// Whether the files of a period are kept as they are.
    package func isFiled(_ period: Period) -> Bool { filing(of: period) != nil || doubtful.contains(period) }

    /// Whether a file below the output folder is one of such a period.
    func isFiled(path: String) -> Bool {
        let parent = BytePath(path).parent
        return doubtful.union(filings.map(\.period)).contains { BytePath($0.folder) == parent }
    }

    func isDoubtful(_ period: Period) -> Bool { doubtful.contains(period) }

    package var isEmpty: Bool { links.isEmpty && problems.isEmpty }

    /// The last revision of a period; nil if it is not filed.
    package func filing(of period: Period) -> Filing? { revisions[period]?.last.map { filing($0, period) } }

    /// The last revision of each period, in the order of their seals.
    package var filings: [Filing] {
        revisions.compactMap { period, indices in indices.last.map { filing($0, period) } }.sorted { $0.seal.number < $1.seal.number }
    }

    private func filing(_ index: Int, _ period: Period) -> Filing {
        Filing(period: period, seal: links[index].seal, digest: links[index].digest)
    }

    /// The filing in force that was made last.
    package var last: Filing? { filings.last }

    /// The first month that is filed.
    package var firstMonth: Month? { revisions.filter { !$0.value.isEmpty && $0.key.kind == .month }.map(\.key.firstMonth).min() }

    package var nextNumber: Int { (links.last?.seal.number ?? 0) + 1 }
    package var lastDigest: String { links.last?.digest ?? "" }
}
