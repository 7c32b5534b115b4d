import GridModel

/// Competition ranks: equal values share a rank, the next ranks are skipped (1, 1, 3).
///
/// - Parameter values: in descending order.
func competitionRanks<Value: Equatable>(_ values: [Value]) -> [Int] {
    var ranks: [Int] = []
    ranks.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
        ranks.append(index > 0 && values[index - 1] == value ? ranks[index - 1] : index + 1)
    }
    return ranks
}

/// The same ranks without gaps (1, 1, 2).
func denseRanks(_ ranks: [Int]) -> [Int] {
    var (dense, last) = (0, 0)
    return ranks.map { rank in
        if rank != last { (dense, last) = (dense + 1, rank) }
        return dense
    }
}

/// The indices of items by group, in the order of the groups' bytes.
package func grouped<Item>(_ items: [Item], by group: (Item) -> String) -> [[Int]] {
    var indices: [[UInt8]: [Int]] = [:]
    for (index, item) in items.enumerated() { indices[Array(group(item).utf8), default: []].append(index) }
    return indices.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
}
