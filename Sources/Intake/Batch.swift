package import GridModel

/// A record that was read without fault and must be told from others: it posts, awaits, is not active, or there are
/// other versions of it. All other records are counted and forgotten.
package struct Entry: Sendable {
    // 24 bytes: a year has millions of them.

    /// Line within the batch: add the batch's first line.
    let line: UInt32
    /// As in `RawRecord`.
    package let position: UInt32
    /// Index of the member in the roster; -1 in the roster's own kind.
    package let member: Int32
    /// Where the key stands in the batch's texts; its first bytes are the record's id.
    let keyStart: UInt32
    let keyLength: UInt16
    let idLength: UInt16
    /// Index of the effect in the batch; `Batch.standsNot` once another version has taken its place.
    package internal(set) var effect: UInt16
    /// Month of the deciding time, counted from January 2000; -1 if the kind has none.
    package let month: Int16
}

/// What an entry is told from other versions by.
struct EntryVersion: Sendable {
    /// Fingerprint of all known columns but the version column.
    let contentHash: UInt64
    /// Seconds of the version column since 1999-12-31, or 0 if it is empty.
    let updated: UInt32

    /// Of an entry of which no other version is known.
    static let none = EntryVersion(contentHash: 0, updated: 0)
}

/// A record that counts and does nothing else.
struct Counted: Sendable {
    let member: Int32
    /// Index of the effect in the batch.
    let effect: UInt16
    /// As in `Entry`.
    let month: Int16
}

/// What a record would post and count, if it is the version that stands.
package struct Effect: Hashable, Sendable {
    package struct Hit: Hashable, Sendable {
        /// Index of the fact in the pack.
        package let fact: UInt16
        /// Month it counts in, from January 2000; -1 while it is not known.
        package let month: Int16
        /// The day of the fact, from 2000-01-01: that of the month, or while it is not known of the deciding time.
        package let day: UInt16
        /// Whether the human act that the fact requires is missing.
        package let isAwaiting: Bool
        /// Bit n: the n-th mark of the fact holds; of a measure, bit 0: the record is a good one, bit 1: its time is
        /// over and its end has not come.
        package let marks: UInt8
        /// What is added up or posted of the record, as the fact says; 0 where it says nothing.
        package var value: Int64 = 0
    }

    package let hits: [Hit]

    package init(hits: [Hit]) {
        self.hits = hits
    }
}

extension Effect.Hit {
    /// All of it in one number.
    @inline(__always)
    fileprivate var packed: UInt64 {
        UInt64(fact) << 48 | UInt64(UInt16(bitPattern: month)) << 32 | UInt64(day) << 16 | UInt64(marks) << 1 | (isAwaiting ? 1 : 0)
    }
}

/// What is wrong with a record, or why it does not count; its texts stand in the batch.
package struct Issue: Sendable {
    /// Line within the batch: add the batch's first line.
    let line: UInt32
    package let fault: Fault
    /// Index of the column meant; -1 if none is.
    package let column: Int16
    /// What the fault's wording needs: fields found, a column.
    package let detail: Int32
    let textStart: UInt32
    let idLength: UInt16
    let noteLength: UInt16
    let valueLength: UInt32
    /// Index of the member, if known; else -1.
    package let member: Int32
}

