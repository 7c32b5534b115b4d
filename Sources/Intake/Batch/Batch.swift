import GridModel

/// Consecutive records of one file, as read.
package struct Batch: Sendable {
    /// The effect of an entry that does not stand.
    package static let standsNot = UInt16.max

    /// Index of the file.
    package internal(set) var file: Int
    /// Index of the kind; -1 if the file broke before it was known.
    package let kind: Int
    /// The line on which the batch begins, counted from 1.
    package internal(set) var firstLine = 1
    /// Where the text of the part of the file begins that the batch was read from, and where in that text the batch begins.
    var origin: Origin
    /// The records to be told from others, in their order.
    package internal(set) var entries: [Entry] = []
    /// One an entry, if some of them have been read in full; else none.
    private(set) var versions: [EntryVersion] = []
    package private(set) var effects: [Effect] = [Effect(hits: [])]
    package private(set) var issues: [Issue] = []
    /// Records read.
    package private(set) var read = 0
    /// Records read without fault.
    private(set) var sound = 0
    private(set) var texts: [UInt8] = []
    /// Texts of member ids that were folded, by the record's position: what stands in the file.
    private(set) var unfolded: [UInt32: (start: Int, length: Int)] = [:]
    /// Rows of the roster, one an entry, if the kind is the roster.
    private(set) var rosterRows: [RosterRow] = []
    /// All records read without fault, while they are read and once that is done.
    private var unsorted = RecordList<Identity>()
    private(set) var identities = IdentityPartitions.none
    /// The records that are counted and forgotten.
    private(set) var counted = RecordList<Counted>()
    /// The month of the latest time in any record of its part of the file, faulty ones included, from January 2000 on.
    private(set) var latestMonth = Int16.min
    private var effectIndex = EffectIndex()

    /// Where a batch begins.
    struct Origin: Sendable {
        /// Byte of the file at which the text begins.
        var file = 0
        /// Bytes of text before the batch.
        var text = 0
        /// Lines of the text before the batch.
        var line = 0
        /// The header of its fields, for CSV.
        var header: CSVHeader?
    }

    init(file: Int, kind: Int, origin: Origin = Origin()) {
        self.file = file
        self.kind = kind
        self.origin = origin
        firstLine = origin.line + 1
    }

    /// A batch that was read before.
    init(file: Int, kind: Int, firstLine: Int, origin: Origin, read: Int, sound: Int, latestMonth: Int16, _ contents: Contents) {
        self.init(file: file, kind: kind, origin: origin)
        (self.firstLine, self.read, self.sound, self.latestMonth) = (firstLine, read, sound, latestMonth)
        (entries, versions, issues, texts) = (contents.entries, contents.versions, contents.issues, contents.texts)
        effects = contents.effects
        effectIndex.clear()
        for id in contents.unfolded { unfolded[id.position] = (Int(id.start), Int(id.length)) }
    }

    /// Whether something of the next record might not fit: it starts a new batch.
    func isFull(nextPosition: Int, nextLine: Int, longest: Int) -> Bool {
        nextPosition - origin.text > longest || nextLine > longest || effects.count > 60_000 || texts.count > 1 << 30
    }

    /// Makes room for the records that so many bytes may hold, so that it need not grow bit by bit.
    func reserve(bytes: Int) {
        let records = min(bytes, 1 << 24) / 64
        unsorted.reserve(records)
        counted.reserve(records)
    }

    /// Deals the identities into partitions, or forgets them without a dealing, and gives back what only filling needs.
    mutating func seal(_ dealing: IdentityDealing?, latestMonth: Int16 = .min) {
        self.latestMonth = latestMonth
        if let dealing { identities = IdentityPartitions(unsorted.elements, dealing) }
        unsorted = RecordList()
        entries = entries.map { $0 }
        versions = versions.map { $0 }
        effectIndex.clear()
    }

    /// Forgets all records: somebody has looked at each as it was read, and nobody asks for them again.
    mutating func forget() {
        entries.removeAll(keepingCapacity: true)
        issues.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
        unfolded.removeAll(keepingCapacity: true)
        unsorted = RecordList()
    }

    /// Forgets what has been added up.
    mutating func dropCounted() { counted = RecordList() }

    /// Forgets what versions have been found by.
    mutating func dropIdentities() { identities = IdentityPartitions.none }

    // MARK: Filling

    mutating func countRead() {
        read += 1
    }

    /// Appends bytes to the batch's texts and returns where they start.
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let start = UInt32(texts.count)
        texts.append(contentsOf: bytes)
        return start
    }

    @inline(__always)
    mutating func add(_ identity: Identity) {
        sound &+= 1
        unsorted.append(identity)
    }

    /// - Parameter version: given for every entry of a batch, or for none.
    mutating func add(_ entry: Entry, _ version: EntryVersion?) {
        entries.append(entry)
        if let version { versions.append(version) }
    }

    @inline(__always)
    func add(_ record: Counted) {
        counted.append(record)
    }

    mutating func add(rosterRow: RosterRow) {
        rosterRows.append(rosterRow)
    }

    /// Keeps a member id as it stands in the file.
    mutating func keepUnfolded(_ bytes: UnsafeBufferPointer<UInt8>, ofRecordAt position: Int) {
        unfolded[UInt32(position)] = (texts.count, bytes.count)
        texts.append(contentsOf: bytes)
    }

    /// The index of an effect, which is added if it is new.
    @inline(__always)
    mutating func index(of hits: UnsafeBufferPointer<Effect.Hit>) -> UInt16 {
        effectIndex.index(of: hits, in: &effects)
    }

    /// The effect kept of a combination of codes in a month.
    @inline(__always)
    func lastEffect(of combination: Int, in month: Int16) -> UInt16? { effectIndex.lastEffect(of: combination, in: month) }

    /// Keeps an effect, to be found without its hits.
    @inline(__always)
    mutating func keep(_ effect: UInt16, of combination: Int, in month: Int16) { effectIndex.keep(effect, of: combination, in: month) }

    /// Records a fault. Texts are what stands in the file, trimmed.
    mutating func add(
        _ fault: Fault, line: Int, column: Int = -1, detail: Int = 0, member: Int32 = -1,
        id: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>, note: String = ""
    ) {
        let start = UInt32(texts.count)
        let id = id.prefix(Int(UInt16.max))
        texts.append(contentsOf: id)
        texts.append(contentsOf: value)
        let note = note.utf8.prefix(Int(UInt16.max))
        texts.append(contentsOf: note)
        issues.append(
            Issue(
                line: UInt32(line), fault: fault, column: Int16(column), detail: Int32(detail), textStart: start,
                idLength: UInt16(id.count), noteLength: UInt16(note.count), valueLength: UInt32(value.count), member: member))
    }

    /// Takes over the entries of a second reading of some of the batch's records.
    ///
    /// - Returns: those that had been counted and forgotten; they must no longer be counted. Nil if that cannot be,
    ///   because one of them does what no record of the batch did.
    mutating func merge(_ second: Batch) -> [Counted]? {
        effectIndex.fill(effects)
        defer { effectIndex.clear() }
        if versions.isEmpty { versions = [EntryVersion](repeating: .none, count: entries.count) }
        var (merged, mergedVersions): ([Entry], [EntryVersion]) = ([], [])
        merged.reserveCapacity(entries.count + second.entries.count)
        mergedVersions.reserveCapacity(entries.count + second.entries.count)
        var uncounted: [Counted] = []
        var next = 0
        for (entry, version) in zip(second.entries, second.versions) {
            while next < entries.count, entries[next].position < entry.position {
                merged.append(entries[next])
                mergedVersions.append(versions[next])
                next += 1
            }
            let effect: UInt16
            if next < entries.count, entries[next].position == entry.position {
                effect = entries[next].effect
                next += 1
            } else {
                let known = effects.count
                effect = second.effects[Int(entry.effect)].hits.withUnsafeBufferPointer { index(of: $0) }
                guard effects.count == known, entry.month >= 0 else { return nil }
                uncounted.append(Counted(member: entry.member, effect: effect, month: entry.month))
            }
            let keyStart = UInt32(texts.count)
            texts.append(contentsOf: second.key(of: entry))
            merged.append(
                Entry(
                    line: entry.line, position: entry.position, member: entry.member, keyStart: keyStart, keyLength: entry.keyLength,
                    idLength: entry.idLength, effect: effect, month: entry.month))
            mergedVersions.append(version)
        }
        merged += entries[next...]
        mergedVersions += versions[next...]
        (entries, versions) = (merged, mergedVersions)
        return uncounted
    }

    /// Turns an entry into an issue: it was read without fault, but cannot be carried out.
    mutating func refuse(_ index: Int, _ fault: Fault, column: Int, detail: Int, value: String, note: String) {
        let entry = entries[index]
        entries[index].effect = Self.standsNot
        var value = value
        let id = Array(texts[Int(entry.keyStart)..<Int(entry.keyStart) + Int(entry.idLength)])
        id.withUnsafeBufferPointer { id in
            value.withUTF8 {
                add(fault, line: Int(entry.line), column: column, detail: detail, member: entry.member, id: id, value: $0, note: note)
            }
        }
        let issue = issues.removeLast()
        issues.insert(issue, at: issues.firstIndex { $0.line > issue.line } ?? issues.count)
    }

    // MARK: Reading back

    /// The line on which an entry starts, counted from 1.
    package func line(of entry: Entry) -> Int { firstLine + Int(entry.line) }
    package func line(of issue: Issue) -> Int { firstLine + Int(issue.line) }

    /// The record's id, folded.
    package func id(of entry: Entry) -> String {
        text(Int(entry.keyStart), Int(entry.idLength))
    }

    /// Reads the bytes of a record's key.
    package func readKey<Result>(of entry: Entry, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let start = Int(entry.keyStart)
        return texts.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<start + Int(entry.keyLength)])) }
    }

    func key(of entry: Entry) -> ArraySlice<UInt8> {
        texts[Int(entry.keyStart)..<Int(entry.keyStart) + Int(entry.keyLength)]
    }

    /// The text under the id's header, the value and the note of an issue; broken bytes are shown as U+FFFD.
    package func texts(of issue: Issue) -> (id: String, value: String, note: String) {
        let start = Int(issue.textStart)
        let value = start + Int(issue.idLength)
        let note = value + Int(issue.valueLength)
        return (text(start, Int(issue.idLength)), text(value, Int(issue.valueLength)), text(note, Int(issue.noteLength)))
    }

    private func text(_ start: Int, _ length: Int) -> String {
        String(decoding: texts[start..<start + length], as: UTF8.self)
    }
}
