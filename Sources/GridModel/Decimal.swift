extension [UInt8] {
    /// Appends a number in decimal, filled with zeros to `width` digits.
    package mutating func append(decimal number: UInt, width: Int = 1) {
        if number < 10, width <= 1 {
            append(0x30 + UInt8(number))
            return
        }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Swift.max(width, 20)) { digits in
            var (rest, start) = (number, digits.count)
            while rest > 0 || digits.count - start < width {
                start -= 1
                digits[start] = 0x30 + UInt8(rest % 10)
                rest /= 10
            }
            append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    /// Appends a whole number in decimal.
    package mutating func append(decimal number: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        append(decimal: number.magnitude)
    }
}