/// The sorts of faults, by what a person would call them.
package enum Fault: UInt8, Sendable {
    case fieldCount, textAfterQuote, bareCarriageReturn, tooLong, foreignElement, holdsElements
    case brokenBytes
    case missing, notAnId, damagedId, notATime, notADate, notANumber, outOfBounds, unknownValue
    case before, missingWhere, givenTwice
    case beforeInForce, notOnRoster
    case future
    /// Working time must be counted in a year that the calendar lacks; the issue's detail is the year, its note says `open`
    /// if it is counted to the end of the as-of date.
    case calendarLacks
    case headerLacks, headerMalformed, openQuote, brokenXML
    /// A decision that cannot be carried out; the issue's detail is a `DecisionFault`.
    case decision

    /// What becomes of the record.
    package var outcome: Outcome { self == .future ? .future : .rejected }

    /// Whether the file breaks off here.
    var isBreak: Bool {
        switch self {
        case .headerLacks, .headerMalformed, .openQuote, .brokenXML: true
        default: false
        }
    }
}

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
    fileprivate var unfolded: [UInt32: (start: Int, length: Int)] = [:]
    /// Rows of the roster, one an entry, if the kind is the roster.
    private(set) var rosterRows: [RosterRow] = []
    /// All records read without fault, while they are read and once that is done.
    private var unsorted = RecordList<Identity>()
    private(set) var identities = IdentityPartitions.none
    /// The records that are counted and forgotten.
    private(set) var counted = RecordList<Counted>()
    /// The month of the latest time in any record of its part of the file, faulty ones included, from January 2000 on.
    private(set) var latestMonth = Int16.min
    /// A table from effects to their indices, open addressing; those of several hits by a fingerprint.
    private var effectSlots = [EffectSlot](repeating: EffectSlot(), count: 256)

    /// The effects last found of combinations of codes, with their month.
    private var lastEffects: [(month: Int16, effect: UInt16)] = []

    private struct EffectSlot {
        var signature: UInt64 = 0
        var index: UInt16 = 0
        /// Whether it is of one hit: the signature says it all then.
        var isSingle = false
    }

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
        effectSlots = []
        lastEffects = []
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
        if hits.isEmpty { return 0 }
        let signature = Self.signature(of: hits)
        var slot = Int(truncatingIfNeeded: Fingerprint.mix(signature, 1)) & (effectSlots.count - 1)
        while effectSlots[slot].index != 0 {
            let known = effectSlots[slot]
            if known.signature == signature,
                known.isSingle ? hits.count == 1 && hits[0].value == 0 : effects[Int(known.index)].hits.elementsEqual(hits)
            {
                return known.index
            }
            slot = (slot + 1) & (effectSlots.count - 1)
        }
        return add(hits, signature, at: slot)
    }

    /// The effect kept of a combination of codes in a month.
    @inline(__always)
    func lastEffect(of combination: Int, in month: Int16) -> UInt16? {
        guard combination < lastEffects.count else { return nil }
        let last = lastEffects[combination]
        return last.month == month ? last.effect : nil
    }

    /// Keeps an effect, to be found without its hits: the months of combinations seldom change from record to record.
    mutating func keep(_ effect: UInt16, of combination: Int, in month: Int16) {
        if combination >= lastEffects.count {
            lastEffects += repeatElement((month: -1, effect: 0), count: combination + 1 - lastEffects.count)
        }
        lastEffects[combination] = (month, effect)
    }

    private mutating func add(_ hits: UnsafeBufferPointer<Effect.Hit>, _ signature: UInt64, at slot: Int) -> UInt16 {
        let index = UInt16(effects.count)
        effects.append(Effect(hits: Array(hits)))
        effectSlots[slot] = EffectSlot(signature: signature, index: index, isSingle: Self.isSingle(hits))
        if effects.count * 2 > effectSlots.count { rebuildSlots(effectSlots.count * 4) }
        return index
    }

    private mutating func rebuildSlots(_ size: Int) {
        effectSlots = [EffectSlot](repeating: EffectSlot(), count: size)
        for (index, effect) in effects.enumerated().dropFirst() {
            let signature = effect.hits.withUnsafeBufferPointer { Self.signature(of: $0) }
            var slot = Int(truncatingIfNeeded: Fingerprint.mix(signature, 1)) & (size - 1)
            while effectSlots[slot].index != 0 { slot = (slot + 1) & (size - 1) }
            effectSlots[slot] = EffectSlot(
                signature: signature, index: UInt16(index), isSingle: effect.hits.withUnsafeBufferPointer { Self.isSingle($0) })
        }
    }

    /// Of a single hit without a value, all of it; of others, a fingerprint.
    @inline(__always)
    private static func signature(of hits: UnsafeBufferPointer<Effect.Hit>) -> UInt64 {
        var signature = hits[0].packed
        if hits[0].value != 0 { signature = Fingerprint.mix(signature, UInt64(bitPattern: hits[0].value)) }
        for index in 1..<hits.count {
            signature = Fingerprint.mix(signature, hits[index].packed)
            if hits[index].value != 0 { signature = Fingerprint.mix(signature, UInt64(bitPattern: hits[index].value)) }
        }
        return signature
    }

    private static func isSingle(_ hits: UnsafeBufferPointer<Effect.Hit>) -> Bool { hits.count == 1 && hits[0].value == 0 }

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
        if effectSlots.isEmpty { rebuildSlots(max(256, (effects.count * 4).nextPowerOfTwo)) }
        defer { effectSlots = [] }
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

