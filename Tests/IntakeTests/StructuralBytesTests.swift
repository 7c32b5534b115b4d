import CByteMasks
import PlainByteMasks
import PropertyKit
import Testing

@testable import Intake

@Suite struct StructuralBytesTests {

    private static func positions(
        _ search: (UnsafePointer<UInt8>?, Int, UInt32, UnsafeMutablePointer<UInt32>?) -> Int, _ bytes: UnsafePointer<UInt8>, _ count: Int,
        first: UInt32 = 0
    ) -> [UInt32] {
        // What is written behind the room of twelve would show.
        var found = [UInt32](repeating: .max, count: count + 13)
        let number = found.withUnsafeMutableBufferPointer { search(bytes, count, first, $0.baseAddress) }
        return found.last == .max ? Array(found[..<number]) : []
    }

    private static func isStructural(_ byte: UInt8) -> Bool { [0x2C, 0x0A, 0x0D, 0x22].contains(byte) }

    /// Bytes of which some, none or all are structural, or nearly so.
    private func bytes(_ count: Int, _ random: inout Random) -> [UInt8] {
        let near: [UInt8] = [0x2C, 0x0A, 0x0D, 0x22, 0x2B, 0x2D, 0x0B, 0x0C, 0x21, 0x23, 0x8A, 0x8D, 0xA2, 0xAC, 0, 0xFF]
        switch random.int(0...3) {
        case 0: return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        case 1: return (0..<count).map { _ in random.pick(near) }
        case 2: return (0..<count).map { _ in random.once(in: 30) ? random.pick(near) : 0x61 }
        default: return (0..<count).map { _ in random.pick(near.prefix(4)) }
        }
    }

    @Test func masksAndPlainSearchFindWhatEveryByteSays() throws {
        try property(seed: 2200, cases: 12) { random in
            for count in 0...200 {
                let start = random.int(0...70)
                let memory = bytes(start + count + 80, &random)
                let first = UInt32(random.int(0...1000))
                let expected = (0..<count).filter { Self.isStructural(memory[start + $0]) }.map { UInt32($0) + first }
                let (masks, plain) = memory.withUnsafeBufferPointer { view in
                    (
                        Self.positions(gridscore_structural_positions, view.baseAddress! + start, count, first: first),
                        Self.positions(plain_structural_positions, view.baseAddress! + start, count, first: first)
                    )
                }
                let origin = "\(count) bytes from \(start): \(shown(memory[start..<start + count]))"
                if let failure = difference(masks, expected, origin) ?? difference(plain, expected, origin) { return failure }
            }
            return nil
        }
    }

    /// Texts of many stretches, entered and left at any place, as the scanner hops through them.
    @Test func theNextOneFromAnyPlaceOn() throws {
        try property(seed: 2300, cases: 60) { random in
            var memory = bytes(random.pick([0, 1, 63, 64, 65, 8191, 8192, 8193, random.int(0...30_000)]), &random)
            let end = memory.count
            let text = memory
            memory += [0x2C, 0x0A, 0x22, 0x0D]
            return memory.withUnsafeMutableBufferPointer { view -> String? in
                var structural = StructuralBytes()
                var index = 0
                while index <= end {
                    let expected = text[index...].firstIndex(where: Self.isStructural) ?? end
                    let found = structural.next(view.baseAddress!, from: index, end: end)
                    if found != expected { return "\(found) instead of \(expected) from \(index) of \(end)" }
                    // Often the byte behind, sometimes far ahead, now and then from the start again, as if the text had moved.
                    index = random.once(in: 20) ? index + random.int(0...9000) : found + random.int(0...2)
                    if random.once(in: 50) {
                        structural.restart()
                        index = random.int(0...min(index, end))
                    }
                    if expected == end, random.once(in: 3) { break }
                }
                return nil
            }
        }
    }

    @Test func asciiEndsWhereAByteSaysSo() throws {
        try property(seed: 2400, cases: 10) { random in
            for count in 0...200 {
                let start = random.int(0...20)
                var memory = (0..<start + count + 80).map { _ in UInt8(random.int(0...0x7F)) }
                for _ in 0..<random.pick([0, 0, 1, 3]) { memory[random.int(0...memory.count - 1)] = UInt8(random.int(0x80...0xFF)) }
                let ascii = memory[start..<start + count].prefix { $0 < 0x80 }.count
                let (masks, plain) = memory.withUnsafeBufferPointer { view in
                    (gridscore_ascii_blocks(view.baseAddress! + start, count), plain_ascii_blocks(view.baseAddress! + start, count))
                }
                let origin = "\(count) bytes from \(start), of which \(ascii) are ASCII"
                if let failure = difference(masks, ascii / 8 * 8, origin) ?? difference(plain, ascii / 8 * 8, origin) { return failure }
            }
            return nil
        }
    }
}
