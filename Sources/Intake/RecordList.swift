/// What is kept of one record after the other while a file is read: adding to it is a comparison, a store and a count.
/// Copies share what is added; only whoever fills a batch adds.
struct RecordList<Element: BitwiseCopyable>: @unchecked Sendable {
    private let owner = Owner()

    private struct Memory {
        var base = UnsafeMutablePointer<Element>.allocate(capacity: 0)
        var count = 0
        var capacity = 0
    }

    private final class Owner {
        let memory = UnsafeMutablePointer<Memory>.allocate(capacity: 1)

        init() {
            memory.initialize(to: Memory())
        }

        deinit {
            memory.pointee.base.deallocate()
            memory.deallocate()
        }
    }

    /// Good for as long as the list is.
    var elements: UnsafeBufferPointer<Element> {
        UnsafeBufferPointer(start: owner.memory.pointee.base, count: owner.memory.pointee.count)
    }

    @inline(__always)
    func append(_ element: Element) {
        let memory = owner.memory
        if memory.pointee.count == memory.pointee.capacity { reserve(max(1024, memory.pointee.capacity * 2)) }
        memory.pointee.base[memory.pointee.count] = element
        memory.pointee.count &+= 1
    }

    func reserve(_ capacity: Int) {
        guard capacity > owner.memory.pointee.capacity else { return }
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
        larger.update(from: owner.memory.pointee.base, count: owner.memory.pointee.count)
        owner.memory.pointee.base.deallocate()
        owner.memory.pointee.base = larger
        owner.memory.pointee.capacity = capacity
    }
}
