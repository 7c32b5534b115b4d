/// What names say, looked up once each: the parser keeps every name at one address.
struct XMLNames: ~Copyable {
    private let slots = UnsafeMutableBufferPointer<(name: UnsafePointer<UInt8>?, value: Int)>.allocate(capacity: 64)
    private var count = 0

    init() {
        slots.initialize(repeating: (nil, 0))
    }

    deinit {
        slots.deallocate()
    }

    /// What a name says, if it has been looked up.
    @inline(__always)
    func known(_ name: UnsafePointer<UInt8>) -> Int? {
        var slot = Self.slot(of: name)
        while let other = slots[slot].name {
            if other == name { return slots[slot].value }
            slot = (slot &+ 1) & 63
        }
        return nil
    }

    /// Remembers what a name says; a file with very many names looks the others up each time.
    mutating func learn(_ name: UnsafePointer<UInt8>, _ value: Int) {
        guard count < 48 else { return }
        var slot = Self.slot(of: name)
        while slots[slot].name != nil { slot = (slot &+ 1) & 63 }
        slots[slot] = (name, value)
        count += 1
    }

    @inline(__always)
    private static func slot(of name: UnsafePointer<UInt8>) -> Int {
        Int(truncatingIfNeeded: (UInt64(UInt(bitPattern: name)) &* 0x9E37_79B9_7F4A_7C15) >> 58)
    }
}
