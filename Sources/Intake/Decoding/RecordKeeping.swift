import GridModel

/// What is kept of a record that is read without fault.
extension RecordDecoder {
    @inline(__always)
    mutating func add(
        _ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>, _ place: MemberIndex.Place?, deciding: Int, into batch: inout Batch
    ) {
        let keyHash = keyHash(keyBytes())
        batch.add(Identity(keyHash: keyHash, position: raw.position, line: raw.line))
        let month = deciding >= 0 ? calendar.dayAndMonth(values[deciding].time).month : -1
        let member = place?.member ?? -1
        let isActive = place.map { members.isActive($0, month) } ?? false
        let onlyCounts = looksCloser ? closerHitsOnlyCount : collectHits(deciding: deciding)
        let effect = batch.index(of: hits)
        if isActive, onlyCounts, !keepsAll {
            batch.add(Counted(member: member, effect: effect, month: month))
        } else {
            addEntry(raw, bytes, member: member, isActive: isActive, effect: effect, month: month, into: &batch)
        }
    }

    @inline(__always)
    func keyHash(_ key: UnsafeBufferPointer<UInt8>) -> UInt64 { fingerprint.of(key, state: keyState) }

    @inline(__always)
    var keyState: UInt64 { Self.keyState(ofKind: kindIndex) }

    /// What fingerprints of keys begin with: it keeps equal keys of different kinds apart.
    @inline(__always)
    static func keyState(ofKind kind: Int) -> UInt64 { UInt64(kind) &+ 1 }

    /// The bytes of the record's key.
    @inline(__always)
    private func keyBytes() -> UnsafeBufferPointer<UInt8> {
        keyColumn >= 0 ? values[keyColumn].id : joinedKey()
    }

    /// A key of several columns, kept until the next record.
    private func joinedKey() -> UnsafeBufferPointer<UInt8> {
        var written = 0
        for column in plan.kind.key {
            if column != plan.kind.key[0] {
                keyScratch[written] = 0
                written += 1
            }
            func put(_ bytes: UnsafeRawBufferPointer) {
                for byte in bytes {
                    keyScratch[written] = byte
                    written += 1
                }
            }
            if plan.sorts[column] == .id {
                put(UnsafeRawBufferPointer(values[column].id))
            } else {
                withUnsafeBytes(of: values[column].time) { put($0) }
            }
        }
        return UnsafeBufferPointer(start: keyScratch, count: written)
    }

    private mutating func addEntry(
        _ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>, member: Int32, isActive: Bool, effect: UInt16, month: Int16,
        into batch: inout Batch
    ) {
        let key = keyBytes()
        let start = batch.append(key)
        if member >= 0, !isActive {
            let written = slice(bytes, raw.columns[subject])
            if !written.elementsEqual(values[subject].id) { batch.keepUnfolded(written, ofRecordAt: raw.position) }
        }
        if let roster = plan.roster { batch.add(rosterRow: rosterRow(roster, raw, bytes)) }
        batch.add(
            Entry(
                line: UInt32(raw.line), position: UInt32(raw.position), member: member, keyStart: start, keyLength: UInt16(key.count),
                idLength: UInt16(values[plan.kind.key[0]].id.count), effect: effect, month: month),
            keepsAll ? EntryVersion(contentHash: contentHash(raw, bytes), updated: updated) : nil)
    }

    /// As `EntryVersion` has it.
    private var updated: UInt32 {
        guard versionColumn >= 0, values[versionColumn].isPresent else { return 0 }
        return UInt32(clamping: values[versionColumn].time + 86_400)
    }

    private func rosterRow(_ roster: RosterColumns, _ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>) -> RosterRow {
        func text(_ column: Int?) -> String { column.map { String(decoding: slice(bytes, raw.columns[$0]), as: UTF8.self) } ?? "" }
        func day(_ column: Int?) -> CivilDate? { column.flatMap { values[$0].isPresent ? CivilTime(seconds: values[$0].time).date : nil } }
        return RosterRow(
            name: text(roster.name), group: text(roster.group), unit: text(roster.unit), from: day(roster.from), to: day(roster.to))
    }

    /// The fingerprint of all known columns but the version column, as they were understood.
    private func contentHash(_ raw: borrowing RawRecord, _ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let seed = fingerprint.seed
        var state: UInt64 = 0
        for column in 0..<columnCount where column != versionColumn {
            let value = values[column]
            switch tables.columns[column].sort {
            case .code: state = Fingerprint.mix(state &+ seed, UInt64(bitPattern: Int64(value.code)) &+ 7)
            case .time, .day, .number: state = Fingerprint.mix(state &+ seed, UInt64(bitPattern: value.time) &+ 3)
            case .id: state = fingerprint.of(value.id, state: state)
            case .text: state = fingerprint.of(slice(bytes, raw.columns[column]), state: state)
            }
        }
        return state
    }
}
