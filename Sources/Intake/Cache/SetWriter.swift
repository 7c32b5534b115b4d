/// Writes a set to its file.
struct SetWriter {
    let set: UnstoredSet
    let sink: CacheSink

    /// False if something could not be written, or what was stored before cannot be read.
    func write(program: [UInt8]) -> Bool {
        sink.write(UnsafeRawBufferPointer(start: nil, count: 0))
        [UInt8](repeating: 0, count: StoredSet.headSize).withUnsafeBytes { sink.write($0) }
        // Fingerprints of another cache begin otherwise, and so do sums.
        guard let contents = contents() else { return false }
        let key = sink.append(key(program))
        let rest = sink.append(contents)
        var head: [UInt64] = [StoredSet.mark]
        for range in [key, rest] { head += [UInt64(range.offset), UInt64(range.count), range.sum] }
        head.append(head.withUnsafeBytes { CacheSum.of($0, seed: StoredSet.mark) })
        head.withUnsafeBytes { sink.write($0, at: 0) }
        return sink.finish()
    }

    private func key(_ program: [UInt8]) -> [UInt8] {
        var encoder = CacheEncoder()
        encoder.put(list: program)
        encoder.put(set.seed)
        encoder.put(set.latestMonth)
        encoder.put(list: set.roster.digest)
        encoder.put(set.files.count)
        for file in set.files { file.put(into: &encoder) }
        return encoder.bytes
    }

    /// What is loaded with the set, its batches and identities being written before.
    private func contents() -> [UInt8]? {
        let readout = set.records.readout
        var headers: [[Int]] = []
        var batches: [StoredSet.BatchPlace] = []
        for batch in readout.batches {
            var header = -1
            if let columns = batch.origin.header?.columns {
                header = headers.lastIndex(of: columns) ?? headers.count
                if header == headers.count { headers.append(columns) }
            }
            let contents = batch.contents
            batches.append(
                StoredSet.BatchPlace(
                    file: set.places[batch.file]!, kind: batch.kind, firstLine: batch.firstLine, originFile: batch.origin.file,
                    originText: batch.origin.text, originLine: batch.origin.line, header: header, read: batch.read, sound: batch.sound,
                    latestMonth: batch.latestMonth, lists: write(contents), counts: contents.counts))
        }
        guard let partitions = IdentityWriter(records: set.records, seed: set.seed, sink: sink).write() else { return nil }
        var encoder = CacheEncoder()
        encoder.put(list: batches)
        encoder.put(headers.count)
        for header in headers { encoder.put(list: header) }
        encoder.put(list: readout.versions)
        encoder.put(readout.conflicts.count)
        for (place, text) in readout.conflicts {
            encoder.put(place)
            encoder.put(text.column)
            encoder.put(set.places[text.standingFile]!)
            encoder.put(text: text.text)
            encoder.put(text.standingLine)
        }
        let counts = readout.counts.contents
        encoder.put(list: counts.months)
        encoder.put(list: counts.numbers)
        encoder.put(list: counts.records)
        encoder.put(list: partitions)
        return encoder.bytes
    }

    /// Writes the lists of a batch one behind the other.
    private func write(_ contents: Batch.Contents) -> CacheRange {
        var range = CacheRange(offset: sink.size)
        var sum = CacheSum(seed: UInt64(range.offset))
        func write<Value>(_ list: [Value]) {
            assert(_isPOD(Value.self))
            list.withUnsafeBytes {
                sum.add($0)
                sink.write($0)
            }
        }
        write(contents.entries)
        write(contents.versions)
        write(contents.hits)
        write(contents.hitEnds)
        write(contents.issues)
        write(contents.texts)
        write(contents.unfolded)
        (range.count, range.sum) = (sink.size - range.offset, sum.value)
        return range
    }
}

/// Writes identities, partition by partition: those that were stored before and those in memory.
struct IdentityWriter {
    let records: ResolvedRecords
    let seed: UInt64
    let sink: CacheSink

    /// Where the partitions stand; nil if what was stored before cannot be read.
    func write() -> [StoredIdentities.Partition]? {
        var partitions: [StoredIdentities.Partition] = []
        for index in 0..<StoredIdentities.partitions {
            guard let records = self.records(of: index) else { return nil }
            let place = writeBlocks(records)
            partitions.append(StoredIdentities.Partition(count: records.count, filter: sink.append(filter(records)), records: place))
            guard sink.isSound else { return nil }
        }
        return partitions
    }

    private func records(of partition: Int) -> [StoredIdentities.Record]? {
        var all: [StoredIdentities.Record] = []
        if let stored = records.stored {
            guard let known = try? stored.identities.records(partition: partition) else { return nil }
            all = known
            for index in all.indices { all[index].batch = stored.numbers[Int(all[index].batch)] }
        }
        for list in records.identities {
            list.identities.forEach(in: partition, ofBits: StoredIdentities.bits) {
                all.append(StoredIdentities.Record(identity: $0, batch: UInt32(list.batch)))
            }
        }
        return ordered(all)
    }

    /// A counting sort by range.
    private func ordered(_ records: [StoredIdentities.Record]) -> [StoredIdentities.Record] {
        var next = [Int](repeating: 0, count: StoredIdentities.ranges(among: records.count) + 1)
        for record in records { next[range(of: record, records) + 1] += 1 }
        for range in next.indices.dropLast() { next[range + 1] += next[range] }
        if records.isEmpty { return [] }
        return [StoredIdentities.Record](unsafeUninitializedCapacity: records.count) { ordered, filled in
            for record in records {
                let range = range(of: record, records)
                ordered[next[range]] = record
                next[range] += 1
            }
            filled = records.count
        }
    }

    private func range(of record: StoredIdentities.Record, _ all: [StoredIdentities.Record]) -> Int {
        Int(StoredIdentities.range(of: record.identity.keyHash, among: all.count))
    }

    /// The filter of a partition, and the range in which each of its blocks begins.
    private func filter(_ records: [StoredIdentities.Record]) -> [UInt8] {
        let starts = stride(from: 0, to: records.count, by: StoredIdentities.perBlock).map { UInt16(range(of: records[$0], records)) }
        let size = FingerprintFilter.size(for: records.count)
        var bytes = [UInt8](repeating: 0, count: size + starts.count * 2)
        bytes.withUnsafeMutableBytes { bytes in
            let filter = FingerprintFilter(UnsafeMutableRawBufferPointer(rebasing: bytes[..<size]))
            for record in records { filter.insert(record.identity.keyHash) }
            starts.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: bytes[size...]).copyMemory(from: $0) }
        }
        return bytes
    }

    /// Writes whole blocks, the first at a multiple of their size, and returns where.
    private func writeBlocks(_ records: [StoredIdentities.Record]) -> Int {
        let size = StoredIdentities.blockSize
        let padding = (size - sink.size % size) % size
        let first = (sink.size + padding) / size
        let count = StoredIdentities.blocks(of: records.count)
        var bytes = [UInt8](repeating: 0, count: padding + count * size)
        bytes.withUnsafeMutableBytes { bytes in
            for number in 0..<count {
                let block = UnsafeMutableRawBufferPointer(rebasing: bytes[(padding + number * size)..<(padding + (number + 1) * size)])
                let part = records[number * StoredIdentities.perBlock..<min(records.count, (number + 1) * StoredIdentities.perBlock)]
                part.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: block[8...]).copyMemory(from: $0) }
                block.storeBytes(of: StoredIdentities.sum(ofBlock: first + number, UnsafeRawBufferPointer(block), seed), as: UInt64.self)
            }
        }
        bytes.withUnsafeBytes { sink.write($0) }
        return first * size
    }
}
