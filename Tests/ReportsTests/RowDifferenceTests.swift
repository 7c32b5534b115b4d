import PropertyKit
import Testing

@testable import Reports

@Suite struct RowDifferenceTests {
    /// As often as a row stands on one side more than on the other it is told, whatever the order.
    @Test func whatOnlyOneSideHasIsTold() throws {
        try property(seed: 8100, cases: 3000) { random in
            let before = (0..<random.int(0...60)).map { _ in Array("r\(random.int(0...20))".utf8)[...] }
            var now = before
            for _ in 0..<random.int(0...20) {
                switch random.int(0...2) {
                case 0: now.insert(Array("r\(random.int(0...40))".utf8)[...], at: random.int(0...now.count))
                case 1 where !now.isEmpty: now.remove(at: random.int(0...now.count - 1))
                default: if now.count > 1 { now.swapAt(0, random.int(0...now.count - 1)) }
                }
            }
            let difference = RowDifference(before, now)
            func counts(_ rows: [ArraySlice<UInt8>]) -> [ArraySlice<UInt8>: Int] { Dictionary(rows.map { ($0, 1) }, uniquingKeysWith: +) }
            let (old, new) = (counts(before), counts(now))
            let all = Set(before + now)
            let gone = all.map { max(0, old[$0, default: 0] - new[$0, default: 0]) }
            let come = all.map { max(0, new[$0, default: 0] - old[$0, default: 0]) }
            let (found, other) = (counts(difference.before), counts(difference.now))
            guard all.map({ found[$0, default: 0] }) == gone, all.map({ other[$0, default: 0] }) == come else { return "\(before) \(now)" }
            return nil
        }
    }
}