extension Batch {
    /// A member id as it stands in the file: the position of its record, and where it stands in the texts.
    struct UnfoldedId {
        let position: UInt32
        let start: UInt32
        let length: UInt32
    }

    /// What is left of a batch once it has been read, as flat lists.
    struct Contents {
        var entries: [Entry] = []
        var versions: [EntryVersion] = []
        /// The hits of all effects, one behind the other, and where those of each end.
        var hits: [Effect.Hit] = []
        var hitEnds: [UInt32] = []
        var issues: [Issue] = []
        var texts: [UInt8] = []
        var unfolded: [UnfoldedId] = []

        /// How long the lists are.
        struct Counts {
            let entries, versions, hits, hitEnds, issues, texts, unfolded: Int
        }

        var counts: Counts {
            Counts(
                entries: entries.count, versions: versions.count, hits: hits.count, hitEnds: hitEnds.count, issues: issues.count, texts: texts.count,
                unfolded: unfolded.count)
        }
    }

    var contents: Contents {
        var contents = Contents(entries: entries, versions: versions, issues: issues, texts: texts)
        for effect in effects {
            contents.hits += effect.hits
            contents.hitEnds.append(UInt32(contents.hits.count))
        }
        contents.unfolded = unfolded.sorted { $0.key < $1.key }.map {
            UnfoldedId(position: $0.key, start: UInt32($0.value.start), length: UInt32($0.value.length))
        }
        return contents
    }

    /// A batch that was read before.
    init(file: Int, kind: Int, firstLine: Int, origin: Origin, read: Int, sound: Int, latestMonth: Int16, _ contents: Contents) {
        self.init(file: file, kind: kind, origin: origin)
        (self.firstLine, self.read, self.sound, self.latestMonth) = (firstLine, read, sound, latestMonth)
        (entries, versions, issues, texts, effectSlots) = (contents.entries, contents.versions, contents.issues, contents.texts, [])
        var start = 0
        effects = contents.hitEnds.map { end in
            defer { start = Int(end) }
            return Effect(hits: Array(contents.hits[start..<Int(end)]))
        }
        for id in contents.unfolded { unfolded[id.position] = (Int(id.start), Int(id.length)) }
    }
}

/// Records and issues by their place. A batch is looked into where it stands: to hand it over would count the references
/// of all that it holds.
extension [Batch] {
    /// The line on which a record starts, counted from 1.
    package func line(of place: EntryPlace) -> Int {
        self[Int(place.batch)].firstLine + Int(entry(at: place).line)
    }

    /// Reads a record's id, folded.
    package func readId<Result>(of place: EntryPlace, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let entry = entry(at: place)
        let start = Int(entry.keyStart)
        return self[Int(place.batch)].texts.withUnsafeBufferPointer { Batch.show($0, start..<start + Int(entry.idLength), body) }
    }

    /// Reads the bytes of a record's key: the id, and what else tells it from others.
    package func readKey<Result>(of place: EntryPlace, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let entry = entry(at: place)
        let start = Int(entry.keyStart)
        return self[Int(place.batch)].texts.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[start..<start + Int(entry.keyLength)]))
        }
    }

    /// Reads the text under the id's header, the value and the note of an issue; broken bytes are shown as U+FFFD.
    package func read<Result>(
        _ issue: Issue, of batch: Int,
        _ body: (_ id: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>, _ note: UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        let start = Int(issue.textStart)
        let value = start + Int(issue.idLength)
        let note = value + Int(issue.valueLength)
        let end = note + Int(issue.noteLength)
        return self[batch].texts.withUnsafeBufferPointer { texts in
            Batch.show(texts, start..<value) { id in
                Batch.show(texts, value..<note) { value in Batch.show(texts, note..<end) { body(id, value, $0) } }
            }
        }
    }

    /// A member's id as it stands in the file, where folding has changed it.
    func unfoldedMember(_ place: EntryPlace) -> String? {
        guard let known = self[Int(place.batch)].unfolded[entry(at: place).position] else { return nil }
        return String(decoding: self[Int(place.batch)].texts[known.start..<known.start + known.length], as: UTF8.self)
    }
}

extension Batch {
    /// Reads one of the texts as it is shown.
    fileprivate static func show<Result>(
        _ texts: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        let text = UnsafeBufferPointer(rebasing: texts[range])
        if validUTF8Prefix(text) == text.count { return body(text) }
        var repaired = String(decoding: text, as: UTF8.self)
        return repaired.withUTF8(body)
    }
}
