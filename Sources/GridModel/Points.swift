/// Points of a posting or a score: an exact decimal of at most two places, held as hundredths.
package struct Points: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var hundredths: Int

    @inlinable @inline(__always) package init(hundredths: Int) {
        self.hundredths = hundredths
    }

    @inlinable @inline(__always) package static var zero: Points { Points(hundredths: 0) }

    /// A plain decimal such as `-3`, `97.5` or `0.25`; nil for anything else.
    package init?(_ text: String) {
        var digits = Substring(text).utf8
        let negative = digits.first == UInt8(ascii: "-")
        if negative { digits = digits.dropFirst() }
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first, let whole = decimal(first) else { return nil }
        var fraction = 0
        if parts.count == 2 {
            guard parts[1].count <= 2, let value = decimal(parts[1]) else { return nil }
            fraction = parts[1].count == 1 ? value * 10 : value
        }
        hundredths = (whole * 100 + fraction) * (negative ? -1 : 1)
    }

    @inlinable @inline(__always) package static func < (left: Self, right: Self) -> Bool { left.hundredths < right.hundredths }
    @inlinable @inline(__always) package static func + (left: Self, right: Self) -> Points { Points(hundredths: left.hundredths + right.hundredths) }
    @inlinable @inline(__always) package static func - (left: Self, right: Self) -> Points { Points(hundredths: left.hundredths - right.hundredths) }
    @inlinable @inline(__always) package static func += (left: inout Self, right: Self) { left.hundredths += right.hundredths }

    /// Without trailing zeros: `-3`, `97.5`, `0.25`.
    package var description: String { hundredths < 0 ? "-" + magnitude : magnitude }

    private var magnitude: String {
        String(unsafeUninitializedCapacity: UnsafeMutablePointer<UInt8>.longestNumber) { buffer in
            writeMagnitude(to: buffer.baseAddress!) - buffer.baseAddress!
        }
    }

    /// Writes the points as `description` has them, without the sign; returns the place behind.
    @inlinable package func writeMagnitude(to place: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        let magnitude = hundredths.magnitude
        let end = place.write(decimal: magnitude / 100)
        let fraction = magnitude % 100
        if fraction == 0 { return end }
        let whole = end.write(UInt8(ascii: ".")).write(twoDigits: fraction)
        return fraction % 10 == 0 ? whole - 1 : whole
    }

    /// With a sign: `+5`, `-3`, `0`.
    package var signed: String { hundredths > 0 ? "+\(self)" : description }
}

/// A score or the average of scores, compared exactly and rounded only when it is shown.
package struct Average: Comparable, Sendable, CustomStringConvertible {
    /// The sum of the scores.
    package let sum: Points
    /// How many scores; at least 1.
    package let count: Int

    @inlinable @inline(__always) package init(sum: Points, count: Int) {
        precondition(count > 0, "an average needs at least one value")
        self.sum = sum
        self.count = count
    }

    @inlinable @inline(__always) package init(_ points: Points) {
        self.init(sum: points, count: 1)
    }

    @inlinable @inline(__always) package static func == (left: Self, right: Self) -> Bool {
        left.sum.hundredths * right.count == right.sum.hundredths * left.count
    }

    @inlinable @inline(__always) package static func < (left: Self, right: Self) -> Bool {
        left.sum.hundredths * right.count < right.sum.hundredths * left.count
    }

    /// Rounded to hundredths, half away from zero.
    @inlinable package var rounded: Points {
        if count == 1 { return sum }
        let magnitude = (2 * Int(sum.hundredths.magnitude) + count) / (2 * count)
        return Points(hundredths: sum.hundredths < 0 ? -magnitude : magnitude)
    }

    /// With two decimals: `98.33`, `100.00`.
    package var description: String {
        let rounded = rounded
        return (rounded < .zero ? "-" : "")
            + String(unsafeUninitializedCapacity: UnsafeMutablePointer<UInt8>.longestNumber) { buffer in
                rounded.writeWithTwoDecimals(to: buffer.baseAddress!) - buffer.baseAddress!
            }
    }
}

extension Points {
    /// Writes the points as averages are shown, without the sign: `98.33`, `100.00`; returns the place behind.
    @inlinable package func writeWithTwoDecimals(to place: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        let magnitude = hundredths.magnitude
        return place.write(decimal: magnitude / 100).write(UInt8(ascii: ".")).write(twoDigits: magnitude % 100)
    }
}
