package import GridModel

/// A record that was read without fault, reduced to what versions and scores need.
package struct Entry: Sendable {
    /// Fingerprint of kind and key.
    let keyHash: UInt64
    /// Fingerprint of all known columns but the version column.
    let contentHash: UInt64
    /// Seconds of the version column since 1999-12-31, or 0 if it is empty.
    let updated: UInt32
    /// Line within the batch: add the batch's first line.
    let line: UInt32
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
        /// Bit n: the n-th mark of the fact holds.
        package let marks: UInt8
    }

    package let hits: [Hit]
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
    case missing, notAnId, damagedId, notATime, notADate, unknownValue
    case before, missingWhere, givenTwice
    case beforeInForce, notOnRoster
    case future
    case headerLacks, headerMalformed, openQuote, brokenXML

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
    package let file: Int
    /// Index of the kind; -1 if the file broke before it was known.
    package let kind: Int
    /// The line on which the batch begins, counted from 1.
    package internal(set) var firstLine = 1
    package internal(set) var entries: [Entry] = []
    package private(set) var effects: [Effect] = [Effect(hits: [])]
    package private(set) var issues: [Issue] = []
    /// Records read.
    package private(set) var read = 0
    private(set) var texts: [UInt8] = []
    /// Texts of member ids that were folded, by entry: what stands in the file.
    private var unfolded: [Int: (start: Int, length: Int)] = [:]
    /// Rows of the roster, one an entry, if the kind is the roster.
    private(set) var rosterRows: [RosterRow] = []
    /// A table from signatures to effects, open addressing.
    private var effectSlots = [UInt16](repeating: 0, count: 256)

    init(file: Int, kind: Int) {
        self.file = file
        self.kind = kind
    }

    /// Whether another effect might not fit: the next record starts a new batch.
    var isFull: Bool { effects.count > 60_000 || texts.count > 1 << 30 }

    /// Gives back the room that growing arrays held in reserve.
    mutating func trim() {
        entries = entries.map { $0 }
        effectSlots = []
    }

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

    mutating func add(_ entry: Entry) {
        entries.append(entry)
    }

    mutating func add(rosterRow: RosterRow) {
        rosterRows.append(rosterRow)
    }

    /// Keeps a member id as it stands in the file, for the entry added next.
    mutating func keepUnfolded(_ bytes: UnsafeBufferPointer<UInt8>) {
        unfolded[entries.count] = (texts.count, bytes.count)
        texts.append(contentsOf: bytes)
    }

    /// The index of an effect, which is added if it is new.
    mutating func index(of hits: [Effect.Hit]) -> UInt16 {
        var signature: UInt64 = 0
        for hit in hits {
            let packed =
                UInt64(hit.fact) << 48 | UInt64(UInt16(bitPattern: hit.month)) << 32 | UInt64(hit.day) << 16 | UInt64(hit.marks) << 1
                | (hit.isAwaiting ? 1 : 0)
            signature = Fingerprint.mix(signature, packed)
        }
        var slot = Int(truncatingIfNeeded: signature) & (effectSlots.count - 1)
        while effectSlots[slot] != 0 {
            if effects[Int(effectSlots[slot])].hits == hits { return effectSlots[slot] }
            slot = (slot + 1) & (effectSlots.count - 1)
        }
        effects.append(Effect(hits: hits))
        effectSlots[slot] = UInt16(effects.count - 1)
        if effects.count * 2 > effectSlots.count { growSlots() }
        return UInt16(effects.count - 1)
    }

    private mutating func growSlots() {
        let known = effects
        effectSlots = [UInt16](repeating: 0, count: effectSlots.count * 4)
        effects = [known[0]]
        for effect in known.dropFirst() { _ = index(of: effect.hits) }
    }

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

    // MARK: Reading back

    /// The line on which an entry starts, counted from 1.
    package func line(of entry: Entry) -> Int { firstLine + Int(entry.line) }
    package func line(of issue: Issue) -> Int { firstLine + Int(issue.line) }

    /// The record's id, folded.
    package func id(of entry: Entry) -> String {
        text(Int(entry.keyStart), Int(entry.idLength))
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

    /// A member's id as it stands in the file, where folding has changed it.
    func unfoldedMember(_ index: Int) -> String? {
        unfolded[index].map { text($0.start, $0.length) }
    }

    private func text(_ start: Int, _ length: Int) -> String {
        String(decoding: texts[start..<start + length], as: UTF8.self)
    }
}
