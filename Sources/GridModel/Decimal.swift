/// Numbers as bytes, written where there is room; each function returns the place behind what it has written.
extension UnsafeMutablePointer<UInt8> {
    /// The room that any number takes, with its fraction.
    @inlinable package static var longestNumber: Int { 24 }

    @inlinable @inline(__always)
    package func write(_ byte: UInt8) -> Self {
        pointee = byte
        return self + 1
    }

    /// A number in decimal.
    @inlinable @inline(__always)
    package func write(decimal number: UInt) -> Self {
        if number < 10 { return write(0x30 + UInt8(truncatingIfNeeded: number)) }
        return writeLong(decimal: number)
    }

    @usableFromInline
    package func writeLong(decimal number: UInt) -> Self {
        if number < 100 { return write(twoDigits: number) }
        if number < 1000 { return write(0x30 + UInt8(truncatingIfNeeded: number / 100)).write(twoDigits: number % 100) }
        var (length, limit): (Int, UInt) = (1, 10)
        while number >= limit {
            length += 1
            // The longest numbers have twenty digits; ten to the twentieth does not fit.
            if length == 20 { break }
            limit *= 10
        }
        var (rest, place) = (number, length)
        while place > 0 {
            place -= 1
            self[place] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        return self + length
    }

    /// A number below a hundred in two digits.
    @inlinable @inline(__always)
    package func write(twoDigits number: UInt) -> Self {
        self[0] = 0x30 + UInt8(truncatingIfNeeded: number / 10)
        self[1] = 0x30 + UInt8(truncatingIfNeeded: number % 10)
        return self + 2
    }
}
