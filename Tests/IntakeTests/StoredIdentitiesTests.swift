import PropertyKit
import TestSupport
import Testing

@testable import Intake

/// Records are found again among those that were stored by their fingerprints, and no others are.
@Suite struct StoredIdentitiesTests {
    private typealias Found = [Int: Set<[Int]>]

    /// Fingerprints of a partition: of all its ranges, or of so few that a range takes several blocks.
    private func hashes(_ count: Int, in partition: Int, _ random: inout Random) -> [UInt64] {
        let (ranges, rest) = (random.pick([0, 1, 300, 65_535]), random.pick([3, 16_777_215]))
        return (0..<count).map { _ in
            UInt64(partition) << 40 | UInt64(random.int(0...ranges)) << 24 | UInt64(random.int(0...rest))
        }
    }

    @Test func storedRecordsAreFoundByTheirFingerprints() throws {
        let place = try TemporaryFolder()
        let path = Array(place["set"].utf8)
        let dealing = IdentityDealing(bits: StoredIdentities.bits)
        try property(seed: 8200, cases: 60) { random in
            let seed = random.next()
            let partition = random.int(0...StoredIdentities.partitions - 1)
            let known = hashes(random.int(0...random.pick([2, 255, 256, 3000])), in: partition, &random)
            let asked = (known.shuffled(using: &random).prefix(random.int(0...40)) + hashes(random.int(0...300), in: partition, &random))
                .shuffled(using: &random)
            let identities = known.enumerated().map { Identity(keyHash: $1, position: $0, line: $0) }
            // Two batches of them, in the order of batches.
            let cut = random.int(0...identities.count)
            let batches = [identities[..<cut], identities[cut...]].enumerated().map { number, part in
                DealtBatch(batch: Int32(number), identities: Array(part).withUnsafeBufferPointer { IdentityPartitions($0, dealing) })
            }
            let records = ResolvedRecords(readout: Readout(counts: UsedCounts(memberCount: 0, facts: [])), identities: batches)
            guard let sink = CacheSink(path: path), let partitions = IdentityWriter(records: records, seed: seed, sink: sink).write(),
                let file = CacheFile(path: path)
            else { return "not written" }
            let stored = StoredIdentities(file: file, seed: seed, partitions: partitions)
            var (found, expected): (Found, Found) = ([:], [:])
            try stored.find(FingerprintTable(asked) { _, _ in }, partition: partition) { first, record in
                let isNew = found[first, default: []].insert([Int(record.identity.position), Int(record.batch)]).inserted
                if !isNew { found[-1] = [] }
            }
            for (position, hash) in known.enumerated() {
                guard let first = asked.firstIndex(of: hash) else { continue }
                expected[first, default: []].insert([position, position < cut ? 0 : 1])
            }
            return found == expected ? nil : "\(found.count) of \(expected.count) found among \(known.count)"
        }
    }
}
