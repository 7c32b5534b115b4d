import Glibc

/// The rows that only one of two tables has, as often as that is so.
///
/// Tables of two nights are nearly the same and in the same order: equal rows are passed over side by side, and only what
/// is left is looked up.
struct RowDifference {
    private(set) var before: [ArraySlice<UInt8>] = []
    private(set) var now: [ArraySlice<UInt8>] = []

    /// How far ahead the other side of a row is looked for.
    private static let reach = 16

    init(_ before: [ArraySlice<UInt8>], _ now: [ArraySlice<UInt8>]) {
        var (old, new): ([ArraySlice<UInt8>], [ArraySlice<UInt8>]) = ([], [])
        var (one, other) = (0, 0)
        while one < before.count, other < now.count {
            if Self.same(before[one], now[other]) {
                (one, other) = (one + 1, other + 1)
                continue
            }
            var step = 1
            while step <= Self.reach {
                if other + step < now.count, Self.same(before[one], now[other + step]) {
                    new += now[other..<other + step]
                    other += step
                    break
                }
                if one + step < before.count, Self.same(before[one + step], now[other]) {
                    old += before[one..<one + step]
                    one += step
                    break
                }
                step += 1
            }
            if step > Self.reach {
                old.append(before[one])
                new.append(now[other])
                (one, other) = (one + 1, other + 1)
            }
        }
        old += before[one...]
        new += now[other...]
        self.before = Self.rest(old, without: new)
        self.now = Self.rest(new, without: old)
    }

    /// All rows of both, for tables whose columns are not the same.
    init(all before: [ArraySlice<UInt8>], _ now: [ArraySlice<UInt8>]) {
        (self.before, self.now) = (before, now)
    }

    private static func same(_ one: ArraySlice<UInt8>, _ other: ArraySlice<UInt8>) -> Bool {
        guard one.count == other.count else { return false }
        if one.isEmpty { return true }
        return one.withUnsafeBytes { one in other.withUnsafeBytes { memcmp(one.baseAddress!, $0.baseAddress!, one.count) == 0 } }
    }

    private static func rest(_ rows: [ArraySlice<UInt8>], without other: [ArraySlice<UInt8>]) -> [ArraySlice<UInt8>] {
        if rows.isEmpty || other.isEmpty { return rows }
        var counts: [ArraySlice<UInt8>: Int] = [:]
        for row in other { counts[row, default: 0] += 1 }
        return rows.filter { row in
            guard let count = counts[row], count > 0 else { return true }
            counts[row] = count - 1
            return false
        }
    }
}
