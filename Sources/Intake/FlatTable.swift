/// A table that is filled once and then only read, on the path of every record: reading it costs a load and nothing
/// else. Its memory belongs to the store that made it.
struct FlatTable<Element: BitwiseCopyable>: @unchecked Sendable {
    fileprivate let base: UnsafeMutablePointer<Element>
    let count: Int

    @inline(__always)
    subscript(index: Int) -> Element { base[index] }

    /// The elements from `index` on.
    @inline(__always)
    func pointer(at index: Int) -> UnsafePointer<Element> { UnsafePointer(base + index) }
}

extension Int {
    /// The power of two that is not less: the size of a table with open addressing.
    var nextPowerOfTwo: Int { self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}

/// Owns the memory of tables.
final class TableStore: @unchecked Sendable {
    private var blocks: [UnsafeMutableRawPointer] = []

    /// Called only while whoever holds the store is being made.
    func table<Element: BitwiseCopyable>(_ elements: [Element]) -> FlatTable<Element> {
        let base = UnsafeMutablePointer<Element>.allocate(capacity: max(1, elements.count))
        elements.withUnsafeBufferPointer { if let from = $0.baseAddress { base.initialize(from: from, count: $0.count) } }
        blocks.append(UnsafeMutableRawPointer(base))
        return FlatTable(base: base, count: elements.count)
    }

    deinit {
        for block in blocks { block.deallocate() }
    }
}
