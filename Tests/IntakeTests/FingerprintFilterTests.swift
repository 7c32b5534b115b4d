import PropertyKit
import Testing

@testable import Intake

/// The filter that says which records need not be looked for among those that were stored.
@Suite struct FingerprintFilterTests {
    private func filter(of hashes: [UInt64], _ body: (FingerprintFilter) -> Void) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: FingerprintFilter.size(for: hashes.count), alignment: 16)
        defer { memory.deallocate() }
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        let filter = FingerprintFilter(memory)
        for hash in hashes { filter.insert(hash) }
        body(FingerprintFilter(memory))
    }

    @Test func whatWasPutInIsNeverLost() throws {
        try property(seed: 8100, cases: 200) { random in
            let bits = random.int(1...48)
            let hashes = (0..<random.int(0...random.pick([3, 300, 20_000]))).map { _ in random.next() >> UInt64(64 - bits) }
            var failure: String?
            filter(of: hashes) { if $0.candidates(among: hashes) != hashes { failure = "lost among \(hashes.count)" } }
            return failure
        }
    }

    @Test func fewOthersSeemToHaveBeenPutIn() {
        var random = Random(seed: 8101)
        // As in a partition: the first eight bits of 48 are the same.
        func hashes(_ count: Int) -> [UInt64] { (0..<count).map { _ in random.next() >> 24 | 0x5A << 40 } }
        let (known, others) = (hashes(100_000), hashes(100_000))
        filter(of: known) { filter in
            #expect(filter.candidates(among: others).count < 400)
        }
    }
}
