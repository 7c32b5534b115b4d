import Glibc

/// Large pages, which the system may use for large memory: a fault for every 4 KiB would cost more than filling them.
enum LargePages {
    static let size = 1 << 21

    /// Asks for them where whole ones fit into memory that nobody has touched. Where the system has none, all is as without them.
    static func advise(_ memory: UnsafeMutableRawBufferPointer) {
        guard let base = memory.baseAddress, memory.count >= size else { return }
        let start = (UInt(bitPattern: base) + UInt(size) - 1) / UInt(size) * UInt(size)
        let end = (UInt(bitPattern: base) + UInt(memory.count)) / UInt(size) * UInt(size)
        if start < end { _ = madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_HUGEPAGE) }
    }
}
