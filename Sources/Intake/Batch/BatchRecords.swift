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
